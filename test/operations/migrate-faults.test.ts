import { type Files, type MigrateServer, startMigrateServer, TELL, UNTIL_TOLD, up } from './migrate-server';
import { psqlIsMissing } from './reconcile-server';

const FILES: Files = { '20260101000000_things.sql': up('create table public.things (id integer);') };

(psqlIsMissing() ? describe.skip : describe)('migrate.sh', () => {
  let server: MigrateServer;

  beforeAll(async () => {
    server = await startMigrateServer(17);
  });
  afterAll(() => server?.stop());

  test('waits for what the reconcile job makes, and begins once it is there', async () => {
    const app = await server.database();
    const running = app.start(FILES, { props: { schemas: ['audit', 'later'], extensions: ['pgcrypto'] } });
    await running.says(
      `waiting for ${app.name} on 127.0.0.1:${server.port}: not there yet: extension pgcrypto, schema later`,
    );
    await app.query('create extension pgcrypto');
    await app.query('create schema later');
    expect(await running.ended).toMatchObject({ code: 0, said: expect.stringContaining('1 of them applied now') });
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'a wrong password',
      { PGPASSWORD: 'wrong' },
      'it refuses the password of migration (key migration-password of Secret passwords), or has no such role yet. The reconcile job makes the role',
    ],
    [
      'a database that is not there',
      { PGDATABASE: 'nowhere' },
      'database "nowhere" does not exist. The reconcile job makes it: see its log.',
    ],
    ['an owner that it is no member of', { OWNER: 'postgres' }, ''],
    ['a server that is not there', { PGPORT: '1' }, "failed: Connection refused. See the primary's log."],
  ])('%s is waited for no longer than said, and explained', async (_title, env, message) => {
    const app = await server.database();
    const props = env.OWNER === undefined ? {} : { owner: env.OWNER };
    const run = await app.run(FILES, { props, env: { ...env, WAIT_SECONDS: '1' } });
    expect(run.code).toBe(1);
    expect(run.said).toContain('was not ready within 1 seconds: ');
    expect(run.said).toContain(
      message || 'not there yet: membership of migration in postgres. The reconcile job makes it',
    );
  });

  test('a database that takes no writes is waited for', async () => {
    const app = await server.database();
    await app.query(`alter database "${app.name}" set default_transaction_read_only to on`);
    const running = app.start(FILES);
    await running.says('it is read-only: a standby, or a primary that is being promoted');
    await app.query(`begin; set transaction read write; alter database "${app.name}" reset all; commit`);
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  test('an empty password is named with its place', async () => {
    const app = await server.database();
    const run = await app.run(FILES, { env: { PGPASSWORD: '' } });
    expect(run.said).toBe(
      'migrate: FAILED: the password of migration is empty. Put one under key migration-password of Secret passwords.\n',
    );
    expect(run.code).toBe(1);
  });

  test('files that are not as they are locked are refused by name, and nothing is applied', async () => {
    const app = await server.database();
    const run = await app.run(FILES, {
      edited: { '20260101000000_things.sql': up('select 1;'), '20260101000100_b.sql': up('') },
    });
    expect(run.code).toBe(1);
    expect(run.said).toContain('not as migrations.lock says: 20260101000000_things.sql 20260101000100_b.sql. Sync');
    expect(await app.query("select to_regnamespace('migrations') as made")).toEqual([{ made: null }]);
  });

  test('names of any kind work for the database and its owner', async () => {
    const app = await server.database(`odd %20&?=/#:@ "name" é`);
    expect(await app.run(FILES)).toMatchObject({ code: 0 });
    expect(await app.query("select relowner::regrole::text as owner from pg_class where relname = 'things'")).toEqual([
      { owner: `"${app.owner.replaceAll('"', '""')}"` },
    ]);
  });

  test('an invalid index is found under a name in quotes, in a schema of its own', async () => {
    const app = await server.database();
    const table = 'create schema odd;\ncreate table odd."The Things" (id integer, "a b" integer);';
    const index = 'create unique index concurrently if not exists "Odd ""index""" on odd."The Things" ("a b");';
    const files = { '20260101000000_a.sql': up(table), '20260101000100_b.sql': up(index, 'transaction:false') };
    await app.run({ '20260101000000_a.sql': up(table) });
    await app.query('insert into odd."The Things" values (1, 1), (2, 1)');
    expect(await app.run(files)).toMatchObject({
      code: 1,
      said: expect.stringContaining('could not create unique index'),
    });
    await app.query('delete from odd."The Things" where id = 2');
    expect(await app.run(files)).toMatchObject({ code: 0, said: expect.stringContaining('drops odd."Odd ""index"""') });
  });

  test('an index is built while another transaction is open for longer than a lock would be waited for', async () => {
    const app = await server.database();
    const index = up('create index concurrently if not exists things_id on public.things (id);', 'transaction:false');
    await app.run(FILES);
    const writer = await app.connect();
    await writer.query('begin; insert into public.things values (1)');
    const running = app.start({ ...FILES, '20260101000100_index.sql': index }, { env: { LOCK_TIMEOUT: '1' } });
    const waits =
      "select from pg_stat_activity where query like '%concurrently%' and wait_event_type = 'Lock' and now() - query_start > interval '1.5 seconds'";
    while ((await app.query(waits)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await writer.query('commit');
    await writer.end();
    const { code, said } = await running.ended;
    expect(said).not.toContain('attempt');
    expect(code).toBe(0);
  });

  test('what was applied without a checksum gets one, and is held to it from then on', async () => {
    const app = await server.database();
    await app.run(FILES);
    await app.query('truncate migrations.checksums');
    const run = await app.run(FILES);
    expect(run).toMatchObject({ code: 0, said: expect.stringContaining('applied without a checksum') });
    expect(await app.run({ '20260101000000_things.sql': up('select 1;') })).toMatchObject({ code: 1 });
  });

  test('a schema migrations of somebody else is named', async () => {
    const app = await server.database();
    await app.query('create schema migrations authorization audit_owner');
    const run = await app.run(FILES);
    expect(run.code).toBe(1);
    expect(run.said).toContain(
      `permission denied for schema migrations. Schema migrations belongs to ${app.owner}; is it another role's?`,
    );
  });

  test('partitions are made ahead at the end of each run, and a fault of theirs fails it', async () => {
    const app = await server.database();
    const props = { maintainPartitions: true, schemas: ['partitions'] };
    const library = (rows: string) => `create schema if not exists partitions;
      grant usage on schema partitions to public;
      create or replace function partitions.maintain_all()
      returns table (action text, table_schema text, table_name text, partition_name text, details text)
      language sql as $$ values ${rows} $$`;
    await app.query(
      library("('created', 'public', current_user::text, 'a_y2026m01', 'more'), ('missing', 'audit', 'b', null, null)"),
    );
    const first = await app.run(FILES, { props });
    expect(first.said).toContain(`partitions: created public.${app.owner}, a_y2026m01: more\n`);
    expect(first.said).toContain('partitions: missing audit.b\n');
    expect(first).toMatchObject({ code: 0, said: expect.stringContaining('partitions are made ahead') });
    await app.query(library("('failed', 'public', 'a', 'a_y2026m02', 'no room')"));
    const second = await app.run(FILES, { props });
    expect(second.code).toBe(1);
    expect(second.said).toContain('partitions: failed public.a, a_y2026m02: no room\n');
    expect(second.said).toContain(
      'all migrations are applied, and partitions were not made ahead: see the lines above',
    );
    await app.query('drop function partitions.maintain_all');
    const third = await app.run(FILES, { props });
    expect(third.said).toContain('partitions were not made ahead: function partitions.maintain_all() does not exist');
    expect(third.code).toBe(1);
  });

  test('a session with the lock that hangs is waited for no longer than said', async () => {
    const app = await server.database();
    const holder = await app.connect();
    await holder.query("select pg_advisory_lock(hashtextextended('cdk8s-postgres migrate', 0))");
    const run = await app.run(FILES, { env: { WAIT_SECONDS: '1' } });
    await holder.end();
    expect(run.code).toBe(1);
    expect(run.said).toContain('another run has held the lock for more than 1 seconds.');
  });

  test('a lock that is lost with its session fails the run, and the next one goes on', async () => {
    const app = await server.database();
    const files = { ...FILES, '20260101000100_slow.sql': up(UNTIL_TOLD) };
    const running = app.start(files);
    await running.says('applied 20260101000000_things.sql');
    await app.query(
      "select pg_terminate_backend(pid, 60000) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()",
    );
    await app.query(TELL);
    const { code, said } = await running.ended;
    expect(said).toContain('the session that holds the lock was lost: ');
    expect(code).toBe(1);
    expect(await app.run(files)).toMatchObject({ code: 0, said: expect.stringContaining('2 migrations, 0 of them') });
  });
});
