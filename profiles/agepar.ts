import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  Extension,
  extendProfile,
  MigrationApply,
  ObjectStore,
  PartitionInterval,
  Peer,
  PlatformImage,
  Postgres,
  PostgresOverrides,
  type PostgresProfile,
  Secrets,
  SecretsOverrides,
  Tls,
  Topology,
} from '../lib';

/** Sessions of one pod of the portal's backend: its pool of 10, and 5 more under load; it waits 30 s for one. */
const SESSIONS_PER_POD = 10 + 5;

/**
 * AGEPAR: the portal of a regulatory agency, in two environments.
 *
 * What both share is here, at the size of homologation. There is no PgBouncer: the backend pools its connections itself, and
 * they are counted. The portal has rows and no DDL; passwords come from Vault.
 */
const base: PostgresProfile = {
  name: 'agepar',
  namespace: { name: 'agepar', labels: { system: 'portal' } },

  postgres: Postgres.v15({
    // Of the jobs, and of production's instances: a single instance runs the official image.
    image: PlatformImage.of('registry.example/postgres', '15.18-1'),
  }),
  topology: Topology.single({
    resources: {
      cpu: { request: Cpu.millis(250), limit: Cpu.units(1) },
      memory: { request: Size.gibibytes(1), limit: Size.gibibytes(2) },
    },
    storage: { size: Size.gibibytes(10) },
  }),

  roles: {
    agepar_user: {},
    // Owns what migrations make. Nobody logs in as it: the role that applies them is a member.
    agepar_admin: { login: false },
  },
  databases: {
    agepar: {
      owner: 'agepar_admin',
      access: { agepar_user: AccessLevel.WRITE },
      extensions: [Extension.PGCRYPTO, Extension.PG_STAT_STATEMENTS],
      // Nobody says how long audits are kept: for ever.
      partitions: { audits: { interval: PartitionInterval.MONTH, premake: 3 } },
      // The key and what it encrypts come as bind parameters: no statement log may hold them. Slow statements are found
      // by pg_stat_statements, which has none of them.
      sessionParameters: { log_parameter_max_length: '0', log_parameter_max_length_on_error: '0' },
      migrations: { path: path.join(__dirname, '../sql/agepar/agepar'), apply: MigrationApply.AUTOMATIC },
    },
  },
  access: {
    portal: {
      roles: ['agepar_user'],
      databases: ['agepar'],
      clients: { bff: Peer.pods('portal', { app: 'bff' }) },
      // One pod, and the one that takes its place.
      maxConnections: 2 * SESSIONS_PER_POD,
    },
  },
  maintenance: {
    partitions: { at: Cron.schedule({ hour: '2', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.minutes(30) },
  },
  monitoring: { podMonitors: true },

  secrets: Secrets.external({ name: 'agepar-postgres', store: 'vault', remoteKey: 'agepar/postgres' }),
  applicationKeys: {
    'encryption-key': 'encrypts sensitive columns, such as users.cpf_encrypted: 32 characters or more',
  },
  tls: Tls.certManager({ issuer: 'agepar-ca' }),
  network: {
    apiServer: { cidrs: ['10.96.0.1/32', '10.40.0.0/28'], ports: [443, 6443] },
    scrapers: { prometheus: Peer.namespace('monitoring') },
  },
};

/** Small, and migrated with each sync. It holds nothing that could not be made again, so it is not dumped. */
export const ageparHomologation: PostgresProfile = extendProfile(base, {
  name: 'agepar-homologation',
  namespace: { name: 'agepar-homologation', labels: { environment: 'homologation' } },
  names: { prefix: 'db' },
  secrets: SecretsOverrides.external({ remoteKey: 'agepar/homologation/postgres' }),
  access: { portal: { clients: { bff: Peer.pods('portal-homologation', { app: 'bff' }) } } },
});

/** Two members that stand in for each other, dumps kept for 30 days, and migrations under change control. */
export const ageparProduction: PostgresProfile = extendProfile(base, {
  name: 'agepar-production',
  namespace: { name: 'agepar-production', labels: { environment: 'production' } },
  // The portal's DB_URL names db-prod; its host becomes db-prod-primary.
  names: { prefix: 'db-prod' },
  postgres: PostgresOverrides.v15({
    parameters: {
      maxConnections: 120,
      sharedBuffers: Size.gibibytes(2),
      effectiveCacheSize: Size.gibibytes(6),
      workMem: Size.mebibytes(16),
      maintenanceWorkMem: Size.mebibytes(256),
    },
  }),
  topology: Topology.replicated({
    members: {
      count: 2,
      resources: {
        cpu: { request: Cpu.units(2), limit: Cpu.units(4) },
        memory: { request: Size.gibibytes(8), limit: Size.gibibytes(8) },
      },
      storage: { size: Size.gibibytes(100), storageClass: 'ssd' },
    },
  }),
  objectives: { rto: Duration.minutes(15), availability: 99.9, backupRetention: Duration.days(30) },
  databases: { agepar: { migrations: { apply: MigrationApply.MANUAL } } },
  // Four pods, and one more while they are replaced.
  access: { portal: { maxConnections: 5 * SESSIONS_PER_POD } },
  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ hour: '3', minute: '0' }), timeZone: 'Etc/UTC', deadline: Duration.hours(2) },
      destination: ObjectStore.s3({
        bucket: 'agepar-backups',
        prefix: 'postgres',
        region: 'sa-east-1',
        credentials: { secret: 'agepar-backups' },
      }),
      stagingSize: Size.gibibytes(50),
      retention: { daily: Duration.days(30) },
    },
  },
  secrets: SecretsOverrides.external({ remoteKey: 'agepar/production/postgres' }),
  network: { objectStorage: { cidrs: ['0.0.0.0/0'], ports: [443] } },
});
