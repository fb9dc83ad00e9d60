import { Secrets } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const LETTERS =
  'Use lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit.';
const ANY_LABEL = 'Use lower-case letters, digits and hyphens, beginning and ending with a letter or digit.';
const SET = { count: 1, resources: setOf('replica').resources, storage: setOf('replica').storage };
const pool = (databases: object) => ({ replicas: 1, databases });

function setOf(name: string) {
  const { props } = techcorp.topology;
  const set = 'sets' in props ? props.sets?.[name] : undefined;
  if (!set) throw new Error(`techcorp has no set ${name}`);
  return set;
}

const OBJECTS: readonly Fault[] = [
  ['a platform whose name is no DNS label', ['name'], 'Dict_Core', 'name', `"Dict_Core" is no DNS label. ${LETTERS}`],
  [
    'a prefix that leaves no room for the names of CronJobs',
    ['names', 'prefix'],
    'postgres-of-the-instant-payments',
    'names.prefix',
    `"postgres-of-the-instant-payments" has 32 characters, at most 30 fit. ${LETTERS}`,
  ],
  [
    'a platform that is called as every object has a member',
    ['name'],
    'constructor',
    'name',
    '"constructor" is a word of JavaScript\'s. Choose another name.',
  ],
  [
    'a pool that is called so',
    ['pools', 'constructor'],
    pool({ temporal: {} }),
    'pools.constructor',
    '"constructor" is a word of JavaScript\'s. Choose another name.',
  ],
  [
    'a prefix that begins with a digit, since Services cannot',
    ['names', 'prefix'],
    '1dict',
    'names.prefix',
    `"1dict" is no DNS label. ${LETTERS}`,
  ],
  [
    'a namespace with an underscore',
    ['namespace', 'name'],
    'post_gres',
    'namespace.name',
    `"post_gres" is no DNS label. ${ANY_LABEL}`,
  ],
  [
    'a pool with an upper-case letter',
    ['pools', 'PgBouncer'],
    pool({ temporal: {} }),
    'pools.PgBouncer',
    `"PgBouncer" is no DNS label. ${LETTERS}`,
  ],
  [
    'a pool with a dot, whose path is in brackets',
    ['pools', 'a.b'],
    pool({ temporal: {} }),
    'pools["a.b"]',
    `"a.b" is no DNS label. ${LETTERS}`,
  ],
  [
    'a pool that is called like the members',
    ['pools', 'postgres'],
    pool({ temporal: {} }),
    'pools.postgres',
    '"postgres" is the name of an object of the platform. Choose another name.',
  ],
  [
    'a pool that is called like the primary Service',
    ['pools', 'postgres-primary'],
    pool({ temporal: {} }),
    'pools.postgres-primary',
    '"postgres-primary" is the name of an object of the platform. Choose another name.',
  ],
  ...['config', 'leader', 'failover', 'sync'].map(
    (part): Fault => [
      `a pool that is called like Patroni's ConfigMap ${part}`,
      ['pools', `postgres-patroni-${part}`],
      pool({ temporal: {} }),
      `pools.postgres-patroni-${part}`,
      `"postgres-patroni-${part}" is the name of an object of the platform. Choose another name.`,
    ],
  ),
  [
    'a Secret with an underscore',
    ['secrets'],
    Secrets.existing('postgres_secrets'),
    'secrets.name',
    '"postgres_secrets" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
  [
    'a pull Secret without a name',
    ['images'],
    { pullSecrets: ['registry', ''] },
    'images.pullSecrets[1]',
    '"" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
  [
    'clients in a namespace that cannot be',
    ['pools', 'pgbouncer', 'clients', 'core', 'namespace'],
    'Dict',
    'pools.pgbouncer.clients.core',
    `"Dict" is no DNS label. ${ANY_LABEL}`,
  ],
];

const SETS: readonly Fault[] = [
  [
    'a set that is called like the primary Service',
    ['topology', 'sets', 'primary'],
    SET,
    'topology.sets.primary',
    '"primary" is what the platform calls an object of its own. Choose another name.',
  ],
  [
    'a set whose name is too long beside the prefix',
    ['topology', 'sets', 'reports-of-the-quarter'],
    SET,
    'topology.sets.reports-of-the-quarter',
    `"reports-of-the-quarter" has 22 characters, at most 20 fit. ${LETTERS}`,
  ],
  [
    'a pool that is called like the Service of a set',
    ['pools', 'techcorp-analytics'],
    pool({ techcorp: {} }),
    'pools.techcorp-analytics',
    '"techcorp-analytics" is the name of an object of the set "analytics". Choose another name.',
  ],
  [
    'a pool that is called like the ConfigMap of a set',
    ['pools', 'techcorp-analytics-config'],
    pool({ techcorp: {} }),
    'pools.techcorp-analytics-config',
    '"techcorp-analytics-config" is the name of an object of the set "analytics". Choose another name.',
  ],
];

const ENTRIES: readonly Fault[] = [
  [
    'an entry of a pool that is the admin console',
    ['pools', 'techcorp-pgbouncer', 'databases', 'pgbouncer'],
    { database: 'techcorp' },
    'pools.techcorp-pgbouncer.databases.pgbouncer',
    '"pgbouncer" is the name of the admin console. Choose another name.',
  ],
  [
    'an entry of a pool that pgbouncer.ini cannot hold',
    ['pools', 'techcorp-pgbouncer', 'databases', 'tech corp'],
    { database: 'techcorp' },
    'pools.techcorp-pgbouncer.databases["tech corp"]',
    '"tech corp" is more than letters of ASCII, digits, "_", "." and "-", which is what PgBouncer takes. Choose such a name, and say the server\'s in database.',
  ],
];

describe('names of objects are refused:', () =>
  findsFaults(change(dict, ['postgres', 'parameters', 'maxConnections'], 300), OBJECTS));
describe('names of sets and pools are refused:', () => findsFaults(techcorp, SETS));
describe('names in pgbouncer.ini are refused:', () => findsFaults(techcorp, ENTRIES));

describe('names that are unusual and right', () => {
  test('the profiles themselves have no fault', () => {
    expect([...checkProfile(dict), ...checkProfile(techcorp)]).toEqual([]);
  });

  test('a namespace may begin with a digit', () => {
    expect(checkProfile(change(dict, ['namespace', 'name'], '2pay'))).toEqual([]);
  });

  test('a pool may be called like a set, since the objects of the set have the prefix', () => {
    expect(checkProfile(change(techcorp, ['pools', 'analytics'], pool({ techcorp: {} })))).toEqual([]);
  });

  test('databases and roles may hold anything else', () => {
    const names = ['all', '+group', '@file', 'with space', 'a,b', 'Upper', 'say "hi"', "it's", 'ação'];
    for (const name of names) {
      const withRole = change(dict, ['roles', name], { passwordKey: 'one-more' });
      expect(checkProfile(change(withRole, ['databases', name], { owner: name }))).toEqual([]);
    }
  });
});
