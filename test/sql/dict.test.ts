import type { Client } from 'pg';
import { as, CLAIMER, DONOR, openClaim, refusalOf, register, STRANGER } from './dict-session';
import { type System, startSystem } from './fixture';
import { BEFORE_PARTMAN, dict } from './systems/dict';

/** The indexes of the specification, and those that its corrections need, as the server writes them. */
const INDEXES = [
  'UNIQUE INDEX claims_one_active ON public.claims USING btree (entry_id) WHERE status IN (OPEN, WAITING_RESOLUTION, CONFIRMED)',
  'UNIQUE INDEX claims_pkey ON public.claims USING btree (id)',
  'UNIQUE INDEX entries_id_account_ispb_key ON public.entries USING btree (id, account_ispb)',
  'UNIQUE INDEX entries_pkey ON public.entries USING btree (id)',
  'INDEX idx_claims_active ON public.claims USING btree (status, expires_at) WHERE status IN (OPEN, WAITING_RESOLUTION)',
  'INDEX idx_claims_entry ON public.claims USING btree (entry_id)',
  'INDEX idx_claims_status ON public.claims USING btree (status)',
  'INDEX idx_claims_workflow ON public.claims USING btree (workflow_id)',
  'INDEX idx_entries_ispb ON public.entries USING btree (account_ispb)',
  'UNIQUE INDEX idx_entries_key ON public.entries USING btree (key_type, key_value) WHERE deleted_at IS NULL',
  'INDEX idx_entries_lookup ON public.entries USING btree (key_type, key_value, status)',
  'INDEX idx_entries_status ON public.entries USING btree (status)',
];

/** The columns of the specification, in its order. */
const COLUMNS = {
  entries: `id key_type key_value account_ispb account_number account_type owner_name owner_document status created_at
    updated_at deleted_at`,
  claims: 'id entry_id claimer_ispb owner_ispb status workflow_id expires_at completed_at created_at updated_at',
  audit_logs: `id event_type entity_type entity_id user_id ispb action old_data new_data ip_address user_agent
    created_at`,
};

const REGISTER = "select * from register_key($1, $2, $3, '1234-5', 'CACC', 'Ana Souza', $4)";
const EVP = '0b7d1fd7-12ab-4b0f-9c12-0123456789ab';

