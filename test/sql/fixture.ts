import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client } from 'pg';
import { databaseFile, reconcileFiles } from '../../lib/formats/reconcile-sql';
import type { ReconcileDatabase, ReconcileState } from '../../lib/formats/reconcile-state';
import type { Major } from '../../lib/parameters/majors';
import type { Database } from '../../lib/profile/databases';
import { partitionedDatabases } from '../../lib/profile/partitioned-databases';
import type { Role } from '../../lib/profile/roles';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { migrationFiles, type Run, runDbmate } from './dbmate';
import { runPsqlFile } from './psql-reader';

/** One system as its profile says it. */
export interface SystemUnderTest {
  /** The folder under `sql/`. */
  readonly name: string;
  /** @default postgres */
  readonly superuser?: string;
  readonly roles: { readonly [name: string]: Role };
  /** Migrations lie in `migrations.path`, or else in `sql/<system>/<database>`. */
  readonly databases: { readonly [name: string]: Database };
}

export interface SystemOptions {
  /** The last version to apply. @default - all */
  readonly upTo?: string;
  /** Whether migrations are applied at once. @default true */
  readonly migrate?: boolean;
  /** Text appended to postgresql.conf. @default - nothing */
  readonly configuration?: string;
}

export interface MigrateOptions {
  /** The last version to apply. @default - all */
  readonly upTo?: string;
  /** @default - the system's own */
  readonly folder?: string;
  /** Another database to apply them to, such as a copy. @default - the database itself */
  readonly into?: string;
}

/** A real server of one major on which reconcile made the roles and databases of one system or of several. */
export interface System {
  readonly port: number;
  readonly major: Major;
  /** Where the server's files lie. */
  readonly dataDirectory: string;
  /** A session of a role; `stop()` ends it where a test does not. */
  connect(role: string, database: string): Promise<Client>;
  superuser(database: string): Promise<Client>;
  /** Applies the migrations of a database by dbmate, as the role `migration`. */
  migrate(database: string, options?: MigrateOptions): Promise<Run>;
  /** Brings the server to what the system says once more; the changes, one each. */
  reconcile(): Promise<string[]>;
  /** The names of the migrations of a database, in order. */
  migrations(database: string): string[];
  stop(): Promise<void>;
}

/** The standard name of the role that applies migrations. */
export const MIGRATION_ROLE = 'migration';

/** Every role's password: the server asks nobody for it, but a pool in front of it may. */
export function passwordOf(role: string): string {
  return `password of ${role}`;
}

/**
 * Starts a server and makes what the systems say, by the SQL that the reconcile job runs. Extensions that npm's server
 * lacks (pg_partman, pg_cron) are left out, and every locale is C, since the machine may have no other.
 *
 * @throws Error with what dbmate said where a migration fails
 */
