import type { AccessLevel } from '../profile/databases';
import type { Extension } from '../profile/extensions';
import type { PartitionedTable } from '../profile/partitions';

/** What one server shall hold. Nothing that is not named here is ever dropped. */
export interface ReconcileState {
  /** The superuser that the job is; it owns what nobody else does. */
  readonly superuser: string;
  /** The platform's own roles. */
  readonly systemRoles: ReconcileSystemRoles;
  /** Roles of applications and people, by name. */
  readonly roles: { readonly [name: string]: ReconcileRole };
  /** Databases, by name. */
  readonly databases: { readonly [name: string]: ReconcileDatabase };
}

/** The names of the platform's own roles. One that is not named is not made. */
export interface ReconcileSystemRoles {
  /** Streams WAL: `REPLICATION`. */
  readonly replication?: string;
  /** Runs pg_rewind: reads files of the server. */
  readonly rewind?: string;
  /** Reads statistics: `pg_monitor`, and `CONNECT` to every database. */
  readonly monitoring?: string;
  /** May call `pgbouncer.user_lookup`, in databases that are `pooled`, and nothing else. */
  readonly lookup?: string;
  /** Reads everything: `BYPASSRLS`, `pg_read_all_data`, and `CONNECT` to every database. */
  readonly dump?: string;
  /** Maintains partitions: `BYPASSRLS`, and a member of the owners of databases and schemas that have them. */
  readonly maintenance?: string;
  /** Applies migrations: a member, by `SET ROLE` alone, of the owners of databases and schemas that have them. */
  readonly migration?: string;
}

/** @see https://www.postgresql.org/docs/current/sql-createrole.html */
export interface ReconcileRole {
  /** Whether it can log in. @default true */
  readonly login?: boolean;
  /** @default false */
  readonly createDatabase?: boolean;
  /** @default false */
  readonly createRole?: boolean;
  /** Whether row-level security does not apply to it. @default false */
  readonly bypassRowSecurity?: boolean;
  /** Whether it inherits what its groups may do. @default true */
  readonly inherit?: boolean;
  /** How many sessions it may hold. @default - no limit */
  readonly connectionLimit?: number;
  /** Declared roles, or predefined ones (`pg_monitor`). Other memberships are revoked. @default - none */
  readonly memberOf?: readonly string[];
  /** Parameters of its sessions, by PostgreSQL's name. Others are reset. @default - none */
  readonly sessionParameters?: { readonly [parameter: string]: string };
}

export interface ReconcileDatabase {
  /** The role that owns it, and its schema `public`. */
  readonly owner: string;
  /** Collation and character classification, from the C library. It cannot change later. @default en_US.UTF-8 */
  readonly locale?: string;
  /** What other roles may do in its schema `public`. @default - nobody but the owner */
  readonly access?: { readonly [role: string]: AccessLevel };
  /** Further schemas, by name. @default - none */
  readonly schemas?: { readonly [name: string]: ReconcileSchema };
  /** Roles that may connect, beside the owner and those with access. @default - none */
  readonly connect?: readonly string[];
  /** @default - none */
  readonly extensions?: readonly Extension[];
  /** How many sessions it may hold. @default - no limit */
  readonly connectionLimit?: number;
  /** Parameters of its sessions, by PostgreSQL's name. Others are reset. @default - none */
  readonly sessionParameters?: { readonly [parameter: string]: string };
  /** Whether pools lead to it: the role `lookup` finds SCRAM secrets in it. @default false */
  readonly pooled?: boolean;
  /** Whether the role `migration` works in it as its owner. @default false */
  readonly migrated?: boolean;
  /** Tables whose partitions are looked after, as `table` or `schema.table`. @default - none */
  readonly partitions?: { readonly [table: string]: PartitionedTable };
}

export interface ReconcileSchema {
  /** @default - the database's owner */
  readonly owner?: string;
  /** What other roles may do in it. @default - nobody but the owner */
  readonly access?: { readonly [role: string]: AccessLevel };
}

/** The database that every cluster has: the job starts there, and so does Patroni. */
export const MAINTENANCE_DATABASE = 'postgres';

/** The template that `CREATE DATABASE` copies; closed to `PUBLIC` like the others. */
export const TEMPLATE_DATABASE = 'template1';

/** The schema of `user_lookup`. */
export const LOOKUP_SCHEMA = 'pgbouncer';

/** The function by which PgBouncer learns SCRAM secrets, for its `auth_query`. */
export const LOOKUP_FUNCTION = `${LOOKUP_SCHEMA}.user_lookup`;

/** The schema in which the migrate job keeps what was applied; it makes it itself. */
export const MIGRATIONS_SCHEMA = 'migrations';

/** The schema of the functions that look after partitions. */
export const PARTITIONS_SCHEMA = 'partitions';

/** Roles whose attributes, memberships, parameters and privileges are looked after: all but the superuser. */
export function managedRoles(state: ReconcileState): string[] {
  return [...Object.keys(state.roles), ...systemRoleNames(state)];
}

export function systemRoleNames(state: ReconcileState): string[] {
  const { replication, rewind, monitoring, lookup, dump, maintenance, migration } = state.systemRoles;
  return [replication, rewind, monitoring, lookup, dump, maintenance, migration].filter((name) => name !== undefined);
}

/** The databases that pools lead to. */
export function pooledDatabases(state: ReconcileState): string[] {
  return Object.entries(state.databases)
    .filter(([, { pooled = false }]) => pooled)
    .map(([name]) => name);
}

/** The databases that have migrations. */
export function migratedDatabases(state: ReconcileState): string[] {
  return Object.entries(state.databases)
    .filter(([, { migrated = false }]) => migrated)
    .map(([name]) => name);
}

/** The schemas of a database with their holders and access; `public` first. */
export function schemasOf(database: ReconcileDatabase): Array<Required<ReconcileSchema> & { readonly name: string }> {
  const { owner, access = {}, schemas = {} } = database;
  return [
    { name: 'public', owner, access },
    ...Object.entries(schemas).map(([name, schema]) => ({
      name,
      owner: schema.owner ?? owner,
      access: schema.access ?? {},
    })),
  ];
}
