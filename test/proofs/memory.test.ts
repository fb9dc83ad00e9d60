import { Size } from 'cdk8s';
import { ParameterOverrides, type PostgresProfile, Special } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { memberParameters } from '../../lib/profile/resolve-parameters';
import { proveMemory } from '../../lib/proofs/memory';
import { dict } from '../../profiles/dict';
import { change, without } from '../profile/change';
import { tiny } from '../profile/examples';
import { techcorp } from '../profile/techcorp';
import { changed, found, named, sum } from './budgets';

const LIMIT = ['topology', 'members', 'resources', 'memory', 'limit'];
const parameter = (name: string) => ['postgres', 'parameters', name];
const errors = (profile: PostgresProfile) => found(proveMemory, profile).filter(([name]) => name?.startsWith('error'));

describe('the memory of a server', () => {
  test('D4 of dict: 2 GiB shared_buffers, 197 x (16 + 5) MiB, and what that leaves for autovacuum', () => {
    expect(sum(proveMemory, dict, 'Memory of each server of the members')).toEqual({
      shared_buffers: 2048,
      sessions: 197 * 21,
      autovacuum: 4 * 181,
      maintenance_work_mem: 512,
      '/dev/shm': 256,
      total: 7677,
      limit: 8192,
    });
    expect(errors(dict)).toEqual([]);
    expect(memberParameters(dict).file.autovacuum_work_mem).toBe('181MB');
  });

  test('D4 autovacuum_work_mem of PostgreSQL’s own would not fit dict', () => {
    expect(errors(change(dict, parameter('autovacuumWorkMem'), Special.INHERITED))).toEqual([
      [
        'error memory',
        'topology.members.resources.memory.limit',
        '8 GiB are 809 MiB too little for the members: 2 GiB shared_buffers + 197 x (16 MiB work_mem + 5 MiB) + 4 x 512 MiB ' +
          'autovacuum_work_mem + 512 MiB maintenance_work_mem + 256 MiB /dev/shm = 9001 MiB. Raise it to at least 9001 MiB, ' +
          'or lower postgres.parameters.workMem to at most 11 MiB, or let at most 158 sessions connect.',
      ],
    ]);
  });

  test('just fits, and one MiB less does not', () => {
    // 2048 + 197 x 21 + 4 x 309 + 512 + 256 = 8189 MiB
    const said = change(dict, parameter('autovacuumWorkMem'), Size.mebibytes(309));
    expect(errors(change(said, LIMIT, Size.mebibytes(8189)))).toEqual([]);
    expect(errors(change(said, LIMIT, Size.mebibytes(8188)))).toHaveLength(1);
  });

  test('the figure that the message names is enough', () => {
    const said = change(dict, parameter('autovacuumWorkMem'), Special.INHERITED);
    expect(errors(change(said, LIMIT, Size.mebibytes(9001)))).toEqual([]);
    expect(errors(change(said, parameter('workMem'), Size.mebibytes(11)))).toEqual([]);
    expect(errors(change(said, parameter('workMem'), Size.mebibytes(12)))).toHaveLength(1);
  });

  test('T4 500 x 256MB does not fit where 500 may connect', () => {
    const open = change(without(techcorp, 'pools'), ['access', 'analysts', 'maxConnections'], 485);
    const [[name, path, message] = []] = errors(open);
    expect([name, path]).toEqual(['error memory', 'topology.sets.analytics.resources.memory.limit']);
    expect(message).toContain('500 x (256 MiB work_mem + 5 MiB)');
    expect(message).toContain('= 138948 MiB. Raise it to at least 138948 MiB');
  });

  test('T4 500 x 256MB is bounded by the pools, whose caps are derived to fit', () => {
    expect(errors(techcorp)).toEqual([]);
    expect(sum(proveMemory, techcorp, 'Memory of each server of the members')).toEqual({
      shared_buffers: 8192,
      sessions: 198 * 261,
      autovacuum: 3 * 96,
      maintenance_work_mem: 1024,
      '/dev/shm': 256,
      total: 61438,
      limit: 65536,
    });
    expect(sum(proveMemory, techcorp, 'Memory of each server of the set "replica"')).toMatchObject({
      sessions: 84 * 261,
      total: 30372,
      limit: 32768,
    });
  });

  test('T4 what the profile fixes is not lowered: 60 for each of 3 pods are too many for the replicas', () => {
    const entry = ['pools', 'techcorp-pgbouncer', 'databases', 'techcorp_readonly', 'maxServerConnections'];
    expect(errors(change(techcorp, entry, 60))).toEqual([
      [
        'error memory',
        'topology.sets.replica.resources.memory.limit',
        '32 GiB are 28924 MiB too little for the set "replica": 8 GiB shared_buffers + 204 x (256 MiB work_mem + 5 MiB) + ' +
          '256 MiB /dev/shm = 61692 MiB. Raise it to at least 61692 MiB, or lower postgres.parameters.workMem to at most 114 ' +
          'MiB, or let at most 93 sessions connect.',
      ],
    ]);
    expect(errors(change(techcorp, entry, 23))).toEqual([]);
    expect(errors(change(techcorp, entry, 24))).toHaveLength(1);
  });

  test('a set is counted with its own parameters, and blamed at them', () => {
    const own = ParameterOverrides.v15({ workMem: Size.gibibytes(2) });
    const [[, path, message] = []] = errors(change(techcorp, ['topology', 'sets', 'analytics', 'parameters'], own));
    expect(path).toBe('topology.sets.analytics.resources.memory.limit');
    expect(message).toContain('lower topology.sets.analytics.parameters.workMem to at most');
  });

  test('the least profile fits 2 GiB, with PostgreSQL’s own values', () => {
    expect(sum(proveMemory, tiny, 'Memory')).toMatchObject({ sessions: 15 * 9, autovacuum: 3 * 64, total: 775 });
    expect(memberParameters(tiny).file).not.toHaveProperty('autovacuum_work_mem');
  });

  test('no worker of autovacuum has memory where autovacuum is off', () => {
    const off = change(dict, parameter('autovacuum'), false);
    expect(sum(proveMemory, off, 'Memory')).toMatchObject({ total: 2048 + 197 * 21 + 512 + 256 });
    expect(memberParameters(off).file).not.toHaveProperty('autovacuum_work_mem');
  });
});

