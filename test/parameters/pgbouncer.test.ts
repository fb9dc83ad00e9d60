import { Duration, Size } from 'cdk8s';
import {
  Bytes,
  checkPgBouncerSettings,
  type PgBouncerSettings,
  pgBouncerOwned,
  pgBouncerTable,
  renderPgBouncerSettings,
  Special,
} from '../../lib/parameters';
import { camelCase } from '../../lib/parameters/case';

const all: Required<PgBouncerSettings> = {
  maxClientConn: 1000,
  defaultPoolSize: 25,
  minPoolSize: 5,
  reservePoolSize: 5,
  reservePoolTimeout: Duration.seconds(3),
  maxDbClientConnections: 500,
  maxUserConnections: Special.UNLIMITED,
  maxUserClientConnections: 0,
  serverRoundRobin: true,
  trackExtraParameters: ['IntervalStyle', 'search_path'],
  ignoreStartupParameters: ['extra_float_digits'],
  disablePqexec: false,
  applicationNameAddHost: true,
  statsPeriod: Duration.minutes(1),
  maxPreparedStatements: 200,
  scramIterations: 4096,
  logConnections: false,
  logDisconnections: false,
  logPoolerErrors: true,
  logStats: true,
  verbose: 0,
  serverResetQuery: 'DISCARD ALL',
  serverResetQueryAlways: false,
  serverCheckDelay: Duration.seconds(30),
  serverCheckQuery: 'select 1',
  serverFastClose: true,
  serverLifetime: Duration.hours(1),
  serverIdleTimeout: Special.DISABLED,
  serverConnectTimeout: Duration.millis(2500),
  serverLoginRetry: Duration.seconds(2),
  clientLoginTimeout: Duration.minutes(1),
  autodbIdleTimeout: Duration.hours(1),
  poolIdleTimeout: Special.DISABLED,
  dnsMaxTtl: Duration.seconds(15),
  dnsNxdomainTtl: Duration.seconds(15),
  dnsZoneCheckPeriod: Special.DISABLED,
  queryTimeout: Special.DISABLED,
  queryWaitTimeout: Duration.minutes(2),
  queryWaitNotify: Duration.seconds(5),
  loginNotifyMessage: '',
  cancelWaitTimeout: Duration.seconds(10),
  clientIdleTimeout: Special.DISABLED,
  idleTransactionTimeout: Duration.days(1),
  transactionTimeout: Special.DISABLED,
  suspendTimeout: Duration.seconds(10),
  pktBuf: Size.kibibytes(4),
  maxPacketSize: Bytes.of(2147483647),
  listenBacklog: 128,
  sbufLoopcnt: 5,
  tcpDeferAccept: true,
  tcpSocketBuffer: Special.SYSTEM,
  tcpKeepalive: true,
  tcpKeepcnt: 3,
  tcpKeepidle: Duration.seconds(10),
  tcpKeepintvl: Duration.seconds(5),
  tcpUserTimeout: Duration.millis(12500),
};

test('every typed setting is in the table, and rendered as PgBouncer reads it', () => {
  expect(Object.keys(all).sort()).toEqual(Object.keys(pgBouncerTable).map(camelCase).sort());
  expect(checkPgBouncerSettings(all, '1.26', 's')).toEqual([]);
  expect(renderPgBouncerSettings(all)).toMatchObject({
    max_client_conn: '1000',
    reserve_pool_timeout: '3',
    max_user_connections: '0',
    track_extra_parameters: 'IntervalStyle,search_path',
    application_name_add_host: '1',
    log_connections: '0',
    server_idle_timeout: '0',
    server_connect_timeout: '2.5',
    idle_transaction_timeout: '86400',
    pkt_buf: '4096',
    max_packet_size: '2147483647',
    tcp_user_timeout: '12500',
  });
});

test('a setting is either the profile’s or the platform’s', () => {
  expect(Object.keys(pgBouncerTable).filter((name) => pgBouncerOwned[name])).toEqual([]);
});

test('a setting that the pinned release does not know is refused', () => {
  const settings = {
    maxPreparedStatements: 100,
    transactionTimeout: Special.DISABLED,
    cancelWaitTimeout: Special.DISABLED,
  };
  expect(checkPgBouncerSettings(settings, '1.24.1', 's')).toEqual([
    {
      path: 's.transactionTimeout',
      message:
        'transaction_timeout is new in PgBouncer 1.25, and this is PgBouncer 1.24.1. Leave it out, or upgrade the image.',
    },
  ]);
  expect(checkPgBouncerSettings(settings, '1.18', 's')).toHaveLength(3);
  expect(checkPgBouncerSettings(settings, '1.9', 's')).toHaveLength(3);
  expect(checkPgBouncerSettings(settings, '1.25.0', 's')).toEqual([]);
});

test.each([
  ['defaultPoolsize', 5, 'PgBouncer has no setting "defaultPoolsize". Did you mean "defaultPoolSize"?'],
  ['default_pool_size', 5, 'Settings are written in camelCase. Write "defaultPoolSize".'],
  ['poolMode', 'session', 'The platform sets pool_mode: the mode is said once. Leave it out; `mode` sets it.'],
  [
    'auth_type',
    'md5',
    'The platform sets auth_type: users are looked up in PostgreSQL and log in by scram-sha-256. Leave it out; `roles` sets it.',
  ],
  ['defaultPoolSize', 0, '0 is below the range, which is 1 to 2147483647. Raise it to at least 1.'],
  [
    'serverLifetime',
    3600,
    'The number 3600 has no unit; the server would read 1 h. Write Duration.hours(1), or the Duration that you mean.',
  ],
  [
    'tcpKeepidle',
    Duration.millis(500),
    '500 ms is not a multiple of 1 s, in which the server counts. Write Duration.seconds(0) or Duration.seconds(1).',
  ],
  ['verbose', 4, '4 is above the range, which is 0 to 3. Lower it to at most 3.'],
  ['serverResetQuery', 'a\nb', 'pgbouncer.ini cannot hold a line break in a value. Write it on one line.'],
  ['ignoreStartupParameters', 'options', "A list of names is needed. Write ['extra_float_digits'], for example."],
  ['ignoreStartupParameters', ['a,b'], '"a,b" is not the name of a parameter. Write one name an item.'],
])('%s: %p', (name, value, message) => {
  expect(checkPgBouncerSettings({ [name]: value }, '1.24', 's')).toEqual([{ path: `s.${name}`, message }]);
});
