import { bytesOf } from '../parameters/units';
import type { PostgresProfile } from './profile';
import { SHARED_MEMORY_MIB } from './server-defaults';
import { groupFigure, type ServerGroup, saidFigure } from './server-groups';

export const MIB = 1024 ** 2;

/** What a session holds beside work_mem: its stack, catalog caches, prepared statements. */
export const BACKEND_BYTES = 5 * MIB;

/**
 * The share of the limit that what is derived leaves free: Patroni's own process and a page cache live in the container
 * too. What the profile says may take all of it.
 */
const LEFT_FREE = 1 / 16;

/**
 * A worker of autovacuum has at least this much where the profile does not say how much it has: PostgreSQL's own
 * maintenance_work_mem.
 */
const LEAST_AUTOVACUUM_BYTES = 64 * MIB;

/** What one server's memory is used for, in bytes. */
export interface ServerMemory {
  /** The container's limit. */
  readonly limit: number;
  readonly sharedBuffers: number;
  /** `/dev/shm`. */
  readonly sharedMemory: number;
  readonly workMem: number;
  readonly hashMemMultiplier: number;
  /** 0 on standbys that are never promoted: nobody builds an index or vacuums there. */
  readonly maintenanceWorkMem: number;
  /** 0 on standbys that are never promoted, and where autovacuum is off. */
  readonly autovacuumWorkers: number;
  /** @default - derived from what is left */
  readonly autovacuumWorkMem?: number;
}

/** The memory of each server of a group, as the profile says it. */
export function serverMemory(profile: PostgresProfile, group: ServerGroup): ServerMemory {
  const { resources, sharedMemory } = group.definition;
  const figure = (name: Parameters<typeof groupFigure>[2]) => groupFigure(profile, group, name);
  // -1 takes maintenance_work_mem's value: said by the profile, it is taken at its word.
  const said = saidFigure(profile, group, 'autovacuum_work_mem');
  const maintenanceWorkMem = figure('maintenance_work_mem');
  return {
    limit: bytesOf(resources.memory.limit),
    sharedBuffers: figure('shared_buffers'),
    sharedMemory: sharedMemory ? bytesOf(sharedMemory) : SHARED_MEMORY_MIB * MIB,
    workMem: figure('work_mem'),
    hashMemMultiplier: figure('hash_mem_multiplier'),
    maintenanceWorkMem: group.promotable ? maintenanceWorkMem : 0,
    autovacuumWorkers: group.promotable && figure('autovacuum') === 1 ? figure('autovacuum_max_workers') : 0,
    ...(said !== undefined && { autovacuumWorkMem: said < 0 ? maintenanceWorkMem : said }),
  };
}

/** How many sessions fit into the memory of one server, while every worker of autovacuum has the least. */
export function sessionsInMemory(memory: ServerMemory): number {
  const left = beforeDerived(memory) - memory.autovacuumWorkers * leastOfAutovacuum(memory);
  return Math.max(0, Math.floor(left / (memory.workMem + BACKEND_BYTES)));
}

/**
 * What each worker of autovacuum has beside so many sessions, in whole MiB: maintenance_work_mem, as PostgreSQL would
 * take, or less where that does not fit.
 */
export function autovacuumBytes(memory: ServerMemory, sessions: number): number {
  if (memory.autovacuumWorkMem !== undefined) return memory.autovacuumWorkMem;
  const { maintenanceWorkMem, autovacuumWorkers } = memory;
  const left = beforeDerived(memory) - sessions * (memory.workMem + BACKEND_BYTES);
  const each = Math.floor(left / Math.max(1, autovacuumWorkers) / MIB) * MIB;
  return Math.min(maintenanceWorkMem, Math.max(each, leastOfAutovacuum(memory)));
}

/** What there is for sessions and autovacuum. */
function beforeDerived({ limit, sharedBuffers, sharedMemory, maintenanceWorkMem }: ServerMemory): number {
  return Math.floor(limit * (1 - LEFT_FREE)) - sharedBuffers - sharedMemory - maintenanceWorkMem;
}

function leastOfAutovacuum({ autovacuumWorkMem, maintenanceWorkMem }: ServerMemory): number {
  return autovacuumWorkMem ?? Math.min(maintenanceWorkMem, LEAST_AUTOVACUUM_BYTES);
}
