import { planOf, relationsIn } from '../explain';
import { attached, createTable, type Ledger, maintain, refusalOf, words } from './ledger';

/** What becomes of partitions, who may do what with them, and what people do by hand. */
export function upkeepSteps(ledger: () => Ledger): void {
  const declare = (name: string, settings: string) =>
    ledger().superuser.query(`select partitions.configure('public', '${name}', ${settings})`);

  test('S4 a second maintenance does nothing, writes nothing, and a second reconcile neither', async () => {
    await createTable(ledger(), 'dropped');
    await maintain(ledger(), 'dropped', '2026-01-31T12:00Z');
    await ledger().system.reconcile();
    const before = await state(ledger());
    expect(await maintain(ledger(), 'dropped', '2026-01-31T12:00Z')).toEqual([]);
    expect(await ledger().system.reconcile()).toEqual([]);
    expect(await state(ledger())).toEqual(before);
  });

  test('S4 retention drops partitions with their rows, or leaves them as tables of their own', async () => {
    const { owner, superuser, system, keeper } = ledger();
    await owner.query("insert into dropped (at) values ('2026-01-01T00:00Z'), ('2026-02-01T00:00Z')");
    const audit = await system.superuser('ledger');
    await audit.query(
      'set role audit_owner; create table audit.logs (at timestamptz not null) partition by range (at)',
    );
    await audit.query('create table closed.logs_default partition of audit.logs default');
    await keeper.query("select partitions.maintain('audit.logs', '2026-01-31T12:00Z')");
    await audit.query("insert into audit.logs values ('2026-01-01T00:00Z')");
    // A month is out of retention once twelve whole ones lie between it and the current one.
    for (const at of ['2027-01-31T23:59:59Z', '2027-02-01T00:00Z']) {
      const retired = [
        ...(await maintain(ledger(), 'dropped', at)),
        ...(await maintain(ledger(), 'audit.logs', at)),
      ].filter(({ action }) => action === 'retired');
      expect(retired.map(({ partition_name, details }) => `${partition_name} ${details}`)).toEqual(
        at < '2027-02' ? [] : ['dropped_y2026m01 dropped', 'logs_y2026m01 detached'],
      );
    }
    expect((await owner.query('select at from dropped')).rows).toEqual([{ at: new Date('2026-02-01T00:00Z') }]);
    expect((await audit.query('select at from closed.logs_y2026m01')).rows).toEqual([
      { at: new Date('2026-01-01T00:00Z') },
    ]);
    const { rows } = await superuser.query(`select partition_name, retired_at, retired_by from partitions.metadata
      where retired_at is not null and partition_name in ('dropped_y2026m01', 'logs_y2026m01') order by 1`);
    const retired_at = new Date('2027-02-01T00:00Z');
    expect(rows).toEqual([
      { partition_name: 'dropped_y2026m01', retired_at, retired_by: 'drop' },
      { partition_name: 'logs_y2026m01', retired_at, retired_by: 'detach' },
    ]);
  });

  test("S4 partitions are their table's owner's, and in another schema nobody reads them past the table", async () => {
    const { superuser, app } = ledger();
    await superuser.query(
      'alter table audit.logs enable row level security; alter table audit.logs force row level security',
    );
    await maintain(ledger(), 'audit.logs', '2027-03-01T00:00Z');
    await ledger().system.reconcile();
    const { rows } = await superuser.query(`
      select nspname as schema, pg_get_userbyid(relowner) as owner, relrowsecurity and relforcerowsecurity as secured,
        obj_description(pg_class.oid) as comment
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relname = 'logs_y2027m06'`);
    expect(rows).toEqual([
      {
        schema: 'closed',
        owner: 'audit_owner',
        secured: true,
        comment: "Partition of audit.logs from '2027-06-01 00:00:00.000000+00' to '2027-07-01 00:00:00.000000+00'.",
      },
    ]);
    await superuser.query('alter table audit.logs disable row level security');
    expect((await app.query('select count(*)::integer from audit.logs')).rows).toEqual([{ count: 0 }]);
    expect(await refusalOf(app.query('select * from closed.logs_y2027m06'))).toBe(
      '42501: permission denied for schema closed',
    );
    // Past row-level security too, where somebody may use the schema and the partition: it has no policy.
    await superuser.query("insert into audit.logs values ('2027-06-02T00:00Z')");
    await superuser.query(
      'grant usage on schema closed to ledger_app; grant select on closed.logs_y2027m06 to ledger_app',
    );
    expect((await app.query('select * from closed.logs_y2027m06')).rows).toEqual([]);
    await superuser.query('revoke usage on schema closed from ledger_app');
  });

  test('S4 the application may call nothing of the library, and the owner everything but what declares', async () => {
    const { app, owner, system } = ledger();
    expect(await refusalOf(app.query("select partitions.maintain('dropped')"))).toContain(
      'permission denied for schema',
    );
    const configure = "select partitions.configure('public', 'dropped', 'day', 1)";
    expect(await refusalOf(owner.query(configure))).toContain('permission denied for function configure');
    expect(await refusalOf(owner.query("update partitions.config set retire = 'drop'"))).toContain('permission denied');
    await owner.query("select partitions.maintain('dropped', '2027-02-01T00:00Z')");
    const exporter = await system.connect('postgres_exporter', 'ledger');
    expect(
      (await exporter.query("select ahead, short from partitions.horizon('dropped', '2027-03-01T00:00Z')")).rows,
    ).toEqual([{ ahead: 2, short: true }]);
    expect(await refusalOf(exporter.query("select partitions.maintain('dropped')"))).toContain(
      'permission denied for function',
    );
    // A table of another owner is that one's to maintain.
    const { rows } = await owner.query(
      "select details from partitions.maintain_all('2027-02-01T00:00Z') where table_name = 'logs'",
    );
    expect(rows).toEqual([{ details: 'it belongs to audit_owner' }]);
  });

  test('S4 a partition that somebody dropped is made again, and one that was detached is named, with what to do', async () => {
    const { owner } = ledger();
    await createTable(ledger(), 'lost');
    await declare('lost', "'day', 3");
    await maintain(ledger(), 'lost', '2026-06-15T12:00Z');
    await owner.query('drop table lost_y2026m06d16; alter table lost detach partition lost_y2026m06d17');
    await owner.query("insert into lost (at) values ('2026-06-16T12:00Z')");
    const done = await maintain(ledger(), 'lost', '2026-06-15T12:00Z');
    expect(words(done).sort()).toEqual([
      'created lost_y2026m06d16',
      'failed lost_y2026m06d17',
      'lost lost_y2026m06d16',
      'lost lost_y2026m06d17',
    ]);
    expect(done.at(-1)?.details).toBe('public.lost_y2026m06d17 is there, and is no partition of public.lost.');
    const { rows } = await owner.query(
      "select horizon, ahead, short from partitions.horizon('lost', '2026-06-15T12:00Z')",
    );
    expect(rows).toEqual([{ horizon: new Date('2026-06-17T00:00Z'), ahead: 1, short: true }]);
    const attach =
      "alter table lost attach partition lost_y2026m06d17 for values from ('2026-06-17Z') to ('2026-06-18Z')";
    await owner.query(attach);
    expect(words(await maintain(ledger(), 'lost', '2026-06-15T12:00Z'))).toEqual(['found lost_y2026m06d17']);
    expect(await attached(ledger(), 'lost')).toHaveLength(4);
  });

  test('S4 partitions that were made by hand, with other names and bounds, count as what they hold', async () => {
    const { owner } = ledger();
    await createTable(ledger(), 'zones');
    await declare('zones', "'day', 2, 5, 'drop'");
    await owner.query(`
      create table zones_before partition of zones for values from (minvalue) to ('2026-06-10Z');
      create table zones_week partition of zones for values from ('2026-06-10Z') to ('2026-06-16Z');
      create table zones_after partition of zones for values from ('2026-06-17Z') to (maxvalue)`);
    expect(words(await maintain(ledger(), 'zones', '2026-06-15T12:00Z')).sort()).toEqual([
      'created zones_y2026m06d16',
      'found zones_after',
      'found zones_before',
      'found zones_week',
      'retired zones_before',
    ]);
    const made = await owner.query("select partitions.create_partition('zones', '2026-06-12')::text as name");
    expect(made.rows).toEqual([{ name: 'zones_week' }]);
    const { rows } = await owner.query("select horizon, short from partitions.horizon('zones', '2026-06-15T12:00Z')");
    expect(rows).toEqual([{ horizon: Infinity, short: false }]);
    expect(words(await maintain(ledger(), 'zones', '2026-06-20T23:59Z'))).toEqual([]);
    expect(words(await maintain(ledger(), 'zones', '2026-06-21T00:00Z'))).toEqual(['retired zones_week']);
    await owner.query('drop table zones');
  });

  test('S4 a table that does not exist yet, or is none of this kind, keeps no other from being maintained', async () => {
    const { keeper, owner, superuser } = ledger();
    await owner.query('create table public.zones (at timestamptz) partition by list (at)');
    const { rows } = await keeper.query<{ action: string; table_name: string; details: string }>(
      "select * from partitions.maintain_all('2026-06-15T12:00Z') where table_name in ('absent', 'zones')",
    );
    expect(rows.map(({ action, table_name, details }) => `${action} ${table_name}: ${details}`)).toEqual([
      'missing absent: the table does not exist yet',
      'failed zones: public.zones is not partitioned by range on one column of timestamptz, timestamp or date.',
    ]);
    await owner.query('drop table public.zones');
    const undeclared = keeper.query("select partitions.maintain('partitions.config')");
    expect(await refusalOf(undeclared)).toContain('partitions.config is not partitioned by range');
    expect((await superuser.query("select from partitions.statistics() where table_name = 'absent'")).rowCount).toBe(1);
  });

  test("S4 a table whose partitions' names would be cut off is refused, with the figures", async () => {
    const name = 'é'.repeat(27);
    expect(await refusalOf(declare(name, "'month', 1"))).toBe('accepted');
    expect(await refusalOf(declare(name, "'day', 1"))).toBe(
      `42622: Partitions of public.${name} would be called ${name}_y2025m01d15, which has 66 bytes; names have 63. Shorten ` +
        "the table's name.",
    );
    expect(await refusalOf(declare('dropped', "'month', 1, time_zone => 'Europe/Bern'"))).toContain('not recognized');
    // What nobody declares in the profile is set right by the next reconcile: named, and not maintained any more.
    expect((await ledger().system.reconcile()).join('\n')).toContain(`= ('public', '${name}')`);
  });

  test('S8 a query by the partition key reads the partitions that it needs, and no other', async () => {
    const { owner } = ledger();
    const day = "select * from lost where at >= '2026-06-16Z' and at < '2026-06-17Z'";
    expect(relationsIn(await planOf(owner, day))).toEqual(['lost_y2026m06d16']);
    expect(relationsIn(await planOf(owner, "select * from lost where at >= '2026-06-17Z'"))).toEqual([
      'lost_default',
      'lost_y2026m06d17',
      'lost_y2026m06d18',
    ]);
  });
}

/** The transaction that last wrote each row of the catalog that is about tables, and all of the library's rows. */
async function state({ superuser }: Ledger): Promise<unknown> {
  const { rows } = await superuser.query(`
    select (select json_agg(json_build_array(xmin::text, oid, relname) order by oid) from pg_class where relnamespace
        in ('public'::regnamespace, 'closed'::regnamespace, 'partitions'::regnamespace)) as relations,
      (select json_agg(json_build_array(xmin::text, oid) order by oid) from pg_proc where oid > 16384) as functions,
      (select json_agg(json_build_array(c.xmin::text, c) order by c::text) from partitions.config c) as config,
      (select json_agg(json_build_array(m.xmin::text, m) order by id) from partitions.metadata m) as metadata`);
  return rows;
}
