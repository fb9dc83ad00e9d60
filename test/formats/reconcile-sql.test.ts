import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkReconcile } from '../../lib/formats/reconcile-check';
import { databasePrivileges } from '../../lib/formats/reconcile-databases';
import { loginTrials } from '../../lib/formats/reconcile-logins';
import { databaseFile, reconcileFiles, reconcileLibrary } from '../../lib/formats/reconcile-sql';
import type { ReconcileDatabase, ReconcileState } from '../../lib/formats/reconcile-state';
import { parameterValue } from '../../lib/formats/session-parameters';
import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';

const SYSTEM_ROLES = {
  replication: 'replicator',
  rewind: 'rewind',
  monitoring: 'exporter',
  lookup: 'lookup',
  dump: 'dump',
  maintenance: 'maintenance',
};

const STATE: ReconcileState = {
  superuser: 'dict_admin',
  systemRoles: SYSTEM_ROLES,
  roles: {
    core_owner: { login: false },
    core_user: {},
    partner: {},
    builder: {},
    blue: { memberOf: ['core_user'] },
  },
  databases: {
    core: {
      owner: 'core_owner',
      pooled: true,
      access: { core_user: AccessLevel.WRITE },
      schemas: { audit: { access: { builder: AccessLevel.CREATE } } },
      extensions: [Extension.PG_PARTMAN, Extension.UUID_OSSP],
    },
    other: { owner: 'partner' },
  },
};

function withDatabase(change: Partial<ReconcileDatabase>): ReconcileState {
  return { ...STATE, databases: { core: { owner: 'core_owner', ...change } } };
}

describe('the files', () => {
  const files = reconcileFiles(STATE, (role) => `key of ${role}`);

  test('are named by their order, one for each database and one for the maintenance database', () => {
    expect(Object.keys(files)).toEqual([
      '10-roles.sql',
      '20-databases.sql',
      '30-postgres.sql',
      '30-core.sql',
      '30-other.sql',
      'databases.tsv',
      'logins.tsv',
    ]);
    expect(files['databases.tsv']).toBe('30-postgres.sql\tpostgres\n30-core.sql\tcore\n30-other.sql\tother\n');
  });

  test('include nothing that is not in the library', () => {
    const included = Object.values(files).flatMap((text) =>
      [...text.matchAll(/^\\ir (.*)$/gm)].map(([, file]) => file),
    );
    const library = reconcileLibrary(STATE);
    expect(new Set(included)).toEqual(new Set(library));
    for (const file of library) expect(existsSync(path.join(__dirname, '../../sql/lib', file))).toBe(true);
  });

  test('D8 read as the profile does: a row a role', () => {
    expect(files['10-roles.sql']).toContain("  ('core_owner', false, true, false, false, false, false, -1),\n");
    expect(files['10-roles.sql']).toContain("  ('replicator', true, true, false, false, false, true, -1),\n");
    expect(files['20-databases.sql']).toContain("  ('core', 'core_owner', 'en_US.UTF-8', -1),\n");
  });

  test('D9 name each extension with its schema, and give pg_partman to the owners', () => {
    expect(files['30-core.sql']).toContain("  ('pg_partman', 'partman'),\n  ('uuid-ossp', 'public');\n");
    expect(files['30-core.sql']).toContain("('partman', 'core_owner', 'pg_partman')");
  });

  test('D13 the role that maintains partitions sees every row, is a member of the owners, and uses pg_partman', () => {
    expect(files['10-roles.sql']).toContain("  ('maintenance', true, true, false, false, true, false, -1);\n");
    expect(files['10-roles.sql']).toContain("  ('maintenance', 'core_owner');\n");
    expect(files['30-core.sql']).toContain("('partman', 'maintenance', 'pg_partman')");
    expect(files['30-core.sql']).toMatch(/insert into hidden_roles values\n(?: {2}\('.*'\),\n)* {2}\('maintenance'\);/);
    expect(files['30-other.sql']).not.toContain("'pg_partman'");
  });

  test('D24 grant what pg_rewind reads in the maintenance database alone', () => {
    expect(files['30-postgres.sql']).toContain('\\ir reconcile-rewind.sql');
    expect(files['30-core.sql']).not.toContain('rewind.sql');
  });

  test('make no role of the platform that has no name', () => {
    const few = reconcileFiles({ ...STATE, systemRoles: {} }, () => 'key');
    expect(few['30-core.sql']).not.toContain('pgbouncer-lookup');
    expect(few['logins.tsv']).not.toContain('dump');
  });
});

test('D8 who may connect and who may make temporary tables, database by database', () => {
  const lines = databasePrivileges(STATE).map(([database, role, privilege]) => `${database} ${role} ${privilege}`);
  expect(lines).toEqual([
    'core core_owner CONNECT',
    'core core_user CONNECT',
    'core builder CONNECT',
    'core core_owner TEMPORARY',
    'core core_user TEMPORARY',
    'core builder TEMPORARY',
    'other partner CONNECT',
    'other partner TEMPORARY',
    'postgres rewind CONNECT',
    'template1 dump CONNECT',
    'core lookup CONNECT',
    'core maintenance CONNECT',
  ]);
});

