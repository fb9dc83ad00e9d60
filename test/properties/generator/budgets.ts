import { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import type { InstanceGroup, Pool, PostgresProfile } from '../../../lib';
import { parameterFigure } from '../../../lib/parameters/figure';
import { kibibytes } from '../../../lib/profile/figures';
import { derive } from '../../../lib/profile/resolve';
import { SERVER_DEFAULTS, type ServerFigure } from '../../../lib/profile/server-defaults';
import { proveAll } from '../../../lib/proofs';
import { Severity } from '../../../lib/proofs/proof';
import { change, type Place } from '../../profile/change';
import { replicatedOf, setsOf } from './context';

const MIB = 1024 ** 2;

/**
 * Raises what has to bear the rest: connections, memory, volumes, senders. The sums are rough ones of their own, above
 * those of the proofs, so that a proof that refuses the profile all the same is wrong.
 */
export function withinBudgets(profile: PostgresProfile): PostgresProfile {
  const steps = [
    withPoolSizes,
    withDatabaseLimits,
    withReplication,
    withConnections,
    withMemory,
    withRequests,
    withVolumes,
  ];
  return steps.reduce((before, step) => step(before), profile);
}

/** A pod cannot keep more connections open than it may have. */
function withPoolSizes(profile: PostgresProfile): PostgresProfile {
  return Object.entries(profile.pools ?? {}).reduce((before, [name, pool]) => {
    const { minPoolSize = 0, defaultPoolSize = 20 } = pool.settings ?? {};
    const sizes = Object.values(pool.databases).flatMap(
      ({ poolSize = defaultPoolSize, maxServerConnections = poolSize }) => [poolSize, maxServerConnections],
    );
    const most = Math.min(...sizes);
    return minPoolSize <= most ? before : change(before, ['pools', name, 'settings', 'minPoolSize'], most);
  }, profile);
}

/** A database takes what its pools could hold at most. */
function withDatabaseLimits(profile: PostgresProfile): PostgresProfile {
  return Object.entries(profile.databases).reduce((before, [name, { connectionLimit }]) => {
    const most = Object.values(profile.pools ?? {}).reduce((sum, pool) => {
      const { defaultPoolSize = 20, reservePoolSize = 0 } = pool.settings ?? {};
      const entries = Object.entries(pool.databases).filter(([entry, { database = entry }]) => database === name);
      const sizes = entries.map(
        ([, { poolSize = defaultPoolSize, maxServerConnections }]) =>
          maxServerConnections ?? poolSize + reservePoolSize,
      );
      return sizes.reduce((total, size) => total + (pods(pool) + 1) * size, sum);
    }, 0);
    const fits = connectionLimit === undefined || connectionLimit >= most;
    return fits ? before : change(before, ['databases', name, 'connectionLimit'], most);
  }, profile);
}

function withReplication(profile: PostgresProfile): PostgresProfile {
  const members = replicatedOf(profile)?.members.count ?? 1;
  const standbys = Object.values(setsOf(profile)).reduce((sum, { count }) => sum + count, members - 1);
  return [
    ['maxWalSenders', 'max_wal_senders', standbys + 2] as const,
    ['maxReplicationSlots', 'max_replication_slots', standbys + 1] as const,
  ].reduce(
    (before, [name, snake, least]) => (figure(before, snake) >= least ? before : withParameter(before, name, least)),
    profile,
  );
}

function withConnections(profile: PostgresProfile): PostgresProfile {
  const needed = others(profile) + pooled(profile);
  return figure(profile, 'max_connections') >= needed ? profile : withParameter(profile, 'maxConnections', needed);
}

/** Sessions of whatever is no pool, and some more. */
function others(profile: PostgresProfile): number {
  const { access = {}, databases, pools = {} } = profile;
  const direct = Object.values(access).reduce((sum, { maxConnections }) => sum + maxConnections, 0);
  const lookups = Object.values(pools).reduce(
    (sum, pool) => sum + pods(pool) * (4 + 3 * Object.keys(pool.databases).length),
    0,
  );
  const reserved = figure(profile, 'superuser_reserved_connections') + figure(profile, 'reserved_connections');
  return reserved + direct + lookups + 4 * Object.keys(databases).length + 12;
}

/** What pools hold at least. */
function pooled({ pools = {} }: PostgresProfile): number {
  return Object.values(pools).reduce((sum, pool) => {
    const least = Math.max(1, pool.settings?.minPoolSize ?? 0);
    const entries = Object.values(pool.databases).map(({ maxServerConnections = least }) => maxServerConnections);
    return sum + pods(pool) * entries.reduce((total, each) => total + each, 0);
  }, 0);
}

function pods({ replicas, autoscaling }: Pool): number {
  const most = autoscaling?.maxReplicas ?? replicas;
  return most + (replicas === 1 && most > 1 ? 2 : 1);
}

function withMemory(profile: PostgresProfile): PostgresProfile {
  const sessions = Math.min(figure(profile, 'max_connections'), others(profile) + pooled(profile));
  return groups(profile).reduce((before, { place, group, own }) => {
    const of = (name: ServerFigure) => figure(before, name, own);
    const autovacuum = Math.max(of('maintenance_work_mem'), of('autovacuum_work_mem'), 64 * MIB);
    const shared = group.sharedMemory ? kibibytes(group.sharedMemory) * 1024 : 256 * MIB;
    const workers = of('autovacuum') * of('autovacuum_max_workers');
    const needed =
      of('shared_buffers') +
      of('maintenance_work_mem') +
      workers * autovacuum +
      shared +
      sessions * (of('work_mem') + 5 * MIB);
    const cached =
      own.effectiveCacheSize === undefined && parameters(before).effectiveCacheSize === undefined
        ? 0
        : of('effective_cache_size');
    const least = Math.ceil(Math.max((needed * 17) / 16 + 16 * MIB, cached) / MIB);
    const { limit } = group.resources.memory;
    const enough = kibibytes(limit) >= least * 1024;
    return enough ? before : change(before, [...place, 'resources', 'memory', 'limit'], Size.mebibytes(least));
  }, profile);
}

/** What is set aside is no more than the limit. */
function withRequests(profile: PostgresProfile): PostgresProfile {
  const pools = Object.entries(profile.pools ?? {}).flatMap(([name, { resources }]) =>
    resources ? [{ place: ['pools', name], resources }] : [],
  );
  const all = [...groups(profile).map(({ place, group: { resources } }) => ({ place, resources })), ...pools];
  return all.reduce((before, { place, resources: { cpu, memory } }) => {
    const at = [...place, 'resources'];
    const capped =
      kibibytes(memory.request) > kibibytes(memory.limit)
        ? change(before, [...at, 'memory', 'request'], memory.limit)
        : before;
    const most = cpu.limit === undefined ? Number.POSITIVE_INFINITY : millicores(cpu.limit);
    return millicores(cpu.request) > most ? change(capped, [...at, 'cpu', 'request'], cpu.limit) : capped;
  }, profile);
}

function millicores({ amount }: Cpu): number {
  return amount.endsWith('m') ? Number(amount.slice(0, -1)) : Number(amount) * 1000;
}

function withVolumes(profile: PostgresProfile): PostgresProfile {
  return groups(profile).reduce((before, { place, group, own }) => {
    const of = (name: ServerFigure) => figure(before, name, own);
    const wal = 2 * (of('max_wal_size') + Math.max(0, of('max_slot_wal_keep_size')) + of('wal_keep_size'));
    const least = Math.ceil(wal / MIB / 1024) + 1;
    const enough = kibibytes(group.storage.size) >= least * 1024 ** 2;
    return enough ? before : change(before, [...place, 'storage', 'size'], Size.gibibytes(least));
  }, profile);
}

/** Accepts every second of the warnings that there are, and no other. */
export function withAcceptedWarnings(profile: PostgresProfile): PostgresProfile {
  const findings = proveAll(derive(profile))
    .flatMap((proof) => proof.findings)
    .filter(({ severity }) => severity === Severity.WARNING);
  const names = [...new Set(findings.map(({ name }) => name))].filter((_, index) => index % 2 === 0);
  const accepts = Object.fromEntries(names.map((name) => [name, 'we live with it']));
  return change(profile, ['accepts'], names.length > 0 ? accepts : undefined);
}

interface Group {
  readonly place: Place;
  readonly group: Omit<InstanceGroup, 'count'>;
  /** Parameters of its own. */
  readonly own: Readonly<Record<string, unknown>>;
}

function groups(profile: PostgresProfile): Group[] {
  const sets = Object.entries(setsOf(profile)).map(([name, set]) => ({
    place: ['topology', 'sets', name],
    group: set,
    own: { ...set.parameters?.props },
  }));
  const { props } = profile.topology;
  return 'members' in props
    ? [{ place: ['topology', 'members'], group: props.members, own: {} }, ...sets]
    : [{ place: ['topology'], group: props, own: {} }];
}

function figure(profile: PostgresProfile, name: ServerFigure, own: object = {}): number {
  const { major } = profile.postgres;
  return (
    parameterFigure(major, own, name) ?? parameterFigure(major, parameters(profile), name) ?? SERVER_DEFAULTS[name]
  );
}

function parameters({ postgres }: PostgresProfile): Readonly<Record<string, unknown>> {
  return { ...postgres.props.parameters };
}

function withParameter(profile: PostgresProfile, name: string, value: unknown): PostgresProfile {
  return change(profile, ['postgres', 'parameters', name], value);
}
