import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  DefaultToastCompression,
  Extension,
  ObjectStore,
  Peer,
  PlatformImage,
  PoolMode,
  Postgres,
  type PostgresProfile,
  Secrets,
  Target,
  Tls,
  Topology,
  WalCompression,
} from '../lib';

/**
 * DICT: the key directory of an instant-payment scheme.
 *
 * Two equal members, since each may be the primary tomorrow; three PgBouncer pods in front, with a read pool beside the
 * writes; the Secret's keys and the objects' names are those that the applications already use.
 */
export const dict: PostgresProfile = {
  name: 'dict',
  namespace: { name: 'postgres', labels: { name: 'postgres', environment: 'production' } },
  names: { prefix: 'postgres' },

  postgres: Postgres.v16({
    image: PlatformImage.of('registry.example/postgres', '16.14-1'),
    parameters: {
      maxConnections: 200,
      superuserReservedConnections: 3,

      sharedBuffers: Size.gibibytes(2),
      effectiveCacheSize: Size.gibibytes(6),
      maintenanceWorkMem: Size.mebibytes(512),
      workMem: Size.mebibytes(16),

      maxWalSize: Size.gibibytes(4),
      minWalSize: Size.gibibytes(1),
      walCompression: WalCompression.ON,
      walBuffers: Size.mebibytes(16),
      maxWalSenders: 10,
      maxReplicationSlots: 10,
      // A standby that is down keeps WAL on the primary; it may not fill the volume of 100 GiB.
      maxSlotWalKeepSize: Size.gibibytes(32),
      hotStandbyFeedback: true,

      randomPageCost: 1.1,
      effectiveIoConcurrency: 200,
      defaultStatisticsTarget: 100,

      logMinDurationStatement: Duration.seconds(1),
      logLinePrefix: '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
      logCheckpoints: true,
      logConnections: true,
      logDisconnections: true,
      logLockWaits: true,
      logTempFiles: Size.kibibytes(0),

      autovacuum: true,
      autovacuumMaxWorkers: 4,
      autovacuumNaptime: Duration.seconds(30),
      autovacuumVacuumScaleFactor: 0.1,
      autovacuumAnalyzeScaleFactor: 0.05,

      checkpointCompletionTarget: 0.9,
      defaultToastCompression: DefaultToastCompression.LZ4,
    },
  }),

  topology: Topology.replicated({
    members: {
      count: 2,
      resources: {
        cpu: { request: Cpu.units(2), limit: Cpu.units(4) },
        memory: { request: Size.gibibytes(4), limit: Size.gibibytes(8) },
      },
      storage: { size: Size.gibibytes(100), storageClass: 'fast-ssd' },
    },
  }),

  // The RPO of 5 minutes waits for base backups: asynchronous standbys bound what is lost by bytes, not by time.
  objectives: { rto: Duration.minutes(30), availability: 99.9, backupRetention: Duration.days(30) },

  systemRoles: {
    superuser: { name: 'dict_admin', usernameKey: 'postgres-user', passwordKey: 'postgres-password' },
  },
  roles: {
    dict_admin_role: { login: false, bypassRowSecurity: true },
    dict_core_owner: { login: false },
    dict_core_user: {},
    dict_connect_owner: { login: false },
    dict_connect_user: {},
    temporal_user: {},
  },
  databases: {
    dict: { owner: 'dict_admin' },
    dict_core: {
      owner: 'dict_core_owner',
      access: { dict_core_user: AccessLevel.WRITE, dict_admin_role: AccessLevel.WRITE },
      // What audit_logs is made of: applications read it through a view in `public`, and nobody changes it.
      schemas: { audit: { access: { dict_admin_role: AccessLevel.READ } } },
      extensions: [
        Extension.UUID_OSSP,
        Extension.PG_TRGM,
        Extension.PGCRYPTO,
        Extension.PG_STAT_STATEMENTS,
        Extension.PG_PARTMAN,
      ],
      migrations: { path: path.join(__dirname, '../sql/dict/dict_core') },
    },
    dict_connect: {
      owner: 'dict_connect_owner',
      access: { dict_connect_user: AccessLevel.WRITE },
      extensions: [Extension.UUID_OSSP, Extension.PG_TRGM],
    },
    // Temporal's own schema tool makes its tables, so its login owns the database.
    temporal: { owner: 'temporal_user' },
  },

  pools: {
    pgbouncer: {
      replicas: 3,
      mode: PoolMode.TRANSACTION,
      databases: {
        dict_core: { target: Target.PRIMARY },
        dict_connect: { target: Target.PRIMARY },
        temporal: { target: Target.PRIMARY },
        dict_core_readonly: { database: 'dict_core', target: Target.STANDBYS },
      },
      settings: {
        maxClientConn: 1000,
        defaultPoolSize: 25,
        minPoolSize: 10,
        reservePoolSize: 5,
        reservePoolTimeout: Duration.seconds(3),
        serverLifetime: Duration.hours(1),
        serverIdleTimeout: Duration.minutes(10),
        logConnections: true,
        logDisconnections: true,
        logPoolerErrors: true,
      },
      resources: {
        cpu: { request: Cpu.millis(200), limit: Cpu.millis(500) },
        memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
      },
      clients: {
        core: Peer.pods('dict', { app: 'core-dict' }),
        connect: Peer.pods('dict', { app: 'rsfn-connect' }),
        temporal: Peer.namespace('temporal'),
      },
    },
  },

  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '3', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(4) },
      destination: ObjectStore.s3({
        bucket: 'lbpay-backups',
        prefix: 'postgres/dumps',
        region: 'us-east-1',
        credentials: { secret: 'aws-secrets' },
      }),
      stagingSize: Size.gibibytes(50),
      retention: {
        daily: Duration.days(30),
        monthly: 12,
        monthlyStorageClass: 'GLACIER',
        yearly: 7,
        yearlyStorageClass: 'DEEP_ARCHIVE',
      },
    },
  },
  maintenance: {
    partitions: { at: Cron.schedule({ hour: '2', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(1) },
  },
  monitoring: { podMonitors: true },

  secrets: Secrets.existing('postgres-secrets'),
  tls: Tls.certManager({ issuer: 'platform-ca' }),
  network: {
    apiServer: { cidrs: ['10.96.0.1/32', '10.0.0.0/28'], ports: [443, 6443] },
    objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] },
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },

  accepts: {
    'hash-memory': 'look-ups by key and short transactions: 197 sessions never build hash tables all at once',
  },
};
