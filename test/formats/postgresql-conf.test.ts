import { type ParameterGroup, postgresqlConf, setting } from '../../lib/formats/postgresql-conf';
import { unquoted } from './conf-lines';

const group = (title: string, ...parameters: ReadonlyArray<readonly [string, string]>): ParameterGroup => ({
  title,
  parameters,
});

describe('postgresql.conf', () => {
  test('has the introduction, then each group under its title, in the order given', () => {
    const text = postgresqlConf(
      ['PostgreSQL 16: members', '', 'of dict'],
      [group('Memory', ['work_mem', '16MB']), group('WAL', ['wal_compression', 'on'], ['max_wal_size', '4GB'])],
    );
    expect(text).toBe(
      '# PostgreSQL 16: members\n#\n# of dict\n\n# Memory\nwork_mem = 16MB\n\n# WAL\nwal_compression = on\nmax_wal_size = 4GB\n',
    );
  });

  test('has no title without a parameter', () => {
    expect(postgresqlConf(['x'], [group('Memory')])).toBe('# x\n');
  });

  test.each([
    ['%t [%p]: user=%u,db=%d '],
    ["it's"],
    ['C:\\temp'],
    ['# no comment'],
    [''],
    ['a\nwork_mem = 1GB'],
    ['"$user", public'],
  ])('%j stays one value of one line', (value) => {
    const line = setting('log_line_prefix', value);
    expect(line).not.toContain('\n');
    expect(unquoted(line)).toEqual(['log_line_prefix', value]);
  });
});
