import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { onPath } from './debian-root';
import { eventually, type Running, requireTlsAndScram, start, writeCertificates } from './processes';

const lack = ['psql', 'openssl', 'jq', 'curl'].filter((program) => !onPath(program));
if (lack.length > 0) process.stderr.write(`skipped: reload-patroni.sh needs ${lack.join(', ')}.\n`);

const OPERATIONS = path.join(__dirname, '../../lib/operations');
const FORMER = { superuser: 's', replication: `for"mer \\'1`, rewind: 'former 2', restapi: 'for"mer \\3' };
const NEW = { superuser: 't', replication: `n"ew \\'1`, rewind: 'new 2', restapi: 'n"ew \\3' };

(lack.length > 0 ? describe.skip : describe)('the reload container of an instance', () => {
  let folder: string;
  let server: EmbeddedServer;
  let patroni: RestApi;
  let reload: Running;
  const at = (name: string) => path.join(folder, name);
  /** All at once, by a link, as the kubelet does it. */
  const mount = (passwords: object) => {
    const folder = fs.mkdtempSync(at('version-'));
    for (const [name, password] of Object.entries(passwords)) fs.writeFileSync(path.join(folder, name), password);
    fs.symlinkSync(folder, at('mounted-new'));
    fs.renameSync(at('mounted-new'), at('mounted'));
  };
  const active = () => JSON.parse(fs.readFileSync(at('active/passwords.yml'), 'utf8'));
  const says = (words: string | RegExp) => eventually(() => expect(reload.output()).toMatch(words));
  const setPasswords = async (replication: string, rewind: string) => {
    const client = await server.connect();
    await client.query(`alter role replicator password ${client.escapeLiteral(replication)}`);
    await client.query(`alter role rewind password ${client.escapeLiteral(rewind)}`);
    await client.end();
  };

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reload-patroni-'));
    fs.chmodSync(folder, 0o755);
    for (const name of ['config', 'tls', 'active']) fs.mkdirSync(at(name));
    // Whom the embedded server runs as.
    writeCertificates(at('tls'), process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {});
    server = await startEmbeddedServer(17);
    await requireTlsAndScram(server, at('tls'), ['hostssl replication replicator all scram-sha-256']);
    const client = await server.connect();
    await client.query('create role replicator login replication; create role rewind login');
    await client.end();
    await setPasswords(FORMER.replication, FORMER.rewind);
    patroni = await RestApi.start(at('tls'), FORMER.restapi, at('active/passwords.yml'));
    mount(FORMER);
    reload = start({ command: path.join(OPERATIONS, 'reload-patroni.sh'), args: [] }, [], {
      env: {
        PATH: process.env.PATH,
        WATCHED: [at('config'), at('tls')].join(' '),
        ACTIVE_FOLDER: at('active'),
        PASSWORD_FOLDER: at('mounted'),
        PRIMARY_HOST: 'localhost',
        PRIMARY_PORT: String(server.port),
        SERVER_CA: at('tls/ca.crt'),
        REPLICATION_ROLE: 'replicator',
        REWIND_ROLE: 'rewind',
        REWIND_DATABASE: 'postgres',
        PATRONI_URL: patroni.url,
        RESTAPI_USERNAME: 'patroni',
        INTERVAL: '1',
      },
    });
  });

  afterAll(async () => {
    await reload?.stop();
    patroni?.stop();
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('waits for what start-patroni.sh writes, and for the server to run, then has Patroni reload once', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(reload.output()).toBe('');
    const env = { PATH: process.env.PATH, PASSWORD_FOLDER: at('mounted') };
    execFileSync(path.join(OPERATIONS, 'patroni-passwords.sh'), [at('active/passwords.yml')], { env });
    // Patroni would empty postgresql.conf, and the server that starts at that moment would run with defaults.
    for (const state of ['initializing new cluster', 'starting']) {
      patroni.state = state;
      await new Promise((resolve) => setTimeout(resolve, 2000));
      expect([state, reload.output(), patroni.reloads]).toEqual([state, '', 0]);
    }
    patroni.state = 'running';
    await says('Patroni reads the mounted files (reload scheduled).');
    fs.writeFileSync(at('config/postgresql.conf'), 'work_mem = 8MB\n');
    await eventually(() => expect(patroni.reloads).toBe(2));
  });

  it('C14 leaves the former passwords with Patroni while the primary refuses one of the new ones, and says so once', async () => {
    mount(NEW);
    await says(/keeps its former passwords.*run it now.*\(.*password authentication failed for user "replicator"/);
    await setPasswords(NEW.replication, FORMER.rewind);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(active().restapi.authentication.password).toBe(FORMER.restapi);
    expect(reload.output().match(/keeps its former passwords/g)).toHaveLength(1);
    expect(patroni.reloads).toBe(2);
  });

  it('C14 gives the new ones to Patroni once the primary takes them, by the REST password that Patroni still has', async () => {
    await setPasswords(NEW.replication, NEW.rewind);
    await says('Patroni gets the new passwords of the Secret');
    await eventually(() => expect(patroni.reloads).toBe(3));
    expect(patroni.password).toBe(NEW.restapi);
    const { superuser, replication, rewind } = active().postgresql.authentication;
    expect([superuser, replication, rewind].map(({ password }) => password)).toEqual([
      NEW.superuser,
      NEW.replication,
      NEW.rewind,
    ]);
    for (const name of fs.readdirSync(at('active'))) {
      // What is tried comes and goes.
      const found = fs.statSync(at(`active/${name}`), { throwIfNoEntry: false });
      if (found) expect([name, found.mode & 0o777]).toEqual([name, 0o600]);
    }
    expect(fs.existsSync(at('active/passwords.yml'))).toBe(true);
    expect(fs.readdirSync(at('active')).filter((name) => /\.ya?ml$/.test(name))).toEqual(['passwords.yml']);
  });

  it('C14 takes no password that cannot be written, goes on with the next, and says none', async () => {
    mount({ ...NEW, replication: 'two\nlines' });
    await says(/keeps its former passwords.*Correct the Secret.*for replication holds a line break/);
    mount(NEW);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    mount({ ...NEW, superuser: 'u' });
    await eventually(() => expect(active().postgresql.authentication.superuser.password).toBe('u'));
    await eventually(() => expect(patroni.reloads).toBe(4));
    for (const password of [...Object.values(FORMER), ...Object.values(NEW), 'two']) {
      if (password.length > 1) expect(reload.output()).not.toContain(password);
    }
  });

  it('does not wait for ever for the server: it may need what is new to come up', async () => {
    const before = patroni.reloads;
    patroni.state = 'creating replica';
    fs.writeFileSync(at('config/postgresql.conf'), 'work_mem = 16MB\n');
    await eventually(() => expect(patroni.reloads).toBe(before + 1));
  });
});

