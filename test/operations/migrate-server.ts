import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Testing } from 'cdk8s';
import type { Client } from 'pg';
import { lockText, sha256 } from '../../lib/migrations/lock';
import type { Major } from '../../lib/parameters/majors';
import { MigrationsJob, type MigrationsJobProps } from '../../lib/tiers/migrations-job';
import { startEmbeddedServer } from '../../scripts/embedded-postgres';
import { dbmateBinary } from '../sql/dbmate';
import { emptyChart } from '../tiers/empty-chart';

/** A real server on which `migrate.sh` runs as it does in its pod. Every role but `postgres` needs its password. */
export interface MigrateServer {
  readonly port: number;
  /** A new database with its owner, a second owner of the schema `audit`, and the role that migrates both. */
  database(name?: string): Promise<MigratedDatabase>;
  /** The server's log so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface MigratedDatabase {
  readonly name: string;
  readonly owner: string;
  /** Starts a run with these files. */
  start(files: Files, options?: RunOptions): Running;
  run(files: Files, options?: RunOptions): Promise<Run>;
  /** Rows of a query by the superuser. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** A session of the superuser; the caller ends it. */
  connect(): Promise<Client>;
}

/** Texts by file. */
export type Files = Readonly<Record<string, string>>;

export interface RunOptions {
  readonly props?: Partial<MigrationsJobProps>;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in the mounted folder instead of what the ConfigMap has. */
  readonly edited?: Files;
}

export interface Run {
  readonly code: number | null;
  readonly said: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Run>;
  /** Resolves once the run has said this, or rejects when it ends without. */
  says(text: string): Promise<void>;
  /** Ends it and all that it started, as a node that is gone does. */
  kill(): Promise<void>;
}

/** Every printable character of ASCII, and some of more bytes. */
export const PASSWORD = `${Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('')}é€`;

/** A file in dbmate's format. */
export function up(sql: string, options = ''): string {
  return `-- migrate:up ${options}\n${sql}\n\n-- migrate:down\n`;
}

/** What holds a migration up, until the superuser runs `TELL` in its database. */
export const UNTIL_TOLD = `do $$ begin
  while not exists (select from pg_namespace where nspname = 'told') loop perform pg_sleep(0.05); end loop;
end $$;`;
export const TELL = 'create schema told';

/** The lock of files as they are. */
export function lockOf(files: Files): string {
  return lockText(new Map(Object.entries(files).map(([name, text]) => [name, sha256(Buffer.from(text))])));
}

/** @param certificates a folder with `tls.crt` and `tls.key`: then roles get in by TLS alone */
export async function startMigrateServer(major: Major, certificates?: string): Promise<MigrateServer> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'migrate-'));
  fs.chmodSync(scratch, 0o755);
  const hba = path.join(scratch, 'pg_hba.conf');
  fs.writeFileSync(hba, certificates === undefined ? HBA : HBA.replace('host all all', 'hostssl all all'), {
    mode: 0o644,
  });
  const tls = `ssl = on\nssl_cert_file = '${certificates}/tls.crt'\nssl_key_file = '${certificates}/tls.key'\n`;
  const server = await startEmbeddedServer(major, {
    configuration: `hba_file = '${hba}'\n${LOGS_EVERYTHING}${certificates === undefined ? '' : tls}`,
  });
  const connect = (database: string) => server.connect(database);
  const query = async (database: string, sql: string) => {
    const client = await connect(database);
    try {
      const answer: unknown = await client.query(sql);
      return (answer as { rows?: Record<string, unknown>[] }).rows ?? [];
    } finally {
      await client.end();
    }
  };
  const setUp = await connect('postgres');
  await setUp.query(`create role migration login noinherit password ${setUp.escapeLiteral(PASSWORD)}`);
  await setUp.query('create role audit_owner');
  await setUp.query(`grant audit_owner to migration ${membership(major)}`);
  let count = 0;
  return {
    port: server.port,
    database: async (name = `app_${++count}`) => {
      const owner = `${name} owner`;
      const [quotedName, quotedOwner] = [setUp.escapeIdentifier(name), setUp.escapeIdentifier(owner)];
      await setUp.query(`create role ${quotedOwner}`);
      await setUp.query(`grant ${quotedOwner} to migration ${membership(major)}`);
      await setUp.query(`create database ${quotedName} owner ${quotedOwner}`);
      await setUp.query(`revoke all on database ${quotedName} from public`);
      await setUp.query(`grant connect on database ${quotedName} to migration`);
      await query(name, 'create schema audit authorization audit_owner');
      const start = (files: Files, options: RunOptions = {}) =>
        startRun(scratch, propsOf(server.port, name, owner, files, options), options);
      return {
        name,
        owner,
        start,
        run: (files, options) => start(files, options).ended,
        query: (sql) => query(name, sql),
        connect: () => connect(name),
      };
    },
    log: () => fs.readFileSync(path.join(server.dataDirectory, 'log', 'server.log'), 'utf8'),
    stop: async () => {
      await setUp.end();
      await server.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    },
  };
}

