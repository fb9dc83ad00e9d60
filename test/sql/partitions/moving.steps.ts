import type { Client } from 'pg';
import { createTable, type Ledger, maintain, placesOf, refusalOf, words } from './ledger';

/** What happens to rows that lie in the default partition. */
export function movingSteps(ledger: () => Ledger): void {
  test('S4 late rows get the partition that they lack, and those of the far future wait for their time', async () => {
    await createTable(ledger(), 'moved');
    const { owner } = ledger();
    await owner.query(`insert into moved (at) values
      ('2026-06-15T10:00Z'), ('2025-02-28T23:59:59.999999Z'), ('2025-03-01T00:00Z'), ('2026-06-20T00:00Z'),
      ('2199-12-31T00:00Z'), ('infinity'), ('-infinity')`);
    expect(words(await maintain(ledger(), 'moved', '2026-06-15T12:00Z'))).toEqual([
      'created moved_y2025m02d28',
      'created moved_y2025m03d01',
      'created moved_y2026m06d15',
      'created moved_y2026m06d16',
      'created moved_y2026m06d17',
    ]);
    const utc = "coalesce(nullif(at, 'infinity') at time zone 'UTC', 'infinity')::text";
    expect(await placesOf(ledger(), 'moved', utc)).toEqual([
      '-infinity moved_default',
      '2025-02-28 23:59:59.999999 moved_y2025m02d28',
      '2025-03-01 00:00:00 moved_y2025m03d01',
      '2026-06-15 10:00:00 moved_y2026m06d15',
      '2026-06-20 00:00:00 moved_default',
      '2199-12-31 00:00:00 moved_default',
      'infinity moved_default',
    ]);
    await maintain(ledger(), 'moved', '2026-06-18T00:00Z');
    expect(await placesOf(ledger(), 'moved', utc)).toContain('2026-06-20 00:00:00 moved_y2026m06d20');
    const { rows } = await ledger().keeper.query(
      "select row_count::integer as rows, oldest, newest from partitions.default_rows('moved')",
    );
    expect(rows).toEqual([{ rows: 3, oldest: -Infinity, newest: Infinity }]);
  });

  test('S4 a row that is older than retention stays in the default partition: its own would be dropped with it', async () => {
    const { owner, superuser } = ledger();
    await createTable(ledger(), 'crowded');
    await owner.query("insert into crowded (at) values ('2026-06-09T23:59Z'), ('2026-06-10T00:00Z')");
    expect(words(await maintain(ledger(), 'crowded', '2026-06-15T12:00Z'))[0]).toBe('created crowded_y2026m06d10');
    const first = "(at at time zone 'UTC')::text";
    expect(await placesOf(ledger(), 'crowded', first)).toEqual([
      '2026-06-09 23:59:00 crowded_default',
      '2026-06-10 00:00:00 crowded_y2026m06d10',
    ]);
    await superuser.query('drop table crowded; delete from partitions.metadata where table_name = $$crowded$$');
  });

  test('S4 a moved row keeps its number and what is generated, and no trigger takes it for deleted or new', async () => {
    const { owner, keeper } = ledger();
    await createTable(
      ledger(),
      'plain',
      "at timestamptz not null, v text default 'x' check (v <> ''), twice text generated always as (v || v) stored",
    );
    await owner.query(`
      create table seen (what text);
      create function refuse() returns trigger language plpgsql as $$ begin raise 'append-only'; end $$;
      create function note() returns trigger language plpgsql as $$ begin insert into seen values (tg_op); return null; end $$;
      create trigger append_only before delete or update on plain for each row execute function refuse();
      create trigger noted after insert on plain for each row execute function note();
      alter table plain enable always trigger noted;
      create index plain_v on plain (v) where v <> 'y';
      insert into plain (at) select '2026-06-15T00:00Z'::timestamptz + n * interval '1 hour' from generate_series(0, 60) n`);
    const before = (await owner.query('select id, at, v, twice from plain order by id')).rows;
    await maintain(ledger(), 'plain', '2026-06-15T12:00Z');
    expect((await owner.query('select id, at, v, twice from plain order by id')).rows).toEqual(before);
    expect((await owner.query('select count(*)::integer from seen')).rows).toEqual([{ count: 61 }]);
    expect((await owner.query('select count(*)::integer from only plain_default')).rows).toEqual([{ count: 13 }]);
    // The triggers are as they were, on the default partition and on the new ones.
    expect(await refusalOf(owner.query('delete from plain'))).toContain('append-only');
    expect(await refusalOf(owner.query('delete from plain_default'))).toContain('append-only');
    const states = await owner.query(`select tgrelid::regclass::text as table, tgname, tgenabled from pg_trigger
      where tgrelid in ('plain_default'::regclass, 'plain_y2026m06d15'::regclass) order by 1, 2`);
    expect(states.rows).toEqual(
      ['plain_default', 'plain_y2026m06d15'].flatMap((table) => [
        { table, tgname: 'append_only', tgenabled: 'O' },
        { table, tgname: 'noted', tgenabled: 'A' },
      ]),
    );
    const { rows } = await keeper.query(`select moved_rows::integer as moved from partitions.metadata
      where table_name = 'plain' order by partition_name`);
    expect(rows).toEqual([{ moved: 24 }, { moved: 24 }]);
  });

  test('S4 rows that others refer to are not moved: that would delete what refers to them', async () => {
    const { owner } = ledger();
    await createTable(ledger(), 'referenced');
    await owner.query(`
      create table referring (id bigint, at timestamptz,
        foreign key (id, at) references referenced (id, at) on delete cascade);
      insert into referenced (at) values ('2026-06-16T00:00Z');
      insert into referring select id, at from referenced`);
    const done = await maintain(ledger(), 'referenced', '2026-06-15T12:00Z');
    expect(words(done)).toEqual(['created referenced_y2026m06d15', 'failed referenced_y2026m06d16']);
    expect(done[1]?.details).toBe(
      'public.referenced_default holds rows of public.referenced_y2026m06d16, and foreign keys lead to public.referenced: ' +
        'moving them would delete what refers to them.',
    );
    expect((await owner.query('select count(*)::integer from referring join referenced using (id, at)')).rows).toEqual([
      { count: 1 },
    ]);
  });

  test('S4 inserts during maintenance lose nothing, and no reader misses a row or sees one twice', async () => {
    await createTable(ledger(), 'busy', 'at timestamptz not null, writer integer not null, n integer not null');
    const { system, keeper } = ledger();
    const writers = await Promise.all([0, 1, 2, 3].map(() => system.connect('ledger_app', 'ledger')));
    const reader = await system.connect('ledger_app', 'ledger');
    let [acknowledged, maintaining] = [0, true];
    const written = writers.map((client, writer) =>
      write(
        client,
        writer,
        () => maintaining,
        () => ++acknowledged,
      ),
    );
    const read = watch(
      reader,
      () => maintaining,
      () => acknowledged,
    );
    const actions: string[] = [];
    for (let day = 1; day <= 25; day += 1) {
      const done = await maintain(ledger(), 'busy', `2026-03-${String(day).padStart(2, '0')}T12:00Z`);
      actions.push(...done.map(({ action }) => action));
    }
    maintaining = false;
    const counts = await Promise.all(written);
    expect(await read).toEqual([]);
    expect(new Set(actions)).toEqual(new Set(['created']));
    const { rows } =
      await keeper.query(`select count(*)::integer as rows, count(distinct (writer, n))::integer as different,
      sum(n)::text as sum from busy`);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const checksum = counts.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
    expect(rows).toEqual([{ rows: total, different: total, sum: String(checksum) }]);
    // Rows were moved indeed, while others were written.
    const moved = await keeper.query(
      "select count(*)::integer as partitions from partitions.metadata where table_name = 'busy' and moved_rows > 0",
    );
    expect(moved.rows[0]?.partitions).toBeGreaterThan(5);
  });
}

/** Writes rows of days that have partitions, will have them, and never will, until told to stop; how many. */
async function write(client: Client, writer: number, go: () => boolean, committed: () => void): Promise<number> {
  let n = 0;
  while (go()) {
    const day = (n * 7 + writer * 3) % 31;
    await client.query(
      "insert into busy (at, writer, n) values ('2026-03-01T06:00Z'::timestamptz + $1 * interval '1 day', $2, $3)",
      [day, writer, n],
    );
    n += 1;
    committed();
  }
  return n;
}

/** Counts rows again and again; what did not add up. */
async function watch(client: Client, go: () => boolean, acknowledged: () => number): Promise<string[]> {
  const faults: string[] = [];
  while (go()) {
    const least = acknowledged();
    const { rows } = await client.query(
      'select count(*)::integer as rows, count(distinct (writer, n))::integer as ids from busy',
    );
    const [{ rows: seen, ids } = { rows: 0, ids: 0 }] = rows;
    if (seen < least) faults.push(`${least} were written, ${seen} are seen`);
    if (seen !== ids) faults.push(`${seen} rows are seen of ${ids}`);
  }
  return faults;
}
