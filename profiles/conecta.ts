import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
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
  WithoutStandbys,
} from '../lib';

/**
 * Conecta Plus: the platform of a manager of condominiums, a primary and a hot standby.
 *
 * A commit waits for the standby. Reads and writes are parted by the name of the database, behind one Service with the name
 * and port that DATABASE_URL has, `postgres:5432`: from the applications' namespaces `postgres.conecta-postgres:5432`, or an
 * ExternalName Service `postgres` there. What is behind it follows a failover, and then nobody edits an .env.
 */
export const conecta: PostgresProfile = {
  name: 'conecta',
  namespace: { name: 'conecta-postgres', labels: { system: 'conecta-plus' } },
  names: { prefix: 'conecta-postgres' },

  postgres: Postgres.v16({
    image: PlatformImage.of('registry.example/postgres', '16.14-1'),
    parameters: {
      maxConnections: 200,
      sharedBuffers: Size.gibibytes(1),
      effectiveCacheSize: Size.gibibytes(4),
      workMem: Size.mebibytes(8),
      maintenanceWorkMem: Size.mebibytes(128),

      walKeepSize: Size.mebibytes(256),
      // A standby that stays away longer is copied anew; it may not fill the primary's volume of 50 GiB.
      maxSlotWalKeepSize: Size.gibibytes(8),
      hotStandbyFeedback: true,

      logLockWaits: true,
      logReplicationCommands: true,
    },
  }),

  topology: Topology.replicated({
    members: {
      count: 2,
      resources: {
        cpu: { request: Cpu.units(1), limit: Cpu.units(2) },
        memory: { request: Size.gibibytes(4), limit: Size.gibibytes(6) },
      },
      storage: { size: Size.gibibytes(50), storageClass: 'ssd' },
    },
    // There is one standby: if writes stopped without it, each of its restarts would be an outage for every condominium.
    synchronous: { withoutStandbys: WithoutStandbys.CONTINUE },
    // It is looked at every 15 s, and lost after three times in vain.
    failover: { loopWait: Duration.seconds(15), retryTimeout: Duration.seconds(10), ttl: Duration.seconds(45) },
  }),

  // No RPO: while the standby is away, what the primary commits is in one place.
  objectives: { rto: Duration.minutes(3), availability: 99.9, backupRetention: Duration.days(30) },

  roles: { conecta_user: {}, conecta: {} },
  databases: {
    conecta_db: {
      owner: 'conecta_user',
      schemas: { core: {}, auth: {}, network: {}, guardian: {}, messaging: {} },
      extensions: [Extension.UUID_OSSP, Extension.PGCRYPTO, Extension.PG_TRGM, Extension.PG_STAT_STATEMENTS],
      locale: 'pt_BR.UTF-8',
      migrations: { path: path.join(__dirname, '../sql/conecta/conecta_db') },
    },
    // Older services have their tables here, and make them themselves.
    conecta_plus: { owner: 'conecta', locale: 'pt_BR.UTF-8' },
  },

  pools: {
    postgres: {
      replicas: 2,
      port: 5432,
      mode: PoolMode.TRANSACTION,
      databases: {
        conecta_db: { target: Target.PRIMARY },
        conecta_db_readonly: { database: 'conecta_db', target: Target.STANDBYS },
        conecta_plus: { target: Target.PRIMARY },
      },
      settings: { maxClientConn: 500, defaultPoolSize: 20, reservePoolSize: 5 },
      // With one standby, a read would fail whenever it restarts; the primary bears the reads meanwhile.
      fallbackToPrimary: true,
      clients: {
        'api-gateway': Peer.pods('conecta-plus', { app: 'api-gateway' }),
        'auth-service': Peer.pods('conecta-plus', { app: 'auth-service' }),
        'integration-hub': Peer.pods('conecta-plus', { app: 'integration-hub' }),
        orchestrator: Peer.pods('conecta-ai', { app: 'ai-orchestrator' }),
      },
    },
  },

  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '4', minute: '0' }), timeZone: 'America/Sao_Paulo' },
      destination: ObjectStore.s3({
        bucket: 'conecta-plus-backups',
        prefix: 'postgres',
        region: 'sa-east-1',
        credentials: { secret: 'conecta-backups' },
      }),
      stagingSize: Size.gibibytes(20),
      retention: { daily: Duration.days(30), monthly: 12 },
    },
  },
  monitoring: { podMonitors: true },

  secrets: Secrets.existing('conecta-postgres'),
  tls: Tls.certManager({ issuer: 'conecta-ca' }),
  network: {
    apiServer: { cidrs: ['10.43.0.1/32', '192.168.10.0/28'], ports: [443, 6443] },
    objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] },
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },
};
