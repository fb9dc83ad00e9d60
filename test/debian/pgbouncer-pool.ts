import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { type PgBouncerIniProps, pgbouncerIni } from '../../lib/formats/pgbouncer-ini';
import { type EmbeddedServer, freePort, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { debianProgram, onPath } from './debian-root';
import { createRoles, LOOKUP_PASSWORDS, OPERATIONS, PASSWORDS, podEnvironment } from './pgbouncer-server';
import { eventually, type Running, requireTlsAndScram, start, writeCertificates } from './processes';

/** PgBouncer 1.24 (trixie) and 1.26 (forky): the generations that images pin. None where they are not installed. */
const suites = ['trixie', 'forky'].filter(
  (suite) => debianProgram(suite, 'usr/sbin/pgbouncer') && onPath('psql') && onPath('openssl'),
);

/** One block of tests a suite, or one that is skipped. */
export const describeEachPgBouncer = suites.length > 0 ? describe.each(suites) : describe.skip.each(['none']);

/** A pod's PgBouncer, as rendered, in front of one server. */
export class PoolUnderTest {
  public static async start(suite: string): Promise<PoolUnderTest> {
    const server = await startEmbeddedServer(16);
    const { uid, gid } = fs.statSync(server.dataDirectory);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pgbouncer-'));
    for (const name of ['config', 'tls', 'lookup', 'active', 'socket']) fs.mkdirSync(path.join(folder, name));
    writeCertificates(path.join(folder, 'tls'), { uid, gid });
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    await requireTlsAndScram(server, path.join(folder, 'tls'));
    await createRoles(server);
    const pool = new PoolUnderTest(suite, server, folder, { uid, gid }, await freePort());
    await pool.begin();
    return pool;
  }

  /** What is rendered. */
  public ini: PgBouncerIniProps;
  private readonly started: Running[] = [];
  private pgbouncer: Running | undefined;

  private constructor(
    private readonly suite: string,
    public readonly server: EmbeddedServer,
    public readonly folder: string,
    public readonly identity: { readonly uid: number; readonly gid: number },
    public readonly port: number,
  ) {
    this.ini = iniOf(folder, port, server.port);
  }

  /** PgBouncer itself. */
  public get process(): Running {
    if (!this.pgbouncer) throw new Error('PgBouncer is not there yet');
    return this.pgbouncer;
  }

  public run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const found = debianProgram(this.suite, program);
    if (found === undefined) throw new Error(`${program} is not installed`);
    return this.starting(start(found, args, this.options({ PATH: process.env.PATH, ...env })));
  }

  /** The container that reloads it. */
  public reload(env: NodeJS.ProcessEnv = {}): Running {
    const script = path.join(OPERATIONS, 'reload-pgbouncer.sh');
    const options = this.options({ ...this.environment(), ...env });
    return this.starting(start({ command: 'sh', args: [script] }, [], options));
  }

  /** The same, with a psql that `loseAnswer` has an effect on. */
  public reloadOverBadLine(): Running {
    const bin = path.join(this.folder, 'bin');
    fs.mkdirSync(bin);
    const lost = `[ ! -e "${bin}/lost" ] || case "$*" in *"$(cat "${bin}/lost")") rm "${bin}/lost"; exit 2 ;; esac`;
    fs.writeFileSync(path.join(bin, 'psql'), `#!/bin/sh\n${lost}\nPATH="\${PATH#*:}"\nexec psql "$@"\n`, {
      mode: 0o755,
    });
    fs.chownSync(bin, this.identity.uid, this.identity.gid);
    return this.reload({ PATH: `${bin}:${process.env.PATH}` });
  }

  /** The next time that this command is given, psql says that the connection broke, and PgBouncer never hears of it. */
  public loseAnswer(command: string): void {
    fs.writeFileSync(path.join(this.folder, 'bin/lost'), command);
  }

  public environment(): NodeJS.ProcessEnv {
    return podEnvironment(this.folder, this.port, this.server.port);
  }

  /** Mounts what is rendered, with other settings where given. */
  public mount(settings: Readonly<Record<string, string>> = {}, ini: PgBouncerIniProps = this.ini): void {
    const text = pgbouncerIni({ ...ini, settings: { ...ini.settings, ...settings } });
    fs.writeFileSync(path.join(this.folder, 'config/pgbouncer.ini'), text);
  }

  /** The admin console over the socket, as the containers beside PgBouncer use it. */
  public console(command: string): string {
    const args = ['--no-psqlrc', '--no-password', '-AtU', 'pgbouncer', '-d', 'pgbouncer', '-c', command];
    return execFileSync('psql', args, { ...this.identity, env: this.environment(), stdio: 'pipe' }).toString();
  }

  /** The second column of a line of the console, by the first: `SHOW CONFIG` has values, `SHOW DATABASES` hosts. */
  public shown(command: string, name: string): string | undefined {
    const lines = this.console(command).split('\n');
    return lines.find((line) => line.startsWith(`${name}|`))?.split('|')[1];
  }

  public showConfig(name: string): string | undefined {
    return this.shown('SHOW CONFIG', name);
  }

  public async login(
    database: string,
    user: keyof typeof PASSWORDS,
    password: string = PASSWORDS[user],
  ): Promise<Client> {
    const ca = fs.readFileSync(path.join(this.folder, 'tls/ca.crt'), 'utf8');
    const client = new Client({ host: '127.0.0.1', port: this.port, database, user, password, ssl: { ca } });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  public async stop(): Promise<void> {
    for (const running of this.started.reverse()) await running.stop('SIGQUIT');
    fs.rmSync(this.folder, { recursive: true, force: true });
    await this.server.stop();
  }

  private async begin(): Promise<void> {
    const { folder, identity } = this;
    const at = (name: string) => path.join(folder, name);
    this.mount();
    fs.writeFileSync(at('lookup/password'), LOOKUP_PASSWORDS.first);
    // As the init container does.
    fs.copyFileSync(at('config/pgbouncer.ini'), at('active/pgbouncer.ini'));
    execFileSync('chown', ['-R', `${identity.uid}:${identity.gid}`, folder]);
    execFileSync('sh', [path.join(OPERATIONS, 'pgbouncer-userlist.sh')], { ...identity, env: this.environment() });
    const pgbouncer = this.run('usr/sbin/pgbouncer', [at('active/pgbouncer.ini')]);
    this.pgbouncer = pgbouncer;
    await eventually(() => this.console('SHOW VERSION')).catch((error: Error) => {
      throw new Error(`${error.message}\n${pgbouncer.output()}`);
    });
  }

  private options(env: NodeJS.ProcessEnv) {
    return { ...this.identity, cwd: this.folder, env };
  }

  private starting(running: Running): Running {
    this.started.push(running);
    return running;
  }
}

function iniOf(folder: string, port: number, serverPort: number): PgBouncerIniProps {
  const server = { host: '127.0.0.1', port: serverPort };
  return {
    name: 'pool',
    databases: {
      app: { ...server, database: 'app', maxServerConnections: 4 },
      'app_reads.only-1': { ...server, database: 'app', maxServerConnections: 2, poolSize: 1 },
      app_sessions: { ...server, database: "odd 'name'", maxServerConnections: 2, mode: 'session' },
    },
    port,
    mode: 'transaction',
    adminRoles: ['operator', 'boss'],
    lookup: { role: 'lookup', query: 'select name, secret from pgbouncer.user_lookup($1)' },
    files: {
      socketFolder: path.join(folder, 'socket'),
      authFile: path.join(folder, 'active/userlist.txt'),
      certificate: path.join(folder, 'tls/tls.crt'),
      key: path.join(folder, 'tls/tls.key'),
      serverCa: path.join(folder, 'tls/ca.crt'),
    },
    settings: { max_client_conn: '100', default_pool_size: '3', server_lifetime: '3600', log_connections: '1' },
  };
}
