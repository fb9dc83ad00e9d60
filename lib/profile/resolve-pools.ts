import { EXPORTER_CONNECTIONS } from '../formats/exporter-flags';
import { LOOKUP_CONNECTIONS } from '../formats/pgbouncer-lookups';
import { migratedDatabases } from './migrated-databases';
import { monitoredDatabases } from './monitored-databases';
import { childPath } from './paths';
import { type Pool, Target } from './pools';
import type { PostgresProfile } from './profile';
import {
  type ConnectionDemand,
  MIGRATION_CONNECTIONS,
  otherSessions,
  type ServerCapacity,
  shareConnections,
} from './server-connections';
import { groupFigure, type ServerGroup, serverGroups } from './server-groups';
import { serverMemory, sessionsInMemory } from './server-memory';
import { groupsOfEntry, groupsOfTarget } from './target-groups';

/** Server connections per pod (`max_db_connections`), by pool and entry. */
export type ServerConnectionCaps = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** PgBouncer's defaults. */
const DEFAULT_POOL_SIZE = 20;
const DEFAULT_RESERVE_POOL_SIZE = 0;
const DEFAULT_MIN_POOL_SIZE = 0;
/** The session by which a pod tries a new password of the lookup role. */
const TRIAL_CONNECTIONS = 1;

/** One entry of one pool, and what it may hold per pod. */
export interface PoolShare extends ConnectionDemand {
  readonly pool: string;
  readonly entry: string;
  readonly share: number;
}

/** Everybody who connects to one server of a group. */
export interface GroupConnections {
  readonly group: ServerGroup;
  readonly capacity: ServerCapacity;
  readonly entries: readonly PoolShare[];
  /** What pools may hold on one server, all together, for max_connections' sake. */
  readonly available: number;
  /** What pools hold at least, all together. */
  readonly needed: number;
  /** Sessions that there can be on one server at once, all together. */
  readonly sessions: number;
}

/** Shares each group's connections among those who connect to it, so that all of them fit each server they reach. */
export function groupConnections(profile: PostgresProfile): GroupConnections[] {
  const { pools = {} } = profile;
  const groups = serverGroups(profile).map((group) => {
    const demands = Object.entries(pools).flatMap(([pool, definition]) =>
      Object.keys(definition.databases)
        .filter((entry) => groupsOfEntry(profile, definition, entry).includes(group.name))
        .map((entry) => demand(pool, definition, entry)),
    );
    const capacity = capacityOf(profile, group);
    const { shares, available, needed } = shareConnections(capacity, demands);
    const entries = demands.map((one, index) => ({ ...one, share: shares[index] ?? 0 }));
    return { group, capacity, entries, available, needed };
  });
  // An entry that leads to several groups may hold on each what the one that has least can bear.
  const caps = serverConnectionCaps(groups);
  return groups.map(({ capacity, entries: shared, ...group }) => {
    const entries = shared.map((one) => ({ ...one, share: caps[one.pool]?.[one.entry] ?? one.share }));
    const pooled = entries.reduce((sum, { pods, share }) => sum + pods * share, 0);
    const sessions = Math.min(capacity.maxConnections, otherSessions(capacity) + pooled);
    return { ...group, capacity, entries, sessions };
  });
}

/** How many server connections each pool entry may hold per pod. */
export function serverConnectionCaps(groups: ReadonlyArray<Pick<GroupConnections, 'entries'>>): ServerConnectionCaps {
  const caps: Record<string, Record<string, number>> = {};
  for (const { pool, entry, share } of groups.flatMap(({ entries }) => entries)) {
    const { [pool]: entries = {} } = caps;
    // An entry may have the name of what every object has.
    const least = Object.hasOwn(entries, entry) ? Math.min(share, entries[entry] ?? share) : share;
    caps[pool] = { ...entries, [entry]: least };
  }
  return caps;
}

/** Server connections per user of an entry (`pool_size`). */
export function poolSize({ databases, settings = {} }: Pool, entry: string): number {
  return count(databases[entry]?.poolSize ?? settings.defaultPoolSize, DEFAULT_POOL_SIZE);
}

/** Server connections of an entry that a pod keeps open. */
export function minimumPoolSize({ settings = {} }: Pool): number {
  return count(settings.minPoolSize, DEFAULT_MIN_POOL_SIZE);
}

/** Where an entry stands in the profile. */
export function entryPath(pool: string, entry: string): string {
  return childPath(`${childPath('pools', pool)}.databases`, entry);
}

function demand(pool: string, definition: Pool, entry: string): Omit<PoolShare, 'share'> {
  const { settings = {} } = definition;
  const { maxServerConnections } = definition.databases[entry] ?? {};
  const wanted = poolSize(definition, entry) + count(settings.reservePoolSize, DEFAULT_RESERVE_POOL_SIZE);
  return {
    pool,
    entry,
    path: entryPath(pool, entry),
    pods: podsOf(definition),
    wanted: Math.max(1, wanted),
    minimum: minimumPoolSize(definition),
    ...(maxServerConnections !== undefined && { fixed: count(maxServerConnections, 1) }),
  };
}

/**
 * Pods that may hold server connections at once: all there may be, and one that drains. A single pod is replaced by a
 * surge (`rollingUpdate` of the tier); where it was scaled up meanwhile, that surge is there beside the draining one.
 */
function podsOf({ autoscaling, replicas }: Pool): number {
  const most = count(autoscaling?.maxReplicas ?? replicas, 1);
  return most + (replicas === 1 && most > 1 ? 2 : 1);
}

/** A pool looks up secrets once for each Service behind it: of the members, the primary's and the standbys'. */
function lookups(profile: PostgresProfile, server: string): number {
  return Object.values(profile.pools ?? {}).reduce((total, pool) => {
    const targets = Object.entries(pool.databases)
      .filter(([entry]) => groupsOfEntry(profile, pool, entry).includes(server))
      .map(([, { target = Target.PRIMARY }]) => target);
    const services = new Set(targets.map(({ kind, setName }) => `${kind} ${setName ?? ''}`)).size;
    return total + (services === 0 ? 0 : podsOf(pool) * (services * LOOKUP_CONNECTIONS + TRIAL_CONNECTIONS));
  }, 0);
}

function capacityOf(profile: PostgresProfile, group: ServerGroup): ServerCapacity {
  const { name, promotable } = group;
  return {
    maxConnections: groupFigure(profile, group, 'max_connections'),
    inMemory: sessionsInMemory(serverMemory(profile, group)),
    reserved:
      groupFigure(profile, group, 'superuser_reserved_connections') +
      groupFigure(profile, group, 'reserved_connections'),
    exporter: EXPORTER_CONNECTIONS * monitoredDatabases(profile).length,
    lookups: lookups(profile, name),
    migrations: promotable ? MIGRATION_CONNECTIONS * migratedDatabases(profile).length : 0,
    direct: Object.values(profile.access ?? {})
      .filter(({ target }) => groupsOfTarget(profile, target).includes(name))
      .reduce((total, { maxConnections }) => total + count(maxConnections, 0), 0),
  };
}

/** What is no whole number has a finding of its own; the sum goes on without it. */
function count(value: unknown, standard: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : standard;
}