describe.each([15, 16, 17, 18] as const)('tables of dict on PostgreSQL %i', (major) => {
  let system: System;
  let app: Client;
  let superuser: Client;

  beforeAll(async () => {
    system = await startSystem(major, dict, { upTo: BEFORE_PARTMAN });
    app = await system.connect('dict_core_user', 'dict_core');
    superuser = await system.superuser('dict_core');
  });

  afterAll(() => system?.stop());

  const query = async (sql: string) => (await superuser.query<Record<string, unknown>>(sql)).rows;

  it('D10 D12 the tables have every column of the specification', async () => {
    for (const [table, names] of Object.entries(COLUMNS)) {
      const columns = (await query(`select attname from pg_attribute where attrelid = '${table}'::regclass`)).map(
        ({ attname }) => attname,
      );
      expect(columns).toEqual(expect.arrayContaining(names.split(/\s+/)));
    }
  });

  it('D10 D12 every time has a time zone', async () => {
    const times = await query(`select distinct format_type(atttypid, atttypmod) as type
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace in ('public'::regnamespace, 'audit'::regnamespace) and attname ~ '_at$'`);
    expect(times).toEqual([{ type: 'timestamp with time zone' }]);
  });

  it('D10 the indexes are those of the specification, each valid, and none more than the corrections need', async () => {
    const rows = await query(`select pg_get_indexdef(indexrelid) as definition from pg_index
      where indrelid in ('entries'::regclass, 'claims'::regclass) and indisvalid and indisready
      order by indexrelid::regclass::text`);
    const plain = rows.map(({ definition }) =>
      String(definition)
        .replace(/^CREATE /, '')
        .replace(/\((status) = ANY \(ARRAY\[(.*)\]\)\)/, '$1 IN ($2)')
        .replace(/'(\w+)'::text/g, '$1')
        .replace('(deleted_at IS NULL)', 'deleted_at IS NULL'),
    );
    expect(plain).toEqual(INDEXES);
  });

  it('D10 a live key is registered once, and a deleted one again, by anybody and any number of times', async () => {
    const again = (ispb: string) => refusalOf(register(app, ispb, 'again@example.com'));
    const remove = (ispb: string) => app.query("select delete_key($1, 'EMAIL', 'again@example.com')", [ispb]);
    expect(await again(DONOR)).toBe('accepted');
    for (const ispb of [DONOR, CLAIMER]) expect(await again(ispb)).toBe('23505: This EMAIL is registered already.');
    await remove(DONOR);
    expect(await again(CLAIMER)).toBe('accepted');
    await remove(CLAIMER);
    expect(await again(CLAIMER)).toBe('accepted');
    const rows = await query(
      "select status, deleted_at is null as live from entries where key_value = 'again@example.com'",
    );
    expect(rows.filter(({ live }) => live)).toEqual([{ status: 'ACTIVE', live: true }]);
    expect(rows.filter(({ live }) => !live)).toEqual(Array(2).fill({ status: 'DELETED', live: false }));
  });

  it('D10 deleted means one thing, whether status or deleted_at says so, and is for good', async () => {
    const first = await register(app, DONOR, 'status@example.com');
    const second = await register(app, DONOR, 'time@example.com');
    await as(app, DONOR, "update entries set status = 'DELETED' where id = $1", [first]);
    await as(app, DONOR, 'update entries set deleted_at = now() where id = $1', [second]);
    const { rows } = await as(app, DONOR, 'select status, deleted_at from entries where id in ($1, $2)', [
      first,
      second,
    ]);
    expect(rows).toEqual(Array(2).fill({ status: 'DELETED', deleted_at: expect.any(Date) }));
    const undelete = "update entries set status = 'ACTIVE', deleted_at = null where id = $1";
    expect(await refusalOf(as(app, DONOR, undelete, [first]))).toMatch(/^55000: Entry .* is deleted, and its row is/);
  });

  it.each([
    ['CPF', '12345678901', '1234567890', 'a2345678901'],
    ['CNPJ', '12345678000195', '1234567800019', '12abcdef000195'],
    ['PHONE', '+5511987654321', '5511987654321', '+0511987654321'],
    ['EMAIL', 'ana@example.com', 'Ana@example.com', 'ana@example.com\n'],
    ['EVP', EVP, EVP.toUpperCase(), `{${EVP}}`],
  ])('D10 a key has the shape of its type: %s', async (type, right, ...wrong) => {
    const document = /^C/.test(type) ? right : '98765432100';
    for (const value of wrong) {
      expect(await refusalOf(app.query(REGISTER, [STRANGER, type, value, document]))).toMatch(
        /^23514: .*"entries_(key_value|own_document)_check"/,
      );
    }
    expect(await refusalOf(app.query(REGISTER, [STRANGER, type, right, document]))).toBe('accepted');
    expect(await refusalOf(app.query(REGISTER, [STRANGER, 'ADDRESS', right, document]))).toMatch(/^23514: /);
  });

  it('D10 a tax number is registered for its own holder alone', async () => {
    const refused = refusalOf(app.query(REGISTER, [STRANGER, 'CPF', '11122233344', '98765432100']));
    expect(await refused).toMatch(/^23514: .*"entries_own_document_check"/);
  });

  it('D12 each change leaves a row with the row before and after, who, when and for whom, in the same transaction', async () => {
    const id = await register(app, DONOR, 'audited@example.com');
    await app.query("set app.user_id = '11111111-1111-4111-8111-111111111111'; set app.user_agent = 'core/1.0'");
    await as(app, DONOR, "update entries set account_number = '999' where id = $1", [id]);
    await app.query('reset app.user_id; reset app.user_agent');
    await expect(as(app, DONOR, 'delete from entries where id = $1 and 1 / 0 = 1', [id])).rejects.toThrow('division');
    await as(app, DONOR, 'delete from entries where id = $1', [id]);
    const { rows } = await as(app, DONOR, 'select * from audit_logs where entity_id = $1 order by id', [id]);
    const entry = { key_value: 'audited@example.com', account_number: '1234-5' };
    const common = { entity_type: 'ENTRY', ispb: DONOR, actor_ispb: DONOR, database_user: 'dict_core_user' };
    expect(rows).toMatchObject([
      { ...common, event_type: 'ENTRY_CREATED', action: 'INSERT', old_data: null, new_data: entry },
      {
        ...common,
        event_type: 'ENTRY_UPDATED',
        action: 'UPDATE',
        old_data: entry,
        new_data: { account_number: '999' },
        user_id: '11111111-1111-4111-8111-111111111111',
        user_agent: 'core/1.0',
        ip_address: '127.0.0.1',
      },
      { ...common, event_type: 'ENTRY_REMOVED', action: 'DELETE', old_data: { account_number: '999' }, new_data: null },
    ]);
    expect(rows.every(({ created_at }) => created_at instanceof Date)).toBe(true);
  });

  it('D12 a participant reads what happened to its own; both sides read what happened to a claim', async () => {
    const entry = await register(app, DONOR, 'read@example.com');
    const claim = await openClaim(app, CLAIMER, 'read@example.com');
    const events = async (ispb: string) =>
      (
        await as(app, ispb, 'select event_type, actor_ispb from audit_logs where entity_id in ($1, $2) order by id', [
          entry,
          claim,
        ])
      ).rows.map(({ event_type, actor_ispb }) => `${event_type} by ${actor_ispb}`);
    expect(await events(DONOR)).toEqual([`ENTRY_CREATED by ${DONOR}`, `CLAIM_CREATED by ${CLAIMER}`]);
    expect(await events(CLAIMER)).toEqual([`CLAIM_CREATED by ${CLAIMER}`]);
    expect(await events(STRANGER)).toEqual([]);
    await as(app, CLAIMER, "update claims set status = 'CANCELLED', cancellation_reason = 'FRAUD' where id = $1", [
      claim,
    ]);
  });

  it('D12 audit rows are append-only for the application: by the view, by the table, and by each partition', async () => {
    await register(app, DONOR, 'kept@example.com');
    const before = await query('select * from audit.audit_logs order by id');
    const denied = /^42501: permission denied for schema audit$/;
    const byView = /^42501: (Audit logs are written by triggers alone, and never changed\.|must be owner of .*)$/;
    const reads = ['select * from %', 'copy % to stdout', 'lock table % in access exclusive mode'];
    const writes = [
      "insert into % (event_type, entity_type, entity_id, action) values ('A', 'A', gen_random_uuid(), 'A')",
      "update % set actor_ispb = '33333333'",
      'delete from %',
      'drop % cascade',
    ];
    for (const name of ['audit.audit_logs', 'audit.audit_logs_default']) {
      for (const statement of [...reads, ...writes, 'truncate %', 'alter table % disable row level security']) {
        const sql = statement.replace('drop %', 'drop table %').replace('%', name);
        expect([sql, await refusalOf(as(app, DONOR, sql))]).toEqual([sql, expect.stringMatching(denied)]);
      }
    }
    for (const statement of writes) {
      const sql = statement.replace('drop %', 'drop view %').replace('%', 'audit_logs');
      expect([sql, await refusalOf(as(app, DONOR, sql))]).toEqual([sql, expect.stringMatching(byView)]);
    }
    for (const sql of ["select nextval('audit.audit_logs_id_seq')", 'select audit.record_change()']) {
      expect([sql, await refusalOf(as(app, DONOR, sql))]).toEqual([sql, expect.stringMatching(denied)]);
    }
    expect(await query('select * from audit.audit_logs order by id')).toEqual(before);
  });

  it('D12 administrators read all of it, and change none', async () => {
    await superuser.query('set role dict_admin_role');
    expect(await refusalOf(superuser.query('select * from audit.audit_logs'))).toBe('accepted');
    for (const sql of [
      'delete from audit.audit_logs',
      'truncate audit.audit_logs',
      'delete from audit.audit_logs_default',
    ]) {
      expect(await refusalOf(superuser.query(sql))).toMatch(/^42501: permission denied for table/);
    }
    await superuser.query('reset role');
  });

  it('D8 D12 what reconcile grants every hour changes nothing of it', async () => {
    expect(await system.reconcile()).toEqual([]);
    expect(
      await query(
        "select grantee::regrole::text, privilege_type from pg_class, aclexplode(relacl) where oid = 'audit.audit_logs'::regclass and grantee <> relowner",
      ),
    ).toEqual([{ grantee: 'dict_admin_role', privilege_type: 'SELECT' }]);
  });

  it('D12 without pg_partman the migration that needs it fails, says what to do, and leaves the rest applied', async () => {
    const { code, said } = await system.migrate('dict_core');
    expect(code).not.toBe(0);
    expect(said).toContain('pg_partman is not installed in dict_core, so nobody would make or retire the partitions');
    expect(said).toContain('Declare Extension.PG_PARTMAN for the database in the profile, sync, and migrate again.');
    expect(await refusalOf(register(app, DONOR, 'still@example.com'))).toBe('accepted');
  });

  it('D10 D11 D12 D27 whatever the migrations make says what it is for', async () => {
    expect(await query(UNCOMMENTED)).toEqual([]);
  });
});

