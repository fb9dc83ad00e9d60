import type { Client } from 'pg';
import {
  as,
  CLAIMER,
  DONOR,
  INSERT_ENTRY,
  inTransactionOf,
  NO_PARTICIPANTS,
  openClaim,
  type Row,
  refusalOf,
  register,
  STRANGER,
} from './dict-session';
import { type System, startSystem } from './fixture';
import { BEFORE_PARTMAN, dict } from './systems/dict';

const INSERT_CLAIM = `insert into claims (entry_id, claim_type, claimer_ispb, owner_ispb, status, expires_at)
  values ($1, 'PORTABILITY', $2, $3, $4, now() + interval '8 days')`;

const VIOLATES = /^42501: new row violates row-level security policy for table "(entries|claims)"$/;

describe.each([15, 16, 17, 18] as const)('row-level security of dict on PostgreSQL %i', (major) => {
  let system: System;
  let app: Client;
  let admin: Client;
  /** Entries of the donor (one under a claim, one free), and one of the claimer. */
  let claimed: string;
  let free: string;
  let foreign: string;
  let claim: string;

  beforeAll(async () => {
    system = await startSystem(major, dict, { upTo: BEFORE_PARTMAN });
    app = await system.connect('dict_core_user', 'dict_core');
    admin = await system.superuser('dict_core');
    await admin.query('set role dict_admin_role');
  });

  afterAll(() => system?.stop());

  beforeEach(async () => {
    await admin.query('delete from claims; delete from entries');
    claimed = await register(app, DONOR, 'claimed@example.com');
    free = await register(app, DONOR, 'free@example.com');
    foreign = await register(app, CLAIMER, 'foreign@example.com');
    claim = await openClaim(app, CLAIMER, 'claimed@example.com');
  });

  const ids = async (ispb: string | undefined, table: string) =>
    (await as(app, ispb, `select id from ${table} order by id`)).rows.map(({ id }: Row) => id);
  /** Every row as it is stored. */
  const stored = async () =>
    (await admin.query('select e.*, c.* from entries e left join claims c on c.entry_id = e.id order by e.id')).rows;

  it('D11 a participant sees its own entries, and of claims those that it takes part in', async () => {
    expect(await ids(DONOR, 'entries')).toEqual([claimed, free].sort());
    expect(await ids(CLAIMER, 'entries')).toEqual([foreign]);
    expect(await ids(DONOR, 'claims')).toEqual([claim]);
    expect(await ids(CLAIMER, 'claims')).toEqual([claim]);
    expect([...(await ids(STRANGER, 'entries')), ...(await ids(STRANGER, 'claims'))]).toEqual([]);
  });

  it.each(NO_PARTICIPANTS)('D11 without a participant there are no rows: %s', async (_, tenant) => {
    for (const table of ['entries', 'claims', 'audit_logs']) {
      expect(await ids(tenant, table)).toEqual([]);
      expect((await as(app, tenant, `copy (select * from ${table}) to stdout`)).rowCount).toBe(0);
    }
    for (const table of ['entries', 'claims']) {
      expect((await as(app, tenant, `delete from ${table}`)).rowCount).toBe(0);
      expect((await as(app, tenant, `update ${table} set updated_at = now() returning *`)).rows).toEqual([]);
    }
    const values = [foreign, STRANGER, CLAIMER, 'OPEN'];
    expect(await refusalOf(as(app, tenant, INSERT_CLAIM, values))).toMatch(VIOLATES);
    expect(await refusalOf(as(app, tenant, INSERT_ENTRY, ['new@example.com', DONOR]))).toMatch(VIOLATES);
    expect(await refusalOf(app.query('select set_current_ispb($1)', [tenant]))).toMatch(/^22023: .* is no ISPB/s);
    expect(await refusalOf(app.query("select delete_key($1, 'EMAIL', 'free@example.com')", [tenant]))).toMatch(
      /^(22023|42501): /,
    );
  });

  it('D11 the participant of one transaction is nobody in the next, and a failed statement leaves none behind', async () => {
    await as(app, DONOR, 'select');
    await expect(as(app, DONOR, 'select 1/0')).rejects.toThrow('division by zero');
    await app.query('select set_current_ispb($1)', [DONOR]);
    expect((await app.query('select * from entries')).rows).toEqual([]);
    await app.query("select delete_key($1, 'EMAIL', 'free@example.com')", [DONOR]);
    expect((await app.query('select * from entries')).rows).toEqual([]);
  });

  it('D11 a procedure works for the participant of its transaction, and refuses to work for another', async () => {
    const register = "select * from register_key($1, 'EMAIL', 'new@example.com', '1', 'CACC', 'Ana', '12345678901')";
    const refused = inTransactionOf(app, DONOR, () => app.query(register, [CLAIMER]));
    expect(await refusalOf(refused)).toBe(`42501: This transaction works for '${DONOR}' and not for '${CLAIMER}'.`);
    expect(await refusalOf(app.query(register, [null]))).toBe('42501: This transaction works for no participant.');
    const { rows } = await as(app, DONOR, register, [null]);
    expect(rows).toMatchObject([{ account_ispb: DONOR }]);
  });

  it('D11 nobody inserts for another, by whatever form of insert', async () => {
    const before = await stored();
    const refused = (sql: string, values: unknown[]) => refusalOf(as(app, CLAIMER, sql, values));
    const insert = 'on conflict (id) do update set account_number';
    expect(await refused(INSERT_ENTRY, ['new@example.com', DONOR])).toMatch(VIOLATES);
    expect(await refused(`${INSERT_ENTRY} on conflict do nothing`, ['new@example.com', DONOR])).toMatch(VIOLATES);
    expect(await refused(`${INSERT_ENTRY} returning *`, ['new@example.com', DONOR])).toMatch(VIOLATES);
    const taken = `insert into entries (id, key_type, key_value, account_ispb, account_number, account_type, owner_name,
      owner_document) values ($1, 'EMAIL', 'new@example.com', $2, '1', 'CACC', 'A', '12345678901') ${insert} = '0'`;
    expect(await refused(taken, [free, CLAIMER])).toMatch(/^42501: new row violates row-level security policy/);
    expect(await refused(INSERT_CLAIM, [free, STRANGER, DONOR, 'OPEN'])).toMatch(VIOLATES);
    expect(await refused(INSERT_CLAIM, [free, CLAIMER, DONOR, 'CONFIRMED'])).toMatch(VIOLATES);
    expect(await refused('copy entries (key_type) from stdin', [])).toMatch(/^0A000: COPY FROM not supported with row/);
    expect(await refused('copy claims (status) from stdin', [])).toMatch(/^0A000: COPY FROM not supported with row/);
    expect(await stored()).toEqual(before);
  });

  it('D11 a claim names as its donor nobody but who holds the key', async () => {
    const forged = as(app, CLAIMER, INSERT_CLAIM, [free, CLAIMER, STRANGER, 'OPEN']);
    expect(await refusalOf(forged)).toMatch(/^23503: .*"claims_entry_id_owner_ispb_fkey"/);
    await as(app, CLAIMER, INSERT_CLAIM, [free, CLAIMER, DONOR, 'OPEN']);
  });

  it('D11 nobody changes, deletes or gets back what is another participant’s', async () => {
    const before = await stored();
    for (const ispb of [CLAIMER, STRANGER]) {
      const one = [free];
      expect((await as(app, ispb, "update entries set status = 'BLOCKED' where id = $1", one)).rowCount).toBe(0);
      expect((await as(app, ispb, 'delete from entries where id = $1 returning *', one)).rows).toEqual([]);
      expect((await as(app, ispb, 'select * from entries where id = $1 for update', one)).rows).toEqual([]);
    }
    for (const ispb of [DONOR, CLAIMER, STRANGER]) {
      expect((await as(app, ispb, 'delete from claims')).rowCount).toBe(0);
    }
    expect((await as(app, STRANGER, "update claims set status = 'CONFIRMED' returning *")).rows).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it('D11 nobody gives a row away, or takes one that is not its own', async () => {
    const move = as(app, DONOR, 'update entries set account_ispb = $2 where id = $1', [free, CLAIMER]);
    expect(await refusalOf(move)).toMatch(
      /^55000: Entry .*: key, participant and time of registration never change\.$/,
    );
    const turn = as(app, CLAIMER, 'update claims set owner_ispb = $1', [STRANGER]);
    expect(await refusalOf(turn)).toMatch(/^55000: Claim .* its participants and its times never change\.$/);
  });

  it('D11 what the application writes itself, a view or a function, sees no more than its participant does', async () => {
    const seen: string[] = [];
    const notice = ({ message = '' }) => seen.push(message);
    app.on('notice', notice);
    await app.query(`
      create function pg_temp.leak(value text) returns boolean language plpgsql cost 0.0000001 as $$
      begin raise notice '%', value; return true; end $$;
      create temporary view peeked as select * from entries where pg_temp.leak(key_value)`);
    expect((await as(app, CLAIMER, 'select * from peeked where pg_temp.leak(owner_name)')).rows).toHaveLength(1);
    expect((await as(app, STRANGER, 'select * from peeked')).rows).toEqual([]);
    app.off('notice', notice);
    expect(new Set(seen)).toEqual(new Set(['foreign@example.com', 'Ana Souza']));
  });

  it('D11 the application can neither switch the policies off nor become who is free of them', async () => {
    await app.query('set row_security = off');
    expect(await refusalOf(as(app, DONOR, 'select * from entries'))).toMatch(/^42501: query would be affected by row-/);
    await app.query('reset row_security');
    const statements = [
      'set role dict_core_owner',
      'set role dict_admin_role',
      'set session authorization dict_admin',
      'alter table entries disable row level security',
      'alter table entries no force row level security',
      'drop policy entries_isolation_policy on entries',
      'create policy mine on entries using (true)',
      'alter role dict_core_user bypassrls',
      'truncate entries, claims',
      'create trigger mine before insert on entries for each row execute function guard_entry()',
    ];
    for (const statement of statements) {
      expect([statement, await refusalOf(app.query(statement))]).toEqual([
        statement,
        expect.stringMatching(/^42501: /),
      ]);
    }
  });

  it('D11 the owner is held to the policies too, and the administrators’ role is not', async () => {
    const owner = await system.connect('migration', 'dict_core');
    await owner.query('set role dict_core_owner');
    for (const table of ['entries', 'claims', 'audit.audit_logs']) {
      expect((await owner.query(`select * from ${table}`)).rows).toEqual([]);
      expect((await owner.query(`delete from ${table}`)).rowCount).toBe(0);
    }
    // The procedures of claims run as the owner: it reaches what is under a claim of the participant, and changes none.
    const { rows: reached } = await as(owner, CLAIMER, 'select id from entries order by id');
    expect(reached.map(({ id }) => id)).toEqual([claimed, foreign].sort());
    const change = as(owner, CLAIMER, "update entries set status = 'BLOCKED' where id = $1", [claimed]);
    expect(await refusalOf(change)).toMatch(VIOLATES);
    await owner.end();
    expect((await admin.query('select from entries')).rowCount).toBe(3);
    expect((await admin.query('select from claims')).rowCount).toBe(1);
    expect((await admin.query('select from audit.audit_logs')).rowCount).toBeGreaterThan(4);
    const { rows } = await admin.query(
      'select rolcanlogin, rolbypassrls, rolsuper from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ rolcanlogin: false, rolbypassrls: true, rolsuper: false }]);
  });

  it('D11 the policies leave the look-up of a key to its index', async () => {
    await admin.query(`insert into entries
      (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
      select 'EMAIL', number || '@example.com', '${DONOR}', '1', 'CACC', 'Ana', '12345678901'
      from generate_series(1, 2000) number`);
    await (await system.superuser('dict_core')).query('analyze entries');
    const explain = "explain select * from entries where key_type = 'EMAIL' and key_value = $1 and deleted_at is null";
    const { rows } = await as(app, DONOR, explain, ['77@example.com']);
    const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    expect(plan).toMatch(/^Index Scan using idx_entries_(key|lookup) on entries/);
    expect(plan).toMatch(/Index Cond: .*key_value = '77@example\.com'/);
    expect(plan).toMatch(/Filter: .*account_ispb = NULLIF\(current_setting\('app\.current_ispb'/);
  });

  it('D11 policies cover every command on both tables, and each is forced', async () => {
    const { rows } = await admin.query<{ name: string; commands: string; forced: boolean }>(`
      select relname as name, string_agg(distinct polcmd::text, '' order by polcmd::text) as commands,
        bool_and(relrowsecurity and relforcerowsecurity) as forced
      from pg_policy join pg_class on pg_class.oid = polrelid
      where relnamespace = 'public'::regnamespace and polroles = '{0}'
      group by relname order by relname`);
    expect(rows).toEqual(['claims', 'entries'].map((name) => ({ name, commands: 'adrw', forced: true })));
  });
});
