import { Duration, Size } from 'cdk8s';
import {
  Bytes,
  categoryOf,
  contextOf,
  groupByCategory,
  Milliseconds,
  quoteConfValue,
  renderParameters,
  Special,
  WalLevel,
} from '../../lib/parameters';
import { plainDecimal } from '../../lib/parameters/decimals';

test('values are in the largest unit that they are a whole number of', () => {
  const rendered = renderParameters(16, {
    sharedBuffers: Size.mebibytes(2048),
    workMem: Size.kibibytes(1500),
    checkpointTimeout: Duration.seconds(300),
    vacuumCostDelay: Milliseconds.of(2.5),
    autovacuumVacuumCostDelay: Duration.millis(20),
    trackActivityQuerySize: Bytes.of(2048),
    logMinDurationStatement: Special.DISABLED,
    logTempFiles: Size.kibibytes(0),
    seqPageCost: 1e-7,
    jit: false,
    walLevel: WalLevel.LOGICAL,
    searchPath: '"$user", public',
  });
  expect(rendered).toEqual({
    shared_buffers: '2GB',
    work_mem: '1500kB',
    checkpoint_timeout: '5min',
    vacuum_cost_delay: '2500us',
    autovacuum_vacuum_cost_delay: '20ms',
    track_activity_query_size: '2kB',
    log_min_duration_statement: '-1',
    log_temp_files: '0',
    seq_page_cost: '0.0000001',
    jit: 'off',
    wal_level: 'logical',
    search_path: '"$user", public',
  });
});

test('the order is that of the manual, whatever the order in the profile', () => {
  const values = { workMem: Size.mebibytes(4), maxConnections: 5, autovacuum: true };
  const reversed = Object.fromEntries(Object.entries(values).reverse());
  const names = ['max_connections', 'work_mem', 'autovacuum'];
  expect(Object.keys(renderParameters(16, values))).toEqual(names);
  expect(Object.keys(renderParameters(16, reversed))).toEqual(names);
});

test('extensions and custom parameters follow, the latter by name', () => {
  const rendered = renderParameters(16, {
    custom: { 'z.a': '1', 'a.z': '2' },
    extensions: {
      pgPartmanBgw: { interval: Duration.hours(1), jobmon: false },
      pgaudit: { logParameterMaxSize: Special.UNLIMITED },
    },
    maxConnections: 5,
  });
  expect(Object.entries(rendered)).toEqual([
    ['max_connections', '5'],
    ['pg_partman_bgw.interval', '3600'],
    ['pg_partman_bgw.jobmon', 'off'],
    ['pgaudit.log_parameter_max_size', '0'],
    ['a.z', '2'],
    ['z.a', '1'],
  ]);
});

test('rendered parameters are grouped by chapter of the manual', () => {
  const rendered = { 'cron.log_run': 'off', work_mem: '4MB', max_connections: '5', temp_buffers: '8MB' };
  expect(groupByCategory(16, rendered)).toEqual([
    { title: 'Connections and Authentication / Connection Settings', parameters: [['max_connections', '5']] },
    {
      title: 'Resource Usage / Memory',
      parameters: [
        ['temp_buffers', '8MB'],
        ['work_mem', '4MB'],
      ],
    },
    { title: 'Customized Options', parameters: [['cron.log_run', 'off']] },
  ]);
});

test('a value that was not checked is never rendered', () => {
  expect(() => renderParameters(16, { ...JSON.parse('{ "workMem": 5 }') })).toThrow(
    '5 was not checked before it was rendered.',
  );
});

test.each([
  ['on', 'on'],
  ['16MB', '16MB'],
  ['-1', '-1'],
  ['0.9', '0.9'],
  ['pg_catalog.english', "'pg_catalog.english'"],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it''s'"],
  ['a\\b', "'a\\\\b'"],
  ['a\nb', "'a\\nb'"],
  ['1.5GB', "'1.5GB'"],
  ['#x', "'#x'"],
])('postgresql.conf has %j as %s', (text, quoted) => {
  expect(quoteConfValue(text)).toBe(quoted);
});

test('NUL fits into no file', () => {
  expect(() => quoteConfValue('a\0')).toThrow('A value of postgresql.conf cannot contain the character NUL.');
});

test.each([
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  [0.1, '0.1'],
])('%p is written %s', (value, text) => {
  expect(plainDecimal(value)).toBe(text);
});

test('the context says when a change takes effect', () => {
  expect(contextOf(17, 'autovacuum_max_workers')).toBe('postmaster');
  expect(contextOf(18, 'autovacuum_max_workers')).toBe('sighup');
  expect(contextOf(16, 'transaction_timeout')).toBeUndefined();
  expect(contextOf(16, 'cron.log_run')).toBe('postmaster');
  expect(contextOf(16, 'my.own')).toBeUndefined();
  expect(categoryOf(16, 'work_mem')).toBe('Resource Usage / Memory');
});

test('value types refuse what they cannot hold', () => {
  expect(() => Bytes.of(1.5)).toThrow('Bytes must be a whole number. Received: 1.5.');
  expect(() => Bytes.of(-1)).toThrow('Bytes must be a number of at least 0. Received: -1.');
  expect(() => Milliseconds.of(Number.NaN)).toThrow('Milliseconds must be a number of at least 0. Received: NaN.');
});
