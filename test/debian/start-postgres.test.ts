import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { Client } from 'pg';
import { certificateOf } from './pgbouncer-server';
import { eventually } from './processes';
import { missing, PASSWORD, readable, SingleServer } from './single-server';

const lack = missing();
if (lack !== undefined) console.warn(`skipped: one instance without Patroni needs ${lack} (Debian: postgresql-15).`);

const IDENTIFIER = 'select system_identifier from pg_control_system()';

(lack === undefined ? describe : describe.skip)('one instance without Patroni', () => {
  let server: SingleServer;

  beforeEach(async () => {
    server = await SingleServer.make();
  });

  afterEach(() => server?.remove());

  test('A1 initializes an empty volume: UTF8, checksums, SCRAM, the superuser of the Secret', async () => {
    const running = await server.ready();
    const words = 'the volume of claim postgres-data-portal-0 is empty: it is initialized';
    await eventually(() => expect(running.output()).toContain(words));
    const shown = ['server_encoding', 'data_checksums', 'password_encryption', 'cluster_name', 'ssl'];
    expect(shown.map((name) => server.sql(`show ${name}`))).toEqual(['UTF8', 'on', 'scram-sha-256', 'portal', 'on']);
    expect(server.sql('select rolname || left(rolpassword, 13) from pg_authid where rolsuper')).toBe(
      'postgresSCRAM-SHA-256',
    );
    expect(await server.login('postgres', PASSWORD)).toBe('postgres');
    await expect(server.login('postgres', 'another')).rejects.toThrow('password authentication failed');
    expect(running.output()).not.toContain(PASSWORD);
    expect(server.sql('select count(*) from pg_file_settings where error is not null')).toBe('0');
    expect(fs.readdirSync(server.path('volume'))).toEqual(['pgdata']);
  });

  test('A1 no process of it has the password among its arguments, nor the server in its environment', async () => {
    const running = server.start();
    const seen = new Set<string>();
    await eventually(() => {
      for (const pid of server.pids()) seen.add(readable(`/proc/${pid}/cmdline`));
      server.sql('select 1');
    }, 300);
    const words = [...seen].join(' ');
    expect([words.includes('initdb'), words.includes('super')]).toEqual([true, false]);
    expect(readable(`/proc/${server.postmaster}/environ`).includes('super')).toBe(false);
    expect(running.process.exitCode).toBeNull();
  });

  test('A1 stopped by SIGTERM it ends sessions and shuts down in order, and starts without recovery', async () => {
    const running = await server.ready();
    server.sql('create table kept as select 1 as one');
    const identifier = server.sql(IDENTIFIER);
    // A session that is open: a smart shutdown would wait for it.
    const open = openSession(server);
    await eventually(() =>
      expect(server.sql('select count(*) from pg_stat_activity where wait_event = $$PgSleep$$')).toBe('1'),
    );
    await running.stop('SIGTERM');
    await open;
    expect(running.process.exitCode).toBe(0);
    expect(running.output()).toContain('received fast shutdown request');
    expect(running.output()).toContain('database system is shut down');

    const again = await server.ready();
    await eventually(() => expect(again.output()).toContain('database system was shut down at'));
    expect(again.output()).not.toMatch(/recovery|interrupted|initialized/);
    expect([server.sql(IDENTIFIER), server.sql('select one from kept')]).toEqual([identifier, '1']);
  });

  test('A1 killed it recovers at its next start, and has what was committed', async () => {
    const running = await server.ready();
    server.sql('create table kept as select 1 as one');
    process.kill(server.postmaster, 'SIGKILL');
    await new Promise((resolve) => running.process.once('close', resolve));
    expect(running.process.exitCode).toBe(137);
    const again = await server.ready();
    await eventually(() => expect(again.output()).toContain('automatic recovery in progress'));
    expect(server.sql('select one from kept')).toBe('1');
  });

  test('A1 an initialization that was killed is done anew', async () => {
    const running = server.start();
    await eventually(() => {
      if (!fs.existsSync(server.path('volume/initializing/PG_VERSION'))) throw new Error(running.output());
    }, 500);
    server.kill();
    await running.stop('SIGKILL');
    expect(fs.existsSync(server.data)).toBe(false);
    expect(fs.existsSync(server.path('volume/initializing'))).toBe(true);

    const again = await server.ready();
    await eventually(() => expect(again.output()).toContain('an interrupted initialization is removed from'));
    expect(fs.readdirSync(server.path('volume'))).toEqual(['pgdata']);
  });

  test('A1 once the platform is initialized, an empty volume is refused, until somebody says otherwise', async () => {
    const running = await server.ready();
    const identifier = server.sql(IDENTIFIER);
    server.mark(identifier);
    await running.stop('SIGTERM');
    await (await server.ready()).stop('SIGTERM');

    server.loseVolume();
    expect(await server.fails()).toBe(
      'start-postgres: the volume of claim postgres-data-portal-0 is empty, and the platform was initialized ' +
        `(system identifier ${identifier}, says ConfigMap portal-initialized). Nothing is initialized over a loss. Bring ` +
        'the volume back, or a snapshot of it. To begin anew on purpose, without data or to restore a dump: kubectl ' +
        'delete configmap portal-initialized --namespace portal-homologation\n',
    );
    expect(fs.readdirSync(server.path('volume'))).toEqual([]);

    server.unmark();
    await server.ready();
    expect(server.sql(IDENTIFIER)).not.toBe(identifier);
  });

  test('A1 a volume of another initialization is refused', async () => {
    await (await server.ready()).stop('SIGTERM');
    server.mark('7000000000000000001');
    expect(await server.fails()).toMatch(
      /has the system identifier \d+; the platform was initialized as 7000000000000000001, says ConfigMap portal-initialized\. Bring back/,
    );
  });

  test.each([
    ['files beside it', 'base_backup.tar', 'holds .*/base_backup.tar, and no .*/pgdata: it is not this platform'],
    ['a data directory at its top', 'PG_VERSION', 'holds .*/PG_VERSION, and no'],
  ])('A1 a volume with %s is refused, and nothing is initialized there', async (_what, file, message) => {
    server.write(`volume/${file}`, '15\n');
    expect(await server.fails()).toMatch(new RegExp(message));
    expect(fs.readdirSync(server.path('volume'))).toEqual([file]);
  });

  test('A1 what a file system has of its own does not count', async () => {
    fs.mkdirSync(server.path('volume/lost+found'));
    await server.ready();
  });

  test.each([
    [
      'no data directory',
      'rm PG_VERSION',
      'holds files, and is no data directory of PostgreSQL. Bring back the volume',
    ],
    [
      'another major',
      'echo 14 >PG_VERSION',
      'is of PostgreSQL 14, this is 15, which cannot read it. Set the major back',
    ],
    [
      'a member of Patroni',
      'touch patroni.dynamic.json',
      'is of an instance under Patroni, and another of them may have',
    ],
    ['a standby', 'touch standby.signal', 'is of an instance under Patroni'],
  ])('A1 data of %s is refused, and stays as it is', async (_what, change, message) => {
    await (await server.ready()).stop('SIGTERM');
    execFileSync('sh', ['-c', change], { cwd: server.data });
    const before = fs.readdirSync(server.data);
    expect(await server.fails()).toContain(message);
    expect(fs.readdirSync(server.data)).toEqual(before);
  });

  test.each([
    [{ SUPERUSER_PASSWORD: '' }, "the superuser's password in the Secret is empty. Put one there."],
    [{ SUPERUSER_USERNAME: 'admin' }, 'the Secret names the superuser "admin", the profile "postgres". Change the'],
    [{ LOCALE: 'xx_XX.UTF-8' }, 'initdb failed, as it says above.'],
    [
      { CONFIG_FOLDER: '/nowhere' },
      '/nowhere has no postgresql.conf: the ConfigMap that is mounted there lacks this key.',
    ],
  ])('A1 with %j it says what is wrong', async (variables, message) => {
    expect(await server.fails(variables)).toContain(message);
    expect(fs.existsSync(server.data)).toBe(false);
  });

  test('A4 a changed parameter and a changed certificate are taken without a restart', async () => {
    const running = await server.ready();
    const reload = server.startReload();
    await eventually(() => expect(reload.output()).toContain('PostgreSQL reads the mounted files.'));
    const [began, certificate] = [server.sql('select pg_postmaster_start_time()'), certificateOf(server.port)];

    server.configure({ work_mem: '7MB' });
    await eventually(() => expect(server.sql('show work_mem')).toBe('7MB'));
    server.renewCertificate();
    await eventually(() => expect(certificateOf(server.port)).not.toBe(certificate));
    expect(await server.login('postgres', PASSWORD)).toBe('postgres');
    expect(server.sql('select pg_postmaster_start_time()')).toBe(began);
    expect(running.process.exitCode).toBeNull();
  });

  test('A4 a reload that nobody takes is tried until somebody does', async () => {
    const reload = server.startReload();
    await eventually(() =>
      expect(reload.output()).toContain('PostgreSQL does not take a reload of the mounted files:'),
    );
    await server.ready();
    await eventually(() => expect(reload.output()).toContain('PostgreSQL reads the mounted files.'));
    await reload.stop('SIGTERM');
    expect(reload.process.exitCode).toBe(0);
  });
});

/** A session that works until it is ended. */
async function openSession(server: SingleServer): Promise<void> {
  const ssl = { rejectUnauthorized: false };
  const client = new Client({
    host: 'localhost',
    port: server.port,
    user: 'postgres',
    password: PASSWORD,
    database: 'postgres',
    ssl,
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select pg_sleep(600)').catch(() => undefined);
  await client.end().catch(() => undefined);
}
