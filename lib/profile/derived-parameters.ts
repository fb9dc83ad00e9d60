import { bytesOf } from '../parameters/units';
import type { PostgresProfile } from './profile';
import { groupConnections } from './resolve-pools';
import { SERVER_DEFAULTS } from './server-defaults';
import { type ServerGroup, saidFigure } from './server-groups';
import { autovacuumBytes, MIB, serverMemory } from './server-memory';

/**
 * Parameters that the profile does not say and that PostgreSQL's default would be wrong for, as postgresql.conf has
 * them.
 */
export function derivedParameters(profile: PostgresProfile, group: ServerGroup): Record<string, string> {
  return { ...cacheSize(profile, group), ...keptForSlots(profile, group), ...ofAutovacuum(profile, group) };
}

/** WAL that slots may keep, in bytes, where the profile does not say: a quarter of the volume. */
export function derivedSlotBytes({ definition }: ServerGroup): number {
  return Math.floor(bytesOf(definition.storage.size) / 4 / MIB) * MIB;
}

/** The planner's idea of the page cache, in bytes, where the profile does not say: it counts against the limit. */
export function derivedCacheBytes({ definition }: ServerGroup): number {
  const share = Math.floor((bytesOf(definition.resources.memory.limit) * 3) / 4 / MIB) * MIB;
  return Math.min(SERVER_DEFAULTS.effective_cache_size, share);
}

function cacheSize(profile: PostgresProfile, group: ServerGroup): Record<string, string> {
  const derived = derivedCacheBytes(group);
  const standard = derived === SERVER_DEFAULTS.effective_cache_size;
  return standard || said(profile, group, 'effective_cache_size') ? {} : { effective_cache_size: inMegabytes(derived) };
}

/** Without a limit, a standby that is away for long enough fills the volume of the primary. */
function keptForSlots(profile: PostgresProfile, group: ServerGroup): Record<string, string> {
  if (said(profile, group, 'max_slot_wal_keep_size')) return {};
  return { max_slot_wal_keep_size: inMegabytes(derivedSlotBytes(group)) };
}

/** Workers would take maintenance_work_mem each. */
function ofAutovacuum(profile: PostgresProfile, group: ServerGroup): Record<string, string> {
  const memory = serverMemory(profile, group);
  if (memory.autovacuumWorkMem !== undefined || memory.autovacuumWorkers === 0) return {};
  const { sessions = 0 } = groupConnections(profile).find(({ group: { name } }) => name === group.name) ?? {};
  const each = autovacuumBytes(memory, sessions);
  return each === memory.maintenanceWorkMem ? {} : { autovacuum_work_mem: inMegabytes(each) };
}

function said(profile: PostgresProfile, group: ServerGroup, name: Parameters<typeof saidFigure>[2]): boolean {
  return saidFigure(profile, group, name) !== undefined;
}

function inMegabytes(bytes: number): string {
  return `${bytes / MIB}MB`;
}
