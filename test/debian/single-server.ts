import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { resolve } from '../../lib/profile/resolve';
import { binFolder } from '../../lib/tiers/server-pods';
import { wireSingle } from '../../lib/wiring/single';
import { freePort } from '../../scripts/embedded-postgres';
import { Scratch } from '../apiserver/scratch';
import { single } from '../single';
import { eventually, type Running, start, writeCertificates } from './processes';

/** Debian's PostgreSQL 15, whose programs are where the official image has them. */
export const BIN = binFolder(15);
const OPERATIONS = path.join(__dirname, '../../lib/operations');
/** PostgreSQL runs as nobody else than this user, who owns no other file. */
const USER = 'nobody';
export const PASSWORD = `it's "super" \\ secret $HOME`;

/** What these tests need and do not find; undefined where all is there. */
export function missing(): string | undefined {
  if (process.getuid?.() !== 0) return 'root';
  return [`${BIN}/postgres`, `${BIN}/initdb`, `${BIN}/pg_controldata`, `${BIN}/psql`].find(
    (file) => !fs.existsSync(file),
  );
}

/** The container of the rendered instance as processes: its script, variables and files, with folders of a test. */
export class SingleServer {
  public static async make(): Promise<SingleServer> {
    const server = new SingleServer(await freePort());
    for (const folder of ['config', 'tls', 'socket', 'volume', 'marker']) server.folder(folder);
    fs.chmodSync(server.scratch.folder, 0o755);
    server.renewCertificate();
    server.configure({});
    return server;
  }

  public readonly scratch = new Scratch('single');
  private readonly owner = idsOf(USER);
  private processes: Running[] = [];

  private constructor(public readonly port: number) {}

  public path(...names: string[]): string {
    return this.scratch.path(...names);
  }

  public get data(): string {
    return this.path('volume', 'pgdata');
  }

  /** Writes the rendered files, with other values of parameters where given. */
  public configure(parameters: Readonly<Record<string, string>>): void {
    const { files } = wireSingle(resolve(single)).files;
    for (const [name, text] of Object.entries(files)) {
      const values = Object.entries(parameters).map(([parameter, value]) => `${parameter} = ${value}\n`);
      const local = text
        .replaceAll('/etc/postgresql-tls', this.path('tls'))
        .replaceAll('/etc/postgresql', this.path('config'))
        .replaceAll('/var/run/postgresql', this.path('socket'))
        .replace('port = 5432', `port = ${this.port}`)
        .replaceAll('10.244.0.0/16', '127.0.0.1/32')
        .replace('pod    postgres ', `pod    ${USER} `);
      this.write(path.join('config', name), name === 'postgresql.conf' ? local + values.join('') : local);
    }
  }

  public renewCertificate(): void {
    const folder = this.path('tls');
    writeCertificates(folder, this.owner);
    for (const name of ['ca.key', 'ca.srl', 'names', 'tls.csr']) fs.rmSync(path.join(folder, name), { force: true });
  }

  /** Starts the server's container. */
  public start(variables: Readonly<Record<string, string>> = {}): Running {
    return this.run('start-postgres.sh', variables);
  }

  /** Starts the container beside it. */
  public startReload(): Running {
    return this.run('reload-postgres.sh', { WATCHED: `${this.path('config')} ${this.path('tls')}`, INTERVAL: '0.2' });
  }

  /** Runs it to its end, and gives how it ended and what it said. */
  public async fails(variables: Readonly<Record<string, string>> = {}): Promise<string> {
    const running = this.start(variables);
    await new Promise((resolve) => running.process.once('close', resolve));
    expect(running.process.exitCode).toBe(1);
    return running.output();
  }

  /** Starts it, and waits until it answers. */
  public async ready(variables: Readonly<Record<string, string>> = {}): Promise<Running> {
    const running = this.start(variables);
    await eventually(() => {
      if (running.process.exitCode !== null) throw new Error(running.output());
      this.sql('select 1');
    }, 300);
    return running;
  }

