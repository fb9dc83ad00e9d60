import { AccessLevel } from '../profile/databases';
import { partitionedDatabases } from '../profile/partitioned-databases';
import { managedRolesTable, settingsTables } from './reconcile-roles';
import {
  MAINTENANCE_DATABASE,
  migratedDatabases,
  pooledDatabases,
  type ReconcileDatabase,
  type ReconcileState,
  schemasOf,
  TEMPLATE_DATABASE,
} from './reconcile-state';
import { type SqlValue, temporaryTable } from './sql';

/** What collation a database has where nothing is said. */
export const DEFAULT_LOCALE = 'en_US.UTF-8';

/** `20-databases.sql`: databases with owner, locale, limit and session parameters, and who may connect. */
export function databasesSql(state: ReconcileState): string {
  const databases = Object.entries(state.databases).map(([name, database]) => ({ ...database, name }));
  const { monitoring, dump } = state.systemRoles;
  return [
    '-- Databases, as the profile says. psql runs this in the maintenance database.',
    '\\ir reconcile-run.sql',
    temporaryTable('desired_databases', DATABASE_COLUMNS, databases.map(databaseRow)),
    '\\ir reconcile-create-databases.sql',
    'begin;',
    managedRolesTable(state),
    temporaryTable('managed_databases', NAME_COLUMN, rowsOfNames(managedDatabases(state))),
    temporaryTable('connects_everywhere', NAME_COLUMN, rowsOfNames([monitoring, dump].filter(isName))),
    temporaryTable('desired_database_privileges', PRIVILEGE_COLUMNS, databasePrivileges(state)),
    '\\ir reconcile-databases.sql',
    settingsTables('database', databases),
    '\\ir reconcile-settings.sql',
    'commit;\n',
  ].join('\n');
}

/** Every database whose privileges are looked after. */
export function managedDatabases(state: ReconcileState): string[] {
  return [...new Set([...Object.keys(state.databases), MAINTENANCE_DATABASE, TEMPLATE_DATABASE])];
}

/**
 * Who holds what on which database, beside its owner: [database, role, privilege].
 *
 * `TEMPORARY` goes to owners and to whoever may write; pg_partman moves rows out of a default partition through such a
 * table.
 */
export function databasePrivileges(state: ReconcileState): Array<[string, string, string]> {
  const { rewind, lookup, dump, maintenance, migration } = state.systemRoles;
  const declared = Object.entries(state.databases).flatMap(([name, database]) => [
    ...rows(name, rolesThatConnect(database), 'CONNECT'),
    ...rows(name, rolesThatWrite(database), 'TEMPORARY'),
  ]);
  const system = [
    ...rows(MAINTENANCE_DATABASE, [rewind], 'CONNECT'),
    // pg_dumpall reads this one too.
    ...rows(TEMPLATE_DATABASE, [dump], 'CONNECT'),
    ...pooledDatabases(state).flatMap((name) => rows(name, [lookup], 'CONNECT')),
    ...partitionedDatabases(state).flatMap((name) => rows(name, [maintenance], 'CONNECT')),
    ...migratedDatabases(state).flatMap((name) => rows(name, [migration], 'CONNECT')),
  ];
  return unique([...declared, ...system]);
}

/** The owner, the owners of schemas, and all with access to one. */
export function rolesThatConnect(database: ReconcileDatabase): string[] {
  const ofSchemas = schemasOf(database).flatMap(({ owner, access }) => [owner, ...Object.keys(access)]);
  return [...new Set([database.owner, ...ofSchemas, ...(database.connect ?? [])])];
}

function rolesThatWrite(database: ReconcileDatabase): string[] {
  return schemasOf(database).flatMap(({ owner, access }) => [
    owner,
    ...rolesWith(access, [AccessLevel.WRITE, AccessLevel.CREATE]),
  ]);
}

/** The roles that may make objects of their own in a schema that they do not own. */
export function creatingRoles(access: { readonly [role: string]: AccessLevel }): string[] {
  return rolesWith(access, [AccessLevel.CREATE]);
}

function rolesWith(access: { readonly [role: string]: AccessLevel }, levels: readonly AccessLevel[]): string[] {
  return Object.entries(access)
    .filter(([, level]) => levels.includes(level))
    .map(([role]) => role);
}

const NO_LIMIT = -1;

const NAME_COLUMN = [{ name: 'name', type: 'text' }];

const DATABASE_COLUMNS = [
  { name: 'name', type: 'text' },
  { name: 'owner', type: 'text' },
  { name: 'locale', type: 'text' },
  { name: 'connection_limit', type: 'integer' },
];

const PRIVILEGE_COLUMNS = [
  { name: 'database', type: 'text' },
  { name: 'role', type: 'text' },
  { name: 'privilege', type: 'text' },
];

function databaseRow(database: ReconcileDatabase & { readonly name: string }): SqlValue[] {
  const { name, owner, locale = DEFAULT_LOCALE, connectionLimit = NO_LIMIT } = database;
  return [name, owner, locale, connectionLimit];
}

function rowsOfNames(names: readonly string[]): string[][] {
  return names.map((name) => [name]);
}

function rows(
  database: string,
  roles: ReadonlyArray<string | undefined>,
  privilege: string,
): Array<[string, string, string]> {
  return roles.filter(isName).map((role) => [database, role, privilege]);
}

function isName(name: string | undefined): name is string {
  return name !== undefined;
}

function unique<Row extends readonly string[]>(all: readonly Row[]): Row[] {
  return [...new Map(all.map((row) => [JSON.stringify(row), row])).values()];
}
