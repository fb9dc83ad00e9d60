import type { Duration } from 'cdk8s';
import type { Extension } from './extensions';
import type { PartitionedTable } from './partitions';

/**
 * A database. `CONNECT` is revoked from `PUBLIC`: only its owner, the roles in `access` and `schemas`, and the
 * platform's own roles get in.
 *
 * @see https://www.postgresql.org/docs/current/sql-createdatabase.html
 */
export interface Database {
  /** The role that owns it, and its schema `public`. */
  readonly owner: string;
  /**
   * What other roles may do in its schema `public`; covers what the owner creates later.
   *
   * @default - nobody but the owner
   */
  readonly access?: { readonly [role: string]: AccessLevel };
  /**
   * Further schemas, by name.
   *
   * @default - `public` alone
   */
  readonly schemas?: { readonly [name: string]: DatabaseSchema };
  /** @default - none */
  readonly extensions?: readonly Extension[];
  /**
   * Collation and character classification. It must exist in the image and cannot change later.
   *
   * @default en_US.UTF-8
   */
  readonly locale?: string;
  /** How many sessions it may hold on one server. @default - no limit */
  readonly connectionLimit?: number;
  /**
   * Parameters of its sessions, as `ALTER DATABASE ... SET` takes them, by PostgreSQL's name.
   *
   * @default - none
   */
  readonly sessionParameters?: { readonly [parameter: string]: string };
  /**
   * Versioned SQL files.
   *
   * @default - the schema is somebody else's work
   */
  readonly migrations?: Migrations;
  /**
   * Tables whose partitions are made ahead and retired, by name: `orders` of the schema `public`, or `audit.logs`.
   * Migrations create the tables. Rows of the default partition go to the partitions that are made for them.
   *
   * @default - partitions are somebody else's work, such as pg_partman's
   */
  readonly partitions?: { readonly [table: string]: PartitionedTable };
}

export interface DatabaseSchema {
  /** The role that owns it. @default - the database's owner */
  readonly owner?: string;
  /** What other roles may do in it; covers what its owner creates later. @default - nobody but the owner */
  readonly access?: { readonly [role: string]: AccessLevel };
}

/** What a role may do in a schema that it does not own. */
export enum AccessLevel {
  /** Read tables and sequences. */
  READ = 'read',
  /** Read and change rows, use sequences, call functions. No DDL but temporary tables, which are the session's own. */
  WRITE = 'write',
  /** As `WRITE`, and create objects of its own in the schema. */
  CREATE = 'create',
}

/**
 * Versioned SQL files in dbmate's format, applied in the order of their names as the owner of the database.
 *
 * @see https://github.com/amacneil/dbmate#creating-migrations
 */
export interface Migrations {
  /**
   * The folder with the files, from the profile's file on: `path.join(__dirname, '../sql/dict/dict_core')`. Beside them
   * lies `migrations.lock`, which `cdk8s-postgres lock <folder>` writes.
   */
  readonly path: string;
  /** When they are applied. @default MigrationApply.AUTOMATIC */
  readonly apply?: MigrationApply;
  /**
   * How long a statement waits for a lock, while whoever comes later waits behind it. Then the file is tried again, up
   * to ten times. Whole seconds.
   *
   * @default Duration.seconds(5)
   */
  readonly lockTimeout?: Duration;
  /** How long a run may take. Whole seconds, at least a minute. @default Duration.hours(1) */
  readonly deadline?: Duration;
}

export enum MigrationApply {
  /** With each sync, once the primary is ready. */
  AUTOMATIC = 'automatic',
  /** By a person, under change control. */
  MANUAL = 'manual',
}
