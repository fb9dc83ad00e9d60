import { Extension } from '../../lib';
import { monitoredDatabases } from '../../lib/profile/monitored-databases';
import { dict } from '../../profiles/dict';
import { change } from './change';

describe('the databases that exporters report', () => {
  test('are those that the profile names, each once', () => {
    const named = change(dict, ['monitoring', 'databases'], ['temporal', 'dict_core', 'temporal']);
    expect(monitoredDatabases(named)).toEqual(['temporal', 'dict_core']);
  });

  test('D22 are those with pg_stat_statements where it names none, or an empty list', () => {
    expect(monitoredDatabases(dict)).toEqual(['dict_core']);
    expect(monitoredDatabases(change(dict, ['monitoring', 'databases'], []))).toEqual(['dict_core']);
    const two = change(dict, ['databases', 'temporal', 'extensions'], [Extension.PG_STAT_STATEMENTS]);
    expect(monitoredDatabases(two)).toEqual(['dict_core', 'temporal']);
  });

  test('are the first one where none has it, and the one that every server has where none is declared', () => {
    expect(monitoredDatabases(change(dict, ['databases', 'dict_core', 'extensions'], []))).toEqual(['dict']);
    expect(monitoredDatabases(change(dict, ['databases'], {}))).toEqual(['postgres']);
  });
});