const HBA = `host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

const LOGS_EVERYTHING = `logging_collector = on
log_directory = 'log'
log_filename = 'server.log'
log_rotation_size = 0
log_min_error_statement = 'debug5'
log_connections = on
max_prepared_transactions = 0
`;

function membership(major: Major): string {
  return major >= 16 ? 'with inherit false, set true' : '';
}

function propsOf(port: number, database: string, owner: string, files: Files, options: RunOptions): MigrationsJobProps {
  return {
    platform: 'test',
    name: 'migrate-test',
    image: 'dbmate',
    server: { host: '127.0.0.1', port, caSecret: 'ca' },
    login: { role: 'migration', password: { secret: 'passwords', key: 'migration-password' } },
    database,
    owner,
    files,
    lock: lockOf(files),
    schemas: ['audit'],
    ...options.props,
  };
}

/** The pod's files and environment, from the rendered objects. */
function startRun(scratch: string, props: MigrationsJobProps, { env = {}, edited = {} }: RunOptions): Running {
  const chart = emptyChart();
  new MigrationsJob(chart, 'migrations', props);
  const objects: Rendered[] = Testing.synth(chart);
  const data = { ...objects.find(({ kind }) => kind === 'ConfigMap')?.data, ...edited };
  const folder = fs.mkdtempSync(path.join(scratch, 'run-'));
  for (const [name, text] of Object.entries(data)) fs.writeFileSync(path.join(folder, name), text, { mode: 0o555 });
  const container = objects.find(({ kind }) => kind === 'Job')?.spec?.template.spec.containers[0];
  const fromPod = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value ?? PASSWORD]));
  const here = { PGSSLMODE: 'disable', PGSSLROOTCERT: '', WAIT_SECONDS: '30', RETRY_SECONDS: '1' };
  const tmp = fs.mkdtempSync(path.join(scratch, 'tmp-'));
  const programs = `${path.dirname(dbmateBinary())}:${process.env.PATH}`;
  const child = spawn('/bin/sh', [path.join(folder, 'migrate.sh')], {
    env: { PATH: programs, TMPDIR: tmp, ...fromPod, ...here, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let code: number | null | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
    });
  }
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (status) => {
      code = status;
      resolve({ code: status, said });
    });
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    ended,
    says: async (text) => {
      while (!said.includes(text)) {
        if (code !== undefined) throw new Error(`It ended without saying "${text}": ${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    kill: async () => {
      process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
}

interface Rendered {
  readonly kind: string;
  readonly data?: Record<string, string>;
  readonly spec?: { readonly template: { readonly spec: { readonly containers: Container[] } } };
}

interface Container {
  readonly env: ReadonlyArray<{ readonly name: string; readonly value?: string }>;
}
