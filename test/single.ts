import * as path from 'node:path';
import { Cron, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  AccessLevel,
  Extension,
  ObjectStore,
  Peer,
  PlatformImage,
  Postgres,
  type PostgresProfile,
  Secrets,
  Tls,
  Topology,
} from '../lib';

/** A small system on one instance: what agepar's homologation needs, and dumps. */
export const single: PostgresProfile = {
  name: 'portal',
  namespace: { name: 'portal-homologation' },
  postgres: Postgres.v15({
    image: PlatformImage.of('registry.example/postgres', '15.18-1'),
    parameters: {
      maxConnections: 60,
      sharedBuffers: Size.mebibytes(128),
      sharedPreloadLibraries: 'pg_stat_statements',
    },
  }),
  topology: Topology.single({
    resources: {
      cpu: { request: Cpu.millis(250), limit: Cpu.units(1) },
      memory: { request: Size.gibibytes(1), limit: Size.gibibytes(1) },
    },
    storage: { size: Size.gibibytes(5) },
  }),
  roles: { portal_admin: {}, portal_user: {} },
  databases: {
    portal: {
      owner: 'portal_admin',
      access: { portal_user: AccessLevel.WRITE },
      extensions: [Extension.PG_STAT_STATEMENTS],
      migrations: { path: path.join(__dirname, '../sql/conecta/conecta_db') },
    },
  },
  pools: {
    'portal-pgbouncer': {
      replicas: 1,
      databases: { portal: {} },
      settings: { defaultPoolSize: 10 },
      clients: { portal: Peer.namespace('portal') },
    },
  },
  backups: {
    dumps: {
      schedule: { at: Cron.schedule({ minute: '0', hour: '3' }) },
      destination: ObjectStore.s3({
        bucket: 'portal-dumps',
        prefix: 'homologation',
        region: 'sa-east-1',
        credentials: { secret: 'portal-s3' },
      }),
      stagingSize: Size.gibibytes(2),
    },
  },
  monitoring: { podMonitors: true },
  secrets: Secrets.existing('portal-secrets'),
  tls: Tls.certManager({ issuer: 'internal-ca' }),
  network: {
    apiServer: { cidrs: ['10.96.0.1/32'], ports: [443] },
    objectStorage: { cidrs: ['10.30.0.0/16'], ports: [443] },
    podCidrs: ['10.244.0.0/16'],
  },
};
