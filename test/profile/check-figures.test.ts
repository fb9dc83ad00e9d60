import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Extension, Image, ObjectStore, ParameterOverrides, Peer, PlatformImage, Special } from '../../lib';
import { WalLevel } from '../../lib/parameters';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const RANGE = 'is no address range. Write one such as 10.0.0.0/8, or 10.1.2.3/32 for one address.';
const store = (props: object) =>
  ObjectStore.s3({ bucket: 'backups', prefix: 'dict', region: 'us-east-1', credentials: { secret: 's3' }, ...props });

const INSTANCES: readonly Fault[] = [
  [
    'one member alone',
    ['topology', 'members', 'count'],
    1,
    'topology.members.count',
    '1 leaves nobody to fail over to. Use at least 2.',
  ],
  [
    'half a member',
    ['topology', 'members', 'count'],
    2.5,
    'topology.members.count',
    '2.5 is no whole number of at least 2.',
  ],
  [
    'a volume without room',
    ['topology', 'members', 'storage', 'size'],
    Size.mebibytes(512),
    'topology.members.storage.size',
    '512 MiB cannot hold a cluster and its WAL. Use at least 1 GiB.',
  ],
  [
    'a size that no quantity says',
    ['topology', 'members', 'storage', 'size'],
    Size.gibibytes(1.0000001),
    'topology.members.storage.size',
    '1048576.1048576 KiB is no whole number of KiB. Round it.',
  ],
  [
    'more memory asked for than allowed',
    ['topology', 'members', 'resources', 'memory', 'request'],
    Size.gibibytes(10),
    'topology.members.resources.memory.request',
    '10 GiB is above the limit of 8 GiB. Lower it, or raise the limit.',
  ],
  [
    'more CPU asked for than allowed',
    ['topology', 'members', 'resources', 'cpu', 'request'],
    Cpu.millis(4500),
    'topology.members.resources.cpu.request',
    '4500m is above the limit of 4000m. Lower it, or raise the limit.',
  ],
  [
    'shared memory that the limit kills',
    ['topology', 'members', 'sharedMemory'],
    Size.gibibytes(8),
    'topology.members.sharedMemory',
    '8 GiB counts against the memory limit of 8 GiB. Lower it, or raise the limit.',
  ],
  [
    'a startup that is over at once',
    ['topology', 'members', 'startupTimeout'],
    Duration.seconds(5),
    'topology.members.startupTimeout',
    '5 s is no whole number of seconds of at least 10.',
  ],
  [
    'more synchronous standbys than there are',
    ['topology', 'synchronous'],
    { standbys: 2, withoutStandbys: 'continue' },
    'topology.synchronous.standbys',
    '2 is no whole number from 1 to 1.',
  ],
  [
    'a lock that is shorter than Patroni takes',
    ['topology', 'failover'],
    { ttl: Duration.seconds(15), loopWait: Duration.seconds(5), retryTimeout: Duration.seconds(5) },
    'topology.failover.ttl',
    '15 s is no whole number of seconds of at least 20.',
  ],
  [
    'a lock that is shorter than its renewal',
    ['topology', 'failover'],
    { ttl: Duration.seconds(25) },
    'topology.failover.ttl',
    '25 s is less than loopWait + 2 x retryTimeout (10 + 2 x 10 = 30 s): the leader would lose its lock while it still retries. Raise ttl to at least 30 s, or lower the others.',
  ],
  [
    'times that Patroni would round',
    ['topology', 'failover'],
    { loopWait: Duration.millis(2500) },
    'topology.failover.loopWait',
    '2.5 s is no whole number of seconds of at least 1.',
  ],
];

const IMAGES: readonly Fault[] = [
  [
    'an image of another major',
    ['postgres', 'image'],
    PlatformImage.of('registry.example/postgres', '17.6-1'),
    'postgres.image.tag',
    '"17.6-1" names PostgreSQL 17, and the profile says Postgres.v16. Use a tag such as 16.4-1, or the other factory.',
  ],
  [
    'an image of which nobody knows the major',
    ['postgres', 'image'],
    PlatformImage.of('registry.example/postgres', 'stable'),
    'postgres.image.tag',
    '"stable" does not begin with a PostgreSQL version, and the profile says Postgres.v16. Use a tag such as 16.4-1, or the other factory.',
  ],
  [
    'the latest image',
    ['images'],
    { pgbouncer: Image.of('edoburu/pgbouncer', 'latest') },
    'images.pgbouncer.tag',
    '"latest" is another image tomorrow, and nobody reviewed it. Name a version.',
  ],
  [
    'an image without a tag',
    ['images'],
    { postgresExporter: Image.of('quay.io/prometheuscommunity/postgres-exporter', '') },
    'images.postgresExporter.tag',
    '"" is no tag. Use letters, digits, "_", "." and "-", at most 128 of them.',
  ],
  [
    'a repository with a tag',
    ['images'],
    { postgresExporter: Image.of('quay.io/postgres-exporter:v1', 'v1') },
    'images.postgresExporter.repository',
    '"quay.io/postgres-exporter:v1" is no repository. Write it with its registry and without a tag, such as registry.example/postgres.',
  ],
];