export async function startSystem(
  major: Major,
  system: SystemUnderTest | readonly SystemUnderTest[],
  options: SystemOptions = {},
): Promise<System> {
  const systems = 'name' in system ? [system] : system;
  const configuration = `shared_preload_libraries = 'pg_stat_statements'\n${options.configuration ?? ''}`;
  const server = await startEmbeddedServer(major, { configuration });
  try {
    const running = await prepare(server, systems);
    if (options.migrate ?? true) await migrateAll(running, systems, options.upTo);
    return running;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepare(server: EmbeddedServer, systems: readonly SystemUnderTest[]): Promise<System> {
  const clients: Client[] = [];
  const connect = async (user: string, database: string, options?: string) => {
    const password = passwordOf(user);
    const client = new Client({ host: '127.0.0.1', port: server.port, user, password, database, options });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const superuser = systems.find((one) => one.superuser !== undefined)?.superuser ?? server.user;
  const folders = foldersOf(systems);
  const setUp = await connect(server.user, 'postgres');
  if (superuser !== server.user) await setUp.query(`create role ${setUp.escapeIdentifier(superuser)} superuser login`);
  const state = stateOf(systems, superuser, folders, await availableExtensions(setUp));
  const reconcile = () => reconcileServer(state, (database) => connect(superuser, database, SESSION_OPTIONS));
  await reconcile();
  await setPasswords(setUp);
  return {
    port: server.port,
    major: server.major,
    dataDirectory: server.dataDirectory,
    connect: (role, database) => connect(role, database),
    superuser: (database) => connect(superuser, database),
    migrate: (database, { upTo, folder = folders[database], into = database } = {}) => {
      if (folder === undefined) throw new Error(`${database} has no migrations.`);
      const owner = state.databases[database]?.owner ?? '';
      return runDbmate({ folder, url: databaseUrl(server.port, into, owner), ...(upTo && { upTo }) });
    },
    reconcile,
    migrations: (database) => (folders[database] === undefined ? [] : migrationFiles(folders[database])),
    stop: async () => {
      await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
      await server.stop();
    },
  };
}

async function migrateAll(running: System, systems: readonly SystemUnderTest[], upTo?: string): Promise<void> {
  for (const database of Object.keys(foldersOf(systems))) {
    const { code, said } = await running.migrate(database, upTo === undefined ? {} : { upTo });
    if (code !== 0) throw new Error(`Migrations of ${database} on PostgreSQL ${running.major}: ${said}`);
  }
}

/** As in reconcile.sh. */
const SESSION_OPTIONS = '-c search_path=pg_catalog -c lock_timeout=10s -c statement_timeout=300s';

/** dbmate's URL; its further parameters are those of the session. */
function databaseUrl(port: number, database: string, owner: string): string {
  const parameters = new URLSearchParams({ sslmode: 'disable', role: owner, lock_timeout: '10s' });
  const password = encodeURIComponent(passwordOf(MIGRATION_ROLE));
  return `postgres://${MIGRATION_ROLE}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}?${parameters}`;
}

function foldersOf(systems: readonly SystemUnderTest[]): Record<string, string> {
  const found = systems.flatMap(({ name, databases }) =>
    Object.entries(databases).map(([database, { migrations }]): [string, string] => [
      database,
      migrations?.path ?? path.join(__dirname, '../../sql', name, database),
    ]),
  );
  return Object.fromEntries(found.filter(([, folder]) => fs.existsSync(folder)));
}

function stateOf(
  systems: readonly SystemUnderTest[],
  superuser: string,
  folders: Record<string, string>,
  extensions: ReadonlySet<string>,
): ReconcileState {
  const all: Record<string, Database> = Object.assign({}, ...systems.map(({ databases }) => databases));
  const databases = Object.fromEntries(
    Object.entries(all).map(([name, { migrations: _, ...database }]): [string, ReconcileDatabase] => [
      name,
      {
        ...database,
        locale: 'C',
        extensions: (database.extensions ?? []).filter((extension) => extensions.has(extension)),
        pooled: true,
        migrated: folders[name] !== undefined,
      },
    ]),
  );
  return {
    superuser,
    systemRoles: {
      replication: 'replicator',
      monitoring: 'postgres_exporter',
      lookup: 'pgbouncer_lookup',
      dump: 'dump',
      migration: MIGRATION_ROLE,
      ...(partitionedDatabases({ databases }).length > 0 && { maintenance: 'partition_maintenance' }),
    },
    roles: Object.assign({}, ...systems.map(({ roles }) => roles)),
    databases,
  };
}

/** The files that `reconcile.sh` runs, in its order; each in a session of its own. */
async function reconcileServer(state: ReconcileState, connect: (database: string) => Promise<Client>) {
  const files = reconcileFiles(state, () => '');
  const said: string[] = [];
  const apply = async (file: string, database: string) => {
    const client = await connect(database);
    client.on('notice', ({ message }) => said.push(`${database}: ${message}`));
    try {
      await runPsqlFile(client, files[file] ?? '');
    } finally {
      await client.end();
    }
  };
  await apply('10-roles.sql', 'postgres');
  await apply('20-databases.sql', 'postgres');
  for (const database of ['postgres', ...Object.keys(state.databases)]) await apply(databaseFile(database), database);
  return said;
}

async function availableExtensions(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>('select name from pg_available_extensions');
  return new Set(rows.map(({ name }) => name));
}

async function setPasswords(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select rolname as name from pg_roles where rolcanlogin and rolname !~ '^pg_'",
  );
  for (const { name } of rows) {
    const password = client.escapeLiteral(passwordOf(name));
    await client.query(`alter role ${client.escapeIdentifier(name)} password ${password}`);
  }
}
