import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  Extension,
  ObjectStore,
  PartitionInterval,
  PartitionRetire,
  Peer,
  PlatformImage,
  PoolMode,
  Postgres,
  type PostgresProfile,
  Secrets,
  Target,
  Tls,
  Topology,
} from '../lib';

const months = { interval: PartitionInterval.MONTH, premake: 3, retention: 12, retire: PartitionRetire.DROP };
const days = { interval: PartitionInterval.DAY, premake: 7, retention: 30, retire: PartitionRetire.DROP };

/**
 * Sagaz: an orchestrator of sagas, which writes to partitioned tables and is looked at by dashboards.
 *
 * Two pools in place of one: short transactions on the primary, long sessions on the standbys. Old partitions are dropped,
 * never deleted from.
 */
export const sagaz: PostgresProfile = {
  name: 'sagaz',
  namespace: { name: 'sagaz', labels: { system: 'sagaz' } },
  names: { prefix: 'postgres' },

  postgres: Postgres.v16({
    image: PlatformImage.of('registry.example/postgres', '16.14-1'),
    parameters: {
      maxConnections: 300,
      sharedBuffers: Size.gibibytes(2),
      effectiveCacheSize: Size.gibibytes(8),
      workMem: Size.mebibytes(10),
      maintenanceWorkMem: Size.mebibytes(256),

      maxWalSize: Size.gibibytes(4),
      minWalSize: Size.gibibytes(1),
      randomPageCost: 1.1,
      effectiveIoConcurrency: 200,
      // Dashboards look at rows that the primary would clean up meanwhile.
      hotStandbyFeedback: true,

      logMinDurationStatement: Duration.seconds(1),
      logLockWaits: true,

      // Many small tables, of which today's get all the writes: more workers, sooner, and after inserts too, so that a
      // partition is frozen and its pages are known as visible before nobody writes to it any more.
      autovacuumMaxWorkers: 4,
      autovacuumNaptime: Duration.seconds(15),
      autovacuumVacuumScaleFactor: 0.05,
      autovacuumVacuumInsertScaleFactor: 0.05,
      autovacuumAnalyzeScaleFactor: 0.02,
      autovacuumVacuumCostLimit: 1000,
    },
  }),

  topology: Topology.replicated({
    members: {
      count: 2,
      resources: {
        cpu: { request: Cpu.units(2), limit: Cpu.units(4) },
        memory: { request: Size.gibibytes(12), limit: Size.gibibytes(12) },
      },
      storage: { size: Size.gibibytes(50), storageClass: 'standard' },
    },
  }),

  objectives: { rto: Duration.minutes(5), availability: 99.9, backupRetention: Duration.days(14) },

  roles: { sagaz_owner: { login: false }, sagaz_app: {}, sagaz_analytics: {} },
  databases: {
    sagaz: {
      owner: 'sagaz_owner',
      access: { sagaz_app: AccessLevel.WRITE, sagaz_analytics: AccessLevel.READ },
      extensions: [Extension.PG_STAT_STATEMENTS],
      partitions: { saga_executions: months, saga_outbox: days, saga_audit_log: months },
      migrations: { path: path.join(__dirname, '../sql/sagaz/sagaz') },
    },
  },

  pools: {
    'pgbouncer-rw': {
      replicas: 2,
      port: 6432,
      mode: PoolMode.TRANSACTION,
      databases: { sagaz: { target: Target.PRIMARY } },
      settings: { maxClientConn: 200, defaultPoolSize: 25, minPoolSize: 5, serverLifetime: Duration.seconds(3600) },
      clients: { orchestrator: Peer.pods('sagaz-apps', { app: 'sagaz' }) },
    },
    'pgbouncer-ro': {
      replicas: 2,
      port: 6433,
      mode: PoolMode.SESSION,
      // Sets that are added later answer here too. Without a standby dashboards wait (no fallbackToPrimary): their long
      // queries are what the primary is kept free of.
      databases: { sagaz: { target: Target.ALL_STANDBYS } },
      settings: { maxClientConn: 300, defaultPoolSize: 50, minPoolSize: 10, serverLifetime: Duration.seconds(7200) },
      clients: {
        reports: Peer.pods('sagaz-apps', { app: 'sagaz-reports' }),
        grafana: Peer.pods('monitoring', { app: 'grafana' }),
      },
    },
  },

  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '3', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(3) },
      destination: ObjectStore.s3({
        bucket: 'sagaz-backups',
        prefix: 'postgres',
        region: 'us-east-1',
        credentials: { secret: 'sagaz-backups' },
      }),
      stagingSize: Size.gibibytes(20),
      // Monthly ones outlive the partitions, which are dropped after a year.
      retention: { daily: Duration.days(14), monthly: 24 },
    },
  },
  maintenance: {
    partitions: { at: Cron.schedule({ hour: '2', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(1) },
  },
  monitoring: { podMonitors: true },

  neighbors: { redis: { purpose: 'broker and cache of the orchestrator', host: 'sagaz-redis', port: 6379 } },

  secrets: Secrets.existing('sagaz-db-credentials'),
  tls: Tls.certManager({ issuer: 'platform-ca' }),
  network: {
    apiServer: { cidrs: ['10.96.0.1/32', '10.0.0.0/28'], ports: [443, 6443] },
    objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] },
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },
};
