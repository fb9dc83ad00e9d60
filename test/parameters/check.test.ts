import { Duration, Size } from 'cdk8s';
import { Bytes, checkParameters, type Major, Milliseconds, Special, WalLevel } from '../../lib/parameters';

function faults(major: Major, values: object): string[] {
  return checkParameters(major, values, 'p').map(({ path, message }) => `${path}: ${message}`);
}

describe('names', () => {
  test.each([
    [16, 'sharedBufers', 'PostgreSQL 16 has no parameter "sharedBufers". Did you mean "sharedBuffers"?'],
    [16, 'shared_buffers', 'Parameters are written in camelCase. Write "sharedBuffers".'],
    [16, 'DateStyle', 'Parameters are written in camelCase. Write "dateStyle".'],
    [
      16,
      'bananas',
      'PostgreSQL 16 has no parameter "bananas". Leave it out; parameters of other extensions go under `custom`.',
    ],
    [
      17,
      'oldSnapshotThreshold',
      '"oldSnapshotThreshold" was removed in PostgreSQL 17, and this is PostgreSQL 17. Leave it out.',
    ],
    [
      18,
      'vacuum_defer_cleanup_age',
      '"vacuum_defer_cleanup_age" was removed in PostgreSQL 16, and this is PostgreSQL 18. Leave it out.',
    ],
    [18, 'sslEcdhCurve', '"sslEcdhCurve" was removed in PostgreSQL 18, and this is PostgreSQL 18. Write "sslGroups".'],
    [
      15,
      'transactionTimeout',
      '"transactionTimeout" is new in PostgreSQL 17, and this is PostgreSQL 15. Leave it out, or upgrade.',
    ],
    [
      16,
      'zeroDamagedPages',
      'PostgreSQL keeps zero_damaged_pages for its developers or for itself, so a platform does not set it. Leave it out.',
    ],
    [
      16,
      'toString',
      'PostgreSQL 16 has no parameter "toString". Leave it out; parameters of other extensions go under `custom`.',
    ],
  ] as const)('PostgreSQL %i: %s', (major, name, message) => {
    expect(faults(major, { [name]: 1 })).toEqual([`p.${name}: ${message}`]);
  });

  test.each([
    ['sslKeyFile', 'certificates are mounted and rotated by the platform. Leave it out; `tls` sets it.'],
    [
      'archive_command',
      'WAL is archived to the repositories of the backups. Leave it out; `backups.physical` sets it.',
    ],
    ['loggingCollector', 'logs go to stderr, where kubectl and log collectors read them. Leave it out.'],
    [
      'hugePages',
      'the pods ask for no huge pages, and on a node that has some a server that tries them dies of a bus error. Leave it out.',
    ],
    ['hotStandby', 'standbys are always hot. Leave it out.'],
  ])('%s is refused with the field that sets it', (name, reason) => {
    expect(faults(16, { [name]: 'x' })).toEqual([`p.${name}: The platform sets ${name}: ${reason}`]);
  });

  test('a parameter that is undefined is not there', () => {
    expect(faults(16, { workMem: undefined, nonsense: undefined })).toEqual([]);
  });
});