const POOLS: readonly Fault[] = [
  [
    'nothing that could fall back',
    ['pools', 'pgbouncer'],
    { replicas: 1, databases: { dict: {} }, fallbackToPrimary: true },
    'pools.pgbouncer.fallbackToPrimary',
    'is said where every entry leads to the primary anyway. Remove it, or give an entry the target Target.STANDBYS.',
  ],
  [
    'a pool without a pod',
    ['pools', 'pgbouncer', 'replicas'],
    0,
    'pools.pgbouncer.replicas',
    '0 is no whole number of at least 1.',
  ],
  [
    'a pool that shrinks under load',
    ['pools', 'pgbouncer', 'autoscaling'],
    { maxReplicas: 2 },
    'pools.pgbouncer.autoscaling.maxReplicas',
    '2 is no whole number of at least 3.',
  ],
  [
    'a port for root alone',
    ['pools', 'pgbouncer', 'port'],
    80,
    'pools.pgbouncer.port',
    '80 is no whole number from 1024 to 65535.',
  ],
  [
    'the port of the exporter in the same pod',
    ['pools', 'pgbouncer', 'port'],
    9127,
    'pools.pgbouncer.port',
    "9127 is the port of the pool's exporter. Use another one.",
  ],
  [
    'a pool of no database',
    ['pools', 'idle'],
    { replicas: 1, databases: {} },
    'pools.idle.databases',
    'is empty, so the pool would serve nobody. Name a database.',
  ],
  [
    'a cap of nothing',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'poolSize'],
    -1,
    'pools.pgbouncer.databases.temporal.poolSize',
    '-1 is no whole number of at least 1.',
  ],
  [
    'a cap below what the pool keeps open',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'maxServerConnections'],
    5,
    'pools.pgbouncer.databases.temporal.maxServerConnections',
    '5 is below the 10 connections that minPoolSize keeps open. Raise it to at least 10, or lower pools.pgbouncer.settings.minPoolSize.',
  ],
  [
    'a size below what the pool keeps open',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'poolSize'],
    4,
    'pools.pgbouncer.settings.minPoolSize',
    '10 is above the pool size of 4 that pools.pgbouncer.databases.temporal has. Lower it, or raise that size.',
  ],
  [
    'half a session of a role',
    ['roles', 'temporal_user', 'connectionLimit'],
    0.5,
    'roles.temporal_user.connectionLimit',
    '0.5 is no whole number of at least 0.',
  ],
  [
    'a setting that PgBouncer does not have',
    ['pools', 'pgbouncer', 'settings', 'defaultPoolsize'],
    25,
    'pools.pgbouncer.settings.defaultPoolsize',
    'PgBouncer has no setting "defaultPoolsize". Did you mean "defaultPoolSize"?',
  ],
];

const NETWORK: readonly Fault[] = [
  [
    'a neighbor whose host is an address of the web',
    ['neighbors', 'redis'],
    { purpose: 'broker', host: 'redis://redis', port: 6379 },
    'neighbors.redis.host',
    '"redis://redis" is no DNS name and no address. Write one such as redis.example or 10.1.2.3.',
  ],
  [
    'an API server nowhere',
    ['network', 'apiServer', 'cidrs'],
    [],
    'network.apiServer.cidrs',
    'is empty, so nothing could be reached. Name at least one range.',
  ],
  [
    'an address without a range',
    ['network', 'apiServer', 'cidrs'],
    ['10.96.0.1/32', '10.0.0.1'],
    'network.apiServer.cidrs[1]',
    `"10.0.0.1" ${RANGE}`,
  ],
  [
    'a range with two ends',
    ['network', 'apiServer', 'cidrs'],
    ['10.0.0.0/8/9'],
    'network.apiServer.cidrs[0]',
    `"10.0.0.0/8/9" ${RANGE}`,
  ],
  [
    'a range that is too narrow',
    ['network', 'objectStorage', 'cidrs'],
    ['10.0.0.0/33'],
    'network.objectStorage.cidrs[0]',
    `"10.0.0.0/33" ${RANGE}`,
  ],
  [
    'a port above all',
    ['network', 'apiServer', 'ports'],
    [443, 65536],
    'network.apiServer.ports[1]',
    '65536 is no whole number from 1 to 65535.',
  ],
  [
    'dumps that cannot leave',
    ['network', 'objectStorage'],
    undefined,
    'network.objectStorage',
    'is missing, and backups.dumps uploads to it: the network is closed. Name its address ranges and ports.',
  ],
  [
    'pods of no address, whom pg_hba.conf would lock out',
    ['network', 'podCidrs'],
    [],
    'network.podCidrs',
    'is empty, so nothing could be let in. Name at least one range, or leave it out.',
  ],
  [
    'scrapers at an address with a zone',
    ['network', 'scrapers', 'outside'],
    Peer.cidr('fe80::1%eth0/64'),
    'network.scrapers.outside',
    `"fe80::1%eth0/64" ${RANGE}`,
  ],
];

