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
  /** Connections per pod that the profile fixes. @default - derived */
  readonly fixed?: number;
}

export interface ServerCapacity {
  /** The parameter's path. */
  readonly path: string;
  readonly maxConnections: number;
  /** superuser_reserved_connections and reserved_connections together. */
  readonly reserved: number;
  /** Sessions of clients that connect directly. */
  readonly direct: number;
  /** Sessions of the exporter. */
  readonly exporter: number;
}

export interface ConnectionShares {
  /** Connections per pod and entry (`max_db_connections`), in the order of the demands. */
  readonly shares: readonly number[];
  /** What pools may hold on one server, all together. */
  readonly available: number;
  readonly findings: readonly Finding[];
}

/**
 * Divides what a server has left among the pool entries that go to it: entries that want less than an equal share get
 * what they want, the others split the rest equally.
 *
 * All entries that a promotable member may serve count together, reads included: connections survive a promotion, so
 * the server that becomes primary holds those of its readers too.
 */
export function shareConnections(server: ServerCapacity, demands: readonly ConnectionDemand[]): ConnectionShares {
  const own = server.exporter + PLATFORM_CONNECTIONS;
  const available = server.maxConnections - server.reserved - server.direct - own;
  const fixed = sum(demands.map(({ pods, fixed: each }) => pods * (each ?? 0)));
  const flexible = demands.filter((demand) => demand.fixed === undefined);
  const level = waterLevel(available - fixed, flexible);
  const shares = demands.map((demand) => demand.fixed ?? Math.min(demand.wanted, level));
  const fits = available >= fixed && (flexible.length === 0 || level >= 1);
  return { shares, available, findings: fits ? [] : [tooFew(server, demands, available)] };
}

/** The highest share per pod with which everybody fits: the figures are small, so it is simply tried. */
function waterLevel(available: number, demands: readonly ConnectionDemand[]): number {
  const highest = Math.max(0, ...demands.map(({ wanted }) => wanted));
  for (let level = highest; level > 0; level -= 1) {
    if (sum(demands.map(({ pods, wanted }) => pods * Math.min(wanted, level))) <= available) return level;
  }
  return 0;
}

function tooFew(server: ServerCapacity, demands: readonly ConnectionDemand[], available: number): Finding {
  const needed = sum(demands.map(({ pods, fixed }) => pods * (fixed ?? 1)));
  const { maxConnections, reserved, direct, exporter } = server;
  return {
    path: server.path,
    message:
      `${maxConnections} leave ${available} for pools (less ${reserved} reserved, ${direct} of direct access, ` +
      `${exporter + PLATFORM_CONNECTIONS} of the platform), and ${demands.map(({ path }) => path).join(', ')} need at least ` +
      `${needed} (pods, one draining included, x entries). Raise it to at least ${maxConnections + needed - available}, ` +
      `or have fewer replicas or entries.`,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
