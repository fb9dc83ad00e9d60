import type { Duration } from 'cdk8s';
import { bytesOf } from '../parameters/units';
import { derivedSlotBytes } from '../profile/derived-parameters';
import { bytesText, durationText } from '../profile/figures';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import { figurePath, groupFigure, type ServerGroup, saidFigure, serverGroups } from '../profile/server-groups';
import { MIB } from '../profile/server-memory';
import { type Budget, budget, error, type Proof, type ProofFinding } from './proof';

/**
 * WAL never fills the volume, whatever is away.
 *
 *     max_wal_size + max(max_slot_wal_keep_size, wal_keep_size) + outage of the archive x WAL a second < volume
 *
 * What the volume has beyond that is for the data. Slots may keep a quarter of the volume where the profile does not say
 * otherwise; without end is an error, since one standby that never comes back would stop the primary. A server without
 * an archive keeps nothing for it, and sets archive nothing.
 *
 * @see https://www.postgresql.org/docs/current/wal-configuration.html
 * @see https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-MAX-SLOT-WAL-KEEP-SIZE
 */
export function proveWalVolume({ profile }: ResolvedProfile): Proof {
  const groups = serverGroups(profile);
  const bounded = groups.filter((group) => !isUnlimited(profile, group));
  return {
    name: 'wal-volume',
    findings: [
      ...groups.filter((group) => isUnlimited(profile, group)).map(unlimited),
      ...undeclaredRate(profile),
      ...bounded.flatMap((group) => tooLittle(profile, group)),
      ...lagAlert(profile, bounded),
    ],
    budgets: bounded.map((group) => walBudget(profile, group)),
  };
}

/** How long the archive may be away, unless the profile says otherwise. */
const OUTAGE_MS = 4 * 3_600_000;

function isUnlimited(profile: PostgresProfile, group: ServerGroup): boolean {
  return (saidFigure(profile, group, 'max_slot_wal_keep_size') ?? 0) < 0;
}

function unlimited(group: ServerGroup): ProofFinding {
  const quarter = bytesText(derivedSlotBytes(group));
  const message = `a standby that is away would keep WAL until the volume of ${group.servers} is full, and the primary stops. Write a size, or leave it out for a quarter of the volume, ${quarter}.`;
  return error('unlimited-slots', figurePath(group, 'maxSlotWalKeepSize'), message);
}

/** What standbys that are away keep, in bytes: wal_keep_size is a least, and within it. */
function keptForStandbys(profile: PostgresProfile, group: ServerGroup): number {
  const slots = saidFigure(profile, group, 'max_slot_wal_keep_size') ?? derivedSlotBytes(group);
  return Math.max(slots, groupFigure(profile, group, 'wal_keep_size'));
}

function walBudget(profile: PostgresProfile, group: ServerGroup): Budget {
  const { size } = group.definition.storage;
  const archive = archived(profile, group);
  return budget(`WAL on the volume of each server of ${group.servers}`, 'MiB', bytesOf(size) / MIB, [
    { term: 'max_wal_size', value: groupFigure(profile, group, 'max_wal_size') / MIB },
    {
      term: 'kept for standbys that are away',
      value: keptForStandbys(profile, group) / MIB,
      of: 'max_slot_wal_keep_size, or wal_keep_size where that is more',
    },
    ...(archive ? [{ term: 'kept while the archive is away', value: archive.bytes / MIB, of: archive.of }] : []),
  ]);
}

function archived(profile: PostgresProfile, { promotable }: ServerGroup): { bytes: number; of: string } | undefined {
  const { physical } = profile.backups ?? {};
  const { walPerSecond } = profile.workload ?? {};
  if (physical === undefined || walPerSecond === undefined || !promotable) return undefined;
  const outage = milliseconds(physical.outage, OUTAGE_MS);
  const rate = bytesOf(walPerSecond);
  return { bytes: (outage / 1000) * rate, of: `${durationText(outage)} x ${bytesText(rate)} a second` };
}

function tooLittle(profile: PostgresProfile, group: ServerGroup): ProofFinding[] {
  const { rows, total, limit } = walBudget(profile, group);
  if (total < limit) return [];
  const sum = rows.map(({ term, value, of }) => `${inBytes(value)} ${term}${of ? ` (${of})` : ''}`);
  const message = `${inBytes(limit)} are no more than what WAL may take on ${group.servers}: ${sum.join(' + ')} = ${inBytes(total)}. Use more than ${inBytes(Math.ceil(total))} and the data's own size, or lower one of the terms.`;
  return [error('wal-volume', `${group.path}.storage.size`, message)];
}

/** Without the rate nobody knows when the volume of a server whose archive is away is full. */
function undeclaredRate({ backups, workload }: PostgresProfile): ProofFinding[] {
  if (backups?.physical === undefined || workload?.walPerSecond !== undefined) return [];
  const outage = durationText(milliseconds(backups.physical.outage, OUTAGE_MS));
  const message = `is not declared, and backups.physical keeps WAL on the volume while the repository is away: for ${outage}, backups.physical.outage. Declare it, measured in the busiest hour.`;
  return [error('undeclared-wal-rate', 'workload.walPerSecond', message)];
}

/** A standby that is so far behind has lost its slot: it no longer streams, so that its lag is no longer measured. */
function lagAlert(profile: PostgresProfile, groups: readonly ServerGroup[]): ProofFinding[] {
  const threshold = profile.monitoring?.alerts?.replicationLagBytes;
  const [members] = groups.filter(({ promotable }) => promotable);
  if (threshold === undefined || members === undefined) return [];
  const kept = keptForStandbys(profile, members);
  if (bytesOf(threshold) < kept) return [];
  const message = `${bytesText(bytesOf(threshold))} can never be measured: the primary keeps ${bytesText(kept)} for a standby (max_slot_wal_keep_size), which further behind does not stream. Lower it to less than ${bytesText(kept)}.`;
  return [error('unreachable-alert', 'monitoring.alerts.replicationLagBytes', message)];
}

function inBytes(mebibytes: number): string {
  return bytesText(mebibytes * MIB);
}

function milliseconds(duration: Duration | undefined, standard: number): number {
  return duration?.toMilliseconds() ?? standard;
}
