import { LOOKUP_FUNCTION } from '../../lib/formats/reconcile-state';
import type { SchemaProps } from '../../lib/tiers/schema';
import { EXAMPLE, WEIRD_DATABASE, WEIRD_ROLE } from './reconcile-example';
import { passwordOf, psqlIsMissing, type ReconcileServer, startReconcileServer } from './reconcile-server';

const LOOKUP = 'pgbouncer_lookup';
const DONE = 'reconcile: done: the server holds what the profile says.\n';
const { [WEIRD_DATABASE]: weird = { owner: WEIRD_ROLE }, ...others } = EXAMPLE.databases ?? {};

/** As the example, but no pool leads to the second database any more. */
const UNPOOLED: SchemaProps = { ...EXAMPLE, databases: { ...others, [WEIRD_DATABASE]: { ...weird, pooled: false } } };

/** As the example, without any pool. */
const { lookup: _, ...systemRoles } = EXAMPLE.systemRoles ?? {};
const WITHOUT_POOLS: SchemaProps = {
  ...EXAMPLE,
  systemRoles,
  databases: Object.fromEntries(
    Object.entries(EXAMPLE.databases ?? {}).map(([name, database]) => [name, { ...database, pooled: false }]),
  ),
};

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('lookups on PostgreSQL %i', (major) => {
  let server: ReconcileServer;
  const lookUp = (database: string, role = LOOKUP) =>
    server.as(role, passwordOf(role), `select name from ${LOOKUP_FUNCTION}('app')`, database);
  const callers = (database: string) =>
    server.query(
      `select distinct grantee::regrole::text as role from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner)))
       where oid = '${LOOKUP_FUNCTION}(text)'::regprocedure and grantee <> proowner`,
      database,
    );

  beforeAll(async () => {
    server = await startReconcileServer(major);
    const run = await server.run(EXAMPLE);
    if (run.code !== 0) throw new Error(run.said);
  });

  afterAll(() => server.stop());

  test('D14 the lookup role gets into no database but those that pools lead to', async () => {
    await expect(lookUp('postgres')).rejects.toThrow('permission denied for database');
    expect(await server.query("select from pg_namespace where nspname = 'pgbouncer'")).toEqual([]);
  });

  test('D14 its password is tried in no other database, so that pg_hba.conf never refuses it', async () => {
    const before = (await server.log()).length;
    expect((await server.run(EXAMPLE)).said).toBe(DONE);
    const log = (await server.log()).slice(before);
    const tried = [...log.matchAll(/authorized: user=pgbouncer_lookup database=(\S+)/g)];
    expect(tried.map(([, database]) => database)).toEqual(['app']);
  });

  test('D14 a database that loses its pools loses the lookup too, and nothing is dropped', async () => {
    const run = await server.run(UNPOOLED);
    expect(run.code).toBe(0);
    expect(run.said.match(/revoke .*/g)).toEqual([
      `revoke connect on database "${WEIRD_DATABASE}" from ${LOOKUP} cascade`,
      `revoke all on function pgbouncer.user_lookup(text) from ${LOOKUP} cascade`,
    ]);
    await expect(lookUp(WEIRD_DATABASE)).rejects.toThrow('permission denied for database');
    expect(await callers(WEIRD_DATABASE)).toEqual([]);
    expect(await lookUp('app')).toEqual([{ name: 'app' }]);
    expect((await server.run(UNPOOLED)).said).toBe(DONE);
  });

  test('D14 what is given away in such a database is taken back', async () => {
    await server.query(`grant execute on function ${LOOKUP_FUNCTION} to public`, WEIRD_DATABASE);
    await server.query(`grant execute on function ${LOOKUP_FUNCTION} to app with grant option`, WEIRD_DATABASE);
    expect((await server.run(UNPOOLED)).said.match(/revoke .*/g)).toHaveLength(2);
    expect(await callers(WEIRD_DATABASE)).toEqual([]);
  });

  test('D14 a database that gets its pools back has the lookup again', async () => {
    expect((await server.run(EXAMPLE)).code).toBe(0);
    expect(await lookUp(WEIRD_DATABASE)).toEqual([{ name: 'app' }]);
  });

  test('D14 without any pool nobody looks secrets up, but by a function that somebody else has made', async () => {
    await server.query(
      `create schema pgbouncer; grant usage on schema pgbouncer to public;
       create function ${LOOKUP_FUNCTION}(text) returns text language sql as 'select $1'`,
    );
    expect((await server.run(WITHOUT_POOLS)).code).toBe(0);
    for (const database of ['app', WEIRD_DATABASE]) expect(await callers(database)).toEqual([]);
    expect(await callers('postgres')).toEqual([{ role: '-' }]);
    expect((await server.run(WITHOUT_POOLS)).said).toBe(DONE);
  });
});
