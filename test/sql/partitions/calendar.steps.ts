import { attached, createTable, type Ledger, maintain, placesOf, words } from './ledger';

/** What the calendar does to partitions. */
export function calendarSteps(ledger: () => Ledger): void {
  test('S4 three years of daily maintenance: the horizon is never short, and retention is exact', async () => {
    await createTable(ledger(), 'months');
    await createTable(ledger(), 'berlin');
    await prepareSimulation(ledger());
    const { superuser, keeper } = ledger();
    // 2026-01-01 to 2028-12-31: each month's end, and 29 February.
    for (let done = 0; done < 1096; done += 137) {
      await keeper.query(`call public.simulate('2026-01-01T02:00Z'::timestamptz + interval '${done} days', 137, '{
        months, berlin}')`);
    }
    expect((await superuser.query('select * from faults')).rows).toEqual([]);
    expect(await attached(ledger(), 'months')).toHaveLength(12 + 1 + 3);
    expect(await attached(ledger(), 'berlin')).toHaveLength(30 + 1 + 7);
    // A row a day, at the time of each run: those of the intervals that are kept, and none in the default partition.
    const { rows } = await superuser.query(
      'select (select count(*) from months) as m, (select count(*) from berlin) as b',
    );
    expect(rows).toEqual([{ m: '397', b: '31' }]);
  }, 400_000);

  test('S4 each day of the three years had a partition of its own, 29 February and those of 23 and 25 hours too', async () => {
    const { rows } = await ledger().superuser.query(`
      select count(*)::integer as days, count(distinct partition_name)::integer as names,
        string_agg(substr(partition_name, 8), ' ' order by partition_name)
          filter (where partition_end - partition_start <> interval '24 hours') as odd,
        bool_and(partition_end = next_start or next_start is null) as closed
      from (
        select *, lead(partition_start) over (order by partition_start) as next_start from partitions.metadata
        where table_name = 'berlin'
      ) days`);
    expect(rows).toEqual([
      {
        days: 1096 + 7,
        names: 1096 + 7,
        odd: 'y2026m03d29 y2026m10d25 y2027m03d28 y2027m10d31 y2028m03d26 y2028m10d29',
        closed: true,
      },
    ]);
    expect(
      (await ledger().superuser.query("select from partitions.metadata where partition_name = 'berlin_y2028m02d29'"))
        .rowCount,
    ).toBe(1);
  });

  test('S4 where clocks skip midnight a day begins when they do, and no moment is in two partitions or in none', async () => {
    await createTable(ledger(), 'sao_paulo');
    const { keeper, superuser } = ledger();
    // In 2018 the clocks of São Paulo went back at midnight of 18 February, and forth at midnight of 4 November.
    for (const first of ['2018-02-14T02:00Z', '2018-10-31T02:00Z']) {
      await keeper.query(`call public.simulate('${first}', 8, '{sao_paulo}')`);
    }
    expect((await superuser.query('select * from faults')).rows).toEqual([]);
    const { rows } = await superuser.query(`
      select partition_name as name, partition_start as start, partition_end - partition_start || '' as length
      from partitions.metadata
      where table_name = 'sao_paulo' and partition_end - partition_start <> interval '24 hours' order by 1`);
    expect(rows).toEqual([
      { name: 'sao_paulo_y2018m02d17', start: new Date('2018-02-17T02:00Z'), length: '1 day 01:00:00' },
      { name: 'sao_paulo_y2018m11d04', start: new Date('2018-11-04T03:00Z'), length: '23:00:00' },
    ]);
    await superuser.query(`truncate sao_paulo;
      insert into sao_paulo (at) values ('2018-11-04T02:59:59.999999Z'), ('2018-11-04T03:00Z'), ('2018-11-05T01:59Z'),
        ('2018-11-05T02:00Z')`);
    expect(await placesOf(ledger(), 'sao_paulo', "(at at time zone 'UTC')::text")).toEqual([
      '2018-11-04 02:59:59.999999 sao_paulo_y2018m11d03',
      '2018-11-04 03:00:00 sao_paulo_y2018m11d04',
      '2018-11-05 01:59:00 sao_paulo_y2018m11d04',
      '2018-11-05 02:00:00 sao_paulo_y2018m11d05',
    ]);
  });

  test('S4 dates and times without zone have their own midnights, and are of today in the declared time zone', async () => {
    await createTable(ledger(), 'dates', 'at date not null');
    await createTable(ledger(), 'times', 'at timestamp not null');
    const { superuser } = ledger();
    await superuser.query("select partitions.configure('public', 'times', 'day', 1, time_zone => 'America/Sao_Paulo')");
    await superuser.query("select partitions.configure('public', 'dates', 'day', 1, time_zone => 'Pacific/Auckland')");
    // 12:30 UTC is past midnight in Auckland; 02:30 UTC is the day before in São Paulo.
    expect(words(await maintain(ledger(), 'dates', '2027-05-31T12:30Z'))).toEqual([
      'created dates_y2027m06d01',
      'created dates_y2027m06d02',
    ]);
    expect(words(await maintain(ledger(), 'times', '2018-11-04T02:30Z'))).toEqual([
      'created times_y2018m11d03',
      'created times_y2018m11d04',
    ]);
    const { rows } = await superuser.query(`
      select pg_get_expr(relpartbound, oid) as bounds from pg_class
      where relname in ('dates_y2027m06d02', 'times_y2018m11d04') order by relname`);
    expect(rows.map(({ bounds }) => bounds)).toEqual([
      "FOR VALUES FROM ('2027-06-02') TO ('2027-06-03')",
      "FOR VALUES FROM ('2018-11-04 00:00:00') TO ('2018-11-05 00:00:00')",
    ]);
  });

  test('S4 a day that a time zone left out has no partition', async () => {
    const { superuser } = ledger();
    await createTable(ledger(), 'zones');
    await superuser.query("select partitions.configure('public', 'zones', 'day', 2, time_zone => 'Pacific/Apia')");
    // Samoa went from 29 to 31 December 2011.
    expect(words(await maintain(ledger(), 'zones', '2011-12-30T09:00Z'))).toEqual([
      'created zones_y2011m12d29',
      'created zones_y2011m12d31',
    ]);
    await superuser.query('drop table zones; delete from partitions.metadata where table_name = $$zones$$');
  });

  test.each(['Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Kiritimati'])(
    'S4 a table whose time zone becomes %s goes on without a gap and without an overlap',
    async (zone) => {
      const { superuser } = ledger();
      await createTable(ledger(), 'zones');
      await superuser.query("select partitions.configure('public', 'zones', 'day', 3)");
      await maintain(ledger(), 'zones', '2027-06-15T12:00Z');
      await superuser.query("select partitions.configure('public', 'zones', 'day', 3, time_zone => $1)", [zone]);
      for (const at of ['2027-06-15T12:00Z', '2027-06-18T12:00Z', '2027-06-21T12:00Z']) {
        expect((await maintain(ledger(), 'zones', at)).filter(({ action }) => action === 'failed')).toEqual([]);
      }
      const { rows } = await superuser.query(`
        select bool_and(range_end = next_start or next_start is null) as closed from (
          select range_end, lead(range_start) over (order by range_start) as next_start from partitions.ranges('zones')
        ) held`);
      expect(rows).toEqual([{ closed: true }]);
      await superuser.query('drop table zones; delete from partitions.metadata where table_name = $$zones$$');
    },
  );
}