describe('the page cache', () => {
  test('is not thought to be larger than the limit', () => {
    const large = change(dict, parameter('effectiveCacheSize'), Size.mebibytes(8193));
    expect(errors(change(dict, parameter('effectiveCacheSize'), Size.gibibytes(8)))).toEqual([]);
    expect(errors(large)).toEqual([
      [
        'error effective-cache-size',
        'postgres.parameters.effectiveCacheSize',
        '8193 MiB is above the memory limit of 8 GiB of the members, and the page cache counts against it. Lower it to at ' +
          'most 8 GiB.',
      ],
    ]);
  });

  test('is three quarters of a limit below PostgreSQL’s own 4 GB, where nobody says it', () => {
    expect(memberParameters(tiny).file.effective_cache_size).toBe('1536MB');
    expect(errors(tiny)).toEqual([]);
    const larger = change(tiny, LIMIT, Size.gibibytes(6));
    expect(memberParameters(larger).file).not.toHaveProperty('effective_cache_size');
  });
});

describe('hashes, which may take twice work_mem', () => {
  test('are a warning of dict, with every term', () => {
    expect(found(proveMemory, dict)).toEqual([
      [
        'warning hash-memory',
        'topology.members.resources.memory.limit',
        '8 GiB are too little for the members once all 197 sessions hash at a time, with hash_mem_multiplier 2: 2 GiB ' +
          'shared_buffers + 197 x (2 x 16 MiB work_mem + 5 MiB) + 4 x 181 MiB autovacuum_work_mem + 512 MiB ' +
          'maintenance_work_mem + 256 MiB /dev/shm = 10829 MiB. Raise it to at least 10829 MiB, or lower work_mem or ' +
          'hash_mem_multiplier.',
      ],
    ]);
    expect(named(proveMemory, change(dict, parameter('hashMemMultiplier'), 1))).toEqual([]);
  });

  test('keep dict from nothing, since it accepts them', () => {
    expect(checkProfile(dict)).toEqual([]);
    const lavish = changed(dict, [LIMIT, Size.gibibytes(16)]);
    expect(checkProfile(lavish)).toEqual([
      { path: 'accepts.hash-memory', message: 'nothing warns of this in the profile as it is now. Remove it.' },
    ]);
  });
});
