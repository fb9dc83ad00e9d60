import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';
import { DATABASES, EXAMPLE, WEIRD_DATABASE } from './reconcile-example';
import { passwordOf, psqlIsMissing, type ReconcileServer, startReconcileServer } from './reconcile-server';

/** What somebody may change by hand: the database, the SQL, and how its undoing is said. */
const DRIFT: ReadonlyArray<readonly [string, string, string]> = [
  ['postgres', 'alter role app superuser createdb noinherit', 'inherit nocreatedb nosuperuser'],
  ['postgres', 'alter role app_owner login replication', 'alter role app_owner nologin noreplication'],
  ['postgres', 'alter role dump nobypassrls', 'alter role dump bypassrls'],
  ['postgres', 'alter role app connection limit 7', 'connection limit 40'],
  ['postgres', "alter role app valid until '2001-01-01'", "valid until 'infinity'"],
  ['postgres', 'grant auditor to reader', 'revoke auditor from reader'],
  ['postgres', 'grant pg_read_all_data to pgbouncer_lookup', 'revoke pg_read_all_data from pgbouncer_lookup'],
  ['postgres', 'revoke app_owner from migrator', 'grant app_owner to migrator'],
  ['postgres', 'grant pg_read_all_stats to reader with admin option', 'grant pg_read_all_stats to reader'],
  ['postgres', 'alter role app set work_mem = 1024', 'alter role app reset work_mem'],
  ['postgres', "alter role app set statement_timeout = '1s'", "alter role app set statement_timeout to '30s'"],
  ['postgres', 'alter role app reset search_path', `alter role app set search_path to '$user', 'public'`],
  ['postgres', 'alter role app in database app set jit = off', 'alter role app in database app reset jit'],
  ['postgres', 'alter database app set jit = off', 'alter database app reset jit'],
  ['postgres', 'alter database app reset work_mem', "alter database app set work_mem to '8MB'"],
  ['postgres', 'alter database app owner to team', 'alter database app owner to app_owner'],
  ['postgres', 'alter database app connection limit 3', 'alter database app connection limit 60'],
  ['postgres', 'alter database app allow_connections false', 'alter database app allow_connections true'],
  ['postgres', 'grant connect on database app to public', 'revoke connect on database app from public cascade'],
  ['postgres', 'grant all on database app to reader', 'revoke create on database app from reader cascade'],
  ['postgres', 'revoke connect on database app from app', 'grant connect on database app to app'],
  [
    'postgres',
    'grant connect on database template1 to public',
    'revoke connect on database template1 from public cascade',
  ],
  ['app', 'alter schema audit owner to dump', 'alter schema audit owner to auditor'],
  ['app', 'alter schema public owner to rewind', 'alter schema public owner to pg_database_owner'],
  ['app', 'grant create on schema public to public', 'revoke create on schema public from public cascade'],
  ['app', 'grant usage on schema audit to reader', 'revoke usage on schema audit from reader cascade'],
  ['app', 'grant insert, delete on public.t to reader', 'revoke insert on table public.t from reader cascade'],
  ['app', 'grant truncate on public.t to app', 'revoke truncate on table public.t from app cascade'],
  ['app', 'grant select on public.t to public', 'revoke select on table public.t from public cascade'],
  ['app', 'grant update (id) on public.t to reader', 'revoke update (id) on table public.t from reader cascade'],
  [
    'app',
    'grant select on public.t to app with grant option',
    'revoke grant option for select on table public.t from app',
  ],
  ['app', 'revoke insert on public.t from app', 'grant insert on table public.t to app'],
  ['app', 'revoke usage on schema public from app', 'grant usage on schema public to app'],
  [
    'app',
    'grant update on sequence public.t_id_seq to app',
    'revoke update on sequence public.t_id_seq from app cascade',
  ],
  ['app', 'grant execute on function public.f() to reader', 'revoke execute on routine public.f() from reader cascade'],
  [
    'app',
    'alter default privileges for role app_owner in schema public grant all on tables to reader',
    'alter default privileges for role app_owner in schema public revoke insert on tables from reader',
  ],
  [
    'app',
    'alter default privileges for role app_owner grant select on tables to public',
    'alter default privileges for role app_owner revoke select on tables from public',
  ],
  [
    'app',
    'alter default privileges for role app_owner in schema public revoke insert on tables from app',
    'alter default privileges for role app_owner in schema public grant insert on tables to app',
  ],
  [
    'app',
    'grant execute on function pgbouncer.user_lookup(text) to public',
    'revoke all on function pgbouncer.user_lookup(text) from public cascade',
  ],
  [
    'app',
    'alter function pgbouncer.user_lookup(text) reset search_path',
    'create or replace function pgbouncer.user_lookup',
  ],
  [
    'app',
    'alter function pgbouncer.user_lookup(text) owner to reader',
    'alter function pgbouncer.user_lookup(text) owner to cluster_admin',
  ],
  ['app', 'alter schema pgbouncer owner to app_owner', 'alter schema pgbouncer owner to cluster_admin'],
  ['app', 'drop extension pg_trgm', 'create extension pg_trgm with schema public'],
];

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('drift on PostgreSQL %i', (major) => {
  let server: ReconcileServer;

  beforeAll(async () => {
    server = await startReconcileServer(major);
    if ((await server.run(EXAMPLE)).code !== 0) throw new Error('the first run failed');
    await server.query(
      'set role app_owner; create table public.t (id serial); create function public.f() returns int language sql return 1',
      'app',
    );
  });

  afterAll(() => server.stop());

  test('D8 D9 whatever was changed by hand is set back, and each repair is said', async () => {
    // No statement sets it back to null, which is the same.
    await server.query("alter role app valid until 'infinity'");
    await server.run(EXAMPLE);
    const before = withoutVersions(await server.catalog(DATABASES));
    // The databases first: one step shuts the door to one of them.
    for (const [database, sql] of [...DRIFT].reverse()) await server.query(sql, database);
    const run = await server.run(EXAMPLE);
    expect(run.code).toBe(0);
    for (const [, , repair] of DRIFT) expect(run.said).toContain(repair);
    expect(withoutVersions(await server.catalog(DATABASES))).toBe(before);
    expect((await server.run(EXAMPLE)).said).toBe('reconcile: done: the server holds what the profile says.\n');
  });

  test('a privilege that a role passed on goes with it, also where somebody else granted it', async () => {
    await server.query(
      'create role outsider; grant usage on schema public to outsider; grant select, insert on t to outsider with grant option',
      'app',
    );
    await server.query('set role outsider; grant insert on t to reader', 'app');
    const run = await server.run(EXAMPLE);
    expect(run.said).toContain(
      'set local role outsider; revoke insert on table public.t from reader cascade; reset role',
    );
    expect((await server.run(EXAMPLE)).said).toBe('reconcile: done: the server holds what the profile says.\n');
  });

  test('a role that creates roles keeps the administration of those that it made', async () => {
    const own = 'create role teammate; grant teammate to team with admin option';
    await server.query('grant connect on database postgres to team');
    await (major < 16 ? server.query(own) : server.as('team', passwordOf('team'), 'create role teammate'));
    expect((await server.run(EXAMPLE)).said).not.toContain('teammate');
  });

  test('a changed level reaches the objects that exist and those to come', async () => {
    const { app, ...rest } = EXAMPLE.databases ?? {};
    const lowered = {
      ...EXAMPLE,
      databases: { ...rest, app: { ...app, access: { ...app?.access, app: AccessLevel.READ } } },
    };
    expect((await server.run(lowered)).code).toBe(0);
    const privileges = `select distinct privilege_type as held from information_schema.role_table_grants
      where table_name in ('t', 'later') and grantee in ('app', 'reader') order by 1`;
    await server.query('set role app_owner; create table public.later (id int)', 'app');
    expect(await server.query(privileges, 'app')).toEqual([{ held: 'SELECT' }]);
    expect((await server.run(EXAMPLE)).said).toContain('grant delete, insert, update on table public.later to app');
  });

  test('a database with another locale is refused, with both figures and the mend', async () => {
    const { [WEIRD_DATABASE]: weird, ...rest } = EXAMPLE.databases ?? {};
    const run = await server.run({ ...EXAMPLE, databases: { ...rest, [WEIRD_DATABASE]: { ...weird, locale: 'C' } } });
    expect(run.code).toBe(1);
    expect(run.said).toContain(
      `Database "${WEIRD_DATABASE}" has locale C.UTF-8 and encoding UTF8; the profile says C and UTF8`,
    );
  });

  test('D9 an extension that the server lacks fails its own database alone, with the mend', async () => {
    const { app, [WEIRD_DATABASE]: weird } = EXAMPLE.databases ?? {};
    const databases = { app: { ...app, extensions: [Extension.PG_PARTMAN] }, [WEIRD_DATABASE]: { ...weird } };
    await server.query('drop schema pgbouncer cascade', WEIRD_DATABASE);
    const run = await server.run({ ...EXAMPLE, databases });
    expect(run.code).toBe(1);
    expect(run.said).toMatch(
      /database app: failed: create extension pg_partman .* is not available.*Build the extension/,
    );
    expect(run.said).toContain('reconcile: database app: the rest of 30-app.sql was not applied.');
    expect(run.said).toContain(`reconcile: database ${WEIRD_DATABASE}: create schema pgbouncer`);
  });

  test('D8 a parameter that PostgreSQL does not know is said with the role and the mend', async () => {
    const roles = { ...EXAMPLE.roles, app: { ...EXAMPLE.roles?.app, sessionParameters: { statement_timeuot: '1s' } } };
    const run = await server.run({ ...EXAMPLE, roles });
    expect(run.code).toBe(1);
    expect(run.said).toContain("alter role app set statement_timeuot to '1s': unrecognized configuration parameter");
    expect(run.said).toContain("Correct the parameter in the profile's sessionParameters.");
  });
});

/** The rows themselves, in an order of their own: which transaction wrote them, and when, has changed. */
function withoutVersions(catalog: string): string {
  return JSON.stringify(sorted(JSON.parse(catalog)), null, 1);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'xmin' && key !== 'oid')
      .map(([key, part]) => [key, sorted(part)]),
  );
}
