import type { Duration } from 'cdk8s';
import { bytesOf } from '../parameters/units';
import { type Failure, failures } from '../profile/failover-times';
import { durationText } from '../profile/figures';
import type { ResolvedProfile } from '../profile/resolve';
import { singleOf } from '../profile/single';
import { WithoutStandbys } from '../profile/topology';
import { type Budget, budget, error, type Proof, type ProofFinding, warning } from './proof';

/**
 * What the platform promises follows from what it configures.
 *
 *     RPO >= archive_timeout + push time + margin, or synchronous replication, by which nothing acknowledged is lost
 *     RTO >= the longer of: max(ttl, probe window) + loop_wait + failover, for an instance that is lost or hangs;
 *                           2 x loop_wait + primary_start_timeout + failover, for a server that crashes;
 *            failover = replay behind queries + promotion + endpoints + pools that connect again
 *     RTO >= data size / restore rate + start, for the loss of every volume, where there are base backups
 *     (1 - availability) x 30 days >= one such failover
 *     backup retention <= what dumps or base backups keep
 *
 * One instance without Patroni has no failover: the sum is that of a restart on its node, and its node or its volume may be
 * lost for longer, which the warning `rto-of-one-node` says. A promised RPO needs backups.
 *
 * Asynchronous standbys bound what is lost by bytes and not by time, so that they prove no RPO. Commits that go on
 * without standbys (WithoutStandbys.CONTINUE) are lost when the primary is lost too: the warning `rpo-without-standbys`.
 *
 * @see https://patroni.readthedocs.io/en/latest/replication_modes.html
 * @see https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-ARCHIVE-TIMEOUT
 */
export function proveObjectives(resolved: ResolvedProfile): Proof {
  const { rto, availability: percent } = resolved.profile.objectives ?? {};
  const possible = rto === undefined && percent === undefined ? [] : failures(resolved);
  const parts: Part[] = [
    recoveryPoint(resolved),
    recoveryTime(possible, rto, singleOf(resolved.profile) ? RESTART : FAILOVER),
    lostNode(resolved),
    restoreTime(resolved),
    availability(possible, percent, singleOf(resolved.profile) ? RESTART : FAILOVER),
    retention(resolved),
  ];
  return {
    name: 'objectives',
    findings: parts.flatMap(({ findings = [] }) => findings),
    budgets: parts.flatMap(({ budgets = [] }) => budgets),
  };
}

interface Part {
  readonly findings?: readonly ProofFinding[];
  readonly budgets?: readonly Budget[];
}

const ARCHIVE_TIMEOUT_SECONDS = 60;
const PUSH_SECONDS = 30;
/** Between the end of a segment and the program that pushes it: a checkpoint's rush, and the archiver's own pause. */
const MARGIN_SECONDS = 30;

function recoveryPoint({ profile, topology: { synchronous } }: ResolvedProfile): Part {
  const { rpo } = profile.objectives ?? {};
  if (rpo === undefined) return {};
  const promised = rpo.toSeconds({ integral: false });
  const title = 'RPO: what a disaster may lose';
  if (synchronous !== undefined) {
    const message = `${text(rpo)} is kept while a standby follows: without one commits go on (WithoutStandbys.CONTINUE), and a primary that is lost then loses them. Say WithoutStandbys.STOP_WRITES, or have more members.`;
    const goesOn = synchronous.withoutStandbys === WithoutStandbys.CONTINUE;
    return {
      findings: goesOn ? [warning('rpo-without-standbys', 'objectives.rpo', message)] : [],
      budgets: [budget(`${title} (synchronous: nothing that was acknowledged)`, 's', promised, [])],
    };
  }
  const { physical } = profile.backups ?? {};
  if (physical === undefined) {
    const archive = `backups.physical with an archiveTimeout of at most ${mostArchive(promised, PUSH_SECONDS)} will do once a version renders it`;
    const message = singleOf(profile)
      ? `nothing bounds by time what a disaster loses: with its volume one instance loses all since the last backup. Promise none; ${archive}.`
      : `nothing bounds by time what a disaster loses: asynchronous standbys are behind by WAL. Declare topology.synchronous, or promise none; ${archive}.`;
    return { findings: [error('rpo', 'objectives.rpo', message)] };
  }
  const push = seconds(physical.pushTime, PUSH_SECONDS);
  const sum = budget(title, 's', promised, [
    { term: 'archive_timeout', value: seconds(physical.archiveTimeout, ARCHIVE_TIMEOUT_SECONDS) },
    { term: 'push to the repository', value: push },
    { term: 'margin', value: MARGIN_SECONDS },
  ]);
  const mend = `Lower backups.physical.archiveTimeout to at most ${mostArchive(promised, push)}, or promise at least ${sum.total} s`;
  const other = singleOf(profile) ? '' : ', or declare topology.synchronous';
  return {
    findings: exceeded(sum, 'rpo', 'objectives.rpo', `${mend}${other}`),
    budgets: [sum],
  };
}

/** The longest archive_timeout that keeps an RPO. */
function mostArchive(promised: number, push: number): string {
  return `${Math.max(0, promised - push - MARGIN_SECONDS)} s`;
}

/** How a platform comes back, and so what makes it faster. */
interface Mends {
  readonly rto: string;
  readonly availability: string;
}

