import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client, type ClientConfig } from 'pg';
import type { Major } from '../../lib/parameters';
import { freePort, initializeCluster } from '../../scripts/embedded-postgres';

type Rows = Record<string, unknown>[];

/** A real server that runs on rendered files, with its certificate made by openssl. */
export interface ServerFromFiles {
  /** Rows of a query by the test's own superuser, for whom one line stands before the rendered ones. */
  query(sql: string): Promise<Rows>;
  /** Who one is over the network, encrypted unless said otherwise; what the server refuses is what it rejects with. */
  login(role: string, database: string, encrypted?: boolean): Promise<unknown>;
  stop(): Promise<void>;
}

/** The password of every role that a test makes. */
export const PASSWORD = 'correct horse';

/**
 * As Patroni starts it: the rendered postgresql.conf is included, parameters of the store are on the command line, and
 * the other files are named. Paths of the pod become paths of a temporary folder.
 */
export async function startFromFiles(
  major: Major,
  files: Readonly<Record<string, string>>,
  store: Readonly<Record<string, string>>,
): Promise<ServerFromFiles> {
  const cluster = initializeCluster(major);
  const { identity, dataDirectory } = cluster;
  const own = (name: string, text: string, mode = 0o600) => {
    const file = path.join(dataDirectory, name);
    fs.writeFileSync(file, text, { mode });
    if (identity.uid !== undefined && identity.gid !== undefined) fs.chownSync(file, identity.uid, identity.gid);
    return file;
  };
  const { key, certificate } = selfSigned(identity.cwd);
  for (const [name, text] of [
    ['tls.key', key],
    ['tls.crt', certificate],
    ['ca.crt', certificate],
  ] as const)
    own(name, text);
  const local = (text = '') => text.replaceAll('/etc/postgresql-tls', dataDirectory);
  const custom = own('custom.conf', local(files['postgresql.conf']));
  const hba = own('rendered_hba.conf', `local all postgres trust\n${local(files['pg_hba.conf'])}`);
  const ident = own('rendered_ident.conf', local(files['pg_ident.conf']));
  const port = await freePort();
  const options = {
    ...store,
    hba_file: hba,
    ident_file: ident,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: dataDirectory,
  };
  own('postgresql.conf', `include '${custom}'\nfsync = off\n`);
  const server = spawn(
    cluster.binary('postgres'),
    ['-D', dataDirectory, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...identity, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGINT');
    await exited;
    cluster.remove();
  };
  const query = (sql: string) => rows({ host: dataDirectory, port, user: 'postgres', database: 'postgres' }, sql);
  const login = async (role: string, database: string, encrypted = true) => {
    const ssl = encrypted ? { ca: certificate } : false;
    const config = { host: 'localhost', port, user: role, password: PASSWORD, database, ssl };
    return (await rows(config, 'select current_user as who'))[0]?.who;
  };
  for (let attempt = 0; !log.includes('ready to accept connections'); attempt += 1) {
    if (server.exitCode !== null || attempt > 300) {
      await stop();
      throw new Error(`PostgreSQL did not start:\n${log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { query, login, stop };
}

async function rows(config: ClientConfig, sql: string): Promise<Rows> {
  const client = new Client(config);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function selfSigned(folder: string): { readonly key: string; readonly certificate: string } {
  const [key, certificate] = [path.join(folder, 'tls.key'), path.join(folder, 'tls.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject],
    { stdio: 'ignore' },
  );
  return { key: fs.readFileSync(key, 'utf8'), certificate: fs.readFileSync(certificate, 'utf8') };
}
