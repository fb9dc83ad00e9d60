import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  Extension,
  ObjectStore,
  ParameterOverrides,
  Peer,
  PlatformImage,
  PoolMode,
  Postgres,
  type PostgresProfile,
  type Role,
  Secrets,
  Spread,
  Target,
  Tls,
  Topology,
} from '../lib';

/** Its sessions come through the pool, where a transaction that nobody ends keeps a server connection from all others. */
const service: Role = { sessionParameters: { idle_in_transaction_session_timeout: '1min' } };

const large = {
  cpu: { request: Cpu.units(8) },
  memory: { request: Size.gibibytes(64), limit: Size.gibibytes(64) },
};
const half = {
  cpu: { request: Cpu.units(4) },
  memory: { request: Size.gibibytes(32), limit: Size.gibibytes(32) },
};
const disk = { size: Size.tebibytes(2), storageClass: 'gp3' };

/**
 * TechCorp: the services of a shop on one cluster, each the owner of a schema.
 *
 * What was a database on RDS Multi-AZ is two equal members in two zones. Reads go to a set of smaller standbys, analysts to
 * a standby of their own that takes long queries; none of those is ever promoted.
 */
export const techcorp: PostgresProfile = {
  name: 'techcorp',
  namespace: { name: 'techcorp-postgres', labels: { team: 'data-engineering' } },

  postgres: Postgres.v15({
    image: PlatformImage.of('registry.example/postgres', '15.18-1'),
    parameters: {
      maxConnections: 500,
      sharedBuffers: Size.gibibytes(8),
      workMem: Size.mebibytes(256),
      // With so much for a sort, a hash gets no more: every session fits into memory, whatever all of them do at once.
      hashMemMultiplier: 1,
      maintenanceWorkMem: Size.gibibytes(1),
      effectiveCacheSize: Size.gibibytes(24),
      logLockWaits: true,
      logMinDurationStatement: Duration.seconds(1),
    },
  }),

  topology: Topology.replicated({
    members: { count: 2, resources: large, storage: disk, placement: { zones: Spread.REQUIRED } },
    sets: {
      replica: { count: 2, resources: half, storage: disk, toleratedLag: Duration.seconds(60) },
      analytics: {
        count: 1,
        resources: large,
        storage: disk,
        sharedMemory: Size.gibibytes(1),
        dedicated: true,
        // Twice what a query may hold up replay: after the longest one it has as long to catch up.
        toleratedLag: Duration.hours(2),
        parameters: ParameterOverrides.v15({
          maxStandbyStreamingDelay: Duration.hours(1),
          // The primary need not keep dead rows for what analysts look at.
          hotStandbyFeedback: false,
        }),
      },
    },
  }),

  // Availability as RDS Multi-AZ promised it.
  objectives: { rto: Duration.minutes(5), availability: 99.95, backupRetention: Duration.days(7) },

  roles: {
    techcorp_owner: { login: false },
    auth_service: service,
    user_service: service,
    order_service: service,
    payment_service: service,
    inventory_service: service,
    catalog_service: service,
    analyst: { sessionParameters: { idle_session_timeout: '1h' } },
  },
  databases: {
    techcorp: {
      owner: 'techcorp_owner',
      schemas: {
        auth: { owner: 'auth_service' },
        users: { owner: 'user_service' },
        orders: { owner: 'order_service', access: { payment_service: AccessLevel.READ, analyst: AccessLevel.READ } },
        payments: { owner: 'payment_service', access: { analyst: AccessLevel.READ } },
        inventory: { owner: 'inventory_service', access: { analyst: AccessLevel.READ } },
        products: { owner: 'catalog_service', access: { analyst: AccessLevel.READ } },
      },
      extensions: [Extension.PG_STAT_STATEMENTS],
      migrations: { path: path.join(__dirname, '../sql/techcorp/techcorp') },
    },
  },

  pools: {
    'techcorp-pgbouncer': {
      replicas: 2,
      mode: PoolMode.TRANSACTION,
      databases: {
        techcorp: { target: Target.PRIMARY },
        techcorp_readonly: { database: 'techcorp', target: Target.set('replica') },
      },
      settings: { maxClientConn: 1000, defaultPoolSize: 50, reservePoolSize: 10 },
      clients: {
        auth: Peer.pods('techcorp', { app: 'auth-service' }),
        users: Peer.pods('techcorp', { app: 'user-service' }),
        orders: Peer.pods('techcorp', { app: 'order-service' }),
        payments: Peer.pods('techcorp', { app: 'payment-service' }),
        inventory: Peer.pods('techcorp', { app: 'inventory-service' }),
        catalog: Peer.pods('techcorp', { app: 'catalog-service' }),
      },
    },
  },
  access: {
    // Past the pool: temporary tables and settings of a session last while an analyst works.
    analysts: {
      roles: ['analyst'],
      databases: ['techcorp'],
      clients: { bi: Peer.cidr('10.20.0.0/16') },
      maxConnections: 20,
      target: Target.set('analytics'),
    },
  },

  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '3', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(8) },
      destination: ObjectStore.s3({
        bucket: 'techcorp-postgres-backups',
        prefix: 'dumps',
        region: 'us-east-1',
        credentials: { secret: 'techcorp-postgres-s3' },
      }),
      stagingSize: Size.gibibytes(500),
      stagingStorageClass: 'gp3',
      retention: { daily: Duration.days(7) },
    },
  },
  monitoring: { podMonitors: true },

  secrets: Secrets.existing('techcorp-postgres'),
  tls: Tls.certManager({ issuer: 'internal-ca' }),
  network: {
    apiServer: { cidrs: ['172.20.0.1/32', '10.8.0.0/24'], ports: [443] },
    objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] },
    // Analysts come from outside the cluster: from there, nobody logs in as a service.
    podCidrs: ['10.12.0.0/14'],
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },
};
