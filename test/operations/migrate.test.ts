import * as fs from 'node:fs';
import { type Files, type MigrateServer, startMigrateServer, TELL, UNTIL_TOLD, up } from './migrate-server';
import { psqlIsMissing } from './reconcile-server';

const orders = '20260101000000_orders.sql';
const audit = '20260101000100_audit.sql';
const index = '20260101000200_orders_placed.sql';
const notes = '20260101000300_notes.sql';

const SHOP: Files = {
  [orders]: up('create table public.orders (id integer primary key, placed date);'),
  [audit]: up('set local role audit_owner;\ncreate table audit.rows (id integer);\nreset role;'),
  [index]: up('create index concurrently if not exists orders_placed on public.orders (placed);', 'transaction:false'),
  [notes]: up("alter table public.orders add note text not null default '';"),
};

const first = (count: number): Files => Object.fromEntries(Object.entries(SHOP).slice(0, count));

/** Everything that migrations leave behind. */
const CATALOG = `select array(
    select format('%s %s %s', class.oid::regclass, relkind, relowner::regrole)
    from pg_class class join pg_namespace namespace on namespace.oid = relnamespace
    where nspname in ('public', 'audit', 'migrations') order by 1
  ) as relations,
  array(select format('%s %s', attrelid::regclass, attname) from pg_attribute
    where attrelid = 'public.orders'::regclass and attnum > 0 order by attnum) as columns,
  array(select version::text from migrations.schema_migrations order by version) as versions,
  array(select format('%s %s %s', version, file, sha256) from migrations.checksums order by version) as checksums`;

/** The transactions that wrote what a run might write. */
const WRITTEN = `select 'class' as what, oid::text as row, xmin::text from pg_class
  union all select 'schema', oid::text, xmin::text from pg_namespace
  union all select 'comment', objoid::text || objsubid, xmin::text from pg_description where objoid >= 16384
  union all select 'checksum', version, xmin::text from migrations.checksums
  union all select 'version', version, xmin::text from migrations.schema_migrations
  order by 1, 2`;

(psqlIsMissing() ? describe.skip : describe).each([15, 16, 17, 18] as const)('migrate.sh on PostgreSQL %i', (major) => {
  let server: MigrateServer;

  beforeAll(async () => {
    server = await startMigrateServer(major);
  });
  afterAll(() => server?.stop());

  test('A7 a fresh database gets every migration, each object its owner, and a second run changes nothing', async () => {
    const app = await server.database();
    const run = await app.run(SHOP);
    expect(run).toMatchObject({
      code: 0,
      said: expect.stringContaining('has all 4 migrations, 4 of them applied now'),
    });
    const owners = await app.query(
      "select relname, relowner::regrole::text as owner from pg_class where relname in ('orders', 'rows', 'checksums') order by 1",
    );
    expect(owners).toEqual([
      { relname: 'checksums', owner: `"${app.owner}"` },
      { relname: 'orders', owner: `"${app.owner}"` },
      { relname: 'rows', owner: 'audit_owner' },
    ]);
    const before = [await app.query(CATALOG), await app.query(WRITTEN)];
    expect(await app.run(SHOP)).toMatchObject({ code: 0, said: expect.stringContaining('4 migrations, 0 of them') });
    expect([await app.query(CATALOG), await app.query(WRITTEN)]).toEqual(before);
  });

  test.each([1, 2, 3])('A7 a database with the first %i migrations ends like a fresh one', async (count) => {
    const [old, fresh] = [await server.database(), await server.database()];
    expect(await old.run(first(count))).toMatchObject({ code: 0 });
    expect(await old.run(SHOP)).toMatchObject({
      code: 0,
      said: expect.stringContaining(`${4 - count} of them applied`),
    });
    await fresh.run(SHOP);
    const [upgraded, whole] = [await old.query(CATALOG), await fresh.query(CATALOG)];
    expect(JSON.parse(JSON.stringify(upgraded).replaceAll(old.name, fresh.name))).toEqual(whole);
  });

  test('A7 what fails is named with its line and reason, what came before stays, and the mended file goes on', async () => {
    const app = await server.database();
    const wrong = up('create table public.notes (id integer);\ninsert into public.nowhere values (1);');
    const run = await app.run({ ...SHOP, [audit]: `-- Why.\n\n${wrong}` });
    expect(run.code).toBe(1);
    expect(run.said).toContain(
      `FAILED: ${audit}: line 5: relation "public.nowhere" does not exist (42P01). It was rolled back. ` +
        `What was applied before stays applied: 1. Not tried: ${index}, ${notes}.`,
    );
    expect(await app.query('select version from migrations.schema_migrations')).toEqual([
      { version: '20260101000000' },
    ]);
    expect(await app.query("select to_regclass('public.notes') as notes")).toEqual([{ notes: null }]);
    expect(await app.run(SHOP)).toMatchObject({ code: 0, said: expect.stringContaining('3 of them applied now') });
  });

  test('an applied file that changed, one that is gone and one that comes too late are refused by name', async () => {
    const app = await server.database();
    await app.run({ [orders]: SHOP[orders] ?? '', [index]: SHOP[index] ?? '' });
    const { [orders]: _, ...others } = SHOP;
    const run = await app.run({ ...others, [index]: up('select 1;') });
    expect(run.code).toBe(1);
    expect(run.said).toContain(`${orders} was applied to ${app.name} on 127.0.0.1:${server.port} and is not among`);
    expect(run.said).toMatch(
      new RegExp(`${index} was applied to .* with sha256 [0-9a-f]{64}, and is another file now`),
    );
    expect(run.said).toContain(`${audit} was never applied`);
    expect(run.said).toContain('nothing was applied');
    expect(await app.query('select count(*)::int from migrations.schema_migrations')).toEqual([{ count: 2 }]);
  });

  test('the invalid index of a failed build is dropped, and the index built anew', async () => {
    const app = await server.database();
    const unique = up(
      'create unique index concurrently if not exists orders_placed on public.orders (placed);',
      'transaction:false',
    );
    const files = { [orders]: SHOP[orders] ?? '', [index]: unique };
    await app.run({ [orders]: SHOP[orders] ?? '' });
    await app.query("insert into public.orders values (1, '2026-01-01'), (2, '2026-01-01')");
    const failed = await app.run(files);
    expect(failed.code).toBe(1);
    expect(failed.said).toContain(`FAILED: ${index}: could not create unique index "orders_placed"`);
    const valid = "select indisvalid from pg_index where indexrelid = 'public.orders_placed'::regclass";
    expect(await app.query(valid)).toEqual([{ indisvalid: false }]);
    await app.query('delete from public.orders where id = 2');
    const mended = await app.run(files);
    expect(mended.said).toContain(`${index}: drops public.orders_placed, which an earlier build left invalid`);
    expect(mended.code).toBe(0);
    expect(await app.query(valid)).toEqual([{ indisvalid: true }]);
  });

  test('a run that was killed once an index was there goes on', async () => {
    const app = await server.database();
    await app.run(first(2));
    await app.query('create index orders_placed on public.orders (placed)');
    expect(await app.run(SHOP)).toMatchObject({ code: 0 });
  });
});

