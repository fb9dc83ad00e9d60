import { Size } from 'cdk8s';
import {
  Extension,
  ParameterOverrides,
  type PostgresProfile,
  type ReplicatedTopology,
  type StandbySet,
} from '../../lib';
import { memberParameters, setParameters } from '../../lib/profile/resolve-parameters';
import { setGroup } from '../../lib/profile/server-groups';
import { dict } from '../../profiles/dict';
import { change } from './change';
import { techcorp } from './techcorp';

const replica = (parameters?: ParameterOverrides) =>
  setGroup('replica', { ...(techcorp.topology.props as ReplicatedTopology).sets?.replica, parameters } as StandbySet);
const set = (profile: PostgresProfile, overrides: ParameterOverrides) =>
  setParameters(profile, replica(overrides)).file;

describe('the parameters of the members', () => {
  test('D2 each parameter of dict is in the file or in the store of Patroni, and none in both', () => {
    const { file, store } = memberParameters(dict);
    expect(store).toEqual({ max_connections: '200', max_wal_senders: '10', max_replication_slots: '10' });
    expect(file).toMatchObject({ shared_buffers: '2GB', work_mem: '16MB', log_min_duration_statement: '1s' });
    expect(Object.keys(file).filter((name) => name in store)).toEqual([]);
    const said = Object.keys(dict.postgres.props.parameters ?? {}).length;
    // Beside them: the libraries to load, and what is left for each worker of autovacuum.
    expect(file.autovacuum_work_mem).toBe('181MB');
    expect(Object.keys({ ...file, ...store })).toHaveLength(said + 2);
  });

  test('D22 the libraries of extensions are loaded at start, beside those that the profile names', () => {
    expect(memberParameters(dict).file.shared_preload_libraries).toBe('pg_stat_statements');
    const more = change(dict, ['postgres', 'parameters', 'sharedPreloadLibraries'], 'auto_explain, pg_stat_statements');
    expect(memberParameters(more).file.shared_preload_libraries).toBe('auto_explain,pg_stat_statements');
  });

  test('the scheduler keeps its jobs in its database, and runs them without logging in', () => {
    const scheduling = change(dict, ['databases', 'temporal', 'extensions'], [Extension.PG_CRON]);
    expect(memberParameters(scheduling).file).toMatchObject({
      shared_preload_libraries: 'pg_cron,pg_stat_statements',
      'cron.database_name': 'temporal',
      'cron.use_background_workers': 'on',
    });
    const otherwise = change(scheduling, ['postgres', 'parameters', 'extensions'], {
      cron: { useBackgroundWorkers: false },
    });
    expect(memberParameters(otherwise).file['cron.use_background_workers']).toBe('off');
    expect(Object.keys(memberParameters(dict).file).filter((name) => name.startsWith('cron.'))).toEqual([]);
  });
});

describe('the parameters of a set', () => {
  test('T1 its own win, the others are those of the platform', () => {
    const file = set(techcorp, ParameterOverrides.v15({ workMem: Size.gibibytes(1) }));
    expect(file).toMatchObject({ work_mem: '1GB', shared_buffers: '8GB' });
    // Nobody vacuums where nobody is promoted.
    const { autovacuum_work_mem: vacuums, ...common } = memberParameters(techcorp).file;
    expect(vacuums).toBe('96MB');
    expect(setParameters(techcorp, replica()).file).toEqual(common);
    expect(setParameters(techcorp, replica()).store).toEqual({ max_connections: '500' });
  });

  test('its own libraries do not take away those of the extensions', () => {
    const file = set(techcorp, ParameterOverrides.v15({ sharedPreloadLibraries: 'auto_explain' }));
    expect(file.shared_preload_libraries).toBe('auto_explain,pg_stat_statements');
  });
});
