import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
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
} from 'cdk8s-postgres';

/**
 * The orders of a shop: three members, of which one is the primary and two are its standbys; one pool that writes on the
 * primary and reads on the standbys; tables by migrations; a dump each night.
 */
export const orders: PostgresProfile = {
  name: 'orders',
  namespace: { name: 'shop-orders', labels: { team: 'shop' } },

  postgres: Postgres.v17({
    // Yours, built from images/postgres.
    image: PlatformImage.of('registry.example/postgres', '17.10-1'),
    parameters: {
      maxConnections: 200,
      sharedBuffers: Size.gibibytes(2),
      effectiveCacheSize: Size.gibibytes(6),
      workMem: Size.mebibytes(8),
      logMinDurationStatement: Duration.seconds(1),
    },
  }),

  topology: Topology.replicated({
    members: {
      count: 3,
      resources: {
        cpu: { request: Cpu.units(1), limit: Cpu.units(2) },
        memory: { request: Size.gibibytes(8), limit: Size.gibibytes(8) },
      },
      storage: { size: Size.gibibytes(40), storageClass: 'standard' },
    },
  }),

  // No RPO: without base backups and an archive of WAL nothing bounds by time what a disaster loses.
  objectives: { rto: Duration.minutes(5), availability: 99.9, backupRetention: Duration.days(14) },

  roles: {
    // Owns the tables. Nobody logs in as it: migrations become it.
    orders_owner: { login: false },
    orders_app: {},
    orders_reports: {},
  },
  databases: {
    orders: {
      owner: 'orders_owner',
      access: { orders_app: AccessLevel.WRITE, orders_reports: AccessLevel.READ },
      extensions: [Extension.PG_STAT_STATEMENTS],
      migrations: { path: path.join(__dirname, '../sql/orders') },
    },
  },

  pools: {
    'orders-pgbouncer': {
      replicas: 2,
      mode: PoolMode.TRANSACTION,
      databases: {
        orders: { target: Target.PRIMARY },
        orders_readonly: { database: 'orders', target: Target.STANDBYS },
      },
      settings: { maxClientConn: 500, defaultPoolSize: 20 },
      clients: {
        shop: Peer.pods('shop', { app: 'orders' }),
        reports: Peer.pods('shop', { app: 'reports' }),
      },
    },
  },

  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '2', minute: '30' }), timeZone: 'Etc/UTC', deadline: Duration.hours(2) },
      destination: ObjectStore.s3({
        bucket: 'shop-backups',
        prefix: 'postgres',
        region: 'eu-central-1',
        credentials: { secret: 'shop-backups' },
      }),
      stagingSize: Size.gibibytes(20),
      retention: { daily: Duration.days(14), monthly: 12 },
    },
  },
  monitoring: { podMonitors: true },

  secrets: Secrets.existing('orders-postgres'),
  tls: Tls.certManager({ issuer: 'platform-ca' }),
  network: {
    // The ClusterIP of `kubernetes`, and the addresses behind it.
    apiServer: { cidrs: ['10.96.0.1/32', '10.0.0.0/28'], ports: [443, 6443] },
    objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] },
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },
};
