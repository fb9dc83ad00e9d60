import { bytesText } from '../profile/figures';
import type { PostgresProfile } from '../profile/profile';
import type { ResolvedProfile } from '../profile/resolve';
import type { GroupConnections } from '../profile/resolve-pools';
import { figurePath, type ServerGroup, saidFigure } from '../profile/server-groups';
import { autovacuumBytes, BACKEND_BYTES, MIB, type ServerMemory, serverMemory } from '../profile/server-memory';
import { type Budget, budget, error, type Proof, type ProofFinding, warning } from './proof';

/**
 * What a server may use fits its container's memory limit, where the kernel kills.
 *
 *     shared_buffers + B x (work_mem + 5 MiB) + autovacuum_max_workers x autovacuum_work_mem + maintenance_work_mem
 *       + /dev/shm <= limit
 *
 * B is what can connect, by the connection budget, and never more than max_connections; 5 MiB is what a session holds
 * beside work_mem. Derived caps of pools (max_db_connections) and autovacuum_work_mem are made to fit, so that only what
 * the profile fixes can be too much. Sets are never promoted: nobody vacuums or builds an index there.
 *
 * A hash may take hash_mem_multiplier x work_mem, hence the warning `hash-memory`. The formula leaves out what is rare
 * all at once: several sorts in one query, parallel workers. The page cache is given up under pressure.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-resource.html#RUNTIME-CONFIG-RESOURCE-MEMORY
 */
export function proveMemory({ profile, connections }: ResolvedProfile): Proof {
  const groups = connections.map((group) => groupMemory(profile, group));
  return {
    name: 'memory',
    findings: [...groups.flatMap(limitFindings), ...groups.flatMap((group) => cacheFindings(profile, group))],
    budgets: groups.map(memoryBudget),
  };
}

interface GroupMemory {
  readonly group: ServerGroup;
  /** B. */
  readonly sessions: number;
  readonly memory: ServerMemory;
  /** Of each worker, in bytes. */
  readonly autovacuum: number;
}

function groupMemory(profile: PostgresProfile, { group, sessions }: GroupConnections): GroupMemory {
  const memory = serverMemory(profile, group);
  return { group, sessions, memory, autovacuum: autovacuumBytes(memory, sessions) };
}

function memoryBudget(given: GroupMemory): Budget {
  const { group, sessions, memory, autovacuum } = given;
  const { limit, sharedBuffers, workMem, maintenanceWorkMem, autovacuumWorkers, sharedMemory } = memory;
  return budget(`Memory of each server of ${group.servers}`, 'MiB', limit / MIB, [
    { term: 'shared_buffers', value: sharedBuffers / MIB },
    { term: 'sessions', value: (sessions * (workMem + BACKEND_BYTES)) / MIB, of: ofSessions(given, 1) },
    {
      term: 'autovacuum',
      value: (autovacuumWorkers * autovacuum) / MIB,
      of: `${autovacuumWorkers} x ${bytesText(autovacuum)} autovacuum_work_mem`,
    },
    { term: 'maintenance_work_mem', value: maintenanceWorkMem / MIB },
    { term: '/dev/shm', value: sharedMemory / MIB },
  ]);
}

/** @param multiplier of work_mem: what a hash may take more than a sort */
function total({ sessions, memory, autovacuum }: GroupMemory, multiplier: number): number {
  const { sharedBuffers, workMem, maintenanceWorkMem, autovacuumWorkers, sharedMemory } = memory;
  const inSessions = sessions * (multiplier * workMem + BACKEND_BYTES);
  return sharedBuffers + inSessions + autovacuumWorkers * autovacuum + maintenanceWorkMem + sharedMemory;
}

function ofSessions({ sessions, memory: { workMem } }: GroupMemory, multiplier: number): string {
  const times = multiplier === 1 ? '' : `${multiplier} x `;
  return `${sessions} x (${times}${bytesText(workMem)} work_mem + ${bytesText(BACKEND_BYTES)})`;
}

function terms(given: GroupMemory, multiplier: number): string {
  const { memory, autovacuum } = given;
  const { sharedBuffers, maintenanceWorkMem, autovacuumWorkers, sharedMemory } = memory;
  return [
    `${bytesText(sharedBuffers)} shared_buffers`,
    ofSessions(given, multiplier),
    ...(autovacuumWorkers > 0 ? [`${autovacuumWorkers} x ${bytesText(autovacuum)} autovacuum_work_mem`] : []),
    ...(maintenanceWorkMem > 0 ? [`${bytesText(maintenanceWorkMem)} maintenance_work_mem`] : []),
    `${bytesText(sharedMemory)} /dev/shm`,
  ].join(' + ');
}

function limitFindings(given: GroupMemory): ProofFinding[] {
  const { limit, hashMemMultiplier } = given.memory;
  if (total(given, 1) > limit) return [tooLittle(given)];
  return total(given, hashMemMultiplier) > limit ? [tooLittleToHash(given)] : [];
}

function tooLittle(given: GroupMemory): ProofFinding {
  const { group, sessions } = given;
  const { limit, workMem } = given.memory;
  const needed = total(given, 1);
  const left = limit - (needed - sessions * (workMem + BACKEND_BYTES));
  const bearable = Math.floor(left / sessions / MIB) * MIB - BACKEND_BYTES;
  const fewer = Math.floor(left / (workMem + BACKEND_BYTES));
  const mends = [
    `Raise it to at least ${wholeMebibytes(needed)}`,
    ...(bearable >= MIB ? [`lower ${figurePath(group, 'workMem')} to at most ${bytesText(bearable)}`] : []),
    ...(fewer > 0 ? [`let at most ${fewer} sessions connect`] : []),
  ];
  return error(
    'memory',
    `${group.path}.resources.memory.limit`,
    `${bytesText(limit)} are ${bytesText(needed - limit)} too little for ${group.servers}: ${terms(given, 1)} = ` +
      `${bytesText(needed)}. ${mends.join(', or ')}.`,
  );
}

function tooLittleToHash(given: GroupMemory): ProofFinding {
  const { group, sessions } = given;
  const { limit, hashMemMultiplier } = given.memory;
  const needed = total(given, hashMemMultiplier);
  return warning(
    'hash-memory',
    `${group.path}.resources.memory.limit`,
    `${bytesText(limit)} are too little for ${group.servers} once all ${sessions} sessions hash at a time, with ` +
      `hash_mem_multiplier ${hashMemMultiplier}: ${terms(given, hashMemMultiplier)} = ${bytesText(needed)}. Raise it to ` +
      `at least ${wholeMebibytes(needed)}, or lower work_mem or hash_mem_multiplier.`,
  );
}

/** The planner would count on a page cache that the container cannot have. */
function cacheFindings(profile: PostgresProfile, { group, memory: { limit } }: GroupMemory): ProofFinding[] {
  const said = saidFigure(profile, group, 'effective_cache_size');
  if (said === undefined || said <= limit) return [];
  return [
    error(
      'effective-cache-size',
      figurePath(group, 'effectiveCacheSize'),
      `${bytesText(said)} is above the memory limit of ${bytesText(limit)} of ${group.servers}, and the page cache ` +
        `counts against it. Lower it to at most ${bytesText(limit)}.`,
    ),
  ];
}

function wholeMebibytes(bytes: number): string {
  return bytesText(Math.ceil(bytes / MIB) * MIB);
}
