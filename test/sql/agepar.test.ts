import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Client } from 'pg';
import { type System, startSystem } from './fixture';
import { agepar } from './systems/agepar';
import { UNDOCUMENTED } from './undocumented';

const KEY = 'a key of more than 32 characters, from a Secret';
const CPF = '52998224725';

/** A server that writes down all that it is told. */
const LOGS_EVERYTHING = `logging_collector = on
log_directory = 'log'
log_filename = 'server.log'
log_statement = 'all'
log_min_duration_statement = 0
log_min_error_statement = 'debug5'
`;

describe.each([15, 16, 17, 18] as const)('agepar on PostgreSQL %i', (major) => {
  let system: System;
  let superuser: Client;
  let admin: Client;
  let user: Client;
  let markers = 0;

  beforeAll(async () => {
    system = await startSystem(major, agepar, { configuration: LOGS_EVERYTHING });
    superuser = await system.superuser('agepar');
    // Nobody logs in as it.
    admin = await system.superuser('agepar');
    await admin.query('set role agepar_admin');
    user = await system.connect('agepar_user', 'agepar');
  });

  afterAll(() => system?.stop());

  /** The log once it holds all that was said so far: what the server writes reaches the file a little later. */
  async function log(): Promise<string> {
    const marker = `marker ${++markers}`;
    await superuser.query(`select '${marker}'`);
    for (;;) {
      const text = fs.readFileSync(path.join(system.dataDirectory, 'log', 'server.log'), 'utf8');
      if (text.includes(marker)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function withKey<Row>(key: string, work: () => Promise<Row>): Promise<Row> {
    await user.query('begin');
    try {
      await user.query("select set_config('app.encryption_key', $1, true)", [key]);
      return await work();
    } finally {
      await user.query('commit');
    }
  }

  async function register(email: string, cpf: string): Promise<void> {
    const statement = 'insert into users (name, email, cpf_encrypted) values ($1, $2, encrypt_sensitive($3))';
    await withKey(KEY, () => user.query(statement, ['Ana', email, cpf]));
  }

  test('A2 the tables are there, audits by month', async () => {
    const { rows } = await superuser.query<{ name: string; kind: string }>(`
      select relname as name, relkind as kind from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by relname`);
    expect(rows.map(({ name, kind }) => `${name}${kind === 'p' ? ' (partitioned)' : ''}`)).toEqual([
      'audits (partitioned)',
      'roles',
      'sessions',
      'submissions',
      'user_roles',
      'users',
    ]);
  });

  test('A3 agepar_user selects, inserts, updates and deletes in every table, made later too', async () => {
    await admin.query('create table later (id integer)');
    await user.query('insert into later values (1); update later set id = 2; delete from later; select * from later');
    for (const table of ['audits', 'roles', 'sessions', 'submissions', 'user_roles', 'users']) {
      await user.query(`select * from ${table} limit 0`);
      await user.query(`delete from ${table} where false`);
    }
    await admin.query('drop table later');
  });

  test.each([
    'create table mine ()',
    "create table public.audits_y1999m01 partition of public.audits for values from ('1999-01-01') to ('1999-02-01')",
    'create schema mine',
    'create extension hstore',
    'create function public.mine() returns integer language sql as $$ select 1 $$',
    'create view public.mine as select 1',
    'create type public.mine as enum ()',
    'create index on public.users (name)',
    'alter table public.users add column mine text',
    'alter table public.users disable trigger all',
    'drop table public.sessions',
    'truncate public.audits',
    'comment on table public.users is null',
    'create trigger mine after insert on public.users execute function pg_catalog.suppress_redundant_updates_trigger()',
    'create role mine',
    'create database mine',
    'set role agepar_admin',
    'select * from migrations.schema_migrations',
  ])('A3 agepar_user has no DDL: %s', async (statement) => {
    await expect(user.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('A3 agepar_user has nothing to grant to others', async () => {
    const held = async () => (await superuser.query("select relacl from pg_class where relname = 'users'")).rows;
    const before = await held();
    await user.query('grant select on public.users to public');
    expect(await held()).toEqual(before);
  });

  test('A3 agepar_admin changes the schema, and is no superuser', async () => {
    await admin.query('begin; alter table users add column phone text; create index on users (phone); rollback');
    await expect(admin.query('create role mine')).rejects.toMatchObject({ code: '42501' });
    const { rows } = await superuser.query(
      "select rolname from pg_roles where rolname ~ '^agepar' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)",
    );
    expect(rows).toEqual([]);
  });

  test('A11 the CPF is read with the key alone', async () => {
    await register('ana@example.org', CPF);
    const read = () => user.query<{ cpf: string }>('select decrypt_sensitive(cpf_encrypted) as cpf from users');
    expect((await withKey(KEY, read)).rows).toEqual([{ cpf: CPF }]);
    await expect(withKey(`${KEY}, another one`, read)).rejects.toMatchObject({ code: '39000' });
    await expect(read()).rejects.toThrow('This transaction has no encryption key');
    await expect(withKey('too short', read)).rejects.toThrow('This transaction has no encryption key');
    await expect(user.query("select encrypt_sensitive('1')")).rejects.toMatchObject({ code: '55000' });
    await expect(admin.query('select decrypt_sensitive(cpf_encrypted) from users')).rejects.toMatchObject({
      code: '55000',
    });
    await user.query('delete from users');
  });

  test('A11 the key ends with its transaction, committed or not', async () => {
    const held = () => user.query<{ key: string | null }>("select current_setting('app.encryption_key', true) as key");
    expect((await withKey(KEY, held)).rows).toEqual([{ key: KEY }]);
    expect((await held()).rows).toEqual([{ key: '' }]);
    await user.query('begin');
    await user.query("select set_config('app.encryption_key', $1, true)", [KEY]);
    await user.query('rollback');
    expect((await held()).rows).toEqual([{ key: '' }]);
  });

  test('A11 a CPF that is not encrypted is refused, and one value never looks the same twice', async () => {
    const insert = 'insert into users (name, email, cpf_encrypted) values ($1, $2, $3)';
    await expect(user.query(insert, ['Ana', 'plain@example.org', Buffer.from(CPF)])).rejects.toMatchObject({
      code: expect.stringMatching(/^(39000|23514)$/),
    });
    await expect(user.query(insert, ['Ana', 'plain@example.org', Buffer.from('')])).rejects.toBeDefined();
    await register('one@example.org', CPF);
    await register('two@example.org', CPF);
    await user.query(insert, ['Ana', 'none@example.org', null]);
    const { rows } = await user.query('select count(distinct cpf_encrypted)::integer as different from users');
    expect(rows).toEqual([{ different: 2 }]);
    await user.query('delete from users');
  });

  test("A11 neither key nor CPF is in the table's file, the log, or what statistics keep", async () => {
    await register('file@example.org', CPF);
    await superuser.query('checkpoint');
    const { rows } = await superuser.query<{ file: Buffer }>(
      "select pg_read_binary_file(pg_relation_filepath('public.users')) as file",
    );
    expect(rows[0]?.file.includes('file@example.org')).toBe(true);
    expect(rows[0]?.file.includes(CPF)).toBe(false);
    await expect(user.query('select encrypt_sensitive($1)', [CPF])).rejects.toMatchObject({ code: '55000' });
    const written = await log();
    expect(written).toContain('encrypt_sensitive($3)');
    expect(written).not.toContain(KEY);
    expect(written).not.toContain(CPF);
    const statistics = await superuser.query<{ query: string }>('select query from pg_stat_statements');
    const kept = statistics.rows.map(({ query }) => query).join('\n');
    expect(kept).toContain('encrypt_sensitive');
    expect(kept).not.toContain(KEY);
    await user.query('delete from users');
  });

  test("A11 without the profile's session parameters the log would hold both: the test is known to bite", async () => {
    const client = await system.superuser('agepar');
    await client.query('set log_parameter_max_length = -1');
    await client.query("select set_config('app.encryption_key', $1, true)", ['a key that a log may show']);
    expect(await log()).toContain('a key that a log may show');
  });

  test('A2 A11 audits of this month and of three ahead have partitions; rows of any other month are taken in too', async () => {
    const job = await system.connect('partition_maintenance', 'agepar');
    await job.query('select from partitions.maintain_all()');
    const insert = "insert into audits (action, result, created_at) values ('login', 'success', $1)";
    for (const time of ['1999-12-31T23:59:59Z', '2199-01-01T00:00:00Z']) await user.query(insert, [time]);
    await user.query("insert into audits (action, result) values ('login', 'success')");
    const { rows } = await user.query<{ partition: string; now: string }>(`
      select tableoid::regclass::text as partition, 'audits_' || to_char(now() at time zone 'UTC', '"y"YYYY"m"MM') as now
      from audits order by created_at`);
    const now = rows[0]?.now;
    expect(rows.map(({ partition }) => partition)).toEqual(['audits_default', now, 'audits_default']);
    const partitions = await superuser.query("select from pg_inherits where inhparent = 'public.audits'::regclass");
    expect(partitions.rowCount).toBe(5);
    await job.query("select partitions.create_partition('public.audits', '1999-12-31')");
    await expect(user.query('drop table audits_y1999m12')).rejects.toMatchObject({ code: '42501' });
    await user.query('delete from audits_y1999m12');
    expect((await user.query('select count(*)::integer as kept from audits')).rows).toEqual([{ kept: 2 }]);
    await user.query('delete from audits');
  });

  test('every table and function has a comment, and every time has its zone', async () => {
    const { rows } = await superuser.query(UNDOCUMENTED);
    expect(rows).toEqual([]);
  });

  test('a second migration and a second reconcile change nothing', async () => {
    const { code, said } = await system.migrate('agepar');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).not.toContain('Applying');
    expect(await system.reconcile()).toEqual([]);
  });
});