const FAILOVER: Mends = {
  rto: 'Lower topology.failover.ttl, loopWait or primaryStartTimeout, or maxStandbyStreamingDelay of the members',
  availability: 'Promise less, or fail over faster',
};
const RESTART: Mends = {
  rto: 'Lower postgres.parameters.maxWalSize, promise more time, or use Topology.replicated',
  availability: 'Promise less, or use Topology.replicated',
};

function recoveryTime(possible: readonly Failure[], rto: Duration | undefined, mends: Mends): Part {
  if (rto === undefined) return {};
  const sums = possible.map((failure) => failureBudget(failure, rto.toSeconds({ integral: false })));
  return { findings: sums.flatMap((sum) => exceeded(sum, 'rto', 'objectives.rto', mends.rto)), budgets: sums };
}

/** What no sum holds: a pod of a StatefulSet stays with a node that is lost until a person lets go of it. */
function lostNode({ profile }: ResolvedProfile): Part {
  const { rto, availability: percent } = profile.objectives ?? {};
  if (!singleOf(profile) || (rto === undefined && percent === undefined)) return {};
  const [path, promised] =
    rto === undefined ? ['objectives.availability', `${percent} %`] : ['objectives.rto', text(rto)];
  const message = `${promised} are kept by restarts. One instance is down for as long as its node is, or its volume: nothing takes over. Use Topology.replicated, or promise none.`;
  return { findings: [warning('rto-of-one-node', path, message)] };
}

function failureBudget({ what, terms }: Failure, limit: number): Budget {
  return budget(`RTO: ${what}`, 's', limit, terms);
}

/** The server itself, after its files are there: replay from the backup's end on goes with the restore's rate. */
const START_SECONDS = 60;

function restoreTime({ profile: { objectives, backups, workload } }: ResolvedProfile): Part {
  const { rto } = objectives ?? {};
  const { physical } = backups ?? {};
  if (rto === undefined || physical === undefined) return {};
  const { restorePerSecond } = physical;
  const { dataSize } = workload ?? {};
  const missing = [
    ...(dataSize === undefined ? ['workload.dataSize'] : []),
    ...(restorePerSecond === undefined ? ['backups.physical.restorePerSecond'] : []),
  ];
  if (dataSize === undefined || restorePerSecond === undefined) {
    const message = `the time of a restore is not known. Declare ${missing.join(' and ')}.`;
    return { findings: [error('restore-time', 'objectives.rto', message)] };
  }
  const sum = budget('RTO: every volume is lost', 's', rto.toSeconds({ integral: false }), [
    {
      term: 'restore',
      value: Math.ceil(bytesOf(dataSize) / bytesOf(restorePerSecond)),
      of: 'data size / restore rate',
    },
    { term: 'start', value: START_SECONDS },
  ]);
  const mend = 'Raise what a restore reads a second (backups.physical.restorePerSecond)';
  return { findings: exceeded(sum, 'restore-time', 'objectives.rto', mend), budgets: [sum] };
}

const MONTH_SECONDS = 30 * 86_400;

function availability(possible: readonly Failure[], percent: number | undefined, mends: Mends): Part {
  if (percent === undefined) return {};
  const path = 'objectives.availability';
  if (!(percent > 0 && percent < 100)) {
    const message = `${percent} is no percentage that can be promised. Write one above 0 and below 100, such as 99.9.`;
    return { findings: [error('availability', path, message)] };
  }
  // Percentages are decimal fractions: 0.1 % of 30 days are 2592 s, and no binary fraction of it.
  const allowed = Math.round(MONTH_SECONDS * (100 - percent) * 10) / 1000;
  const longest = possible
    .map(({ what, terms }) => ({ term: what, value: terms.reduce((total, { value }) => total + value, 0), of: 'once' }))
    .reduce((one, other) => (other.value > one.value ? other : one));
  const sum = budget(`Availability: ${percent} % of 30 days`, 's', allowed, [longest]);
  return { findings: exceeded(sum, 'availability', path, mends.availability), budgets: [sum] };
}

function retention({ profile: { objectives, backups } }: ResolvedProfile): Part {
  const { backupRetention } = objectives ?? {};
  if (backupRetention === undefined) return {};
  const path = 'objectives.backupRetention';
  const { dumps, physical } = backups ?? {};
  const kept = [
    ...(physical ? [physical.retention.toMilliseconds()] : []),
    // What nobody expires stays.
    ...(dumps ? [dumps.retention ? (dumps.retention.daily?.toMilliseconds() ?? 0) : Number.POSITIVE_INFINITY] : []),
  ];
  const longest = Math.max(0, ...kept);
  if (longest >= backupRetention.toMilliseconds()) return {};
  const found = kept.length === 0 ? 'nothing is backed up' : `backups are kept for ${durationText(longest)}`;
  const message = `${text(backupRetention)} are promised, and ${found}. Keep backups.physical or daily dumps for at least ${text(backupRetention)}.`;
  return { findings: [error('backup-retention', path, message)] };
}

function exceeded({ title, rows, total, limit }: Budget, name: string, path: string, mend: string): ProofFinding[] {
  if (total <= limit) return [];
  const terms = rows.map(({ term, value }) => `${value} s ${term}`).join(' + ');
  const sum = Number.isFinite(total) ? `${total} s` : 'without end';
  return [error(name, path, `${limit} s cannot be kept. ${title}: ${terms} = ${sum}. ${mend}.`)];
}

function text(duration: Duration): string {
  return durationText(duration.toMilliseconds());
}

function seconds(duration: Duration | undefined, standard: number): number {
  return duration?.toSeconds({ integral: false }) ?? standard;
}
