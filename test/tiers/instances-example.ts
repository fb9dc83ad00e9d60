import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Spread, TaintEffect } from '../../lib/profile/topology';
import type { InstancesProps } from '../../lib/tiers/instances';

const key = (name: string) => ({ secret: 'passwords', key: name });
const login = (role: string) => ({ role, password: key(`${role}-password`) });

/** Members without anything that may be left out. */
export const minimal: Omit<InstancesProps, 'wave'> = {
  platform: 'dict',
  name: 'postgres',
  set: 'members',
  namespace: 'payments',
  clusterDomain: 'cluster.local',
  headlessService: 'postgres-headless',
  serviceAccount: 'postgres-patroni',
  scope: 'postgres-scope',
  image: 'postgres:16',
  pullSecrets: [],
  promotable: true,
  major: 16,
  count: 2,
  resources: {
    cpu: { request: Cpu.units(2) },
    memory: { request: Size.gibibytes(4), limit: Size.gibibytes(8) },
  },
  storage: { size: Size.gibibytes(100) },
  placement: {},
  startupTimeout: Duration.hours(6),
  shutdownTimeout: Duration.minutes(5),
  sharedMemory: Size.mebibytes(256),
  config: 'postgres-config',
  operations: 'postgres-operations',
  tlsSecret: 'server-tls',
  primaryHost: 'postgres-primary.payments.svc.cluster.local',
  superuser: login('admin'),
  replication: login('replicator'),
  rewind: login('rewind'),
  restApi: key('restapi-password'),
};

/** With everything that may be said. */
export const everything: Required<Omit<InstancesProps, 'wave'>> = {
  ...minimal,
  pullSecrets: ['registry', 'mirror'],
  dedicated: true,
  toleratedLag: Duration.minutes(1),
  resources: {
    cpu: { request: Cpu.units(2), limit: Cpu.millis(4500) },
    memory: { request: Size.gibibytes(4), limit: Size.mebibytes(8704) },
  },
  storage: { size: Size.gibibytes(100), storageClass: 'fast-ssd' },
  placement: {
    nodeSelector: { pool: 'databases' },
    tolerations: [{ key: 'databases', value: 'yes', effect: TaintEffect.NO_SCHEDULE }, { key: 'spot' }],
    zones: Spread.REQUIRED,
    nodes: Spread.PREFERRED,
  },
  superuser: { ...login('admin'), usernameKey: 'postgres-user' },
};
