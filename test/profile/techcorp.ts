import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  Extension,
  ParameterOverrides,
  Peer,
  PlatformImage,
  PoolMode,
  Postgres,
  type PostgresProfile,
  Secrets,
  Spread,
  Target,
  Tls,
  Topology,
} from '../../lib';

const cores = (count: number) => ({ request: Cpu.units(count) });
const memory = (gibibytes: number) => ({ request: Size.gibibytes(gibibytes), limit: Size.gibibytes(gibibytes) });
const disk = { size: Size.tebibytes(2), storageClass: 'gp3' };

/** What dict has not: six services on one cluster, two sets, and direct clients. The platform is profiles/techcorp.ts. */
export const techcorp: PostgresProfile = {
  name: 'techcorp',
  namespace: { name: 'techcorp-postgres' },
  postgres: Postgres.v15({
    image: PlatformImage.of('registry.example/postgres', '15.18-1'),
    parameters: {
      maxConnections: 500,
      sharedBuffers: Size.gibibytes(8),
      workMem: Size.mebibytes(256),
      maintenanceWorkMem: Size.gibibytes(1),
      effectiveCacheSize: Size.gibibytes(24),
    },
  }),
  topology: Topology.replicated({
    members: {
      count: 2,
      resources: { cpu: cores(8), memory: memory(64) },
      storage: disk,
      placement: { zones: Spread.REQUIRED },
    },
    sets: {
      replica: { count: 2, resources: { cpu: cores(4), memory: memory(32) }, storage: disk },
      analytics: {
        count: 1,
        resources: { cpu: cores(8), memory: memory(64) },
        storage: disk,
        parameters: ParameterOverrides.v15({
          maxStandbyStreamingDelay: Duration.hours(1),
          hotStandbyFeedback: false,
        }),
      },
    },
  }),
  roles: {
    auth_service: {},
    order_service: {},
    payment_service: {},
    analyst: {},
    techcorp_owner: { login: false },
  },
  databases: {
    techcorp: {
      owner: 'techcorp_owner',
      schemas: {
        auth: { owner: 'auth_service' },
        orders: { owner: 'order_service', access: { payment_service: AccessLevel.READ, analyst: AccessLevel.READ } },
        payments: { owner: 'payment_service' },
      },
      extensions: [Extension.PG_STAT_STATEMENTS],
    },
  },
  pools: {
    'techcorp-pgbouncer': {
      replicas: 2,
      mode: PoolMode.TRANSACTION,
      databases: { techcorp: {}, techcorp_readonly: { database: 'techcorp', target: Target.set('replica') } },
      settings: { maxClientConn: 1000, defaultPoolSize: 50, reservePoolSize: 10 },
      clients: { services: Peer.namespace('techcorp') },
    },
  },
  access: {
    analysts: {
      roles: ['analyst'],
      databases: ['techcorp'],
      clients: { bi: Peer.cidr('10.20.0.0/16') },
      maxConnections: 20,
      target: Target.set('analytics'),
    },
  },
  secrets: Secrets.existing('techcorp-postgres'),
  tls: Tls.certManager({ issuer: 'internal-ca' }),
  network: { apiServer: { cidrs: ['172.20.0.1/32'], ports: [443] }, podCidrs: ['10.8.0.0/14'] },
  accepts: { 'hash-memory': 'services sort, they do not hash: work_mem is meant for the analysts' },
};
