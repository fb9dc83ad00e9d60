import { Duration, Size } from 'cdk8s';
import { AccessLevel, Image, ParameterOverrides, PlatformImage, PostgresOverrides, WithoutStandbys } from '../../lib';
import { findsRows, parameters, type Row, topology } from './matrix';

const CONF = 'ConfigMap postgres-config data["postgresql.conf"]';
const STORE = 'ConfigMap postgres-parameters data["store.json"]';
const POOL = 'ConfigMap pgbouncer data["pgbouncer.ini"]';
const MEMBERS = 'StatefulSet postgres spec';
const POOL_PODS = 'Deployment pgbouncer spec.template';
const RESTART_HASH = expect.stringMatching(/^Deployment pgbouncer .*\/restart-hash"\]: \w+ -> \w+: pool-restart$/);
const CONFIG_HASH = expect.stringMatching(/^ConfigMap postgres-config .*config_hash: \w+ -> \w+: reload$/);
const DNS_NAME = expect.stringMatching(/^Certificate postgres-server-tls spec\.dnsNames\[\]: .*: reload$/);

const ROWS: readonly Row[] = [
  [
    'reload: parameters of the contexts sighup, user, superuser and superuser-backend',
    parameters({
      checkpointTimeout: Duration.minutes(15),
      workMem: Size.mebibytes(20),
      logMinDurationStatement: Duration.seconds(2),
      logConnections: false,
    }),
    null,
    ['postgres-config', 'postgres-analytics-config'].flatMap((name) => [
      `ConfigMap ${name} data["postgresql.conf"].work_mem: 16MB -> 20MB: reload`,
      `ConfigMap ${name} data["postgresql.conf"].log_connections: on -> off: reload`,
      `ConfigMap ${name} data["postgresql.conf"].log_min_duration_statement: 1s -> 2s: reload`,
      `ConfigMap ${name} data["postgresql.conf"].checkpoint_timeout: none -> 15min: reload`,
    ]),
  ],
  [
    'reload: a role that may log in',
    { roles: { reader: {} }, databases: { dict_core: { access: { reader: AccessLevel.READ } } } },
    null,
    ['postgres-config', 'postgres-analytics-config'].map(
      (name) => `ConfigMap ${name} data["pg_hba.conf"]: none -> hostssl dict_core reader all scram-sha-256: reload`,
    ),
  ],
  [
    "reload: Patroni's times and synchronous replication",
    topology({
      failover: { ttl: Duration.seconds(60) },
      synchronous: { withoutStandbys: WithoutStandbys.CONTINUE },
    }),
    null,
    [
      CONFIG_HASH,
      expect.stringContaining('postgres-analytics-config'),
      `${STORE}.ttl: 30 -> 60: reload`,
      `${STORE}.synchronous_mode: false -> true: reload`,
    ],
  ],
  [
    'reload: what PgBouncer reloads',
    { pools: { pgbouncer: { settings: { defaultPoolSize: 20, serverIdleTimeout: Duration.minutes(5) } } } },
    null,
    [
      `${POOL}.pgbouncer.default_pool_size: 25 -> 20: reload`,
      `${POOL}.pgbouncer.server_idle_timeout: 600 -> 300: reload`,
    ],
  ],
  [
    'restart, standbys first: a parameter of the context postmaster, and the five that standbys may not have lower, raised',
    parameters({
      maxConnections: 320,
      maxWalSenders: 12,
      maxWorkerProcesses: 9,
      maxPreparedTransactions: 5,
      maxLocksPerTransaction: 100,
      walBuffers: Size.mebibytes(32),
    }),
    'standbys-first',
    [
      `${CONF}.wal_buffers: 16MB -> 32MB: restart, standbys-first`,
      'ConfigMap postgres-analytics-config data["postgresql.conf"].wal_buffers: 16MB -> 32MB: restart, one-by-one',
      `${STORE}.postgresql.parameters.max_connections: 300 -> 320: restart, standbys-first`,
      `${STORE}.postgresql.parameters.max_wal_senders: 10 -> 12: restart, standbys-first`,
      `${STORE}.postgresql.parameters.max_worker_processes: none -> 9: restart, standbys-first`,
      `${STORE}.postgresql.parameters.max_prepared_transactions: none -> 5: restart, standbys-first`,
      `${STORE}.postgresql.parameters.max_locks_per_transaction: none -> 100: restart, standbys-first`,
    ],
  ],
  [
    'restart, primary first: one of the five lowered, whatever else is raised beside it',
    parameters({ maxWorkerProcesses: 7, maxWalSenders: 11, walBuffers: Size.mebibytes(32) }),
    'primary-first',
    [
      `${CONF}.wal_buffers: 16MB -> 32MB: restart, primary-first`,
      'ConfigMap postgres-analytics-config data["postgresql.conf"].wal_buffers: 16MB -> 32MB: restart, one-by-one',
      `${STORE}.postgresql.parameters.max_wal_senders: 10 -> 11: restart, primary-first`,
      `${STORE}.postgresql.parameters.max_worker_processes: none -> 7: restart, primary-first`,
    ],
  ],
  [
    "restart, one by one: the standbys of a set, for a parameter of the set's own",
    topology({ sets: { analytics: { parameters: ParameterOverrides.v16({ sharedBuffers: Size.gibibytes(1) }) } } }),
    'one-by-one',
    ['ConfigMap postgres-analytics-config data["postgresql.conf"].shared_buffers: 2GB -> 1GB: restart, one-by-one'],
  ],
  [
    'restart, one by one, and pool restart: another image of the same major',
    { postgres: PostgresOverrides.v16({ image: PlatformImage.of('registry.example/postgres', '16.15-1') }) },
    'one-by-one',
    [
      ...['postgres', 'postgres-analytics'].flatMap((name) =>
        ['postgres', 'reload'].map((container) =>
          image(`StatefulSet ${name} spec.template.spec.containers[${container}]`, 'restart, one-by-one'),
        ),
      ),
      image(`${POOL_PODS}.spec.containers[reload]`, 'pool-restart'),
      image(`${POOL_PODS}.spec.initContainers[prepare]`, 'pool-restart'),
    ],
  ],
  [
    'restart, one by one: memory and placement of the pods',
    topology({
      members: { resources: { memory: { limit: Size.gibibytes(10) } }, shutdownTimeout: Duration.minutes(6) },
    }),
    'one-by-one',
    [
      `${MEMBERS}.template.spec.containers[postgres].resources.limits.memory: 8Gi -> 10Gi: restart, one-by-one`,
      `${MEMBERS}.template.spec.terminationGracePeriodSeconds: 300 -> 360: restart, one-by-one`,
    ],
  ],
  [
    'pool restart: what PgBouncer takes only when it starts',
    { pools: { pgbouncer: { settings: { listenBacklog: 256 } } } },
    null,
    [`${POOL}.pgbouncer.listen_backlog: none -> 256: pool-restart`, RESTART_HASH],
  ],
  [
    'pool restart: its memory',
    { pools: { pgbouncer: { resources: { memory: { limit: Size.gibibytes(1) } } } } },
    null,
    [`${POOL_PODS}.spec.containers[pgbouncer].resources.limits.memory: 512Mi -> 1Gi: pool-restart`],
  ],
  [
    'exporter restart: another image',
    { images: { postgresExporter: Image.of('quay.io/prometheuscommunity/postgres-exporter', 'v0.20.0') } },
    null,
    ['postgres-0', 'postgres-1', 'postgres-analytics-0'].map((name) =>
      expect.stringMatching(`^Deployment postgres-exporter-${name} .*\\.image: .*v0\\.20\\.0: exporter-restart$`),
    ),
  ],
  [
    'scale: another member, whose name the certificate gets',
    topology({ members: { count: 3 } }),
    null,
    [
      `${MEMBERS}.replicas: 2 -> 3: scale`,
      'Deployment postgres-exporter-postgres-2 added: scale',
      ...Array(4).fill(DNS_NAME),
    ],
  ],
  [
    'scale: another pod of a pool',
    { pools: { pgbouncer: { replicas: 3 } } },
    null,
    ['Deployment pgbouncer spec.replicas: 2 -> 3: scale'],
  ],
];

describe('what a platform goes on with: each class of change on a pair of real profiles,', () => findsRows(ROWS));

function image(place: string, effect: string): string {
  return `${place}.image: registry.example/postgres:16.14-1 -> registry.example/postgres:16.15-1: ${effect}`;
}
