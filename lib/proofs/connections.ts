import { childPath } from '../profile/paths';
import type { ResolvedProfile } from '../profile/resolve';
import { entryPath, type GroupConnections, minimumPoolSize, poolSize } from '../profile/resolve-pools';
import { PLATFORM_CONNECTIONS, platformSessions } from '../profile/server-connections';
import { singleOf } from '../profile/single';
import { limitFindings } from './connection-limits';
import { type Budget, budget, error, type Proof, type ProofFinding } from './proof';

/**
 * Whoever can connect to a server fits its max_connections.
 *
 *     sum over pool entries of pods x max_db_connections + lookups + direct clients + exporters + jobs + Patroni
 *       + superuser_reserved_connections + reserved_connections <= max_connections
 *
 *     sum over pool entries of a database of pods x max_db_connections <= connectionLimit of the database
 *
 * The pods of a pool are its replicas, or the autoscaler's maximum, and one that drains while its successor serves; the
 * Deployment surges beside it only where a single pod was scaled up, and that surge counts too. What an entry may hold
 * per pod is capped by the derived max_db_connections, which all users of the entry share: without it each pair of
 * database and user would take default_pool_size + reserve_pool_size. WAL senders have slots of their own,
 * max_wal_senders, and do not count.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS
 * @see https://www.pgbouncer.org/config.html#max_db_connections
 */
export function proveConnections(resolved: ResolvedProfile): Proof {
  const { connections } = resolved;
  return {
    name: 'connections',
    findings: [
      ...minimums(resolved),
      ...connections.filter(({ needed, available }) => needed > available).map(tooFew),
      ...limitFindings(resolved),
      ...unreachableAlert(resolved),
    ],
    budgets: connections.map((group) => connectionBudget(group, singleOf(resolved.profile) ? ALONE : UNDER_PATRONI)),
  };
}

/** Who holds what PLATFORM_CONNECTIONS counts. */
const UNDER_PATRONI = { term: 'Patroni and jobs', of: 'Patroni 3, reconcile 2, dump 2, partitions 2, 1 more' };
const ALONE = { term: 'reload and jobs', of: 'reload 1, reconcile 2, dump 2, partitions 2, 3 more' };

function connectionBudget({ group, capacity, entries }: GroupConnections, platform: typeof ALONE): Budget {
  const { maxConnections, reserved, direct, exporter, lookups, migrations } = capacity;
  return budget(`Connections to each server of ${group.servers}`, 'connections', maxConnections, [
    ...entries.map(({ pool, entry, pods, share, wanted }) => ({
      term: `pool ${pool}: ${entry}`,
      value: pods * share,
      of: `${pods} pods, one draining included, x ${share} (max_db_connections; it would take ${wanted})`,
    })),
    { term: "PgBouncer's lookups of secrets", value: lookups },
    { term: 'direct clients', value: direct, of: 'access' },
    { term: 'exporter', value: exporter },
    { term: 'migrations', value: migrations },
    { ...platform, value: PLATFORM_CONNECTIONS },
    { term: 'reserved', value: reserved, of: 'superuser_reserved_connections + reserved_connections' },
  ]);
}

function tooFew({ group: { servers }, capacity, entries, available, needed }: GroupConnections): ProofFinding {
  const { maxConnections, reserved, direct, lookups } = capacity;
  const path = 'postgres.parameters.maxConnections';
  const uses =
    `${reserved} reserved, ${direct} of direct access, ${platformSessions(capacity)} of the platform, ` +
    `${lookups} of PgBouncer's lookups`;
  const raise = `Raise it to at least ${maxConnections + needed - available}`;
  if (entries.length === 0) {
    const message = `${maxConnections} are too few on ${servers} for ${uses}. ${raise}, or lower the others.`;
    return error('max-connections', path, message);
  }
  const needs = entries.map(
    ({ path: entry, pods, fixed, minimum = 1 }) => `${entry} (${pods} pods x ${fixed ?? minimum})`,
  );
  const lower = [
    ...(entries.some(({ fixed }) => fixed !== undefined) ? ['maxServerConnections'] : []),
    ...(entries.some(({ fixed, minimum = 1 }) => fixed === undefined && minimum > 1) ? ['minPoolSize'] : []),
  ].map((setting) => `, or lower ${setting}`);
  return error(
    'max-connections',
    path,
    `${maxConnections} leave ${available} for pools on ${servers} (less ${uses}), and ${needs.join(', ')} need at least ` +
      `${needed}, with a pod that drains. ${raise}, or have fewer replicas or entries${lower.join('')}.`,
  );
}

/** Connections that PgBouncer is to keep open must be ones that it may have. */
function minimums({ profile: { pools = {} } }: ResolvedProfile): ProofFinding[] {
  return Object.entries(pools).flatMap(([name, pool]) => {
    const minimum = minimumPoolSize(pool);
    const setting = `${childPath('pools', name)}.settings.minPoolSize`;
    return Object.entries(pool.databases).flatMap(([entry, { maxServerConnections = minimum }]) => {
      const path = entryPath(name, entry);
      const size = poolSize(pool, entry);
      const few = `${maxServerConnections} is below the ${minimum} connections that minPoolSize keeps open. Raise it to at least ${minimum}, or lower ${setting}.`;
      const small = `${minimum} is above the pool size of ${size} that ${path} has. Lower it, or raise that size.`;
      return [
        ...(maxServerConnections < minimum ? [error('min-pool-size', `${path}.maxServerConnections`, few)] : []),
        ...(size < minimum ? [error('min-pool-size', setting, small)] : []),
      ];
    });
  });
}

/** A threshold that nothing reaches looks like safety, and tells nobody anything. */
function unreachableAlert({ profile, connections }: ResolvedProfile): ProofFinding[] {
  const share = profile.monitoring?.alerts?.connections;
  if (share === undefined) return [];
  const fires = connections.some(({ capacity, sessions }) => sessions > share * capacity.maxConnections);
  if (fires) return [];
  const groups = connections.map(({ group: { servers }, capacity: { maxConnections }, sessions }) => {
    const threshold = Math.floor(share * maxConnections);
    return `${threshold} of ${maxConnections} connections on ${servers}, where at most ${sessions} can be`;
  });
  const reached = Math.max(...connections.map(({ capacity, sessions }) => (sessions - 1) / capacity.maxConnections));
  const digits = reached < 0.1 ? 10_000 : 100;
  const highest = Math.floor(reached * digits) / digits;
  return [
    error(
      'unreachable-alert',
      'monitoring.alerts.connections',
      `${share} can never be exceeded: it means ${groups.join('; ')}. Lower it to at most ${highest}, or lower ` +
        'postgres.parameters.maxConnections.',
    ),
  ];
}
