import type { Finding } from '../findings';

/**
 * Sessions that the platform itself holds on one server, at most: Patroni 3 (its loop, its REST API, a rewind), the
 * reconcile job 2, the parameters job 1, the dump 2, partition maintenance 2. WAL senders do not count against
 * max_connections.
 */
export const PLATFORM_CONNECTIONS = 10;

/** One entry of one pool, on servers of one kind. */
export interface ConnectionDemand {
  /** Where the entry stands in the profile. */
  readonly path: string;
  /** Pods that may hold connections at once: the replicas (or the autoscaler's maximum), and one that is draining. */
  readonly pods: number;
  /** Connections per pod that the entry would take if it could: all users together. */
  readonly wanted: number;
  /** Connections per pod that the entry keeps open. @default 1 */
  readonly minimum?: number;
  /** Connections per pod that the profile fixes. @default - derived */
  readonly fixed?: number;
}

export interface ServerCapacity {
  /** The parameter's path. */
  readonly path: string;
  /** Which servers these are, as messages name them: `the members`. */
  readonly servers: string;
  readonly maxConnections: number;
  /** superuser_reserved_connections and reserved_connections together. */
  readonly reserved: number;
  /** Sessions of clients that connect directly. */
  readonly direct: number;
  /** Sessions of the exporter. */
  readonly exporter: number;
  /** Sessions by which pools look up secrets. */
  readonly lookups: number;
}

export interface ConnectionShares {
  /** Connections per pod and entry (`max_db_connections`), in the order of the demands. */
  readonly shares: readonly number[];
  /** What pools may hold on one server, all together. */
  readonly available: number;
  readonly findings: readonly Finding[];
}

/**
 * Shares what a server has left among the pool entries that connect to it. Entries that want less than an equal share
 * get what they want, the others split the rest equally; nobody gets less than the minimum that it keeps open.
 *
 * All entries that a promotable member may serve count together, reads included: connections survive a promotion, so
 * the server that becomes primary holds those of its readers too.
 */
export function shareConnections(server: ServerCapacity, demands: readonly ConnectionDemand[]): ConnectionShares {
  const own = server.exporter + PLATFORM_CONNECTIONS;
  const available = server.maxConnections - server.reserved - server.direct - server.lookups - own;
  const level = highestLevel(available, demands);
  const shares = demands.map((demand) => share(demand, level));
  const findings = total(demands, 0) <= available ? [] : [tooFew(server, demands, available)];
  return { shares, available, findings };
}

/** The highest share per pod with which everybody fits: the figures are small, so it is simply tried. */
function highestLevel(available: number, demands: readonly ConnectionDemand[]): number {
  let level = Math.max(0, ...demands.map(({ wanted }) => wanted));
  while (level > 0 && total(demands, level) > available) level -= 1;
  return level;
}

function total(demands: readonly ConnectionDemand[], level: number): number {
  return demands.reduce((sum, demand) => sum + demand.pods * share(demand, level), 0);
}

function share({ fixed, wanted, minimum = 1 }: ConnectionDemand, level: number): number {
  return fixed ?? Math.min(wanted, Math.max(level, minimum, 1));
}

function tooFew(server: ServerCapacity, demands: readonly ConnectionDemand[], available: number): Finding {
  const { path, servers, maxConnections, reserved, direct, exporter, lookups } = server;
  const needed = total(demands, 0);
  const uses =
    `${reserved} reserved, ${direct} of direct access, ${exporter + PLATFORM_CONNECTIONS} of the platform, ` +
    `${lookups} of PgBouncer's lookups`;
  const raise = `Raise it to at least ${maxConnections + needed - available}`;
  if (demands.length === 0) {
    return { path, message: `${maxConnections} are too few on ${servers} for ${uses}. ${raise}, or lower the others.` };
  }
  const keepFewer = demands.some(({ minimum = 1 }) => minimum > 1) ? ', or lower minPoolSize' : '';
  return {
    path,
    message:
      `${maxConnections} leave ${available} for pools on ${servers} (less ${uses}), and ` +
      `${demands.map((demand) => demand.path).join(', ')} need at least ${needed} (for each the connections that a pod ` +
      `keeps open, x its pods, one draining included). ${raise}, or have fewer replicas or entries${keepFewer}.`,
  };
}