test('D7 every role that logs in is tried where it may connect, the replicator over the WAL sender', () => {
  const lines = loginTrials(STATE).map(({ role, variable, kind, databases }) =>
    [role, variable, kind, ...databases].join(' '),
  );
  expect(lines).toEqual([
    'core_user PASSWORD_CORE_USER database core',
    'partner PASSWORD_PARTNER database other',
    'builder PASSWORD_BUILDER database core',
    'blue PASSWORD_BLUE database core',
    'replicator PASSWORD_REPLICATOR replication',
    'rewind PASSWORD_REWIND database postgres',
    'exporter PASSWORD_EXPORTER database postgres',
    'lookup PASSWORD_LOOKUP database core',
    'dump PASSWORD_DUMP database postgres',
    'maintenance PASSWORD_MAINTENANCE database core',
  ]);
});

test('a database whose name a ConfigMap cannot hold is told apart by a hash', () => {
  expect(databaseFile('dict_core')).toBe('30-dict_core.sql');
  expect(databaseFile('a b')).toMatch(/^30-a_b-[0-9a-f]{8}\.sql$/);
  expect(databaseFile('a b')).not.toBe(databaseFile('a/b'));
});

test('a list of names is split as SQL splits it, any other value is one', () => {
  const elements = (name: string, value: string) => parameterValue(name, value).elements;
  expect(elements('search_path', '"$user", App,"a, ""b"""')).toEqual(['$user', 'app', 'a, "b"']);
  expect(elements('Search_Path', '')).toEqual(['']);
  expect(elements('local_preload_libraries', '$libdir/Plugin')).toEqual(['$libdir/Plugin']);
  expect(elements('datestyle', 'ISO, DMY')).toEqual(['ISO, DMY']);
});

describe('faults are found at synth', () => {
  const messages = (state: ReconcileState) => checkReconcile(state).map(({ path: at, message }) => `${at}: ${message}`);

  test('a right state has none', () => {
    expect(messages(STATE)).toEqual([]);
  });

  test.each<[string, ReconcileState, string]>([
    [
      'an owner that is not declared',
      withDatabase({ owner: 'core_onwer' }),
      'databases.core.owner: no role core_onwer is declared. Did you mean "core_owner"?',
    ],
    [
      'pg_partman in a database of the superuser',
      withDatabase({ owner: 'dict_admin', extensions: [Extension.PG_PARTMAN] }),
      'databases.core.owner: dict_admin is the superuser, and the database has pg_partman',
    ],
    [
      'pg_partman beside a schema of the superuser',
      withDatabase({ schemas: { audit: { owner: 'dict_admin' } }, extensions: [Extension.PG_PARTMAN] }),
      'databases.core.schemas.audit.owner: dict_admin is the superuser, and the database has pg_partman',
    ],
    [
      'access of an unknown role',
      withDatabase({ access: { nobody: AccessLevel.READ } }),
      'databases.core.access: no role nobody is declared.',
    ],
    [
      'a schema of the platform',
      withDatabase({ schemas: { pgbouncer: {} } }),
      'databases.core.schemas.pgbouncer: the platform or PostgreSQL makes the schema',
    ],
    [
      'public as a further schema',
      withDatabase({ schemas: { public: {} } }),
      'databases.core.schemas.public: public belongs to the database',
    ],
    [
      "the platform's own role",
      { ...STATE, roles: { ...STATE.roles, dump: {} } },
      "roles.dump: dump is one of the platform's own roles",
    ],
    [
      'a name that PostgreSQL keeps',
      { ...STATE, roles: { ...STATE.roles, pg_mine: {} } },
      'roles.pg_mine: PostgreSQL keeps the name pg_mine',
    ],
    [
      'a name that is too long',
      { ...STATE, roles: { ...STATE.roles, ['é'.repeat(32)]: {} } },
      'the name has 64 bytes; PostgreSQL takes 1 to 63',
    ],
    ['a tab in a name', { ...STATE, roles: { ...STATE.roles, 'a\tb': {} } }, 'the name holds a control character'],
    [
      'a template',
      { ...STATE, databases: { template1: { owner: 'partner' } } },
      'databases.template1: template1 is a template',
    ],
    [
      'two passwords in one variable',
      { ...STATE, roles: { ...STATE.roles, 'core-user': {} } },
      'the passwords of core_user and core-user would share the variable PASSWORD_CORE_USER',
    ],
    [
      'an unknown group',
      { ...STATE, roles: { ...STATE.roles, member: { memberOf: ['core_ownr', 'pg_monitor'] } } },
      'roles.member.memberOf: no role core_ownr is declared. Did you mean "core_owner"?',
    ],
    [
      'a login that gets in nowhere',
      { ...STATE, roles: { ...STATE.roles, idle: { memberOf: ['core_user'], inherit: false } } },
      'roles.idle: it logs in and may connect to no database',
    ],
    [
      'secrets to be looked up, and no pool that leads anywhere',
      { ...STATE, databases: { core: { ...STATE.databases.core, owner: 'core_owner', pooled: false } } },
      'systemRoles.lookup: no database has work for lookup. Say of a database that pools lead to it (`pooled`)',
    ],
    [
      'one name for two roles',
      { ...STATE, systemRoles: { ...SYSTEM_ROLES, dump: 'rewind' } },
      "systemRoles: rewind is the name of two of the platform's roles",
    ],
  ])('%s', (_title, state, message) => {
    expect(messages(state).join('\n')).toContain(message);
  });
});
