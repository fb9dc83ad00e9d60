import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';

const memory = { request: Size.mebibytes(64), limit: Size.mebibytes(128) };

const POOLS: readonly Fault[] = [
  [
    'nothing that could fall back',
    ['pools', 'pgbouncer'],
    { replicas: 1, databases: { dict: {} }, fallbackToPrimary: true },
    'pools.pgbouncer.fallbackToPrimary',
    'is said where every entry leads to the primary anyway. Remove it, or give an entry the target Target.STANDBYS.',
  ],
  [
    'a pool without a pod',
    ['pools', 'pgbouncer', 'replicas'],
    0,
    'pools.pgbouncer.replicas',
    '0 is no whole number of at least 1.',
  ],
  [
    'a pool that shrinks under load',
    ['pools', 'pgbouncer', 'autoscaling'],
    { maxReplicas: 2 },
    'pools.pgbouncer.autoscaling.maxReplicas',
    '2 is no whole number of at least 3.',
  ],
  [
    'a load that no autoscaler can count',
    ['pools', 'pgbouncer', 'autoscaling'],
    { maxReplicas: 4, cpuPercent: 1e12 },
    'pools.pgbouncer.autoscaling.cpuPercent',
    '1000000000000 is no whole number from 1 to 2147483647.',
  ],
  [
    'an autoscaler in percent of nothing',
    ['pools', 'pgbouncer'],
    {
      replicas: 1,
      databases: { dict: {} },
      autoscaling: { maxReplicas: 2 },
      resources: { cpu: { request: Cpu.millis(0.5) }, memory },
    },
    'pools.pgbouncer.resources.cpu.request',
    'is a Cpu of 0.5m, which must be at least 1m: units with at most three decimals, or whole millis; write a Cpu such as Cpu.units(2).',
  ],
  [
    'a limit that stops everything',
    ['pools', 'pgbouncer'],
    {
      replicas: 1,
      databases: { dict: {} },
      resources: { cpu: { request: Cpu.millis(10), limit: Cpu.millis(0) }, memory },
    },
    'pools.pgbouncer.resources.cpu.limit',
    'is a Cpu of 0m, which must be at least 1m: units with at most three decimals, or whole millis; write a Cpu such as Cpu.units(2).',
  ],
  [
    'a port for root alone',
    ['pools', 'pgbouncer', 'port'],
    80,
    'pools.pgbouncer.port',
    '80 is no whole number from 1024 to 65535.',
  ],
  [
    'the port of the exporter in the same pod',
    ['pools', 'pgbouncer', 'port'],
    9127,
    'pools.pgbouncer.port',
    "9127 is the port of the pool's exporter. Use another one.",
  ],
  [
    'a pool of no database',
    ['pools', 'idle'],
    { replicas: 1, databases: {} },
    'pools.idle.databases',
    'is empty, so the pool would serve nobody. Name a database.',
  ],
  [
    'a pool of more connections than any server has',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'poolSize'],
    100_000_000,
    'pools.pgbouncer.databases.temporal.poolSize',
    '100000000 connections are more than the 262143 that a server can have. Lower it.',
  ],
  [
    'pools of more connections than any server has',
    ['pools', 'pgbouncer', 'settings', 'defaultPoolSize'],
    2_147_483_647,
    'pools.pgbouncer.settings.defaultPoolSize',
    '2147483647 connections are more than the 262143 that a server can have. Lower it.',
  ],
  [
    'a cap of nothing',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'poolSize'],
    -1,
    'pools.pgbouncer.databases.temporal.poolSize',
    '-1 is no whole number of at least 1.',
  ],
  [
    'a cap below what the pool keeps open',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'maxServerConnections'],
    5,
    'pools.pgbouncer.databases.temporal.maxServerConnections',
    '5 is below the 10 connections that minPoolSize keeps open. Raise it to at least 10, or lower pools.pgbouncer.settings.minPoolSize.',
  ],
  [
    'a size below what the pool keeps open',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'poolSize'],
    4,
    'pools.pgbouncer.settings.minPoolSize',
    '10 is above the pool size of 4 that pools.pgbouncer.databases.temporal has. Lower it, or raise that size.',
  ],
  [
    'half a session of a role',
    ['roles', 'temporal_user', 'connectionLimit'],
    0.5,
    'roles.temporal_user.connectionLimit',
    '0.5 is no whole number of at least 0.',
  ],
  [
    'more sessions of a database than PostgreSQL can say',
    ['databases', 'temporal', 'connectionLimit'],
    2_147_483_648,
    'databases.temporal.connectionLimit',
    '2147483648 is no whole number from 0 to 2147483647.',
  ],
  [
    'a setting that PgBouncer does not have',
    ['pools', 'pgbouncer', 'settings', 'defaultPoolsize'],
    25,
    'pools.pgbouncer.settings.defaultPoolsize',
    'PgBouncer has no setting "defaultPoolsize". Did you mean "defaultPoolSize"?',
  ],
];

describe('of pools is refused', () => findsFaults(dict, POOLS));
