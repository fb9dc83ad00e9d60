import { PARTITIONED, type SagazServer, startSagaz } from './sagaz-session';
import { UNDOCUMENTED } from './undocumented';

/** As the specification and its scripts write them. */
const SIGNATURES = [
  'cleanup_consumer_inbox(integer) bigint',
  'create_saga_audit_log_partition(date) text',
  'create_saga_executions_partition(date) text',
  'create_saga_outbox_partition(date) text',
  'get_partition_statistics() record',
  'maintain_all_partitions() record',
];

describe.each([15, 16, 17, 18] as const)('sagaz on PostgreSQL %i', (major) => {
  let server: SagazServer;

  beforeAll(async () => {
    server = await startSagaz(major);
    await server.maintain();
  });

  afterAll(() => server?.system.stop());

  test.each(Object.entries(PARTITIONED))(
    'S3 S4 %s has the partition of today and those ahead, and a default',
    async (table, said) => {
      const { rows } = await server.superuser.query<{ name: string }>(
        `select $1 || '_' || to_char(date_trunc($2, now() at time zone 'UTC') + make_interval(
         months => case $2 when 'month' then n else 0 end, days => case $2 when 'day' then n else 0 end), $3) as name
       from generate_series(0, $4::integer) n`,
        [table, said.unit, said.format, said.ahead],
      );
      expect(await server.partitionsOf(table)).toEqual([`${table}_default`, ...rows.map(({ name }) => name)].sort());
    },
  );

  test('S3 every primary key of a partitioned table contains the partition key, and the indexes are as written', async () => {
    const { rows } = await server.superuser.query<{ table: string; index: string }>(`
      select tablename as table, regexp_replace(indexdef, '^.* USING ', '') as index from pg_indexes
      where schemaname = 'public' and tablename in ('saga_executions', 'saga_outbox', 'saga_audit_log', 'saga_steps',
        'consumer_inbox')
      order by 1, 2`);
    expect(rows.map(({ table, index }) => `${table} ${index}`)).toEqual([
      'consumer_inbox btree (event_id)',
      'consumer_inbox btree (processed_at)',
      'saga_audit_log btree (event_type, created_at)',
      'saga_audit_log btree (id, created_at)',
      'saga_audit_log btree (saga_id, created_at)',
      'saga_executions btree (saga_id, created_at)',
      'saga_executions btree (saga_name, created_at)',
      'saga_executions btree (status, created_at)',
      'saga_outbox btree (id, created_at)',
      "saga_outbox btree (status, created_at) WHERE (status = 'PENDING'::text)",
      'saga_steps btree (id)',
      'saga_steps btree (saga_id, started_at)',
    ]);
  });

  test("S3 the specification's own inserts work for the application", async () => {
    await server.app.query("INSERT INTO saga_executions (saga_name, status) VALUES ('test-saga', 'SUCCESS')");
    await server.app.query(
      "INSERT INTO saga_outbox (topic, payload, status) VALUES ('test.topic', '{\"foo\": \"bar\"}'::jsonb, 'PENDING')",
    );
    await server.app.query("insert into saga_audit_log (saga_id, event_type) values (gen_random_uuid(), 'STARTED')");
    await server.app.query("insert into saga_steps (saga_id, step_name) values (gen_random_uuid(), 'reserve')");
    const { rows } = await server.analytics.query("SELECT COUNT(*)::integer FROM saga_outbox WHERE status = 'PENDING'");
    expect(rows).toEqual([{ count: 1 }]);
    expect((await server.app.query('select count(*)::integer from only saga_outbox_default')).rows).toEqual([
      { count: 0 },
    ]);
  });

  test('S4 the functions have the names and signatures of the specification', async () => {
    const { rows } = await server.superuser.query<{ signature: string }>(`
      select format('%s(%s) %s', proname, oidvectortypes(proargtypes), prorettype::regtype) as signature from pg_proc
      where pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
      order by 1`);
    expect(rows.map(({ signature }) => signature)).toEqual(SIGNATURES);
    expect(await columnsOf('select * from get_partition_statistics()')).toEqual([
      'table_name',
      'partition_count',
      'oldest_partition',
      'newest_partition',
      'total_size_mb',
      'default_rows',
    ]);
    expect(await columnsOf('select * from partition_metadata order by partition_start desc')).toEqual([
      'table_name',
      'partition_name',
      'partition_start',
      'partition_end',
      'created_at',
    ]);
    expect(await columnsOf('select * from maintain_all_partitions()')).toEqual([
      'action',
      'table_name',
      'partition_name',
      'details',
    ]);
  });

  const columnsOf = async (query: string) => (await server.owner.query(query)).fields.map(({ name }) => name);

  test('S4 a second maintenance changes nothing', async () => {
    await server.maintain();
    const all = async () => {
      const { rows } = await server.superuser.query(
        'select oid, relname, relowner, relacl, relpartbound from pg_class order by oid',
      );
      return JSON.stringify(rows);
    };
    const before = await all();
    expect(await server.maintain()).toEqual([]);
    expect(await all()).toEqual(before);
  });

  test('S4 create_saga_*_partition makes the partition that a date belongs to, once', async () => {
    const call = async (table: string, date: string) =>
      (await server.owner.query<{ name: string }>(`select create_${table}_partition($1) as name`, [date])).rows[0]
        ?.name;
    expect(await call('saga_executions', '2025-01-15')).toBe('saga_executions_y2025m01');
    expect(await call('saga_executions', '2025-01-31')).toBe('saga_executions_y2025m01');
    expect(await call('saga_outbox', '2025-01-15')).toBe('saga_outbox_y2025m01d15');
    expect(await call('saga_audit_log', '2024-02-29')).toBe('saga_audit_log_y2024m02');
    expect(await server.partitionsOf('saga_executions')).toContain('saga_executions_y2025m01');
    const { rows } = await server.superuser.query(`
      select partition_name, partition_start at time zone 'UTC' || '' as start, partition_end at time zone 'UTC' || '' as end
      from partition_metadata where partition_start < '2026-01-01' order by partition_name`);
    expect(rows).toEqual([
      { partition_name: 'saga_audit_log_y2024m02', start: '2024-02-01 00:00:00', end: '2024-03-01 00:00:00' },
      { partition_name: 'saga_executions_y2025m01', start: '2025-01-01 00:00:00', end: '2025-02-01 00:00:00' },
      { partition_name: 'saga_outbox_y2025m01d15', start: '2025-01-15 00:00:00', end: '2025-01-16 00:00:00' },
    ]);
  });

  test('S4 cleanup_consumer_inbox deletes what is older than so many days, and nothing for less than one', async () => {
    for (const days of [0, 1, 89, 91, 400]) {
      await server.app.query(
        `insert into consumer_inbox (event_id, consumer_name, source_topic, event_type, payload, processed_at)
         values (gen_random_uuid(), 'billing', 'orders', 'placed', '{}', now() - make_interval(days => $1))`,
        [days],
      );
    }
    expect((await server.app.query('select cleanup_consumer_inbox(90) as deleted')).rows).toEqual([{ deleted: '2' }]);
    expect((await server.app.query('select cleanup_consumer_inbox() as deleted')).rows).toEqual([{ deleted: '0' }]);
    for (const days of ['0', '-1', 'null']) {
      await expect(server.app.query(`select cleanup_consumer_inbox(${days})`)).rejects.toMatchObject({ code: '22023' });
    }
    expect((await server.app.query('select count(*)::integer from consumer_inbox')).rows).toEqual([{ count: 3 }]);
  });

  test.each([
    'select * from maintain_all_partitions()',
    'select create_saga_executions_partition(current_date)',
    "select create_saga_outbox_partition('2199-01-01')",
    'drop table saga_outbox_default',
    'truncate saga_executions',
    'alter table saga_outbox detach partition saga_outbox_default',
    'insert into partitions.config select * from partitions.config',
  ])('S4 neither the application nor dashboards maintain partitions: %s', async (statement) => {
    for (const client of [server.app, server.analytics]) {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('S4 nobody writes into the metadata through its view', async () => {
    await expect(server.app.query('delete from partition_metadata')).rejects.toMatchObject({ code: '55000' });
  });

  test('every table, view and function has a comment, and every time has its zone', async () => {
    expect((await server.superuser.query(UNDOCUMENTED)).rows).toEqual([]);
  });

  test('a second migration and a second reconcile change nothing', async () => {
    const { code, said } = await server.system.migrate('sagaz');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).not.toContain('Applying');
    expect(await server.system.reconcile()).toEqual([]);
  });
});