describe('values', () => {
  test.each([
    [
      'sharedBuffers',
      16384,
      'The number 16384 has no unit; the server would read 128 MB. Write Size.mebibytes(128), or the Size that you mean.',
    ],
    ['sharedBuffers', '64MB', '"64MB" is not a Size. Write Size.mebibytes(64).'],
    ['sharedBuffers', 'much', '"much" is not a Size. Write a Size, for example Size.mebibytes(64).'],
    ['sharedBuffers', Duration.seconds(1), 'A Duration is not a Size. Write a Size, for example Size.mebibytes(64).'],
    [
      'sharedBuffers',
      Size.kibibytes(64),
      '64 kB is below the range, which is 128 kB to about 8 TB. Raise it to at least 128 kB.',
    ],
    [
      'sharedBuffers',
      Size.kibibytes(1001),
      '1001 kB is not a multiple of 8 kB, in which the server counts. Write Size.kibibytes(1000) or Size.kibibytes(1008).',
    ],
    ['sharedBuffers', Size.mebibytes(Number.NaN), 'NaN is not a number. Write a finite whole number.'],
    ['workMem', Special.UNLIMITED, 'Special.UNLIMITED has no meaning here. Write an amount.'],
    [
      'maxSlotWalKeepSize',
      Special.DISABLED,
      'Special.DISABLED has no meaning here. Write Special.UNLIMITED, or an amount.',
    ],
    ['maxSlotWalKeepSize', -1, '-1 is written Special.UNLIMITED.'],
    [
      'checkpointTimeout',
      300,
      'The number 300 has no unit; the server would read 5 min. Write Duration.minutes(5), or the Duration that you mean.',
    ],
    ['checkpointTimeout', '15min', '"15min" is not a Duration. Write Duration.minutes(15).'],
    ['checkpointTimeout', Duration.days(2), '2 d is above the range, which is 30 s to 1 d. Lower it to at most 1 d.'],
    [
      'checkpointTimeout',
      Duration.millis(30500),
      '30500 ms is not a multiple of 1 s, in which the server counts. Write Duration.seconds(30) or Duration.seconds(31).',
    ],
    [
      'logMinDurationStatement',
      Milliseconds.of(2.5),
      'A Milliseconds is not a Duration. Write a Duration, for example Duration.seconds(30).',
    ],
    ['maxConnections', 0, '0 is below the range, which is 1 to 262143. Raise it to at least 1.'],
    ['maxConnections', 10.5, '10.5 is not a whole number. Write 10 or 11.'],
    ['maxConnections', '200', '"200" is not a number. Write a whole number.'],
    ['maxConnections', Number.NaN, 'NaN is not a number. Write a finite whole number.'],
    ['randomPageCost', -1, '-1 is below the range, which is at least 0. Raise it to at least 0.'],
    ['randomPageCost', Number.POSITIVE_INFINITY, 'Infinity is not a number. Write a finite number.'],
    [
      'jitAboveCost',
      -2,
      '-2 is below the range, which is at least 0. Raise it to at least 0, or write Special.DISABLED.',
    ],
    [
      'vacuumBufferUsageLimit',
      Size.kibibytes(64),
      '64 kB is below the range, which is 128 kB to 16 GB. Raise it to at least 128 kB, or write Special.UNLIMITED.',
    ],
    ['autovacuum', 'off', '"off" is not a boolean. Write false.'],
    ['autovacuum', 1, '1 is not a boolean. Write true.'],
    ['autovacuum', 'perhaps', '"perhaps" is not a boolean. Write true or false.'],
    ['walLevel', 'logicl', '"logicl" is none of its values: minimal, replica, logical. Did you mean "logical"?'],
    ['walLevel', 3, '3 is none of its values: minimal, replica, logical.'],
    ['searchPath', ['a', 'b'], 'A list is not a string. Write it as text.'],
    ['searchPath', 'a\0b', 'A value cannot contain the character NUL. Leave it out.'],
    ['searchPath', null, 'null is no value. Leave the parameter out for its default.'],
  ])('%s: %p', (name, value, message) => {
    expect(faults(16, { [name]: value })).toEqual([`p.${name}: ${message}`]);
  });

  test('slots of an SLRU come in banks of 16 pages', () => {
    expect(faults(17, { notifyBuffers: Size.kibibytes(136) })).toEqual([
      'p.notifyBuffers: 136 kB is not a multiple of 128 kB, in which the server counts. Write Size.kibibytes(128) or Size.kibibytes(256).',
    ]);
  });

  test('what the embedded servers lack but the images have is allowed', () => {
    const compressed = { walCompression: 'zstd', defaultToastCompression: 'lz4' };
    expect(faults(15, compressed)).toEqual([]);
    expect(faults(18, { ...compressed, ioMethod: 'io_uring' })).toEqual([]);
  });

  test('all faults are found at once, and right values have none', () => {
    const values = { walLevel: WalLevel.LOGICAL, workMem: 4, autovacuum: true, maxConections: 5, port: 5433 };
    expect(checkParameters(16, values, 'p').map(({ path }) => path)).toEqual([
      'p.workMem',
      'p.maxConections',
      'p.port',
    ]);
  });

  test('sizes and durations from another copy of cdk8s are understood', () => {
    const foreign = { toKibibytes: () => 4096, toMilliseconds: () => 60_000 };
    expect(faults(16, { workMem: foreign, checkpointTimeout: foreign })).toEqual([]);
  });
});

