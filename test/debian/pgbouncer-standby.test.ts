import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { pgbouncerIni } from '../../lib/formats/pgbouncer-ini';
import { type EmbeddedServer, freePort, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { debianProgram } from './debian-root';
import { eventually, type Running, start } from './processes';
import { type Standby, startStandby } from './standby';

const suites = ['trixie', 'forky'].filter((suite) => debianProgram(suite, 'usr/sbin/pgbouncer'));
const describeEach = suites.length > 0 ? describe.each(suites) : describe.skip.each(['none']);

describeEach('PgBouncer of Debian %s before a standby', (suite) => {
  let primary: EmbeddedServer;
  let standby: Standby;
  let folder: string;
  let port: number;
  let pgbouncer: Running;

  beforeAll(async () => {
    primary = await startEmbeddedServer(17);
    standby = await startStandby(primary);
    const { uid, gid } = fs.statSync(primary.dataDirectory);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pgbouncer-standby-'));
    port = await freePort();
    const entry = { host: '127.0.0.1', database: 'postgres', maxServerConnections: 2 };
    const rendered = pgbouncerIni({
      name: 'pool',
      databases: {
        reads: { ...entry, port: standby.port },
        writes: { ...entry, port: standby.port, primaryOnly: true },
        primary: { ...entry, port: primary.port, primaryOnly: true },
      },
      port,
      mode: 'transaction',
      adminRoles: [],
      lookup: { role: primary.user, query: 'select usename, passwd from pg_shadow where usename = $1' },
      files: {
        socketFolder: folder,
        authFile: path.join(folder, 'users'),
        certificate: '',
        key: '',
        serverCa: '',
      },
      settings: { query_wait_timeout: '3', server_login_retry: '1' },
    });
    // The servers of this test trust everybody, and encrypt nothing.
    const ini = rendered.replace(/^(auth_type|.*_tls_sslmode) = .*$/gm, (line) =>
      line.startsWith('auth_type') ? 'auth_type = trust' : `${line.split(' ')[0]} = disable`,
    );
    fs.writeFileSync(path.join(folder, 'pgbouncer.ini'), ini.replace(/^.*_tls_.*_file = .*\n/gm, ''));
    fs.writeFileSync(path.join(folder, 'users'), `"${primary.user}" ""\n`);
    for (const name of ['', 'pgbouncer.ini', 'users']) fs.chownSync(path.join(folder, name), uid, gid);
    const program = debianProgram(suite, 'usr/sbin/pgbouncer');
    if (!program) throw new Error('PgBouncer is not installed');
    pgbouncer = start(program, [path.join(folder, 'pgbouncer.ini')], { uid, gid, cwd: folder });
    await eventually(() => ask('reads'));
  });

  afterAll(async () => {
    await pgbouncer?.stop('SIGQUIT');
    await standby?.stop();
    await primary?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function ask(database: string): Promise<unknown> {
    const client = new Client({ host: '127.0.0.1', port, database, user: primary.user });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query('select pg_is_in_recovery() as recovering')).rows[0]?.recovering;
    } catch (error) {
      throw new Error(`${String(error)}\n${pgbouncer?.output()}`);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  test('C13 an entry for the primary gives nobody a connection to a standby, and one for reads does', async () => {
    expect(await ask('reads')).toBe(true);
    expect(await ask('primary')).toBe(false);
    await expect(ask('writes')).rejects.toThrow('query_wait_timeout');
  });

  test('C13 it serves as soon as that server is the primary', async () => {
    const client = new Client({ host: '127.0.0.1', port: standby.port, database: 'postgres', user: primary.user });
    await client.connect();
    await client.query('select pg_promote()');
    await client.end();
    expect(await eventually(() => ask('writes'))).toBe(false);
  });
});
