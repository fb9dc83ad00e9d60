import { LOOKUP_FUNCTION } from '../../lib/formats/reconcile-state';
import { EXAMPLE, WEIRD_DATABASE, WEIRD_ROLE } from './reconcile-example';
import { passwordOf, psqlIsMissing, type ReconcileServer, SUPERUSER, startReconcileServer } from './reconcile-server';

const READ = 'select * from %';
const WRITE = 'insert into % default values; update % set note = $$x$$; delete from %';
const SEQUENCE = "select nextval('%_id_seq')";
const TRUNCATE = 'truncate %';
const CALL = 'select %_count()';
const CREATE = 'create table own_% (id int); drop table own_%';
const TEMPORARY = 'create temporary table own_% (id int); insert into own_% values (1)';
const DENIED = /permission denied|must be owner/;

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('who may do what on PostgreSQL %i', (major) => {
  let server: ReconcileServer;
  const allowed = (role: string, sql: string, database = 'app') => server.as(role, passwordOf(role), sql, database);
  const denied = (role: string, sql: string, database = 'app') =>
    expect(allowed(role, sql, database)).rejects.toThrow(DENIED);
  /** As the owner makes them: a table with a sequence, and a function that PUBLIC may not call. */
  const table = (name: string) =>
    server.query(
      `set role app_owner; create table ${name} (id serial, note text);
       create function ${name}_count() returns bigint language sql as 'select count(*) from ${name}';
       revoke execute on function ${name}_count() from public`,
      'app',
    );

  beforeAll(async () => {
    server = await startReconcileServer(major);
    // Half of the platform is there before: a database of another's making, with a table in it.
    await server.query('create role app_owner');
    await server.query("create database app template template0 locale 'C.UTF-8' encoding 'UTF8'");
    await server.query('grant create on schema public to app_owner', 'app');
    await table('existing');
    const run = await server.run(EXAMPLE);
    if (run.code !== 0) throw new Error(run.said);
    await table('future');
  });

  afterAll(() => server.stop());

  describe.each(['existing', 'future'])('with the %s table', (name) => {
    const of = (sql: string) => sql.replaceAll('%', name);

    test('D8 READ reads, and can do nothing else', async () => {
      await allowed('reader', of(READ));
      for (const sql of [WRITE, SEQUENCE, TRUNCATE, CALL, CREATE, TEMPORARY]) await denied('reader', of(sql));
    });

    test('D8 WRITE reads, changes rows, uses sequences, calls functions, and has no DDL but temporary tables', async () => {
      for (const sql of [READ, WRITE, SEQUENCE, CALL, TEMPORARY]) await allowed('app', of(sql));
      for (const sql of [TRUNCATE, CREATE, 'drop table %']) await denied('app', of(sql));
    });

    test('D8 CREATE does all that WRITE does, and makes objects of its own, which the others then reach', async () => {
      for (const sql of [READ, WRITE, SEQUENCE, CALL, CREATE, TEMPORARY]) await allowed(WEIRD_ROLE, of(sql));
      await denied(WEIRD_ROLE, of(TRUNCATE));
      await allowed(WEIRD_ROLE, of('create table made_beside_% (id int)'));
      await allowed('reader', of('select * from made_beside_%'));
    });
  });

  test('T3 a schema is closed to whoever has no access to it, and open as far as said to who has', async () => {
    await server.query('set role auditor; create table audit.entries (id int)', 'app');
    await allowed('app', 'select * from audit.entries');
    await denied('app', 'insert into audit.entries values (1)');
    for (const role of ['reader', WEIRD_ROLE, 'migrator']) await denied(role, 'select * from audit.entries');
  });

  test('D8 nobody but the owner creates in public, and its owner does', async () => {
    await server.query('create role stranger login password $$s$$; grant connect on database app to stranger');
    await expect(server.as('stranger', 's', 'create table t (id int)', 'app')).rejects.toThrow(DENIED);
    await allowed('migrator', 'create table by_owner (id int)');
    await allowed(WEIRD_ROLE, 'create schema mine', WEIRD_DATABASE);
  });

  test('D9 the functions of extensions can be called by every role that gets in', async () => {
    for (const role of ['reader', 'app', WEIRD_ROLE])
      await allowed(role, "select similarity('a', 'b'), uuid_generate_v4()");
  });

  test('D14 the lookup role gets the SCRAM secret of application roles, in every database of a pool', async () => {
    for (const database of ['app', WEIRD_DATABASE]) {
      const rows = await server.as(
        'pgbouncer_lookup',
        passwordOf('pgbouncer_lookup'),
        `select name, secret from ${LOOKUP_FUNCTION}('app') union all select * from ${LOOKUP_FUNCTION}('${WEIRD_ROLE.replaceAll("'", "''")}')`,
        database,
      );
      const kept = await server.query(
        `select rolname as name, rolpassword as secret from pg_authid where rolname in ('app', '${WEIRD_ROLE.replaceAll("'", "''")}') order by 1`,
      );
      expect(rows).toEqual(kept);
    }
  });

  test('D14 it gets nothing for roles of the platform, superusers, groups, expired or unknown roles', async () => {
    await server.query(
      "create role expired login password 'x' valid until '2001-01-01'; create role streams login replication password 'x'",
    );
    const hidden = [
      SUPERUSER,
      'postgres',
      'replicator',
      'rewind',
      'postgres_exporter',
      'pgbouncer_lookup',
      'dump',
      'app_owner',
      'expired',
      'streams',
      'nobody',
    ];
    const rows = await server.as(
      'pgbouncer_lookup',
      passwordOf('pgbouncer_lookup'),
      `select role, name from unnest(array['${hidden.join("','")}']) role left join lateral ${LOOKUP_FUNCTION}(role) found on true where name is not null`,
      'app',
    );
    expect(rows).toEqual([]);
  });

  test('D14 the lookup role can do nothing else, and nobody else can look secrets up', async () => {
    const lookup = (sql: string) => denied('pgbouncer_lookup', sql);
    await lookup('select rolpassword from pg_authid');
    await lookup('select * from pg_shadow');
    await lookup('select * from existing');
    await lookup('create table pgbouncer.t (id int)');
    await lookup('create temporary table t (id int)');
    await lookup('create role r');
    await expect(allowed('pgbouncer_lookup', 'set role app')).rejects.toThrow(DENIED);
    for (const role of ['app', 'reader', WEIRD_ROLE, 'dump', 'postgres_exporter']) {
      await denied(role, `select * from ${LOOKUP_FUNCTION}('app')`);
    }
  });

  test('D14 an operator that an owner plants does not change what the lookup gives', async () => {
    await server.query(
      `set role app_owner; create function anything(name, text) returns boolean language sql as 'select true';
       create operator = (leftarg = name, rightarg = text, function = anything)`,
      'app',
    );
    await server.query('alter role pgbouncer_lookup set search_path = public, pg_catalog');
    const rows = await server.as(
      'pgbouncer_lookup',
      passwordOf('pgbouncer_lookup'),
      `select name from ${LOOKUP_FUNCTION}('nobody')`,
      'app',
    );
    expect(rows).toEqual([]);
  });

  test('D16 the dump role reads every row of every database, row-level security or not, and writes none', async () => {
    await server.query(
      'set role app_owner; insert into existing default values; alter table existing enable row level security; alter table existing force row level security',
      'app',
    );
    expect(await allowed('dump', 'select count(*)::int as rows from existing')).toEqual([{ rows: 1 }]);
    await denied('dump', 'delete from existing');
    for (const database of [WEIRD_DATABASE, 'postgres', 'template1']) await allowed('dump', 'select 1', database);
  });

  test('D19 the monitoring role reads statistics in every database and no table', async () => {
    for (const database of ['app', WEIRD_DATABASE, 'postgres']) {
      await allowed('postgres_exporter', 'select * from pg_stat_activity, pg_stat_replication', database);
    }
    const statements = await allowed('postgres_exporter', 'select query from pg_stat_statements');
    expect(statements.length).toBeGreaterThan(0);
    expect(statements).not.toContainEqual({ query: '<insufficient privilege>' });
    await denied('postgres_exporter', 'select * from existing');
  });

  test('D24 the rewind role reads files of the server as pg_rewind does, and no table', async () => {
    await allowed('rewind', "select pg_ls_dir('.', true, false), pg_stat_file('PG_VERSION', true)", 'postgres');
    await allowed(
      'rewind',
      "select pg_read_binary_file('PG_VERSION'), pg_read_binary_file('PG_VERSION', 0, 1, true)",
      'postgres',
    );
    await denied('rewind', 'select * from existing');
  });
});
