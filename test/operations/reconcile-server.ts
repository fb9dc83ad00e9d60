import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Testing } from 'cdk8s';
import { Client } from 'pg';
import { passwordKey } from '../../lib/names';
import type { Major } from '../../lib/parameters/majors';
import { Schema, type SchemaProps } from '../../lib/tiers/schema';
import type { Login } from '../../lib/tiers/server';
import { startEmbeddedServer } from '../../scripts/embedded-postgres';
import { emptyChart } from '../tiers/empty-chart';

/** A real server on which `reconcile.sh` runs as it does in its pod. Every role but `harness` needs its password. */
export interface ReconcileServer {
  readonly port: number;
  /** What one run said, and how it ended. */
  run(props: SchemaProps, secrets?: Record<string, string>, env?: Record<string, string>): Promise<Run>;
  /** Rows of a query by the harness, who is a superuser. */
  query(sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Runs SQL as a role with its password; an error of the server is what it rejects with. */
  as(role: string, password: string, sql: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Everything that reconcile may touch, with the transaction that last wrote each row. */
  catalog(databases: readonly string[]): Promise<string>;
  /** The server's log, once it holds all that was said so far: what the server writes reaches the file a little later. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface Run {
  readonly code: number | null;
  readonly said: string;
}

export const SUPERUSER = 'cluster_admin';

/** All roles' passwords unless a test says otherwise. */
export function passwordOf(role: string): string {
  return `Secret of '${role}' $\\ é%s`;
}

export function login(role: string): Login {
  return { role, password: { secret: 'passwords', key: passwordKey(role) } };
}

/** Says in one line why nothing runs where psql is absent. */
export function psqlIsMissing(): boolean {
  if (spawnSync('psql', ['--version']).status === 0) return false;
  console.warn('skipped: reconcile.sh needs psql, which is not on this machine (Debian: postgresql-client).');
  return true;
}

export async function startReconcileServer(major: Major, configuration = ''): Promise<ReconcileServer> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'reconcile-'));
  fs.chmodSync(scratch, 0o755);
  const hba = path.join(scratch, 'pg_hba.conf');
  fs.writeFileSync(hba, HBA, { mode: 0o644 });
  const server = await startEmbeddedServer(major, {
    configuration: `hba_file = '${hba}'\n${LOGS_EVERYTHING}${configuration}`,
  });
  const connect = async (user: string, password: string | undefined, database: string) => {
    const client = new Client({ host: '127.0.0.1', port: server.port, user, password, database });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const rows = async (client: Client, sql: string) => {
    try {
      const answer: unknown = await client.query(sql);
      return (answer as { rows?: Record<string, unknown>[] }).rows ?? [];
    } finally {
      await client.end();
    }
  };
  const query = async (sql: string, database = 'postgres') => rows(await connect('postgres', undefined, database), sql);
  let marks = 0;
  await query(`create role ${SUPERUSER} superuser login password '${passwordOf(SUPERUSER).replaceAll("'", "''")}'`);
  return {
    port: server.port,
    query,
    run: (props, secrets = {}, env = {}) => runScript(scratch, server.port, props, secrets, env),
    as: async (role, password, sql, database = 'postgres') => rows(await connect(role, password, database), sql),
    catalog: async (databases) => {
      const shared = await query(SHARED_CATALOG);
      const own = await Promise.all(databases.map((database) => query(DATABASE_CATALOG, database)));
      return JSON.stringify(
        [shared, ...own].map(([row]) => row?.catalog),
        null,
        1,
      );
    },
    log: async () => {
      const mark = `'mark ${++marks}'`;
      await query(`select ${mark}`);
      for (;;) {
        const text = fs.readFileSync(path.join(server.dataDirectory, 'log', 'server.log'), 'utf8');
        if (text.includes(mark)) return text;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    stop: async () => {
      await server.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    },
  };
}

const HBA = `host all postgres 127.0.0.1/32 trust
host all refused 127.0.0.1/32 reject
host app elsewhere 127.0.0.1/32 reject
host all,replication all 127.0.0.1/32 scram-sha-256
`;

const LOGS_EVERYTHING = `logging_collector = on
log_directory = 'log'
log_filename = 'server.log'
log_rotation_size = 0
log_statement = 'all'
log_min_duration_statement = 0
log_min_error_statement = 'debug5'
log_connections = on
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = 'all'
`;

/** The pod's files and environment, from the rendered objects. */
async function runScript(
  scratch: string,
  port: number,
  props: SchemaProps,
  secrets: Record<string, string>,
  env: Record<string, string>,
): Promise<Run> {
  const chart = emptyChart();
  new Schema(chart, 'schema', props);
  const objects: Rendered[] = Testing.synth(chart);
  const data = objects.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};
  const folder = fs.mkdtempSync(path.join(scratch, 'run-'));
  for (const [name, text] of Object.entries(data)) fs.writeFileSync(path.join(folder, name), text, { mode: 0o555 });
  const container = objects.find(({ kind }) => kind === 'Job')?.spec?.template.spec.containers[0];
  const secretValue = (key: string) => secrets[key] ?? passwordOf(roleOfKey(props, key));
  const fromPod = Object.fromEntries(
    (container?.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? secretValue(valueFrom?.secretKeyRef?.key ?? ''),
    ]),
  );
  const here = { PGHOST: '127.0.0.1', PGPORT: String(port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
  const tmp = fs.mkdtempSync(path.join(scratch, 'tmp-'));
  const child = spawn('/bin/sh', [path.join(folder, 'reconcile.sh')], {
    env: { PATH: process.env.PATH, TMPDIR: tmp, ...fromPod, ...here, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (fs.readdirSync(tmp).length > 0) throw new Error(`left behind: ${execFileSync('ls', ['-lR', tmp])}`);
  return { code, said };
}

interface Rendered {
  readonly kind: string;
  readonly data?: Record<string, string>;
  readonly spec?: { readonly template: { readonly spec: { readonly containers: Container[] } } };
}

interface Container {
  readonly env: ReadonlyArray<{
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly key: string } };
  }>;
}

function roleOfKey(props: SchemaProps, key: string): string {
  const roles = [SUPERUSER, ...Object.values(props.systemRoles ?? {}).map((one) => one?.role ?? '')];
  return [...roles, ...Object.keys(props.roles ?? {})].find((role) => passwordKey(role) === key) ?? key;
}

const rowsOf = (name: string, sql: string) =>
  `'${name}', (select json_agg(row_to_json(t) order by row_to_json(t)::text) from (${sql}) t)`;

const SHARED_CATALOG = `select json_build_object(
  ${rowsOf('roles', 'select xmin, * from pg_authid')},
  ${rowsOf('memberships', 'select xmin, roleid::regrole, member::regrole, admin_option from pg_auth_members')},
  ${rowsOf('settings', 'select xmin, * from pg_db_role_setting')},
  ${rowsOf('databases', 'select xmin, datname, datdba::regrole, datacl, datconnlimit, datallowconn from pg_database')}
) as catalog`;

const DATABASE_CATALOG = `select json_build_object(
  ${rowsOf('schemas', "select xmin, nspname, nspowner::regrole, nspacl from pg_namespace where nspname !~ '^pg_(toast_)?temp_'")},
  ${rowsOf('relations', 'select xmin, oid::regclass, relowner, relacl from pg_class where relnamespace >= 2200 and relpersistence = $p$p$p$')},
  ${rowsOf('routines', 'select xmin, oid::regprocedure, proowner, proacl, prosrc from pg_proc where oid >= 16384')},
  ${rowsOf('defaults', 'select xmin, * from pg_default_acl')},
  ${rowsOf('extensions', 'select xmin, extname, extversion from pg_extension')}
) as catalog`;
