import { Size } from 'cdk8s';
import { type Finding, FindingsError, type PostgresProfile, Target } from '../../lib';
import { checkProfile, resolve } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Place, without } from './change';
import { techcorp } from './techcorp';

const all = (base: PostgresProfile, changes: ReadonlyArray<readonly [Place, unknown]>) =>
  changes.reduce((profile, [place, value]) => change(profile, place, value), base);

const EIGHT: ReadonlyArray<readonly [Place, unknown]> = [
  [['namespace', 'name'], 'Postgres'],
  [['postgres', 'parameters', 'workMem'], 16],
  [['postgres', 'parameters', 'maxWalSenders'], 1],
  [['topology', 'members', 'count'], 1],
  [['roles', 'temporal_user', 'passwordKey'], 'postgres-password'],
  [['databases', 'temporal', 'owner'], 'temporal_usr'],
  [['pools', 'pgbouncer', 'databases', 'dict_core', 'target'], Target.set('replica')],
  [['network', 'apiServer', 'cidrs'], ['10.0.0.1']],
];

const PATHS = [
  'namespace.name',
  'postgres.parameters.workMem',
  'postgres.parameters.maxWalSenders',
  'topology.members.count',
  'roles.temporal_user',
  'databases.temporal.owner',
  'pools.pgbouncer.databases.dict_core.target',
  'network.apiServer.cidrs[0]',
];

describe('a profile with several faults', () => {
  test('of eight kinds has all eight found at once, in the order of its fields', () => {
    expect(checkProfile(all(dict, EIGHT)).map(({ path }) => path)).toEqual(PATHS);
  });

  test('and a field of a wrong shape has the others found too', () => {
    const wrong = all(dict, [...EIGHT, [['tls'], 'internal-ca'], [['postgress'], {}]]);
    const paths = checkProfile(wrong).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([...PATHS, 'tls', 'postgress']));
  });

  test('throws them in one error, a line each', () => {
    const caught = thrown(() => resolve(all(dict, EIGHT)));
    expect(caught.message.split('\n')).toHaveLength(8);
    expect(caught.message).toContain('topology.members.count: 1 leaves nobody to fail over to. Use at least 2.');
  });

  test.each(EIGHT.map(([place, value]) => [place.join('.'), place, value] as const))(
    'has every message end as a sentence does, that of %s among them',
    (_title, place, value) => {
      for (const { message } of checkProfile(change(dict, place, value))) expect(message).toMatch(/[.?]$/);
    },
  );

  test('and the same one said by two checks has it once', () => {
    const misspelt: Finding[] = checkProfile(change(dict, ['databases', 'temporal', 'owner'], 'temporal_usr'));
    expect(misspelt).toHaveLength(1);
  });
});

describe('a profile that is right', () => {
  test('D7 names the keys of the Secret, and none that nobody reads', () => {
    expect(Object.keys(resolve(dict).passwordKeys)).toEqual([
      'dict_admin',
      'replicator',
      'rewind',
      'postgres_exporter',
      'pgbouncer_lookup',
      'dump',
      'partition_maintenance',
      'migration',
      'dict_core_user',
      'dict_connect_user',
      'temporal_user',
    ]);
    const bare = without(dict, 'pools', 'backups');
    expect(Object.keys(resolve(bare).passwordKeys)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/lookup|dump/)]),
    );
  });

  test('D7 keeps the keys that the Secret has already', () => {
    expect(resolve(dict).passwordKeys).toMatchObject({
      dict_admin: 'postgres-password',
      replicator: 'replicator-password',
    });
  });

  test('has its objects named by the prefix, and by its own name where it has none', () => {
    expect(resolve(dict).names.primary).toBe('postgres-primary');
    expect(resolve(techcorp).names.set('replica')).toBe('techcorp-replica');
    expect(resolve(techcorp).names.host('x')).toBe('x.techcorp-postgres.svc.cluster.local');
    const elsewhere = resolve(change(techcorp, ['network', 'clusterDomain'], 'k8s.example'));
    expect(elsewhere.names.host('x')).toBe('x.techcorp-postgres.svc.k8s.example');
  });

  test('is not changed by what it is asked', () => {
    const before = JSON.stringify(dict);
    resolve(dict);
    expect(JSON.stringify(dict)).toBe(before);
    expect(Size.gibibytes(2).toMebibytes()).toBe(2048);
  });
});

function thrown(act: () => unknown): FindingsError {
  try {
    act();
  } catch (error) {
    if (error instanceof FindingsError) return error;
  }
  throw new Error('nothing was thrown');
}