describe('extensions', () => {
  test('typed parameters are checked', () => {
    const extensions = {
      pgStatStatements: { max: 1, trak: 'all' },
      pgPartmanBgw: { interval: Duration.millis(1500), maintenanceWait: Duration.seconds(0) },
      pgaudit: { logParameterMaxSize: Bytes.of(100) },
      autoExplain: { logMinDuration: Special.ALL, sampleRate: 2 },
      cron: { databaseName: 'postgres' },
      postgis: {},
      pgaudt: {},
    };
    expect(faults(15, { extensions })).toEqual([
      'p.extensions.pgStatStatements.max: 1 is below the range, which is 100 to 1073741823. Raise it to at least 100.',
      'p.extensions.pgStatStatements.trak: pg_stat_statements has no typed parameter "trak". Did you mean "track"?',
      'p.extensions.pgPartmanBgw.interval: 1500 ms is not a multiple of 1 s, in which the server counts. Write Duration.seconds(1) or Duration.seconds(2).',
      'p.extensions.pgaudit.logParameterMaxSize: pgaudit.log_parameter_max_size is new in PostgreSQL 16, and this is PostgreSQL 15. Leave it out, or upgrade.',
      'p.extensions.autoExplain.sampleRate: 2 is above the range, which is 0 to 1. Lower it to at most 1.',
      'p.extensions.cron.databaseName: The platform sets cron.database_name: it is the database that has pg_cron. Leave it out; `databases.<name>.extensions` sets it.',
      'p.extensions.postgis: "postgis" is no extension with typed parameters. Set them under `custom`.',
      'p.extensions.pgaudt: "pgaudt" is no extension with typed parameters. Did you mean "pgaudit"?',
    ]);
  });

  test('the escape takes only what has no type', () => {
    const custom = {
      'pg_prewarm.autoprewarm': 'on',
      'cron.match_dom_and_dow': 'on',
      work_mem: '4MB',
      port: '5433',
      transaction_timeout: '1s',
      'cron.log_run': 'off',
      'cron.database_name': 'app',
      nonsense: 'x',
      'a.b-c': 'x',
      'a.b': 5,
    };
    expect(faults(16, { custom })).toEqual([
      `p.custom["work_mem"]: work_mem is PostgreSQL's own and has a type. Write it as "workMem", outside custom.`,
      'p.custom["port"]: The platform sets port: instances listen on 5432, behind Services that have names and ports of their own. Leave it out; `names` sets it.',
      'p.custom["transaction_timeout"]: transaction_timeout is no parameter of PostgreSQL 16. Leave it out.',
      'p.custom["cron.log_run"]: cron.log_run has a type. Write it as extensions.cron.logRun.',
      'p.custom["cron.database_name"]: The platform sets cron.database_name: it is the database that has pg_cron. Leave it out; `databases.<name>.extensions` sets it.',
      `p.custom["nonsense"]: "nonsense" is not the name of an extension's parameter. Write prefix.name, for example pg_prewarm.autoprewarm.`,
      `p.custom["a.b-c"]: "a.b-c" is not the name of an extension's parameter. Write prefix.name, for example pg_prewarm.autoprewarm.`,
      `p.custom["a.b"]: A custom parameter's value is text. Write '5'.`,
    ]);
  });
});

describe('parameters of which each is right, and not all together', () => {
  test.each([
    [
      { sslMinProtocolVersion: 'TLSv1.3', sslMaxProtocolVersion: 'TLSv1.2' },
      'p.sslMinProtocolVersion: no version of TLS is at least TLSv1.3 and at most TLSv1.2. Leave sslMaxProtocolVersion out, or lower sslMinProtocolVersion.',
    ],
    [
      { logStatementStats: true, logParserStats: true },
      'p.logStatementStats: logStatementStats has what logParserStats has, and a server takes one of them. Leave one out.',
    ],
  ])('%o', (values, fault) => {
    expect(faults(16, values)).toEqual([fault]);
  });

  test('a set is judged with what it has from the platform, and says it where the set has its own', () => {
    const platform = { logStatementStats: true };
    expect(checkParameters(16, { logExecutorStats: true }, 'p', platform)).toHaveLength(1);
    expect(checkParameters(16, { logExecutorStats: true }, 'p', platform)[0]?.path).toBe('p.logExecutorStats');
    expect(checkParameters(16, { logExecutorStats: true, logStatementStats: false }, 'p', platform)).toEqual([]);
    expect(checkParameters(16, { workMem: Size.mebibytes(4) }, 'p', { ...platform, logExecutorStats: true })).toEqual(
      [],
    );
  });
});

describe('what OpenSSL is told', () => {
  test.each([
    [
      16,
      'sslEcdhCurve',
      'secp385r1',
      '"secp385r1" is none of prime256v1, secp384r1, secp521r1. Did you mean "secp384r1"?',
    ],
    [18, 'sslGroups', 'X25519,prime256v1', /^"X25519,prime256v1" is no list of prime256v1, .*\./],
    [
      18,
      'sslTls13Ciphers',
      'TLS_AES_256_GCM_SHA385',
      /^"TLS_AES_256_GCM_SHA385" is no list of .* Did you mean "TLS_AES_256_GCM_SHA384"\?$/,
    ],
    [16, 'sslCiphers', 'NONSENSE', /^"NONSENSE" is no list of ciphers in which OpenSSL knows one\./],
  ] as const)('PostgreSQL %i: %s', (major, name, value, message) => {
    expect(checkParameters(major, { [name]: value }, 'p').map((finding) => finding.message)).toEqual([
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  });
});