(psqlIsMissing() ? describe.skip : describe).each([15, 16, 17, 18] as const)(
  'migrate.sh beside others on PostgreSQL %i',
  (major) => {
    let server: MigrateServer;

    beforeAll(async () => {
      server = await startMigrateServer(major);
    });
    afterAll(() => server?.stop());

    test('two runs at once apply everything once: the second waits', async () => {
      const app = await server.database();
      const files = { ...SHOP, [audit]: up(`${UNTIL_TOLD}\ncreate table public.slow (id integer);`) };
      const running = app.start(files);
      await running.says(`applied ${orders}`);
      const late = app.start(files);
      await late.says('another run is at work; waiting for it to end');
      await app.query(TELL);
      const second = await late.ended;
      expect(await running.ended).toMatchObject({ code: 0, said: expect.stringContaining('4 of them applied now') });
      expect(second).toMatchObject({ code: 0, said: expect.stringContaining('4 migrations, 0 of them applied now') });
    });

    test('a run that is killed in a migration is taken up by the next one', async () => {
      const app = await server.database();
      const files = { ...SHOP, [audit]: up('create table public.slow (id integer);\nselect pg_sleep(20);') };
      const running = app.start(files);
      await running.says(`applied ${orders}`);
      await sleeping(app.query);
      await running.kill();
      expect(await app.query('select version, file from migrations.checksums order by version')).toEqual([
        { version: '20260101000000', file: orders },
        { version: '20260101000100', file: audit },
      ]);
      // The server notices within five seconds that nobody waits for the answer.
      const next = await app.run(
        { ...files, [audit]: up('create table public.slow (id integer);') },
        { env: { ATTEMPTS: '60' } },
      );
      expect(next).toMatchObject({ code: 0, said: expect.stringContaining('3 of them applied now') });
    });

    test('a lock that is not to be had is waited for shortly, tried again, and each time said', async () => {
      const app = await server.database();
      await app.run(first(3));
      const holder = await app.connect();
      await holder.query('begin; lock table public.orders');
      const env = { LOCK_TIMEOUT: '1', ATTEMPTS: '2' };
      const refused = await app.run(SHOP, { env });
      expect(refused.code).toBe(1);
      expect(refused.said).toContain(
        `${notes}: canceling statement due to lock timeout (55P03) (attempt 1 of 2). Again in 1 seconds.`,
      );
      expect(refused.said).toContain('(attempt 2, the last). It was rolled back.');
      const running = app.start(SHOP, { env: { LOCK_TIMEOUT: '1' } });
      await running.says('attempt 1 of 10');
      await holder.query('rollback');
      await holder.end();
      expect(await running.ended).toMatchObject({ code: 0, said: expect.stringContaining(`applied ${notes}`) });
    });

    test('a password of every character works, and stands in no argument, no log and no output', async () => {
      const app = await server.database();
      const running = app.start({ ...SHOP, [audit]: up(UNTIL_TOLD) });
      await sleeping(app.query);
      const commands = commandLines();
      await app.query(TELL);
      const { code, said } = await running.ended;
      expect(code).toBe(0);
      // Other tests may run it, too.
      expect(commands.some((command) => /dbmate\0.*\0migrate\0/.test(command))).toBe(commands.length > 0);
      for (const text of [...commands, said, server.log()]) {
        expect(text).not.toContain('!"#$%&');
        expect(text).not.toContain('%21%22%23');
      }
    });
  },
);

/** Of every process of this machine; nothing where there is no /proc. */
function commandLines(): string[] {
  const processes = fs.existsSync('/proc') ? fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return processes.flatMap((pid) => {
    try {
      return [fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}

/** Resolves once a migration sleeps on the server. */
async function sleeping(query: (sql: string) => Promise<unknown[]>): Promise<void> {
  while ((await query("select from pg_stat_activity where wait_event = 'PgSleep'")).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