/** Tables, views, their columns, further indexes, functions, triggers and policies without a comment. */
const UNCOMMENTED = `
  with own as (
    select oid, relkind from pg_class where relnamespace in ('public'::regnamespace, 'audit'::regnamespace)
      and oid not in (select objid from pg_depend where deptype = 'e' and classid = 'pg_class'::regclass)
  )
  select oid::regclass::text as name from own where relkind in ('r', 'p', 'v') and obj_description(oid) is null
  union all
  select format('%s.%s', attrelid::regclass, attname) from pg_attribute join own on own.oid = attrelid
  where relkind in ('r', 'p') and attnum > 0 and col_description(attrelid, attnum) is null
    and not (select relispartition from pg_class where pg_class.oid = attrelid)
  union all
  select oid::regclass::text from own where relkind in ('i', 'I') and obj_description(oid) is null
    and oid not in (select conindid from pg_constraint)
    and not (select relispartition from pg_class where pg_class.oid = own.oid)
  union all
  select oid::regprocedure::text from pg_proc where obj_description(oid) is null
    and pronamespace in ('public'::regnamespace, 'audit'::regnamespace)
    and oid not in (select objid from pg_depend where deptype = 'e' and classid = 'pg_proc'::regclass)
  union all
  select tgname from pg_trigger where not tgisinternal and obj_description(oid) is null
  union all
  select polname from pg_policy where obj_description(oid) is null`;