/** A run a day, each in a transaction of its own, with a row written after it; what is wrong is kept in a table. */
async function prepareSimulation({ superuser }: Ledger): Promise<void> {
  await superuser.query(`
    create table public.faults (at timestamptz, table_name text, fault text);
    grant insert on public.faults to public;
    create procedure public.simulate(first timestamptz, days integer, names text[]) language plpgsql as $$
    declare
      at timestamptz;
      one text;
      place regclass;
      declared partitions.config;
    begin
      for n in 0 .. days - 1 loop
        at := first + n * interval '1 day';
        foreach one in array names loop
          select * into declared from partitions.config where table_name = one;
          perform partitions.maintain(one::regclass, at);
          insert into faults select at, one, format('until %s, %s ahead', horizon, ahead)
            from partitions.horizon(one::regclass, at) where short or horizon is null;
          -- Every interval from retention to premake, but for those before the first run, and no other.
          insert into faults select at, one, 'has ' || string_agg(faulty.name, ', ')
            from (
              (select relname::text as name from pg_inherits join pg_class on oid = inhrelid
               where inhparent = one::regclass and relname <> one || '_default'
               except
               select one || case declared.unit
                 when 'month' then to_char(today + ahead * interval '1 month', '_"y"YYYY"m"MM')
                 else to_char(today + ahead * interval '1 day', '_"y"YYYY"m"MM"d"DD') end
               from date_trunc(declared.unit, at at time zone declared.time_zone) today,
                 generate_series(-declared.retention, declared.premake) ahead)
            ) faulty
            having count(*) > 0;
          execute format('insert into %I (at) values ($1) returning tableoid::regclass', one) into place using at;
          insert into faults select at, one, 'puts its row into ' || place where place::text ~ '_default$';
          commit;
        end loop;
      end loop;
    end $$`);
}