const TIMES: readonly Fault[] = [
  [
    'a dump at an hour that is none',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '24', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "24" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  [
    'a dump from late to early',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '22-3', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "22-3" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  [
    'maintenance in a time zone that is none',
    ['maintenance', 'partitions', 'timeZone'],
    'America/SaoPaulo',
    'maintenance.partitions.timeZone',
    '"America/SaoPaulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a time zone in another case, which is another file',
    ['maintenance', 'partitions', 'timeZone'],
    'america/sao_paulo',
    'maintenance.partitions.timeZone',
    '"america/sao_paulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a run that ends before it begins',
    ['maintenance', 'partitions', 'deadline'],
    Duration.millis(0),
    'maintenance.partitions.deadline',
    '0 s is no whole number of seconds of at least 1.',
  ],
  [
    'certificates that are never renewed in time',
    ['tls', 'renewBefore'],
    Duration.days(90),
    'tls.renewBefore',
    "7776000 s is not less than the certificates' life of 7776000 s. Lower it, or raise tls.duration.",
  ],
  [
    'a bucket with a slash',
    ['backups', 'dumps', 'destination'],
    store({ bucket: 'backups/dict' }),
    'backups.dumps.destination.bucket',
    '"backups/dict" is no bucket. Use 3 to 63 lower-case letters, digits, "-" and ".".',
  ],
  [
    'a prefix with a slash at its end',
    ['backups', 'dumps', 'destination'],
    store({ prefix: 'dict/' }),
    'backups.dumps.destination.prefix',
    '"dict/" is empty, has a space, or a slash at one of its ends. Write it such as postgres/dumps.',
  ],
  [
    'dumps that go over an open line',
    ['backups', 'dumps', 'destination'],
    store({ endpoint: 'http://minio.storage.svc:9000' }),
    'backups.dumps.destination.endpoint',
    '"http://minio.storage.svc:9000" is no URL of a server that is encrypted. Write it such as https://s3.example.org.',
  ],
  [
    'a dump without room',
    ['backups', 'dumps', 'stagingSize'],
    Size.kibibytes(0),
    'backups.dumps.stagingSize',
    '0 KiB cannot hold a dump. Use at least 1 MiB.',
  ],
];

const parameter = (name: string) => ['postgres', 'parameters', name];

const PARAMETERS: readonly Fault[] = [
  [
    'a number where a size belongs',
    parameter('workMem'),
    16,
    'postgres.parameters.workMem',
    'The number 16 has no unit; the server would read 16 kB. Write Size.kibibytes(16), or the Size that you mean.',
  ],
  [
    'a parameter that is misspelt',
    parameter('sharedBufers'),
    Size.gibibytes(2),
    'postgres.parameters.sharedBufers',
    'PostgreSQL 16 has no parameter "sharedBufers". Did you mean "sharedBuffers"?',
  ],
  [
    'fewer WAL senders than Patroni takes',
    parameter('maxWalSenders'),
    2,
    'postgres.parameters.maxWalSenders',
    'Patroni takes 3 at least, and would run with 10 instead of 2. Raise it.',
  ],
  [
    'less WAL kept than Patroni takes',
    parameter('walKeepSize'),
    Size.mebibytes(8),
    'postgres.parameters.walKeepSize',
    'Patroni takes 16 MiB at least, and would run with 128 MiB instead of 8 MiB. Raise it.',
  ],
  [
    'no WAL kept, which Patroni does not take either',
    parameter('walKeepSize'),
    Special.DISABLED,
    'postgres.parameters.walKeepSize',
    'Patroni takes 16 MiB at least, and would run with 128 MiB instead of 0 KiB. Raise it.',
  ],
  [
    'WAL that no standby can follow',
    parameter('walLevel'),
    WalLevel.MINIMAL,
    'postgres.parameters.walLevel',
    'no standby can follow a primary that writes minimal WAL. Leave it out, or use WalLevel.REPLICA or WalLevel.LOGICAL.',
  ],
  [
    'an encryption that is broken',
    parameter('sslMinProtocolVersion'),
    'TLSv1.1',
    'postgres.parameters.sslMinProtocolVersion',
    '"TLSv1.1" is none of its values: TLSv1.2, TLSv1.3. Did you mean "TLSv1.2"?',
  ],
  [
    'a scheduler in two databases',
    ['databases'],
    {
      ...dict.databases,
      dict: { owner: 'dict_admin', extensions: [Extension.PG_CRON] },
      temporal: { owner: 'temporal_user', extensions: [Extension.PG_CRON] },
    },
    'databases.temporal.extensions',
    'pg_cron works in one database of a server, and dict, temporal name it. Keep it in one.',
  ],
];

const SETS: readonly Fault[] = [
  [
    'a tolerated lag that the probe cannot ask for',
    ['topology', 'sets', 'replica', 'toleratedLag'],
    Duration.millis(60_500),
    'topology.sets.replica.toleratedLag',
    '60.5 s is no whole number of seconds of at least 1.',
  ],
  [
    'a set of nobody',
    ['topology', 'sets', 'replica', 'count'],
    0,
    'topology.sets.replica.count',
    '0 is no whole number of at least 1.',
  ],
  [
    "a set's parameters of another major",
    ['topology', 'sets', 'analytics', 'parameters'],
    ParameterOverrides.v16({ workMem: Size.gibibytes(1) }),
    'topology.sets.analytics.parameters',
    'ParameterOverrides.v16 do not fit Postgres.v15. Write ParameterOverrides.v15.',
  ],
  [
    "a set's own number of connections",
    ['topology', 'sets', 'analytics', 'parameters'],
    ParameterOverrides.v15({ maxConnections: 100, workMem: Size.gibibytes(1) }),
    'topology.sets.analytics.parameters.maxConnections',
    "100 is below the primary's 500, and a standby refuses to start. Remove it: Patroni keeps it in one store for all instances, from postgres.parameters.",
  ],
  [
    "a set's parameter that the platform owns",
    ['topology', 'sets', 'analytics', 'parameters', 'port'],
    5433,
    'topology.sets.analytics.parameters.port',
    'The platform sets port: instances listen on 5432, behind Services that have names and ports of their own. Leave it out; `names` sets it.',
  ],
  [
    'clients outside at an address that is none',
    ['access', 'analysts', 'clients', 'bi'],
    Peer.cidr('10.20.0.0'),
    'access.analysts.clients.bi',
    `"10.20.0.0" ${RANGE}`,
  ],
  [
    'direct clients without a session',
    ['access', 'analysts', 'maxConnections'],
    0,
    'access.analysts.maxConnections',
    '0 is no whole number of at least 1.',
  ],
];

describe('of instances is refused', () => findsFaults(dict, INSTANCES));
describe('of images is refused', () => findsFaults(dict, IMAGES));
describe('of pools is refused', () => findsFaults(dict, POOLS));
describe('of the network is refused', () => findsFaults(dict, NETWORK));
describe('of schedules and buckets is refused', () => findsFaults(dict, TIMES));
describe('of parameters is refused', () => findsFaults(dict, PARAMETERS));
describe('of sets and direct access is refused', () => findsFaults(techcorp, SETS));

describe('what is right', () => {
  test.each([
    Cron.schedule({ minute: '*/15', hour: '8-18', weekDay: 'mon-FRI' }),
    Cron.schedule({ minute: '0', hour: '3', day: '1', month: '1,4,7,oct' }),
    Cron.daily(),
  ])('a schedule may be $expressionString', (at) => {
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at }))).toEqual([]);
  });

  test.each(['Etc/UTC', 'America/Sao_Paulo', 'Asia/Calcutta', 'UTC', 'GMT'])('%s is a time zone', (timeZone) => {
    const at = Cron.daily();
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at, timeZone }))).toEqual([]);
  });

  test.each(['0.0.0.0/0', '10.0.0.0/8', '::/0', 'fd00:10::/48'])('%s is an address range', (cidr) => {
    expect(checkProfile(change(dict, ['network', 'podCidrs'], [cidr]))).toEqual([]);
  });
});
