import * as path from 'node:path';
import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { ObjectStore } from '../../lib/profile/backups';
import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';
import { Image, PlatformImage } from '../../lib/profile/images';
import { Peer } from '../../lib/profile/network';
import { PoolMode, Target } from '../../lib/profile/pools';
import { ParameterOverrides, Postgres } from '../../lib/profile/postgres';
import type { PostgresProfile } from '../../lib/profile/profile';
import { Secrets } from '../../lib/profile/secrets';
import { Tls } from '../../lib/profile/tls';
import { Spread, TaintEffect, Topology, WithoutStandbys } from '../../lib/profile/topology';

const cores = (count: number) => ({ request: Cpu.units(count) });
const memory = (gibibytes: number) => ({ request: Size.gibibytes(gibibytes), limit: Size.gibibytes(gibibytes) });
const disk = { size: Size.tebibytes(2), storageClass: 'gp3' };

/** The least that a profile says. */
export const tiny: PostgresProfile = {
  name: 'tiny',
  namespace: { name: 'tiny' },
  postgres: Postgres.v16({ image: PlatformImage.of('registry.example/postgres', '16.14-1') }),
  topology: Topology.replicated({
    members: { count: 2, resources: { cpu: cores(1), memory: memory(2) }, storage: { size: Size.gibibytes(10) } },
  }),
  roles: { app: {} },
  databases: { app: { owner: 'app' } },
  secrets: Secrets.existing('tiny-postgres'),
  tls: Tls.certManager({ issuer: 'internal-ca' }),
  network: { apiServer: { cidrs: ['10.96.0.1/32'], ports: [443] } },
};

/** Six services on one cluster, with something of everything that a profile can say. */
export const services: PostgresProfile = {
  name: 'services',
  namespace: { name: 'services-postgres', labels: { team: 'data' }, create: true },
  names: { prefix: 'services' },
  postgres: Postgres.v15({
    image: PlatformImage.of('registry.example/postgres', '15.18-1'),
    parameters: { maxConnections: 500, sharedBuffers: Size.gibibytes(8), workMem: Size.mebibytes(256) },
  }),
  topology: Topology.replicated({
    members: {
      count: 2,
      resources: { cpu: cores(8), memory: memory(64) },
      storage: disk,
      placement: {
        zones: Spread.REQUIRED,
        nodeSelector: { pool: 'databases' },
        tolerations: [{ key: 'databases', effect: TaintEffect.NO_SCHEDULE }],
      },
    },
    sets: {
      replica: { count: 2, resources: { cpu: cores(4), memory: memory(32) }, storage: disk },
      analytics: {
        count: 1,
        resources: { cpu: cores(8), memory: memory(64) },
        storage: disk,
        toleratedLag: Duration.hours(1),
        parameters: ParameterOverrides.v15({ hotStandbyFeedback: false }),
      },
    },
    synchronous: { withoutStandbys: WithoutStandbys.CONTINUE },
    failover: { ttl: Duration.seconds(20), maximumLag: Size.mebibytes(16) },
  }),
  objectives: { rpo: Duration.minutes(5), rto: Duration.minutes(30), availability: 99.9 },
  systemRoles: { superuser: { name: 'services_admin' } },
  roles: {
    services_owner: { login: false },
    orders: { memberOf: ['services_owner', 'pg_monitor'], sessionParameters: { statement_timeout: '30s' } },
    payments: { connectionLimit: 40 },
    analyst: {},
  },
  databases: {
    services: {
      owner: 'services_owner',
      schemas: { orders: { owner: 'orders', access: { payments: AccessLevel.READ } }, payments: {} },
      extensions: [Extension.PG_STAT_STATEMENTS],
      migrations: { path: path.join(__dirname, '../../sql/services') },
    },
  },
  pools: {
    'services-pgbouncer': {
      replicas: 2,
      mode: PoolMode.TRANSACTION,
      databases: { services: {}, services_readonly: { database: 'services', target: Target.set('replica') } },
      settings: { maxClientConn: 1000, defaultPoolSize: 50 },
      clients: { services: Peer.namespace('services'), tools: Peer.pods('tools', { app: 'migrator' }) },
      autoscaling: { maxReplicas: 6 },
    },
  },
  access: {
    analysts: {
      roles: ['analyst'],
      databases: ['services'],
      clients: { notebooks: Peer.cidr('10.20.0.0/16') },
      maxConnections: 20,
      target: Target.set('analytics'),
    },
  },
  backups: {
    physical: {
      full: { at: Cron.schedule({ minute: '0', hour: '3' }) },
      repositories: {
        main: ObjectStore.s3({ bucket: 'backups', prefix: 'main', region: 'us-east-1', credentials: { secret: 's3' } }),
      },
      retention: Duration.days(7),
    },
  },
  monitoring: { podMonitors: true, alerts: { connections: 0.8, replicationLagBytes: Size.mebibytes(16) } },
  secrets: Secrets.external({ name: 'services-postgres', store: 'vault', remoteKey: 'platforms/services' }),
  tls: Tls.existing({ serverSecret: 'services-tls' }),
  network: {
    apiServer: { cidrs: ['172.20.0.1/32'], ports: [443] },
    dns: { nodeLocalCidrs: [] },
  },
  images: { pgbouncer: Image.of('registry.example/pgbouncer', '1.24.1') },
};
