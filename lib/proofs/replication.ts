import { PATRONI_STORE_PARAMETERS } from '../formats/postgresql-conf';
import { snakeName } from '../parameters';
import { durationText } from '../profile/figures';
import { childPath } from '../profile/paths';
import type { ResolvedProfile } from '../profile/resolve';
import type { ServerFigure } from '../profile/server-defaults';
import { figurePath, groupFigure, type ServerGroup, saidFigure, serverGroups } from '../profile/server-groups';
import { singleOf } from '../profile/single';
import { WithoutStandbys } from '../profile/topology';
import { type Budget, budget, error, type Proof, type ProofFinding, warning } from './proof';

/**
 * Every standby can follow, and what it needs does not hurt the primary.
 *
 * - No set has less than the primary of what a standby refuses to start with; Patroni keeps these in one store for all.
 * - max_wal_senders >= standbys + 2 of a copy (pg_basebackup sends data and WAL at once); max_replication_slots >=
 *   standbys + 1 of a copy. pgBackRest reads files, and a drill restores from the repository: neither takes a sender.
 * - As many synchronous standbys as there are standbys stop writes when one is down: the warning
 *   `no-spare-synchronous-standby` where the profile says that writes stop.
 * - A set whose queries may run for more than five minutes and that sends feedback keeps vacuum on the primary from
 *   removing what they see: the warning `feedback-of-long-queries`. A tolerated lag cannot be kept by a set that lets
 *   its queries delay replay for longer.
 *
 * @see https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN
 * @see https://www.postgresql.org/docs/current/runtime-config-replication.html
 */
export function proveReplication(resolved: ResolvedProfile): Proof {
  const [members, ...sets] = serverGroups(resolved.profile);
  // One instance has no standbys, and nobody copies it.
  if (members === undefined || singleOf(resolved.profile)) return { name: 'replication', findings: [] };
  const needs = NEEDS.map((need) => needBudget(resolved, members, need));
  return {
    name: 'replication',
    findings: [
      ...sets.flatMap((set) => storeFindings(resolved, members, set)),
      ...needs.flatMap(tooFew),
      ...synchronousFindings(resolved),
      ...sets.flatMap((set) => queryFindings(resolved, set)),
    ],
    budgets: needs,
  };
}

/** What a standby may not have less of than its primary. */
const NOT_LOWER: readonly ServerFigure[] = [
  'max_connections',
  'max_worker_processes',
  'max_wal_senders',
  'max_prepared_transactions',
  'max_locks_per_transaction',
];

/** A set cannot have a value of its own for what Patroni keeps in one store for all. */
function storeFindings({ profile }: ResolvedProfile, members: ServerGroup, set: ServerGroup): ProofFinding[] {
  const { major } = profile.postgres;
  return Object.entries(set.overrides).flatMap(([name, value]) => {
    const snake = snakeName(major, name) ?? '';
    if (value === undefined || !PATRONI_STORE_PARAMETERS.has(snake)) return [];
    const path = childPath(`${set.path}.parameters`, name);
    const figure = NOT_LOWER.find((one) => one === snake);
    const [own, primary] = figure
      ? [groupFigure(profile, set, figure), groupFigure(profile, members, figure)]
      : [undefined, undefined];
    if (own !== undefined && primary !== undefined && own < primary) {
      const message = `${own} is below the primary's ${primary}, and a standby refuses to start. Remove it: Patroni keeps it in one store for all instances, from postgres.parameters.`;
      return [error('standby-parameters', path, message)];
    }
    const message =
      'is the same for all instances, since Patroni keeps it in one store. Set it in postgres.parameters.';
    return [error('store-parameters', path, message)];
  });
}

interface Need {
  readonly parameter: 'max_wal_senders' | 'max_replication_slots';
  readonly camelName: string;
  /** What a copy takes beside the standbys. */
  readonly copy: number;
  readonly ofCopy: string;
}

const NEEDS: readonly Need[] = [
  { parameter: 'max_wal_senders', camelName: 'maxWalSenders', copy: 2, ofCopy: 'pg_basebackup: data, and WAL' },
  { parameter: 'max_replication_slots', camelName: 'maxReplicationSlots', copy: 1, ofCopy: 'pg_basebackup, temporary' },
];

type NeedBudget = Budget & { readonly path: string };

function needBudget({ profile }: ResolvedProfile, members: ServerGroup, need: Need): NeedBudget {
  const { count } = members.definition;
  const others = serverGroups(profile).filter(({ promotable }) => !promotable);
  const rows = [
    { term: 'standbys among the members', value: count - 1, of: `${count} - 1` },
    ...others.map(({ name, definition }) => ({ term: `standbys of the set ${name}`, value: definition.count })),
    { term: 'a copy of the primary', value: need.copy, of: need.ofCopy },
  ];
  return {
    ...budget(`${need.parameter} of the primary`, 'of them', groupFigure(profile, members, need.parameter), rows),
    path: figurePath(members, need.camelName),
  };
}

function tooFew({ path, total, limit, rows }: NeedBudget): ProofFinding[] {
  if (total <= limit) return [];
  const terms = rows.map(({ term, value }) => `${value} (${term})`).join(' + ');
  const message = `${limit} are too few: ${terms} = ${total}. Raise it to at least ${total}.`;
  return [error('replication-slots', path, message)];
}

function synchronousFindings({ topology: { members, synchronous } }: ResolvedProfile): ProofFinding[] {
  const { standbys = 1, withoutStandbys } = synchronous ?? {};
  const among = members.count - 1;
  if (withoutStandbys !== WithoutStandbys.STOP_WRITES || standbys < among) return [];
  return [
    warning(
      'no-spare-synchronous-standby',
      'topology.synchronous.standbys',
      `${standbys} of the ${among} standbys among the members must confirm each commit, so that writes stop while one of ` +
        `them is down. Raise topology.members.count to at least ${standbys + 2}, or say WithoutStandbys.CONTINUE.`,
    ),
  ];
}

/** From here on a query is long: vacuum on the primary runs once a minute, and waits for it all the time. */
const LONG_QUERY_MS = 5 * 60_000;

function queryFindings({ profile, topology }: ResolvedProfile, set: ServerGroup): ProofFinding[] {
  const delay = groupFigure(profile, set, 'max_standby_streaming_delay');
  const text = delay < 0 ? 'without end' : `for ${durationText(delay)}`;
  const longest = delay < 0 ? Number.POSITIVE_INFINITY : delay;
  const tolerated = topology.sets?.[set.name]?.toleratedLag?.toMilliseconds();
  const feedback = groupFigure(profile, set, 'hot_standby_feedback') === 1;
  return [
    ...(tolerated !== undefined && longest > tolerated
      ? [
          error(
            'tolerated-lag',
            `${set.path}.toleratedLag`,
            `${durationText(tolerated)} cannot be kept: queries may hold up replay ${text} (max_standby_streaming_delay). ` +
              `Raise it, or lower ${figurePath(set, 'maxStandbyStreamingDelay')} to at most ${durationText(tolerated)}.`,
          ),
        ]
      : []),
    ...(feedback && longest > LONG_QUERY_MS && saidFigure(profile, set, 'max_standby_streaming_delay') !== undefined
      ? [
          warning(
            'feedback-of-long-queries',
            figurePath(set, 'hotStandbyFeedback'),
            `${set.servers} may run queries ${text} (max_standby_streaming_delay) and sends feedback, so that vacuum on ` +
              `the primary removes nothing that they see. Set hotStandbyFeedback: false in ${set.path}.parameters.`,
          ),
        ]
      : []),
  ];
}
