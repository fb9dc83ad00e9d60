import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AccessLevel } from '../../lib/profile/databases';
import type { SchemaProps } from '../../lib/tiers/schema';
import { EXAMPLE, WEIRD_DATABASE, WEIRD_ROLE } from './reconcile-example';
import {
  login,
  passwordOf,
  psqlIsMissing,
  type ReconcileServer,
  type Run,
  SUPERUSER,
  startReconcileServer,
} from './reconcile-server';

const DONE = 'reconcile: done: the server holds what the profile says.\n';

const VERIFIER = /SCRAM-SHA-256\$\d/;

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('passwords on PostgreSQL %i', (major) => {
  let server: ReconcileServer;
  let first: Run;
  let logOfFirst: string;
  let statisticsOfFirst: string;
  let recorder: string;
  const argumentsOfFirst = () => fs.readFileSync(path.join(recorder, 'arguments'), 'utf8');
  const secrets = () =>
    server.query('select rolname, rolpassword, xmin::text from pg_authid where rolpassword is not null order by 1');

  beforeAll(async () => {
    recorder = recordingPsql();
    server = await startReconcileServer(major, 'debug_print_parse = on\n');
    await server.query('create extension pg_stat_statements');
    await server.query('select pg_stat_statements_reset()');
    const start = (await server.log()).length;
    first = await server.run(EXAMPLE, {}, { PATH: `${recorder}:${process.env.PATH}` });
    logOfFirst = (await server.log()).slice(start);
    statisticsOfFirst = JSON.stringify(await server.query('select query from pg_stat_statements'));
    if (first.code !== 0) throw new Error(first.said);
  });

  afterAll(async () => {
    await server.stop();
    fs.rmSync(recorder, { recursive: true });
  });

  test('D7 every login role gets in with its password from the Secret, kept as SCRAM', async () => {
    for (const role of ['app', 'reader', WEIRD_ROLE, 'migrator'])
      await server.as(role, passwordOf(role), 'select', 'app');
    for (const role of ['dump', 'postgres_exporter', 'rewind']) await server.as(role, passwordOf(role), 'select 1');
    await server.as('pgbouncer_lookup', passwordOf('pgbouncer_lookup'), 'select 1', 'app');
    const kinds = await server.query(
      'select distinct left(rolpassword, 14) as kind from pg_authid where rolcanlogin and rolpassword is not null',
    );
    expect(kinds).toEqual([{ kind: 'SCRAM-SHA-256$' }]);
  });

  test('D7 passwords that are right are left alone: no new salt, no new row', async () => {
    const before = await secrets();
    expect((await server.run(EXAMPLE)).said).toBe(DONE);
    expect(await secrets()).toEqual(before);
  });

  test('D7 C14 a rotated password is set, that one alone, and the old one no longer works', async () => {
    const before = await secrets();
    const run = await server.run(EXAMPLE, { 'app-password': 'rotated' });
    expect(run.said).toBe(`reconcile: role app: password set from key app-password of Secret passwords.\n${DONE}`);
    const others = (rows: Record<string, unknown>[]) => rows.filter(({ rolname }) => rolname !== 'app');
    expect(others(await secrets())).toEqual(others(before));
    await server.as('app', 'rotated', 'select 1', 'app');
    await expect(server.as('app', passwordOf('app'), 'select 1', 'app')).rejects.toThrow(
      'password authentication failed',
    );
  });

  test('D7 C14 the replication role is tried over a replication connection', async () => {
    const run = await server.run(EXAMPLE, { 'replicator-password': 'rotated' });
    expect(run.said).toContain('role replicator: password set');
    expect(run.said).toContain('role app: password set');
    expect((await server.run(EXAMPLE, { 'replicator-password': 'rotated' })).said).toBe(DONE);
    expect(await server.log()).toMatch(/replication connection authorized: user=replicator/);
  });

  test('a password that was changed, removed or weakened by hand is set back', async () => {
    await server.run(EXAMPLE);
    await server.query(`alter role app password 'by hand'; alter role reader password null;
      set password_encryption = md5; alter role dump password '${passwordOf('dump').replaceAll("'", "''")}'`);
    const run = await server.run(EXAMPLE);
    const set = (role: string) =>
      `reconcile: role ${role}: password set from key ${role}-password of Secret passwords.\n`;
    expect(run.said).toBe(`${set('app')}${set('reader')}${set('dump')}${DONE}`);
  });

  test('a role that may hold no further session has still shown its password', async () => {
    const full: SchemaProps = {
      ...EXAMPLE,
      roles: { ...EXAMPLE.roles, app: { ...EXAMPLE.roles?.app, connectionLimit: 0 } },
    };
    const run = await server.run(full);
    expect(run).toEqual({ code: 0, said: `reconcile: roles: alter role app connection limit 0\n${DONE}` });
    expect(await server.log()).toContain('too many connections for role "app"');
    await server.run(EXAMPLE);
  });

  test('a role that pg_hba.conf does not let in is an error with the mend, and the others are still served', async () => {
    const refused = {
      ...EXAMPLE,
      roles: { ...EXAMPLE.roles, refused: { password: login('refused').password, memberOf: ['app_owner'] } },
    };
    const run = await server.run(refused, { 'reader-password': 'rotated' });
    expect(run.code).toBe(1);
    expect(run.said).toMatch(
      /role refused: failed: its password could not be tried: pg_hba.conf rejects.*\. Let the role in/,
    );
    expect(run.said).toContain('role reader: password set');
    await server.run(EXAMPLE);
  });

  test('a role that pg_hba.conf lets into one of its databases alone is tried there', async () => {
    const { app, [WEIRD_DATABASE]: weird } = EXAMPLE.databases ?? {};
    const connect = ['elsewhere', ...(app?.connect ?? [])];
    const run = await server.run({
      ...EXAMPLE,
      roles: { ...EXAMPLE.roles, elsewhere: { password: login('elsewhere').password } },
      databases: { app: { ...app, connect }, [WEIRD_DATABASE]: { ...weird, connect } },
    });
    expect(run.said).toContain('role elsewhere: password set');
    expect(run.code).toBe(0);
  });

  test('C14 of two logins that share a role, one is rotated while the other goes on', async () => {
    const half = (name: string) => ({ password: login(name).password, memberOf: ['service'] });
    const { app, ...rest } = EXAMPLE.databases ?? {};
    const props: SchemaProps = {
      ...EXAMPLE,
      roles: { ...EXAMPLE.roles, service: { login: false }, blue: half('blue'), green: half('green') },
      databases: { ...rest, app: { ...app, access: { ...app?.access, service: AccessLevel.WRITE } } },
    };
    expect((await server.run(props)).code).toBe(0);
    await server.query('set role app_owner; create table if not exists work (id int)', 'app');
    expect((await server.run(props, { 'blue-password': 'rotated' })).said).not.toContain('role green');
    await server.as('green', passwordOf('green'), 'insert into work values (1)', 'app');
    await server.as('blue', 'rotated', 'insert into work values (2)', 'app');
  });

  test.each([
    ['', 'is empty. Put one under key app-password of Secret passwords.'],
    ['with a line break\n', 'holds a line break or another control character'],
  ])('D7 the password %j is refused and the one in force stays', async (password, message) => {
    const before = await secrets();
    const run = await server.run(EXAMPLE, { 'app-password': password });
    expect(run.code).toBe(1);
    expect(run.said).toContain(`reconcile: role app: failed: its password (PASSWORD_APP) ${message}`);
    expect(await secrets()).toEqual(before);
  });

  test('D7 a superuser password that the server refuses is said with the way out', async () => {
    const key = `${SUPERUSER.replaceAll('_', '-')}-password`;
    const run = await server.run(EXAMPLE, { [key]: 'not this one' });
    expect(run.code).toBe(1);
    expect(run.said).toMatch(
      /refuses the password of cluster_admin: the Secret was changed and the server has the old one/,
    );
    expect(run.said).toContain(`(key ${key} of Secret passwords)`);
    expect(run.said).toContain('psql -h /var/run/postgresql -U cluster_admin -d postgres, then \\password.');
    expect((await server.run(EXAMPLE, { [key]: '' })).said).toContain("the superuser's password is empty");
  });

  test('a server that is away, or that takes no writes, is waited for and then named', async () => {
    const away = await server.run(EXAMPLE, {}, { PGPORT: '1', WAIT_SECONDS: '1' });
    expect(away.code).toBe(1);
    expect(away.said).toMatch(
      /failed: 127\.0\.0\.1:1 took no writes within 1 seconds\. Last answer: .*Connection refused/,
    );
    await server.query(`alter role ${SUPERUSER} set default_transaction_read_only = on`);
    const readOnly = await server.run(EXAMPLE, {}, { WAIT_SECONDS: '1' });
    expect(readOnly.said).toContain('Last answer: it is read-only: a standby, or a primary that is being promoted');
    await server.query(`alter role ${SUPERUSER} reset default_transaction_read_only`);
  });

  test('D7 no password and no verifier stands in the log, in statistics, in arguments, or in what a run says', async () => {
    expect(logOfFirst.includes('insert into desired_roles')).toBe(true);
    expect(statisticsOfFirst).toContain('pg_auth_members');
    expect(argumentsOfFirst()).toContain('role=app');
    for (const text of [logOfFirst, statisticsOfFirst, argumentsOfFirst(), first.said]) {
      expect(text.includes('Secret of')).toBe(false);
      expect(VERIFIER.test(text)).toBe(false);
    }
    expect((await server.log()).includes('rotated')).toBe(false);
    expect(VERIFIER.test(await server.log())).toBe(false);
  });
});

/** A folder with a psql that writes its arguments down and then is the real one. */
function recordingPsql(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'psql-'));
  const real = execFileSync('sh', ['-c', 'command -v psql'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >>'${folder}/arguments'\nexec '${real}' "$@"\n`;
  fs.writeFileSync(path.join(folder, 'psql'), script, { mode: 0o755 });
  return folder;
}
