/**
 * Sessions that the platform itself holds on one server, at most: Patroni 3 (its loop, its REST API, a rewind), the
 * reconcile job 2, the parameters job 1, the dump 2, partition maintenance 2. WAL senders do not count against
 * max_connections.
 */
export const PLATFORM_CONNECTIONS = 10;

/** What a run of migrations holds, for each database that has them: the session with the lock, and one that works. */
export const MIGRATION_CONNECTIONS = 2;

/** What max_connections can be at most. @see https://www.postgresql.org/docs/current/runtime-config-connection.html */
export const MOST_CONNECTIONS = 262_143;

/** One entry of one pool, on servers of one kind. */
export interface ConnectionDemand {
  /** Where the entry stands in the profile. */
  readonly path: string;
  /** Pods that may hold connections at once: the replicas (or the autoscaler's maximum), and those of a replacement. */
  readonly pods: number;
  /** Connections per pod that the entry would take if it could: all users together. */
  readonly wanted: number;
  /** Connections per pod that the entry keeps open. @default 1 */
  readonly minimum?: number;
  /** Connections per pod that the profile fixes. @default - derived */
  readonly fixed?: number;
}

export interface ServerCapacity {
  readonly maxConnections: number;
  /** Sessions that the memory of one server bears. */
  readonly inMemory: number;
  /** superuser_reserved_connections and reserved_connections together. */
  readonly reserved: number;
  /** Sessions of clients that connect directly. */
  readonly direct: number;
  /** Sessions of the exporter. */
  readonly exporter: number;
  /** Sessions by which pools look up secrets. */
  readonly lookups: number;
  /** Sessions of migrations. */
  readonly migrations: number;
}

export interface ConnectionShares {
  /** Connections per pod and entry (`max_db_connections`), in the order of the demands. */
  readonly shares: readonly number[];
  /** What pools may hold on one server, all together, for max_connections' sake. */
  readonly available: number;
  /** What pools hold at least, all together. */
  readonly needed: number;
}

/**
 * Shares what a server has left, of connections and of memory, among the pool entries that connect to it. Entries that
 * want less than an equal share get what they want, the others split the rest equally; nobody gets less than the
 * minimum that it keeps open, even where that does not fit: the proofs say so.
 *
 * All entries that a promotable member may serve count together, reads included: connections survive a promotion, so
 * the server that becomes primary holds those of its readers too.
 */
export function shareConnections(server: ServerCapacity, demands: readonly ConnectionDemand[]): ConnectionShares {
  const others = otherSessions(server);
  const available = server.maxConnections - others;
  const level = highestLevel(Math.min(available, server.inMemory - others), demands);
  return { shares: demands.map((demand) => share(demand, level)), available, needed: total(demands, 0) };
}

/** Sessions on one server that are no pool's, at most. */
export function otherSessions(server: ServerCapacity): number {
  return server.reserved + server.direct + server.lookups + platformSessions(server);
}

/** Sessions of the platform's own parts. */
export function platformSessions({ exporter, migrations }: ServerCapacity): number {
  return exporter + migrations + PLATFORM_CONNECTIONS;
}

/** The highest share per pod with which everybody fits; 0 where none does. */
function highestLevel(available: number, demands: readonly ConnectionDemand[]): number {
  const most = Math.min(MOST_CONNECTIONS, Math.max(0, ...demands.map(({ wanted }) => wanted)));
  let [level, above] = [0, most + 1];
  while (above - level > 1) {
    const middle = Math.floor((level + above) / 2);
    if (total(demands, middle) > available) above = middle;
    else level = middle;
  }
  return level;
}

function total(demands: readonly ConnectionDemand[], level: number): number {
  return demands.reduce((sum, demand) => sum + demand.pods * share(demand, level), 0);
}

function share({ fixed, wanted, minimum = 1 }: ConnectionDemand, level: number): number {
  return fixed ?? Math.min(wanted, Math.max(level, minimum, 1));
}
