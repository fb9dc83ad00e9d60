import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { type PgBouncerIniProps, pgbouncerIni } from '../../lib/formats/pgbouncer-ini';
import { type EmbeddedServer, freePort, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { debianProgram, onPath } from './debian-root';
import { Gate } from './gate';
import {
  certificateOf,
  createRoles,
  LOOKUP_PASSWORDS,
  OPERATIONS,
  PASSWORDS,
  podEnvironment,
} from './pgbouncer-server';
import { eventually, type Running, requireTlsAndScram, start, writeCertificates } from './processes';

// PgBouncer 1.24 (trixie) and 1.26 (forky): the generations that images pin. Skipped where they are not installed.
const suites = ['trixie', 'forky'].filter(
  (suite) => debianProgram(suite, 'usr/sbin/pgbouncer') && onPath('psql') && onPath('openssl'),
);
const describeEach = suites.length > 0 ? describe.each(suites) : describe.skip.each(['none']);

describeEach('PgBouncer of Debian %s', (suite) => {
  let server: EmbeddedServer;
  let folder: string;
  let identity: { uid: number; gid: number };
  let port: number;
  let ini: PgBouncerIniProps;
  let pgbouncer: Running;
  const started: Running[] = [];

  beforeAll(async () => {
    server = await startEmbeddedServer(16);
    const { uid, gid } = fs.statSync(server.dataDirectory);
    identity = { uid, gid };
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pgbouncer-'));
    for (const name of ['config', 'tls', 'lookup', 'active', 'socket']) fs.mkdirSync(path.join(folder, name));
    writeCertificates(path.join(folder, 'tls'), identity);
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    await requireTlsAndScram(server, path.join(folder, 'tls'));
    await createRoles(server);
    port = await freePort();
    ini = {
      name: 'pool',
      databases: {
        app: { host: '127.0.0.1', port: server.port, database: 'app', maxServerConnections: 4 },
        'app_reads.only-1': {
          host: '127.0.0.1',
          port: server.port,
          database: 'app',
          maxServerConnections: 2,
          poolSize: 1,
        },
        app_sessions: {
          host: '127.0.0.1',
          port: server.port,
          database: "odd 'name'",
          maxServerConnections: 2,
          mode: 'session',
        },
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
    writeConfig(pgbouncerIni(ini));
    fs.writeFileSync(path.join(folder, 'lookup/password'), LOOKUP_PASSWORDS.first);
    // As the init container does.
    fs.copyFileSync(path.join(folder, 'config/pgbouncer.ini'), path.join(folder, 'active/pgbouncer.ini'));
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    execFileSync('sh', [path.join(OPERATIONS, 'pgbouncer-userlist.sh')], { ...identity, env: environment() });
    pgbouncer = run('usr/sbin/pgbouncer', [path.join(folder, 'active/pgbouncer.ini')]);
    await eventually(() => console_('SHOW VERSION'), 50).catch((error: Error) => {
      throw new Error(`${error.message}\n${pgbouncer.output()}`);
    });
  });

  afterAll(async () => {
    for (const running of started.reverse()) await running.stop('SIGQUIT');
    fs.rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });

  function run(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Running {
    const found = debianProgram(suite, program);
    if (found === undefined) throw new Error(`${program} is not installed`);
    const running = start(found, args, { ...identity, cwd: folder, env: { PATH: process.env.PATH, ...env } });
    started.push(running);
    return running;
  }

  const environment = () => podEnvironment(folder, port, server.port);

  function writeConfig(text: string): void {
    fs.writeFileSync(path.join(folder, 'config/pgbouncer.ini'), text);
  }

  /** The admin console over the socket, as the containers beside PgBouncer use it. */
  function console_(command: string): string {
    const args = ['--no-psqlrc', '--no-password', '-AtU', 'pgbouncer', '-d', 'pgbouncer', '-c', command];
    return execFileSync('psql', args, { ...identity, env: environment(), stdio: 'pipe' }).toString();
  }

  function showConfig(name: string): string | undefined {
    const line = console_('SHOW CONFIG')
      .split('\n')
      .find((candidate) => candidate.startsWith(`${name}|`));
    return line?.split('|')[1];
  }

  async function login(database: string, user: keyof typeof PASSWORDS, password = PASSWORDS[user]): Promise<Client> {
    const ca = fs.readFileSync(path.join(folder, 'tls/ca.crt'), 'utf8');
    const client = new Client({ host: '127.0.0.1', port, database, user, password, ssl: { ca } });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  it('D14 accepts every line of the rendered file', () => {
    expect(pgbouncer.output()).not.toMatch(/unknown parameter|invalid value|syntax error|skipping|WARNING|ERROR|FATAL/);
    expect(showConfig('max_client_conn')).toBe('100');
    expect(showConfig('auth_type')).toBe('scram-sha-256');
    expect(showConfig('syslog_ident')).toMatch(/^pgbouncer-[0-9a-f]{10}$/);
  });

  it('D14 a client logs in by SCRAM, its secret being looked up in the server', async () => {
    for (const database of Object.keys(ini.databases)) {
      const client = await login(database, 'app');
      expect(
        (await client.query('select current_user, ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows,
      ).toEqual([{ current_user: 'app', ssl: true }]);
      await client.end();
    }
  });

  it('D14 a wrong password and an unencrypted connection are refused', async () => {
    await expect(login('app', 'app', 'wrong')).rejects.toThrow(/authentication failed/);
    const plain = new Client({ host: '127.0.0.1', port, database: 'app', user: 'app', password: PASSWORDS.app });
    await expect(plain.connect()).rejects.toThrow(/SSL required/);
  });

  it('D14 a role of adminRoles runs the admin console over the network, a superuser cannot, others neither', async () => {
    const operator = await login('pgbouncer', 'operator');
    expect((await operator.query('SHOW POOLS')).rows.map((row: { database: string }) => row.database)).toContain('app');
    await operator.end();
    await expect(login('pgbouncer', 'boss')).rejects.toThrow(/authentication failed|no such user/);
    await expect(login('pgbouncer', 'app')).rejects.toThrow(/not allowed/);
  });

  it('T5 named prepared statements survive a change of the server connection in transaction mode', async () => {
    const [first, second] = [await login('app', 'app'), await login('app', 'app')];
    const query = { name: 'sum', text: 'select $1::int + 1 as sum, pg_backend_pid() as pid', values: [1] };
    const before = (await first.query(query)).rows[0];
    await second.query('begin');
    await second.query('select 1');
    const after = (await first.query({ ...query, values: [2] })).rows[0];
    expect([before.sum, after.sum]).toEqual([2, 3]);
    expect(after.pid).not.toBe(before.pid);
    await second.query('rollback');
    await first.end();
    await second.end();
  });

  it('D14 a pool of one connection keeps to it, and the budget of an entry holds for all its users', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => login('app_reads.only-1', 'app')));
    const pids = await Promise.all(clients.map((client) => client.query('select pg_backend_pid() as pid')));
    expect(new Set(pids.map(({ rows }) => rows[0].pid)).size).toBe(1);
    await Promise.all(clients.map((client) => client.end()));
    const line = console_('SHOW DATABASES')
      .split('\n')
      .find((row) => row.startsWith('app|'));
    expect(line?.split('|')).toContain('4');
  });

  it('D14 a client logs in while the connections of its entry are all busy', async () => {
    const busy = await Promise.all([1, 2].map(() => login('app_sessions', 'app')));
    await Promise.all(busy.map((client) => client.query('begin; select 1')));
    // A role's very first login here would wait: PgBouncer asks the server for what it tells a client about it.
    const third = await login('app_sessions', 'app');
    expect(console_('SHOW POOLS')).toMatch(/^pgbouncer_lookup_1\|lookup\|/m);
    await third.end();
    await Promise.all(busy.map((client) => client.query('commit').then(() => client.end())));
  });

  it('D14 the lookup entry gives no client more than PostgreSQL lets it', async () => {
    const client = await login('pgbouncer_lookup_1', 'app');
    const statement = `select * from pgbouncer.user_lookup('operator')`;
    await expect(client.query(statement)).rejects.toThrow(/permission denied for schema pgbouncer/);
    await client.end();
    const holding = await login('pgbouncer_lookup_1', 'app');
    await expect(holding.query('begin')).rejects.toThrow(/transaction blocks not allowed/);
    await holding.end().catch(() => undefined);
  });

  it('S6 the exporter sees the pools over the socket, without a password', async () => {
    const metrics = await freePort();
    const connection = `host=${path.join(folder, 'socket')} port=${port} user=pgbouncer dbname=pgbouncer sslmode=disable`;
    run('usr/bin/prometheus-pgbouncer-exporter', [`--web.listen-address=127.0.0.1:${metrics}`], {
      PGBOUNCER_EXPORTER_CONNECTION_STRING: connection,
    });
    const client = await login('app', 'app');
    const body = await eventually(async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text());
    expect(body).toMatch(/^pgbouncer_up 1$/m);
    expect(body).toMatch(/^pgbouncer_pools_client_active_connections\{database="app",user="app"\} \d/m);
    expect(body).toMatch(/^pgbouncer_pools_server_active_connections\{database="app",user="app"\} \d/m);
    expect(body).toMatch(/^pgbouncer_stats_(totals_)?queries_pooled_total\{database="app"\} \d/m);
    expect((await fetch(`http://127.0.0.1:${metrics}/`)).status).toBe(200);
    await client.end();
  });

  describe('the reload container', () => {
    let reload: Running;

    beforeAll(() => {
      const script = path.join(OPERATIONS, 'reload-pgbouncer.sh');
      reload = start({ command: 'sh', args: [script] }, [], { ...identity, cwd: folder, env: environment() });
      started.push(reload);
    });

    it('applies a changed setting', async () => {
      writeConfig(pgbouncerIni({ ...ini, settings: { ...ini.settings, query_wait_timeout: '77' } }));
      await eventually(() => expect(showConfig('query_wait_timeout')).toBe('77'));
      await eventually(() => expect(reload.output()).toContain(`PgBouncer has loaded ${showConfig('syslog_ident')}.`));
    });

    it('goes back to the file before where PgBouncer refuses one, says so, and clients go on', async () => {
      const broken = { ...ini, settings: { max_client_conn: 'many', query_wait_timeout: '88' } };
      writeConfig(pgbouncerIni(broken));
      await eventually(() => expect(reload.output()).toContain('PgBouncer refused'));
      await eventually(() => expect(showConfig('query_wait_timeout')).toBe('77'));
      expect(showConfig('client_tls_sslmode')).toBe('require');
      const client = await login('app', 'app');
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
      writeConfig(pgbouncerIni(ini));
      await eventually(() => expect(showConfig('query_wait_timeout')).toBe('60'));
    });

    it('a file that is refused half-way leaves encryption and authentication as they were', async () => {
      const active = path.join(folder, 'active/pgbouncer.ini');
      const good = fs.readFileSync(active, 'utf8');
      fs.writeFileSync(active, pgbouncerIni({ ...ini, settings: { max_client_conn: 'many' } }));
      try {
        console_('RELOAD');
      } catch {
        // Releases from 1.25 on say here that they refused it.
      }
      expect(pgbouncer.output()).toContain('invalid value "many"');
      const kept = ['auth_type', 'auth_query', 'client_tls_sslmode', 'server_tls_sslmode', 'server_tls_ca_file'];
      expect(kept.map(showConfig)).toEqual([
        'scram-sha-256',
        ini.lookup.query,
        'require',
        'verify-full',
        ini.files.serverCa,
      ]);
      fs.writeFileSync(active, good);
      console_('RELOAD');
    });

    it('applies a changed certificate', async () => {
      const before = certificateOf(port);
      writeCertificates(path.join(folder, 'tls'), identity);
      // The server takes the new one too, or PgBouncer would rightly refuse it by the new authority.
      const superuser = await server.connect();
      await superuser.query('select pg_reload_conf()');
      await superuser.end();
      await eventually(() => expect(certificateOf(port)).not.toBe(before));
    });

    it('keeps the password of the lookup role until a server takes the new one, and says so once', async () => {
      const userlist = path.join(folder, 'active/userlist.txt');
      const before = fs.readFileSync(userlist, 'utf8');
      const said = () => reload.output().match(/PgBouncer keeps the former password of role lookup.*/g) ?? [];
      fs.writeFileSync(path.join(folder, 'lookup/password'), LOOKUP_PASSWORDS.second);
      await eventually(() => expect(said()).toHaveLength(1));
      expect(said()[0]).toMatch(/password authentication failed for user "lookup"/);
      // Two rounds more: a change is applied in each.
      for (const seconds of ['61', '62']) {
        writeConfig(pgbouncerIni({ ...ini, settings: { ...ini.settings, query_wait_timeout: seconds } }));
        await eventually(() => expect(showConfig('query_wait_timeout')).toBe(seconds));
      }
      expect(said()).toHaveLength(1);
      expect(fs.readFileSync(userlist, 'utf8')).toBe(before);
      const superuser = await server.connect();
      await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'lookup'");
      await superuser.end();
      const client = await eventually(() => login('app', 'operator'));
      await client.end();
    });

    it('applies a changed password of the lookup role', async () => {
      const superuser = await server.connect();
      await superuser.query(`alter role lookup password ${superuser.escapeLiteral(LOOKUP_PASSWORDS.second)}`);
      await eventually(() =>
        expect(fs.readFileSync(path.join(folder, 'active/userlist.txt'), 'utf8')).toBe('"lookup" "second"" lookup"\n'),
      );
      expect(fs.statSync(path.join(folder, 'active/userlist.txt')).mode & 0o777).toBe(0o600);
      console_('RECONNECT');
      await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'lookup'");
      await superuser.end();
      const client = await eventually(() => login('app', 'operator'));
      await client.end();
    });

    it('says nothing of passwords, and ends at once when the pod ends', async () => {
      await reload.stop('SIGTERM');
      expect(reload.process.exitCode).toBe(0);
      expect(reload.output()).not.toMatch(/lookup; |second"/);
    });
  });

  describe('the reload container of a pool whose reads fall back', () => {
    const standby = '127.0.0.9';
    let reload: Running;
    let gate: Gate | undefined;

    /** Where PgBouncer leads an entry now. */
    const hostOf = (entry: string) =>
      console_('SHOW DATABASES')
        .split('\n')
        .find((line) => line.startsWith(`${entry}|`))
        ?.split('|')[1];
    const read = async () => {
      const client = await login('reads', 'app');
      const { rows } = await client.query('select 1 as one');
      await client.end();
      return rows;
    };

    beforeAll(async () => {
      gate = await Gate.open(standby, server.port);
      const reads = { host: standby, port: server.port, database: 'app', maxServerConnections: 2 };
      ini = { ...ini, databases: { reads, ...ini.databases } };
      writeConfig(pgbouncerIni(ini));
      const script = path.join(OPERATIONS, 'reload-pgbouncer.sh');
      const fallback = { FALLBACK_HOST: '127.0.0.1', FALLBACK_FROM: standby, LOOKUP_HOST: standby };
      const env = { ...environment(), ...fallback };
      reload = start({ command: 'sh', args: [script] }, [], { ...identity, cwd: folder, env });
      started.push(reload);
      await eventually(() => expect(hostOf('reads')).toBe(standby));
    });

    afterAll(async () => {
      await reload.stop('SIGTERM');
      await gate?.close();
    });

    it('D25 leads reads to the primary while their host answers nobody, and back', async () => {
      expect(await eventually(read)).toEqual([{ one: 1 }]);
      await gate?.close();
      await eventually(() => expect(hostOf('reads')).toBe('127.0.0.1'));
      expect(await eventually(read)).toEqual([{ one: 1 }]);
      gate = await Gate.open(standby, server.port);
      await eventually(() => expect(hostOf('reads')).toBe(standby));
      expect(await eventually(read)).toEqual([{ one: 1 }]);
    });

    it('D25 does so while a file that PgBouncer refuses is mounted', async () => {
      const refusals = () => reload.output().match(/PgBouncer refused/g)?.length ?? 0;
      writeConfig(pgbouncerIni({ ...ini, settings: { max_client_conn: 'many' } }));
      await eventually(() => expect(refusals()).toBeGreaterThan(0));
      await gate?.close();
      await eventually(() => expect(hostOf('reads')).toBe('127.0.0.1'));
      gate = await Gate.open(standby, server.port);
      await eventually(() => expect(hostOf('reads')).toBe(standby));
      expect(showConfig('max_client_conn')).toBe('100');
      writeConfig(pgbouncerIni(ini));
      const hash = () => reload.output().trim().split('\n').at(-1);
      await eventually(() => expect(hash()).toContain('has loaded'));
    });

    it('D25 takes a new password of the lookup role while that host is away, or nobody could log in', async () => {
      await gate?.close();
      await eventually(() => expect(hostOf('reads')).toBe('127.0.0.1'));
      const superuser = await server.connect();
      await superuser.query(`alter role lookup password ${superuser.escapeLiteral(LOOKUP_PASSWORDS.first)}`);
      await superuser.end();
      fs.writeFileSync(path.join(folder, 'lookup/password'), LOOKUP_PASSWORDS.first);
      const userlist = `"lookup" "${LOOKUP_PASSWORDS.first.replaceAll('"', '""')}"\n`;
      await eventually(() => expect(fs.readFileSync(path.join(folder, 'active/userlist.txt'), 'utf8')).toBe(userlist));
    });
  });

  it('D14 a pod that ends lets transactions end, and takes no new clients', async () => {
    const client = await login('app', 'app');
    await client.query('begin');
    await client.query('select 1');
    pgbouncer.process.kill('SIGINT');
    await eventually(() => expect(pgbouncer.output()).toContain('got SIGINT'));
    await eventually(() => expect(login('app', 'app')).rejects.toThrow());
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
    await client.query('commit');
    await new Promise((resolve) => pgbouncer.process.once('exit', resolve));
    expect(pgbouncer.process.exitCode).toBe(0);
    await client.end().catch(() => undefined);
  });
});
