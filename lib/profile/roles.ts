/**
 * A PostgreSQL role.
 *
 * @see https://www.postgresql.org/docs/current/sql-createrole.html
 */
export interface Role {
  /**
   * Whether it can log in. Then its password must be in the Secret, under `passwordKey`.
   *
   * @default true
   */
  readonly login?: boolean;
  /**
   * The key of its password in the Secret.
   *
   * @default - `<name>-password`, with `_` written as `-`
   */
  readonly passwordKey?: string;
  /** Whether it can create databases. @default false */
  readonly createDatabase?: boolean;
  /** Whether it can create roles. @default false */
  readonly createRole?: boolean;
  /** Whether row-level security does not apply to it. @default false */
  readonly bypassRowSecurity?: boolean;
  /** Whether it inherits what its groups may do. @default true */
  readonly inherit?: boolean;
  /** How many sessions it may hold on one server. @default - no limit */
  readonly connectionLimit?: number;
  /** Roles of this profile, or predefined ones (`pg_monitor`), that it is a member of. @default - none */
  readonly memberOf?: readonly string[];
  /**
   * Parameters of its sessions, as `ALTER ROLE ... SET` takes them, by PostgreSQL's name:
   * `{ statement_timeout: '30s' }`.
   *
   * @default - none
   */
  readonly sessionParameters?: { readonly [parameter: string]: string };
}

/** The roles that the platform itself needs. */
export interface SystemRoles {
  /** Owns the cluster; used by Patroni and the reconcile job alone. @default - postgres */
  readonly superuser?: Superuser;
  /** Streams WAL to standbys. @default - replicator */
  readonly replication?: SystemRole;
  /** Rewinds a former primary (`pg_rewind`); may read files of the server and nothing else. @default - rewind */
  readonly rewind?: SystemRole;
  /** Reads statistics for the exporter; member of `pg_monitor`. @default - postgres_exporter */
  readonly monitoring?: SystemRole;
  /** Looks up SCRAM secrets for PgBouncer through one function, and can do nothing else. @default - pgbouncer_lookup */
  readonly lookup?: SystemRole;
  /** Reads everything for dumps: `BYPASSRLS` and `pg_read_all_data`. @default - dump */
  readonly dump?: SystemRole;
  /**
   * Maintains partitions, where a database has pg_partman or declares `partitions`: `BYPASSRLS`, and a member of the
   * roles that own such databases and their schemas. It runs functions that those owners choose (pg_partman calls some
   * by name, and so do constraints of tables), so they must trust each other; hence it is never a member of the
   * superuser.
   *
   * @default - partition_maintenance
   */
  readonly maintenance?: SystemRole;
  /**
   * Applies migrations, where a database has them: a member of the roles that own such databases and their schemas,
   * and works as one of them at a time. Neither a superuser nor `BYPASSRLS`.
   *
   * @default - migration
   */
  readonly migration?: SystemRole;
}

export interface SystemRole {
  /** Its name. @default - the standard name */
  readonly name?: string;
  /** The key of its password in the Secret. @default - `<name>-password`, with `_` written as `-` */
  readonly passwordKey?: string;
}

export interface Superuser extends SystemRole {
  /**
   * A key of the Secret that holds the superuser's name too, where a Secret's contract has one. An instance does not
   * start while it differs from `name`.
   *
   * @default - the Secret holds no user name
   */
  readonly usernameKey?: string;
}
