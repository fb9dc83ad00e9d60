import { partitionedDatabases } from '../profile/partitioned-databases';
import { managedRoles, migratedDatabases, type ReconcileRole, type ReconcileState, schemasOf } from './reconcile-state';
import { parameterValue } from './session-parameters';
import { type SqlValue, temporaryTable } from './sql';

/** `10-roles.sql`: roles with attributes, memberships, limits and session parameters. Passwords are apart. */
export function rolesSql(state: ReconcileState): string {
  const roles = allRoles(state);
  return [
    '-- Roles, as the profile says. psql runs this in the maintenance database.',
    'begin;',
    '\\ir reconcile-run.sql',
    temporaryTable('desired_roles', ROLE_COLUMNS, roles.map(roleRow)),
    temporaryTable('desired_memberships', MEMBERSHIP_COLUMNS, roles.flatMap(membershipRows)),
    managedRolesTable(state),
    '\\ir reconcile-roles.sql',
    settingsTables('role', roles),
    '\\ir reconcile-settings.sql',
    'commit;\n',
  ].join('\n');
}

/** The names of the roles that are looked after, for every file that revokes. */
export function managedRolesTable(state: ReconcileState): string {
  return temporaryTable(
    'managed_roles',
    [{ name: 'name', type: 'text' }],
    managedRoles(state).map((name) => [name]),
  );
}

/** The session parameters of roles or of databases. */
export function settingsTables(
  kind: 'role' | 'database',
  owners: ReadonlyArray<{ readonly name: string; readonly sessionParameters?: Record<string, string> }>,
): string {
  const settings = owners.flatMap(({ name, sessionParameters = {} }) =>
    Object.entries(sessionParameters).map(([parameter, value]): SqlValue[] => {
      const { list, elements } = parameterValue(parameter, value);
      return [kind, name, parameter, list, elements];
    }),
  );
  const managed = owners.map(({ name }) => [kind, name]);
  return `${temporaryTable('desired_settings', SETTING_COLUMNS, settings)}\n${temporaryTable('managed_settings', SETTING_COLUMNS.slice(0, 2), managed)}`;
}

interface NamedRole extends ReconcileRole {
  readonly name: string;
  readonly replication?: boolean;
}

function allRoles(state: ReconcileState): NamedRole[] {
  const { replication, rewind, monitoring, lookup, dump, maintenance, migration } = state.systemRoles;
  return [
    ...Object.entries(state.roles).map(([name, role]) => ({ ...role, name })),
    ...(replication === undefined ? [] : [{ name: replication, replication: true }]),
    ...(rewind === undefined ? [] : [{ name: rewind }]),
    ...(monitoring === undefined ? [] : [{ name: monitoring, memberOf: ['pg_monitor'] }]),
    ...(lookup === undefined ? [] : [{ name: lookup }]),
    ...(dump === undefined ? [] : [{ name: dump, bypassRowSecurity: true, memberOf: ['pg_read_all_data'] }]),
    ...(maintenance === undefined
      ? []
      : [{ name: maintenance, bypassRowSecurity: true, memberOf: ownersOfPartitions(state) }]),
    // It works as one owner at a time, never as all of them at once.
    ...(migration === undefined ? [] : [{ name: migration, inherit: false, memberOf: migratedOwners(state) }]),
  ];
}

/** Who may own partitioned tables. Never the superuser, whose tables its members could not touch without being it. */
function ownersOfPartitions(state: ReconcileState): string[] {
  return ownersIn(state, partitionedDatabases(state));
}

/** Whose objects migrations make. Never the superuser: a migration that may be anybody is no migration of one system. */
function migratedOwners(state: ReconcileState): string[] {
  return ownersIn(state, migratedDatabases(state));
}

function ownersIn(state: ReconcileState, databases: readonly string[]): string[] {
  return databases
    .flatMap((name) => {
      const database = state.databases[name];
      return database === undefined ? [] : schemasOf(database).map(({ owner }) => owner);
    })
    .filter((owner) => owner !== state.superuser);
}

const NO_LIMIT = -1;

const ROLE_COLUMNS = [
  { name: 'name', type: 'text' },
  { name: 'login', type: 'boolean' },
  { name: 'inherit', type: 'boolean' },
  { name: 'create_database', type: 'boolean' },
  { name: 'create_role', type: 'boolean' },
  { name: 'bypass_row_security', type: 'boolean' },
  { name: 'replication', type: 'boolean' },
  { name: 'connection_limit', type: 'integer' },
];

const MEMBERSHIP_COLUMNS = [
  { name: 'role', type: 'text' },
  { name: 'member_of', type: 'text' },
];

const SETTING_COLUMNS = [
  { name: 'kind', type: 'text' },
  { name: 'name', type: 'text' },
  { name: 'parameter', type: 'text' },
  { name: 'list', type: 'boolean' },
  { name: 'value', type: 'text[]' },
];

function roleRow(role: NamedRole): SqlValue[] {
  return [
    role.name,
    role.login ?? true,
    role.inherit ?? true,
    role.createDatabase ?? false,
    role.createRole ?? false,
    role.bypassRowSecurity ?? false,
    role.replication ?? false,
    role.connectionLimit ?? NO_LIMIT,
  ];
}

function membershipRows(role: NamedRole): SqlValue[][] {
  return [...new Set(role.memberOf ?? [])].map((group) => [role.name, group]);
}
