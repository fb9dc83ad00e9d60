import type { Finding } from '../findings';
import { monitoredDatabases } from './monitored-databases';
import type { Pool } from './pools';
import type { PostgresProfile } from './profile';
import { type ConnectionDemand, shareConnections } from './server-connections';

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

/** Derives how many server connections each pool entry may hold, so that all of them fit each server they reach. */
export function resolveServerConnections(profile: PostgresProfile): {
  caps: ServerConnectionCaps;
  findings: Finding[];
} {
  const servers = new Map<string, Array<ConnectionDemand & { readonly pool: string; readonly entry: string }>>();
  for (const [pool, definition] of Object.entries(profile.pools ?? {})) {
    for (const entry of Object.keys(definition.databases)) {
      const server = serverOf(definition.databases[entry]?.target?.setName);
      servers.set(server, [...(servers.get(server) ?? []), { pool, entry, ...demand(pool, definition, entry) }]);
    }
  }
  const caps: Record<string, Record<string, number>> = {};
  const findings: Finding[] = [];
  for (const [server, demands] of servers) {
    const result = shareConnections(capacity(profile, server), demands);
    findings.push(...result.findings);
    for (const [index, { pool, entry, path }] of demands.entries()) {
      const cap = result.shares[index] ?? 0;
      caps[pool] = { ...caps[pool], [entry]: cap };
      findings.push(...(result.findings.length > 0 ? [] : minimumFits(profile, pool, path, cap)));
    }
  }
  return { caps, findings };
}

// Primary and standbys are roles of the same members, which hold the connections of both after a promotion.
function serverOf(setName: string | undefined): string {
  return setName ?? '';
}

function demand(
  pool: string,
  { replicas, autoscaling, settings = {}, databases }: Pool,
  entry: string,
): ConnectionDemand {
  const { maxServerConnections, poolSize = settings.defaultPoolSize ?? DEFAULT_POOL_SIZE } = databases[entry] ?? {};
  return {
    path: `pools.${pool}.databases.${entry}`,
    pods: (autoscaling?.maxReplicas ?? replicas) + 1,
    wanted: poolSize + (settings.reservePoolSize ?? DEFAULT_RESERVE_POOL_SIZE),
    ...(maxServerConnections !== undefined && { fixed: maxServerConnections }),
  };
}

function capacity(profile: PostgresProfile, server: string) {
  const parameters = profile.postgres.props.parameters ?? {};
  const reserved = 'reservedConnections' in parameters ? (parameters.reservedConnections ?? 0) : 0;
  return {
    path: 'postgres.parameters.maxConnections',
    maxConnections: parameters.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    reserved: (parameters.superuserReservedConnections ?? DEFAULT_SUPERUSER_RESERVED) + reserved,
    exporter: EXPORTER_CONNECTIONS * monitoredDatabases(profile).length,
    direct: Object.values(profile.access ?? {})
      .filter(({ target }) => serverOf(target?.setName) === server)
      .reduce((total, { maxConnections }) => total + maxConnections, 0),
  };
}

function minimumFits(profile: PostgresProfile, pool: string, path: string, cap: number): Finding[] {
  const minimum = profile.pools?.[pool]?.settings?.minPoolSize ?? 0;
  if (minimum <= cap) return [];
  return [
    {
      path: `pools.${pool}.settings.minPoolSize`,
      message: `${minimum} is above the ${cap} server connections per pod that ${path} may hold. Lower it, raise postgres.parameters.maxConnections, or have fewer replicas or entries.`,
    },
  ];
}
