import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';

const LONG = 'a_name_of_sixty_four_bytes_which_postgresql_would_cut_off_at_end';

const IDENTIFIERS: readonly Fault[] = [
  [
    'a database that PostgreSQL has already',
    ['databases', 'postgres'],
    { owner: 'temporal_user' },
    'databases.postgres',
    '"postgres" is PostgreSQL\'s own database. Choose another name.',
  ],
  [
    'a database whose name PostgreSQL would cut off',
    ['databases', LONG],
    { owner: 'temporal_user' },
    `databases.${LONG}`,
    `"${LONG}" has 64 bytes; PostgreSQL cuts names off after 63. Shorten it.`,
  ],
  [
    'a database that pg_hba.conf takes for a regular expression',
    ['databases', '/.*'],
    { owner: 'temporal_user' },
    'databases["/.*"]',
    '"/.*" begins with a slash, which pg_hba.conf takes for a regular expression. Choose another name.',
  ],
  [
    'a role that pg_hba.conf takes for a regular expression',
    ['roles', '/x'],
    { login: false },
    'roles["/x"]',
    '"/x" begins with a slash, which pg_hba.conf takes for a regular expression. Choose another name.',
  ],
  [
    'a role of the prefix that PostgreSQL keeps to itself',
    ['roles', 'pg_reader'],
    { login: false },
    'roles.pg_reader',
    '"pg_reader" begins with pg_, which PostgreSQL keeps for its own roles. Choose another name.',
  ],
  [
    'a role that is a word of SQL',
    ['roles', 'public'],
    { login: false },
    'roles.public',
    '"public" is a word of PostgreSQL\'s. Choose another name.',
  ],
  [
    'a role that the platform has already',
    ['roles', 'replicator'],
    { login: false },
    'roles.replicator',
    'the role "replicator" is already declared as systemRoles.replication. Keep one of them.',
  ],
  [
    'two roles of the platform with one name',
    ['systemRoles', 'dump'],
    { name: 'rewind', passwordKey: 'dump-password' },
    'systemRoles.dump.name',
    'the role "rewind" is already declared as systemRoles.rewind. Keep one of them.',
  ],
  [
    'a password of which the Secret holds another',
    ['roles', 'temporal_user', 'passwordKey'],
    'dump-password',
    'roles.temporal_user',
    'its password would be the key "dump-password" of the Secret, which is that of systemRoles.dump. Set passwordKey.',
  ],
  [
    "a password that is that of Patroni's REST API",
    ['roles', 'temporal_user', 'passwordKey'],
    'patroni-restapi-password',
    'roles.temporal_user',
    'its password would be the key "patroni-restapi-password" of the Secret, which is that of Patroni\'s REST API. Set passwordKey.',
  ],
  [
    "a password that is the superuser's name",
    ['roles', 'temporal_user', 'passwordKey'],
    'postgres-user',
    'roles.temporal_user',
    'its password would be the key "postgres-user" of the Secret, which is that of systemRoles.superuser.usernameKey. Set passwordKey.',
  ],
  [
    'a key that no Secret can have',
    ['roles', 'temporal_user', 'passwordKey'],
    'temporal user',
    'roles.temporal_user',
    '"temporal user" can be no key of a Secret. Set passwordKey to letters, digits, "-", "_" and ".".',
  ],
  [
    "an application's key that is a password's",
    ['applicationKeys'],
    { 'dump-password': 'signs tokens' },
    'applicationKeys.dump-password',
    'the key "dump-password" of the Secret is that of systemRoles.dump. Name another one.',
  ],
  [
    "an application's key that no Secret can have",
    ['applicationKeys'],
    { 'signing key': 'signs tokens' },
    'applicationKeys["signing key"]',
    '"signing key" can be no key of a Secret. Name it by letters, digits, "-", "_" and ".".',
  ],
  [
    "an application's key for nothing",
    ['applicationKeys'],
    { 'signing-key': ' ' },
    'applicationKeys.signing-key',
    'it is for nothing. Say what applications use it for.',
  ],
];

describe('names in PostgreSQL are refused:', () => findsFaults(dict, IDENTIFIERS));