/**
 * Patroni's REST API as far as /reload goes: it takes the password that it read last, and reads at a reload. The real one
 * is in test/boot; here the server's state is what a test wants it to be.
 */
class RestApi {
  public static async start(certificates: string, password: string, file: string): Promise<RestApi> {
    const [key, cert] = ['tls.key', 'tls.crt'].map((name) => fs.readFileSync(path.join(certificates, name)));
    const api = new RestApi(password);
    api.server = https.createServer({ key, cert }, ({ method, url, headers }, response) => {
      if (url === '/patroni') {
        response.end(JSON.stringify({ state: api.state }));
        return;
      }
      const expected = `Basic ${Buffer.from(`patroni:${api.password}`).toString('base64')}`;
      const right = headers.authorization === expected && method === 'POST' && url === '/reload';
      if (right) {
        api.reloads += 1;
        api.password = JSON.parse(fs.readFileSync(file, 'utf8')).restapi.authentication.password;
      }
      response.writeHead(right ? 202 : 401).end(right ? 'reload scheduled' : 'not authenticated');
    });
    await new Promise<void>((resolve) => api.server?.listen(0, '127.0.0.1', resolve));
    api.port = (api.server.address() as AddressInfo).port;
    return api;
  }

  public reloads = 0;
  public state = 'initializing new cluster';
  private port = 0;
  private server: https.Server | undefined;

  private constructor(public password: string) {}

  public get url(): string {
    return `https://localhost:${this.port}`;
  }

  public stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
