import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { PostgresProfile } from '../../lib';
import { checkStructure } from '../../lib/profile/check-structure';
import { checkProfile } from '../../lib/profile/resolve';
import { services } from './examples';
import { put } from './put';

const POOL = ['pools', 'services-pgbouncer'];

describe('amounts are written with their unit', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
    [
      'a number for a Size',
      ['topology', 'members', 'storage', 'size'],
      2,
      'topology.members.storage.size',
      'is the number 2; write Size.gibibytes(2).',
    ],
    [
      'a number of bytes for a Size',
      ['topology', 'members', 'sharedMemory'],
      268435456,
      'topology.members.sharedMemory',
      'is the number 268435456; write a Size such as Size.gibibytes(2).',
    ],
    [
      'a text for a Size',
      ['topology', 'members', 'resources', 'memory', 'limit'],
      '512Mi',
      'topology.members.resources.memory.limit',
      'is the text "512Mi"; write Size.mebibytes(512).',
    ],
    [
      'a number for a Duration',
      ['objectives', 'rpo'],
      300,
      'objectives.rpo',
      'is the number 300; write Duration.seconds(300).',
    ],
    [
      'a text for a Duration',
      ['topology', 'failover', 'ttl'],
      '30s',
      'topology.failover.ttl',
      'is the text "30s"; write Duration.seconds(30).',
    ],
    [
      'a Size for a Duration',
      ['objectives', 'rto'],
      Size.gibibytes(1),
      'objectives.rto',
      'is an instance of Size; write a Duration such as Duration.minutes(5).',
    ],
    [
      'a number for a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'request'],
      0.5,
      'topology.members.resources.cpu.request',
      'is the number 0.5; write Cpu.millis(500).',
    ],
    [
      'a text for a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'request'],
      '250m',
      'topology.members.resources.cpu.request',
      'is the text "250m"; write Cpu.millis(250).',
    ],
    [
      'an object that looks like a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'limit'],
      { amount: '2' },
      'topology.members.resources.cpu.limit',
      'is a plain object; write a Cpu such as Cpu.units(2).',
    ],
    [
      'a text for a Cron',
      ['backups', 'physical', 'full', 'at'],
      '30 3 * * 1',
      'backups.physical.full.at',
      "is the text \"30 3 * * 1\"; write Cron.schedule({ minute: '30', hour: '3', weekDay: '1' }).",
    ],
  ])('%s', (_, keys, content, path, message) => {
    expect(checkStructure(put(services, keys, content))).toEqual([{ path, message }]);
  });
});

describe('amounts that a calculation spoilt are refused', () => {
  const DURATION =
    'which must be a whole number of them, and less than 2^53; write a Duration such as Duration.minutes(5).';
  const SIZE = 'which must be less than 2^53 of them; write a Size such as Size.gibibytes(2).';
  const CPU =
    'which must be at least 1m: units with at most three decimals, or whole millis; write a Cpu such as Cpu.units(2).';
  const SIZED = ['topology', 'members', 'storage', 'size'];
  const CORES = ['topology', 'members', 'resources', 'cpu', 'request'];

  test.each<[what: string, keys: string[], content: unknown, message: string]>([
    ['no number of hours', ['objectives', 'rpo'], Duration.hours(Number('x')), `is a Duration of NaN ms, ${DURATION}`],
    [
      'a Duration without end',
      ['topology', 'failover', 'ttl'],
      Duration.days(Infinity),
      `is a Duration of Infinity ms, ${DURATION}`,
    ],
    ['half a millisecond', ['objectives', 'rto'], Duration.millis(0.5), `is a Duration of 0.5 ms, ${DURATION}`],
    ['no number of bytes', SIZED, Size.gibibytes(Number.NaN), `is a Size of NaN KiB, ${SIZE}`],
    ['a Size without end', SIZED, Size.kibibytes(Infinity), `is a Size of Infinity KiB, ${SIZE}`],
    ['no number of cores', CORES, Cpu.units(Number.NaN), `is a Cpu of NaN, ${CPU}`],
    ['half a millicore', CORES, Cpu.millis(0.5), `is a Cpu of 0.5m, ${CPU}`],
    ['cores below none', CORES, Cpu.units(-1), `is a Cpu of -1, ${CPU}`],
  ])('%s', (_, keys, content, message) => {
    const broken = put(services, keys, content);
    expect(checkStructure(broken)).toEqual([{ path: keys.join('.'), message }]);
    expect(checkProfile(broken as PostgresProfile)).toContainEqual({ path: keys.join('.'), message });
  });

  test('fractions that come out even are right', () => {
    expect(checkStructure(put(services, ['objectives', 'rpo'], Duration.hours(1.5)))).toEqual([]);
    expect(checkStructure(put(services, CORES, Cpu.units(0.5)))).toEqual([]);
  });
});

describe('values of the wrong type are refused', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
    ['a number for a text', ['name'], 7, 'name', "is the number 7; write '7'."],
    [
      'a text for a number',
      [...POOL, 'replicas'],
      '3',
      'pools.services-pgbouncer.replicas',
      'is the text "3"; write 3.',
    ],
    [
      'a number that is none',
      [...POOL, 'replicas'],
      Number.NaN,
      'pools.services-pgbouncer.replicas',
      'is NaN; write a number.',
    ],
    [
      'a number without end',
      [...POOL, 'autoscaling', 'maxReplicas'],
      Number.POSITIVE_INFINITY,
      'pools.services-pgbouncer.autoscaling.maxReplicas',
      'is Infinity; write a number.',
    ],
    ['a text for a boolean', ['namespace', 'create'], 'false', 'namespace.create', 'is the text "false"; write false.'],
    [
      'a word for a boolean',
      ['roles', 'analyst', 'login'],
      'no',
      'roles.analyst.login',
      'is the text "no"; write true or false.',
    ],
    [
      'an enum’s value with a typing error',
      [...POOL, 'mode'],
      'transactoin',
      'pools.services-pgbouncer.mode',
      'is the text "transactoin", which is no PoolMode. Did you mean PoolMode.TRANSACTION? There are PoolMode.SESSION, PoolMode.TRANSACTION and PoolMode.STATEMENT.',
    ],
    [
      'an enum’s member instead of its value',
      ['topology', 'members', 'placement', 'zones'],
      'REQUIRED',
      'topology.members.placement.zones',
      'is the text "REQUIRED", which is no Spread. Did you mean Spread.REQUIRED? There are Spread.REQUIRED and Spread.PREFERRED.',
    ],
    [
      'an enum’s value that resembles none',
      ['databases', 'services', 'schemas', 'orders', 'access', 'payments'],
      'everything',
      'databases.services.schemas.orders.access.payments',
      'is the text "everything", which is no AccessLevel. There are AccessLevel.READ, AccessLevel.WRITE and AccessLevel.CREATE.',
    ],
    [
      'a boolean for an enum',
      ['topology', 'synchronous', 'withoutStandbys'],
      true,
      'topology.synchronous.withoutStandbys',
      'is true; write WithoutStandbys.CONTINUE or WithoutStandbys.STOP_WRITES.',
    ],
    [
      'a function',
      ['objectives', 'rpo'],
      Duration.minutes,
      'objectives.rpo',
      'is a function; write a Duration such as Duration.minutes(5).',
    ],
  ])('%s', (_, keys, content, path, message) => {
    expect(checkStructure(put(services, keys, content))).toEqual([{ path, message }]);
  });
});
