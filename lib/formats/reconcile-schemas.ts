import { EXTENSIONS, Extension } from '../profile/extensions';
import { partitionLines } from './partitions-sql';
import { creatingRoles } from './reconcile-databases';
import { managedRolesTable } from './reconcile-roles';
import {
  LOOKUP_SCHEMA,
  MAINTENANCE_DATABASE,
  MIGRATIONS_SCHEMA,
  PARTITIONS_SCHEMA,
  type ReconcileDatabase,
  type ReconcileState,
  schemasOf,
  systemRoleNames,
} from './reconcile-state';
import { type SqlValue, temporaryTable } from './sql';

/** `30-<database>.sql`: schemas, extensions, grants and default privileges of one database, and PgBouncer's lookup. */
export function databaseSql(state: ReconcileState, name: string): string {
  // The maintenance database is looked after too where nobody declares it: nobody has access to it.
  const database = state.databases[name] ?? { owner: state.superuser };
  const { lookup, rewind } = state.systemRoles;
  return [
    `-- Inside one database, as the profile says. psql runs this in ${JSON.stringify(name)}.`,
    'begin;',
    '\\ir reconcile-run.sql',
    managedRolesTable(state),
    temporaryTable('desired_schemas', SCHEMA_COLUMNS, schemaRows(database)),
    temporaryTable('desired_extensions', EXTENSION_COLUMNS, extensionRows(database)),
    '\\ir reconcile-schemas.sql',
    temporaryTable('desired_access', ACCESS_COLUMNS, accessRows(state, database)),
    '\\ir reconcile-privileges.sql',
    temporaryTable('desired_creators', CREATOR_COLUMNS, creatorRows(database)),
    '\\ir reconcile-default-privileges.sql',
    ...partitionLines(state, database),
    ...(lookup === undefined || !database.pooled ? ['\\ir pgbouncer-no-lookup.sql'] : lookupLines(state, lookup)),
    ...(rewind === undefined || name !== MAINTENANCE_DATABASE ? [] : rewindLines(rewind)),
    'commit;\n',
  ].join('\n');
}

/** Schemas that the platform makes and that a profile therefore cannot declare. */
export const RESERVED_SCHEMAS: readonly string[] = [
  LOOKUP_SCHEMA,
  MIGRATIONS_SCHEMA,
  PARTITIONS_SCHEMA,
  ...new Set(Object.values(EXTENSIONS).flatMap(({ schema }) => (schema === undefined ? [] : [schema]))),
];

/** Since PostgreSQL 15 `public` belongs to whoever owns the database, under this name. */
const PUBLIC_OWNER = 'pg_database_owner';

/** Extensions whose schema the owners of a database and its schemas need, as the extension's manual says. */
const EXTENSIONS_USED_BY_OWNERS: ReadonlyArray<{ readonly extension: Extension; readonly schema: string }> = [
  { extension: Extension.PG_PARTMAN, schema: 'partman' },
  { extension: Extension.PG_CRON, schema: 'cron' },
];

const NAME_COLUMN = [{ name: 'name', type: 'text' }];

const SCHEMA_COLUMNS = [
  { name: 'name', type: 'text' },
  // The catalog's owner, and the role that really has its rights.
  { name: 'owner', type: 'text' },
  { name: 'holder', type: 'text' },
];

const EXTENSION_COLUMNS = [
  { name: 'name', type: 'text' },
  { name: 'schema', type: 'text' },
];

const ACCESS_COLUMNS = [
  { name: 'schema', type: 'text' },
  { name: 'role', type: 'text' },
  { name: 'level', type: 'text' },
];

const CREATOR_COLUMNS = [
  { name: 'schema', type: 'text' },
  { name: 'role', type: 'text' },
];

function schemaRows(database: ReconcileDatabase): SqlValue[][] {
  return schemasOf(database).map(({ name, owner }) => [name, name === 'public' ? PUBLIC_OWNER : owner, owner]);
}

function extensionRows(database: ReconcileDatabase): SqlValue[][] {
  return [...new Set(database.extensions ?? [])].map((name) => [name, EXTENSIONS[name].schema ?? 'public']);
}

function accessRows(state: ReconcileState, database: ReconcileDatabase): SqlValue[][] {
  const schemas = schemasOf(database);
  const owners = [...new Set(schemas.map(({ owner }) => owner))].filter((owner) => owner !== state.superuser);
  return [
    ...schemas.flatMap(({ name, owner, access }) =>
      Object.entries(access)
        .filter(([role]) => role !== owner)
        .map(([role, level]) => [name, role, level]),
    ),
    ...EXTENSIONS_USED_BY_OWNERS.filter(({ extension }) => database.extensions?.includes(extension)).flatMap(
      ({ extension, schema }) => [...owners, ...maintainers(state, extension)].map((role) => [schema, role, extension]),
    ),
  ];
}

function maintainers({ systemRoles: { maintenance } }: ReconcileState, extension: Extension): string[] {
  return extension === Extension.PG_PARTMAN && maintenance !== undefined ? [maintenance] : [];
}

function creatorRows(database: ReconcileDatabase): SqlValue[][] {
  return schemasOf(database).flatMap(({ name, owner, access }) =>
    [...new Set([owner, ...creatingRoles(access)])].map((role) => [name, role]),
  );
}

function lookupLines(state: ReconcileState, lookup: string): string[] {
  const hidden = [state.superuser, ...systemRoleNames(state)];
  return [
    temporaryTable('lookup_role', NAME_COLUMN, [[lookup]]),
    temporaryTable(
      'hidden_roles',
      NAME_COLUMN,
      hidden.map((name) => [name]),
    ),
    '\\ir pgbouncer-lookup.sql',
  ];
}

function rewindLines(rewind: string): string[] {
  return [temporaryTable('rewind_role', NAME_COLUMN, [[rewind]]), '\\ir reconcile-rewind.sql'];
}
