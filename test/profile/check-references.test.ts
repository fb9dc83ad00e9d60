import { AccessLevel, Target } from '../../lib';
import type { Major } from '../../lib/parameters';
import { PREDEFINED_ROLES } from '../../lib/profile/predefined-roles';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { startEmbeddedServer } from '../../scripts/embedded-postgres';
import { change, type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const undeclared = (what: string, name: string, mend: string) =>
  `the ${what} "${name}" is not declared in ${what}s. ${mend}`;

const neverLookedUp = (name: string) =>
  `"${name}" is a role of the platform's own, whose secret is looked up for nobody: it could not log in. Name a role ` +
  'of roles, or none: within a pod, `kubectl exec` opens the admin console without a password.';

const IN_DICT: readonly Fault[] = [
  [
    "a database's owner that is misspelt",
    ['databases', 'temporal', 'owner'],
    'temporal_usr',
    'databases.temporal.owner',
    undeclared('role', 'temporal_usr', 'Did you mean "temporal_user"?'),
  ],
  [
    "a database's owner that is like no role",
    ['databases', 'dict', 'owner'],
    'somebody',
    'databases.dict.owner',
    undeclared('role', 'somebody', 'Declare it.'),
  ],
  [
    'access of a role that is not declared',
    ['databases', 'dict_core', 'access', 'dict core reader'],
    AccessLevel.READ,
    'databases.dict_core.access["dict core reader"]',
    undeclared('role', 'dict core reader', 'Declare it.'),
  ],
  [
    'an administrator of a pool that is nobody',
    ['pools', 'pgbouncer', 'adminRoles'],
    ['dict_core_user', 'dict_core_usr'],
    'pools.pgbouncer.adminRoles[1]',
    undeclared('role', 'dict_core_usr', 'Did you mean "dict_core_user"?'),
  ],
  [
    'the superuser as an administrator of a pool',
    ['pools', 'pgbouncer', 'adminRoles'],
    ['dict_admin'],
    'pools.pgbouncer.adminRoles[0]',
    neverLookedUp('dict_admin'),
  ],
  [
    'the lookup role as an administrator of a pool',
    ['pools', 'pgbouncer', 'adminRoles'],
    ['pgbouncer_lookup'],
    'pools.pgbouncer.adminRoles[0]',
    neverLookedUp('pgbouncer_lookup'),
  ],
  [
    'an administrator of a pool that does not log in',
    ['pools', 'pgbouncer', 'adminRoles'],
    ['dict_core_owner'],
    'pools.pgbouncer.adminRoles[0]',
    'the role "dict_core_owner" does not log in. Name another, or remove login: false.',
  ],
  [
    'an entry of a pool to no database',
    ['pools', 'pgbouncer', 'databases', 'dict_core_readonly', 'database'],
    'dict_cor',
    'pools.pgbouncer.databases.dict_core_readonly.database',
    undeclared('database', 'dict_cor', 'Did you mean "dict_core"?'),
  ],
  [
    'a target where there are no sets',
    ['pools', 'pgbouncer', 'databases', 'temporal', 'target'],
    Target.set('replica'),
    'pools.pgbouncer.databases.temporal.target',
    'the set "replica" is not declared in topology.sets. Declare it, or use Target.PRIMARY, Target.STANDBYS or Target.ALL_STANDBYS.',
  ],
  [
    'a monitored database that is not there',
    ['monitoring', 'databases'],
    ['dict_core', 'dict_cor'],
    'monitoring.databases[1]',
    undeclared('database', 'dict_cor', 'Did you mean "dict_core"?'),
  ],
  [
    'a membership in a role that is not declared',
    ['roles', 'dict_core_user', 'memberOf'],
    ['readers'],
    'roles.dict_core_user.memberOf[0]',
    undeclared('role', 'readers', 'Declare it.'),
  ],
  [
    'a membership in a role that PostgreSQL does not bring',
    ['roles', 'dict_core_user', 'memberOf'],
    ['pg_read_all_data', 'pg_monitr'],
    'roles.dict_core_user.memberOf[1]',
    'PostgreSQL 16 has no role "pg_monitr" to be a member of. Did you mean "pg_monitor"?',
  ],
  [
    'a membership in a role of a newer major',
    ['roles', 'dict_core_user', 'memberOf'],
    ['pg_maintain'],
    'roles.dict_core_user.memberOf[0]',
    'pg_maintain is new in PostgreSQL 17, and this is PostgreSQL 16. Leave it out.',
  ],
  [
    'a role that is a member of itself',
    ['roles', 'dict_core_user', 'memberOf'],
    ['dict_core_user'],
    'roles.dict_core_user.memberOf[0]',
    '"dict_core_user" would be a member of itself: dict_core_user is in dict_core_user. Leave one of these out.',
  ],
  [
    'a login that gets in nowhere',
    ['roles', 'auditor'],
    {},
    'roles.auditor',
    'it logs in and may connect to no database. Give it access to one, make it a member of a role that has access, or set `login: false`.',
  ],
];

const IN_TECHCORP: readonly Fault[] = [
  [
    'a target that is misspelt',
    ['pools', 'techcorp-pgbouncer', 'databases', 'techcorp_readonly', 'target'],
    Target.set('replicas'),
    'pools.techcorp-pgbouncer.databases.techcorp_readonly.target',
    'the set "replicas" is not declared in topology.sets. Did you mean "replica"?',
  ],
  [
    "direct clients' set that is not declared",
    ['access', 'analysts', 'target'],
    Target.set('reports'),
    'access.analysts.target',
    'the set "reports" is not declared in topology.sets. Declare it, or use Target.PRIMARY, Target.STANDBYS or Target.ALL_STANDBYS.',
  ],
  [
    "direct clients' database that is not declared",
    ['access', 'analysts', 'databases'],
    ['techcorp', 'sales'],
    'access.analysts.databases[1]',
    undeclared('database', 'sales', 'Declare it.'),
  ],
  [
    "direct clients' role that does not log in",
    ['access', 'analysts', 'roles'],
    ['analyst', 'techcorp_owner'],
    'access.analysts.roles[1]',
    'the role "techcorp_owner" does not log in. Name another, or remove login: false.',
  ],
  [
    "a schema's owner that is misspelt",
    ['databases', 'techcorp', 'schemas', 'reports'],
    { owner: 'analysts' },
    'databases.techcorp.schemas.reports.owner',
    undeclared('role', 'analysts', 'Did you mean "analyst"?'),
  ],
  [
    "a schema's reader that is misspelt",
    ['databases', 'techcorp', 'schemas', 'reports'],
    { access: { analyst: AccessLevel.READ, order_servic: AccessLevel.READ } },
    'databases.techcorp.schemas.reports.access.order_servic',
    undeclared('role', 'order_servic', 'Did you mean "order_service"?'),
  ],
];

describe('in dict is found', () => findsFaults(dict, IN_DICT));
describe('in techcorp is found', () => findsFaults(techcorp, IN_TECHCORP));

test('a circle of memberships is found at each role that is in it', () => {
  const roles = {
    ...dict.roles,
    a: { login: false, memberOf: ['b'] },
    b: { login: false, memberOf: ['c'] },
    c: { login: false, memberOf: ['a'] },
  };
  expect(checkProfile(change(dict, ['roles'], roles))).toEqual([
    { path: 'roles.a.memberOf[0]', message: expect.stringContaining('a is in b is in c is in a.') },
    { path: 'roles.b.memberOf[0]', message: expect.stringContaining('b is in c is in a is in b.') },
    { path: 'roles.c.memberOf[0]', message: expect.stringContaining('c is in a is in b is in c.') },
  ]);
});

test.each([15, 16, 17, 18] as const)('the predefined roles are those of a real PostgreSQL %i', async (major: Major) => {
  const server = await startEmbeddedServer(major);
  const client = await server.connect();
  const { rows } = await client.query(
    "select rolname from pg_roles where rolname ~ '^pg_' and rolname <> 'pg_database_owner' order by rolname collate \"C\"",
  );
  await client.end();
  await server.stop();
  const known = Object.entries(PREDEFINED_ROLES).filter(([, since]) => since <= major);
  expect(known.map(([name]) => name)).toEqual(rows.map(({ rolname }: { rolname: string }) => rolname));
});
