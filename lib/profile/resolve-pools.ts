import type { Finding } from '../findings';
import { LOOKUP_CONNECTIONS } from '../formats/pgbouncer-lookups';
import { monitoredDatabases } from './monitored-databases';
import { childPath } from './paths';
import { type Pool, Target } from './pools';
import type { PostgresProfile } from './profile';
import { type ConnectionDemand, type ServerCapacity, shareConnections } from './server-connections';

/** Server connections per pod (`max_db_connections`), by pool and entry. */
export type ServerConnectionCaps = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** PostgreSQL's defaults. */
const DEFAULT_MAX_CONNECTIONS = 100;
const DEFAULT_SUPERUSER_RESERVED = 3;
/** Connections of the exporter, for each database that it reports: one per library that it is made of. */
const EXPORTER_CONNECTIONS = 2;
/** PgBouncer's defaults. */
const DEFAULT_POOL_SIZE = 20;
const DEFAULT_RESERVE_POOL_SIZE = 0;
const DEFAULT_MIN_POOL_SIZE = 0;
/** The session by which a pod tries a new password of the lookup role. */
const TRIAL_CONNECTIONS = 1;

/**
 * Primary and standbys are roles of the same members, which hold the connections of both after a promotion; each set is
 * a kind of server of its own.
 */
const MEMBERS = '';

type PoolDemand = ConnectionDemand & { readonly pool: string; readonly entry: string };

/** Derives how many server connections each pool entry may hold, so that all of them fit each server they reach. */
export function resolveServerConnections(profile: PostgresProfile): {
  caps: ServerConnectionCaps;
  findings: Finding[];
} {
  const demands = Object.entries(profile.pools ?? {}).flatMap(([pool, definition]) =>
    Object.keys(definition.databases).map((entry) => demand(pool, definition, entry)),
  );
  const caps: Record<string, Record<string, number>> = {};
  const findings = demands.flatMap(({ pool, entry }) => minimumFits(profile.pools?.[pool], pool, entry));
  for (const server of serversOf(profile)) {
    const own = demands.filter(({ pool, entry }) => targetOf(profile.pools?.[pool], entry) === server);
    const result = shareConnections(capacity(profile, server), own);
    findings.push(...result.findings);
    for (const [index, { pool, entry }] of own.entries()) {
      caps[pool] = { ...caps[pool], [entry]: result.shares[index] ?? 0 };
    }
  }
  return { caps, findings };
}

/** Every kind of server, with pools in front or without. */
function serversOf({ topology: { props } }: PostgresProfile): string[] {
  return [MEMBERS, ...Object.keys(('sets' in props && props.sets) || {})];
}

function targetOf(pool: Pool | undefined, entry: string): string {
  return pool?.databases[entry]?.target?.setName ?? MEMBERS;
}

function demand(pool: string, definition: Pool, entry: string): PoolDemand {
  const { settings = {} } = definition;
  const { maxServerConnections } = definition.databases[entry] ?? {};
  const wanted = poolSize(definition, entry) + count(settings.reservePoolSize, DEFAULT_RESERVE_POOL_SIZE);
  return {
    pool,
    entry,
    path: entryPath(pool, entry),
    pods: podsOf(definition),
    wanted: Math.max(1, wanted),
    minimum: count(settings.minPoolSize, DEFAULT_MIN_POOL_SIZE),
    ...(maxServerConnections !== undefined && { fixed: count(maxServerConnections, 1) }),
  };
}

function podsOf({ autoscaling, replicas }: Pool): number {
  return count(autoscaling?.maxReplicas ?? replicas, 1) + 1;
}

/** A pool looks up secrets once for each Service behind it: of the members, the primary's and the standbys'. */
function lookups({ pools = {} }: PostgresProfile, server: string): number {
  return Object.values(pools).reduce((total, pool) => {
    const targets = Object.values(pool.databases)
      .map(({ target = Target.PRIMARY }) => target)
      .filter(({ setName }) => (setName ?? MEMBERS) === server);
    const services = new Set(targets.map(({ kind }) => kind)).size;
    return total + (services === 0 ? 0 : podsOf(pool) * (services * LOOKUP_CONNECTIONS + TRIAL_CONNECTIONS));
  }, 0);
}

function poolSize({ databases, settings = {} }: Pool, entry: string): number {
  return count(databases[entry]?.poolSize ?? settings.defaultPoolSize, DEFAULT_POOL_SIZE);
}

function capacity(profile: PostgresProfile, server: string): ServerCapacity {
  const parameters = profile.postgres.props.parameters ?? {};
  const reserved = 'reservedConnections' in parameters ? count(parameters.reservedConnections, 0) : 0;
  return {
    path: 'postgres.parameters.maxConnections',
    servers: server === MEMBERS ? 'the members' : `the set "${server}"`,
    maxConnections: count(parameters.maxConnections, DEFAULT_MAX_CONNECTIONS),
    reserved: count(parameters.superuserReservedConnections, DEFAULT_SUPERUSER_RESERVED) + reserved,
    exporter: EXPORTER_CONNECTIONS * monitoredDatabases(profile).length,
    lookups: lookups(profile, server),
    direct: Object.values(profile.access ?? {})
      .filter(({ target }) => (target?.setName ?? MEMBERS) === server)
      .reduce((total, { maxConnections }) => total + count(maxConnections, 0), 0),
  };
}

/** Connections that PgBouncer is to keep open must be ones that it may have. */
function minimumFits(pool: Pool | undefined, name: string, entry: string): Finding[] {
  const minimum = count(pool?.settings?.minPoolSize, DEFAULT_MIN_POOL_SIZE);
  const fixed = pool?.databases[entry]?.maxServerConnections;
  const size = pool ? poolSize(pool, entry) : minimum;
  const path = entryPath(name, entry);
  return [
    ...(fixed !== undefined && fixed < minimum
      ? [
          {
            path: `${path}.maxServerConnections`,
            message: `${fixed} is below the ${minimum} connections that minPoolSize keeps open. Raise it to at least ${minimum}, or lower ${childPath('pools', name)}.settings.minPoolSize.`,
          },
        ]
      : []),
    ...(size < minimum
      ? [
          {
            path: `${childPath('pools', name)}.settings.minPoolSize`,
            message: `${minimum} is above the pool size of ${size} that ${path} has. Lower it, or raise that size.`,
          },
        ]
      : []),
  ];
}

function entryPath(pool: string, entry: string): string {
  return childPath(`${childPath('pools', pool)}.databases`, entry);
}

/** What is no whole number has a finding of its own; the sum goes on without it. */
function count(value: unknown, standard: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : standard;
}
