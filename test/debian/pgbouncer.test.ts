import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client } from 'pg';
import { pgbouncerIni } from '../../lib/formats/pgbouncer-ini';
import { freePort } from '../../scripts/embedded-postgres';
import { describeEachPgBouncer, PoolUnderTest } from './pgbouncer-pool';
import { certificateOf, LOOKUP_PASSWORDS, PASSWORDS } from './pgbouncer-server';
import { eventually, type Running, writeCertificates } from './processes';
import { ended } from './scheduled-run';

describeEachPgBouncer('PgBouncer of Debian %s', (suite) => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await PoolUnderTest.start(suite);
  });

  afterAll(() => pool?.stop());

  it('D14 accepts every line of the rendered file', () => {
    expect(pool.process.output()).not.toMatch(
      /unknown parameter|invalid value|syntax error|skipping|WARNING|ERROR|FATAL/,
    );
    expect(pool.showConfig('max_client_conn')).toBe('100');
    expect(pool.showConfig('auth_type')).toBe('scram-sha-256');
    expect(pool.showConfig('syslog_ident')).toMatch(/^pgbouncer-[0-9a-f]{10}$/);
  });

  it('D14 a client logs in by SCRAM, its secret being looked up in the server', async () => {
    for (const database of Object.keys(pool.ini.databases)) {
      const client = await pool.login(database, 'app');
      expect(
        (await client.query('select current_user, ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows,
      ).toEqual([{ current_user: 'app', ssl: true }]);
      await client.end();
    }
  });

  it('D14 a wrong password and an unencrypted connection are refused', async () => {
    await expect(pool.login('app', 'app', 'wrong')).rejects.toThrow(/authentication failed/);
    const plain = new Client({
      host: '127.0.0.1',
      port: pool.port,
      database: 'app',
      user: 'app',
      password: PASSWORDS.app,
    });
    await expect(plain.connect()).rejects.toThrow(/SSL required/);
  });

  it('D14 a role of adminRoles runs the admin console over the network, a superuser cannot, others neither', async () => {
    const operator = await pool.login('pgbouncer', 'operator');
    expect((await operator.query('SHOW POOLS')).rows.map((row: { database: string }) => row.database)).toContain('app');
    await operator.end();
    await expect(pool.login('pgbouncer', 'boss')).rejects.toThrow(/authentication failed|no such user/);
    await expect(pool.login('pgbouncer', 'app')).rejects.toThrow(/not allowed/);
  });

  it('T5 named prepared statements survive a change of the server connection in transaction mode', async () => {
    const [first, second] = [await pool.login('app', 'app'), await pool.login('app', 'app')];
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
    const clients = await Promise.all([1, 2, 3].map(() => pool.login('app_reads.only-1', 'app')));
    const pids = await Promise.all(clients.map((client) => client.query('select pg_backend_pid() as pid')));
    expect(new Set(pids.map(({ rows }) => rows[0].pid)).size).toBe(1);
    await Promise.all(clients.map((client) => client.end()));
    const line = pool
      .console('SHOW DATABASES')
      .split('\n')
      .find((row) => row.startsWith('app|'));
    expect(line?.split('|')).toContain('4');
  });

  it('D14 a client logs in while the connections of its entry are all busy', async () => {
    const busy = await Promise.all([1, 2].map(() => pool.login('app_sessions', 'app')));
    await Promise.all(busy.map((client) => client.query('begin; select 1')));
    // A role's very first login here would wait: PgBouncer asks the server for what it tells a client about it.
    const third = await pool.login('app_sessions', 'app');
    expect(pool.console('SHOW POOLS')).toMatch(/^pgbouncer_lookup_1\|lookup\|/m);
    await third.end();
    await Promise.all(busy.map((client) => client.query('commit').then(() => client.end())));
  });

  it('D14 the lookup entry gives no client more than PostgreSQL lets it', async () => {
    const client = await pool.login('pgbouncer_lookup_1', 'app');
    const statement = `select * from pgbouncer.user_lookup('operator')`;
    await expect(client.query(statement)).rejects.toThrow(/permission denied for schema pgbouncer/);
    await client.end();
    const holding = await pool.login('pgbouncer_lookup_1', 'app');
    await expect(holding.query('begin')).rejects.toThrow(/transaction blocks not allowed/);
    await holding.end().catch(() => undefined);
  });

  it('S6 the exporter sees the pools over the socket, without a password', async () => {
    const metrics = await freePort();
    const connection = `host=${path.join(pool.folder, 'socket')} port=${pool.port} user=pgbouncer dbname=pgbouncer sslmode=disable`;
    pool.run('usr/bin/prometheus-pgbouncer-exporter', [`--web.listen-address=127.0.0.1:${metrics}`], {
      PGBOUNCER_EXPORTER_CONNECTION_STRING: connection,
    });
    const client = await pool.login('app', 'app');
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
      reload = pool.reloadOverBadLine();
    });

    it('applies a changed setting', async () => {
      pool.mount({ query_wait_timeout: '77' });
      await eventually(() => expect(pool.showConfig('query_wait_timeout')).toBe('77'));
      await eventually(() =>
        expect(reload.output()).toContain(`PgBouncer has loaded ${pool.showConfig('syslog_ident')}.`),
      );
    });

    it('takes no lost answer for a refusal, and tries again', async () => {
      const said = (words: RegExp) => reload.output().match(words)?.length ?? 0;
      const counts = () => [said(/does not answer whether it takes it/g), said(/has loaded/g)];
      for (const [command, seconds] of [
        ['RELOAD', '78'],
        ['SHOW CONFIG', '77'],
      ] as const) {
        const [lost = 0, loaded = 0] = counts();
        pool.loseAnswer(command);
        pool.mount({ query_wait_timeout: seconds });
        await eventually(() => expect(counts()).toEqual([lost + 1, loaded + 1]));
        expect(pool.showConfig('query_wait_timeout')).toBe(seconds);
      }
      expect(reload.output()).not.toContain('PgBouncer refused');
    });

    it('goes back to the file before where PgBouncer refuses one, says so, and clients go on', async () => {
      pool.mount({ max_client_conn: 'many', query_wait_timeout: '88' });
      await eventually(() => expect(reload.output()).toContain('PgBouncer refused'));
      await eventually(() => expect(pool.showConfig('query_wait_timeout')).toBe('77'));
      expect(pool.showConfig('client_tls_sslmode')).toBe('require');
      const client = await pool.login('app', 'app');
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await client.end();
      pool.mount();
      await eventually(() => expect(pool.showConfig('query_wait_timeout')).toBe('60'));
    });

    it('a file that is refused half-way leaves encryption and authentication as they were', async () => {
      const active = path.join(pool.folder, 'active/pgbouncer.ini');
      const good = fs.readFileSync(active, 'utf8');
      fs.writeFileSync(active, pgbouncerIni({ ...pool.ini, settings: { max_client_conn: 'many' } }));
      try {
        pool.console('RELOAD');
      } catch {
        // Releases from 1.25 on say here that they refused it.
      }
      expect(pool.process.output()).toContain('invalid value "many"');
      const kept = ['auth_type', 'auth_query', 'client_tls_sslmode', 'server_tls_sslmode', 'server_tls_ca_file'];
      expect(kept.map((name) => pool.showConfig(name))).toEqual([
        'scram-sha-256',
        pool.ini.lookup.query,
        'require',
        'verify-full',
        pool.ini.files.serverCa,
      ]);
      fs.writeFileSync(active, good);
      pool.console('RELOAD');
    });

    it('applies a changed certificate', async () => {
      const before = certificateOf(pool.port);
      writeCertificates(path.join(pool.folder, 'tls'), pool.identity);
      // The server takes the new one too, or PgBouncer would rightly refuse it by the new authority.
      const superuser = await pool.server.connect();
      await superuser.query('select pg_reload_conf()');
      await superuser.end();
      await eventually(() => expect(certificateOf(pool.port)).not.toBe(before));
    });

    it('keeps the password of the lookup role until a server takes the new one, and says so once', async () => {
      const userlist = path.join(pool.folder, 'active/userlist.txt');
      const before = fs.readFileSync(userlist, 'utf8');
      const said = () => reload.output().match(/PgBouncer keeps the former password of role lookup.*/g) ?? [];
      fs.writeFileSync(path.join(pool.folder, 'lookup/password'), LOOKUP_PASSWORDS.second);
      await eventually(() => expect(said()).toHaveLength(1));
      expect(said()[0]).toMatch(/password authentication failed for user "lookup"/);
      // Two rounds more: a change is applied in each.
      for (const seconds of ['61', '62']) {
        pool.mount({ query_wait_timeout: seconds });
        await eventually(() => expect(pool.showConfig('query_wait_timeout')).toBe(seconds));
      }
      expect(said()).toHaveLength(1);
      expect(fs.readFileSync(userlist, 'utf8')).toBe(before);
      const superuser = await pool.server.connect();
      await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'lookup'");
      await superuser.end();
      const client = await eventually(() => pool.login('app', 'operator'));
      await client.end();
    });

    it('applies a changed password of the lookup role', async () => {
      const superuser = await pool.server.connect();
      // Otherwise PgBouncer would have it once something else changes, and meanwhile nobody could log in.
      pool.loseAnswer('RELOAD');
      await superuser.query(`alter role lookup password ${superuser.escapeLiteral(LOOKUP_PASSWORDS.second)}`);
      await eventually(() =>
        expect(fs.readFileSync(path.join(pool.folder, 'active/userlist.txt'), 'utf8')).toBe(
          '"lookup" "second"" lookup"\n',
        ),
      );
      expect(fs.statSync(path.join(pool.folder, 'active/userlist.txt')).mode & 0o777).toBe(0o600);
      pool.console('RECONNECT');
      await superuser.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'lookup'");
      await superuser.end();
      const client = await eventually(() => pool.login('app', 'operator'));
      await client.end();
    });

    it('says nothing of passwords, and ends at once when the pod ends', async () => {
      await reload.stop('SIGTERM');
      expect(reload.process.exitCode).toBe(0);
      expect(reload.output()).not.toMatch(/lookup; |second"/);
    });
  });

  it('D14 a pod that ends lets transactions end, and takes no new clients', async () => {
    const client = await pool.login('app', 'app');
    await client.query('begin');
    await client.query('select 1');
    pool.process.process.kill('SIGINT');
    await eventually(() => expect(pool.process.output()).toContain('got SIGINT'));
    await eventually(() => expect(pool.login('app', 'app')).rejects.toThrow());
    expect((await client.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
    await client.query('commit');
    expect((await ended(pool.process)).code).toBe(0);
    await client.end().catch(() => undefined);
  });
});