  /** As the superuser over the socket, as psql in the pod is. */
  public sql(query: string): string {
    const argv = ['--no-psqlrc', '--no-align', '--tuples-only', '--quiet', '--command', query];
    return execFileSync(`${BIN}/psql`, argv, { env: this.environment, ...this.identity, stdio: 'pipe' })
      .toString()
      .trim();
  }

  /** Over the network, with what the certificate says. */
  public async login(user: string, password: string): Promise<string> {
    const ssl = { ca: fs.readFileSync(this.path('tls', 'ca.crt'), 'utf8') };
    const config: ClientConfig = { host: 'localhost', port: this.port, user, password, database: 'postgres', ssl };
    const client = new Client(config);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return String((await client.query('select current_user as who')).rows[0].who);
    } finally {
      await client.end();
    }
  }

  /** Its processes: those whose folders are of this test. */
  public pids(): number[] {
    const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    // The user's own only: nobody else's processes are any of the test's business.
    const own = all.filter((pid) => ownerOf(`/proc/${pid}`) === this.owner.uid);
    return own.filter((pid) => readable(`/proc/${pid}/environ`).includes(this.scratch.folder)).map(Number);
  }

  /** Kills all of them, as a node that is gone does. */
  public kill(): void {
    for (const pid of this.pids()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // One of them may end with another one.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  public get postmaster(): number {
    return Number(fs.readFileSync(path.join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** What the Job writes. */
  public mark(identifier: string): void {
    this.write('marker/system-identifier', identifier);
  }

  public unmark(): void {
    fs.rmSync(this.path('marker/system-identifier'));
  }

  public loseVolume(): void {
    fs.rmSync(this.path('volume'), { recursive: true, force: true });
    this.folder('volume');
  }

  public async stop(): Promise<void> {
    for (const running of this.processes.reverse()) await running.stop('SIGTERM');
    this.processes = [];
  }

  public async remove(): Promise<void> {
    await this.stop();
    await this.scratch.remove();
  }

  /** A file of the volume or another folder, owned as in the pod. */
  public write(name: string, text: string): void {
    const file = this.path(name);
    fs.writeFileSync(file, text);
    fs.chownSync(file, this.owner.uid, this.owner.gid);
  }

  private folder(name: string): void {
    fs.mkdirSync(this.path(name));
    fs.chownSync(this.path(name), this.owner.uid, this.owner.gid);
  }

  private run(script: string, variables: Readonly<Record<string, string>>): Running {
    const program = { command: 'sh', args: [path.join(OPERATIONS, script)] };
    const running = start(program, [], { env: { ...this.environment, ...variables }, ...this.identity });
    this.scratch.guard(running.process.pid);
    this.processes.push(running);
    return running;
  }

  private get identity() {
    return { ...this.owner, cwd: '/' };
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      CONFIG_FOLDER: this.path('config'),
      VOLUME: this.path('volume'),
      PGDATA: this.data,
      CLAIM: 'postgres-data-portal-0',
      MAJOR: '15',
      LOCALE: 'C.UTF-8',
      MARKER: 'portal-initialized',
      NAMESPACE: 'portal-homologation',
      MARKER_FOLDER: this.path('marker'),
      POSTGRES_BIN: BIN,
      PGHOST: this.path('socket'),
      PGPORT: String(this.port),
      PGUSER: 'postgres',
      PGDATABASE: 'postgres',
      EXPECTED_SUPERUSER: 'postgres',
      SUPERUSER_USERNAME: 'postgres',
      SUPERUSER_PASSWORD: PASSWORD,
    };
  }
}

/** A file of a process, which may have ended meanwhile. */
export function readable(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function ownerOf(folder: string): number | undefined {
  return fs.statSync(folder, { throwIfNoEntry: false })?.uid;
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string) => Number(execFileSync('id', [option, user]).toString());
  return { uid: id('-u'), gid: id('-g') };
}
