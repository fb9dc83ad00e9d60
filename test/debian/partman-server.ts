import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { freePort, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { eventually } from './processes';

/** A real PostgreSQL server on 127.0.0.1 that has pg_partman. */
export interface PartmanServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface PartmanGeneration {
  /** What a test's title calls it. */
  readonly title: string;
  start(): Promise<PartmanServer>;
}

/** PostgreSQL 15 of this machine's Debian packages: pg_partman 4.7 in Debian 12. */
const DEBIAN_BIN = '/usr/lib/postgresql/15/bin';
const DEBIAN_PARTMAN = '/usr/share/postgresql/15/extension/pg_partman.control';
/** pg_partman 5 of Debian testing, in npm's PostgreSQL 18, which looks for extensions in other folders too. */
const TESTING_SHARE = path.join(
  process.env.CDK8S_POSTGRES_DEBIAN ?? path.join(os.tmpdir(), 'cdk8s-postgres-debian'),
  'forky/usr/share/postgresql/18',
);

/** Folders with pg_partman's control and SQL files, which PostgreSQL 18 can be told to look into. */
export const PARTMAN_SHARES: ReadonlyArray<{ readonly title: string; readonly share: string }> = [
  { title: 'pg_partman 4 of Debian 12', share: '/usr/share/postgresql/15' },
  { title: 'pg_partman 5 of Debian testing', share: TESTING_SHARE },
];

/** Those that this machine has. */
export function partmanGenerations(): PartmanGeneration[] {
  const generations: Array<PartmanGeneration & { readonly needs: readonly string[] }> = [
    { title: 'pg_partman 4 of Debian 12', needs: [DEBIAN_PARTMAN, `${DEBIAN_BIN}/initdb`], start: startDebianServer },
    {
      title: 'pg_partman 5 of Debian testing',
      needs: [`${TESTING_SHARE}/extension/pg_partman.control`],
      start: () => startEmbeddedServer(18, { configuration: `extension_control_path = '$system:${TESTING_SHARE}'\n` }),
    },
  ];
  return generations.filter(({ needs }) => needs.every((file) => fs.existsSync(file)));
}

/** Runs statements as a role; the rows of the last. */
export async function sql(port: number, database: string, text: string, user = 'postgres'): Promise<unknown[]> {
  const client = new Client({ host: '127.0.0.1', port, user, database });
  await client.connect();
  try {
    return [await client.query(text)].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

async function startDebianServer(): Promise<PartmanServer> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'partman-'));
  const identity = { cwd: scratch, ...(process.getuid?.() === 0 && { uid: 65534, gid: 65534 }) };
  if (identity.uid !== undefined) fs.chownSync(scratch, identity.uid, identity.gid ?? identity.uid);
  const data = path.join(scratch, 'data');
  const answers = ['-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync', '-D', data];
  execFileSync(`${DEBIAN_BIN}/initdb`, answers, { ...identity, stdio: 'pipe' });
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', fsync: 'off' };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(`${DEBIAN_BIN}/postgres`, ['-D', data, ...args], { ...identity, stdio: 'ignore' });
  await eventually(() => sql(port, 'postgres', 'select 1'));
  return {
    port,
    stop: async () => {
      const exited = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await exited;
      fs.rmSync(scratch, { recursive: true, force: true });
    },
  };
}
