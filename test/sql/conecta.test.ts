import { type System, startSystem } from './fixture';
import { conecta } from './systems/conecta';

const SCHEMAS = ['auth', 'core', 'guardian', 'messaging', 'network'];

describe.each([15, 16, 17, 18] as const)('conecta on PostgreSQL %i', (major) => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem(major, conecta);
  });

  afterAll(() => system?.stop());

  test("C13 both databases that its connection strings name exist, each closed to the other's role", async () => {
    for (const [role, database] of [
      ['conecta_user', 'conecta_db'],
      ['conecta', 'conecta_plus'],
    ] as const) {
      const client = await system.connect(role, database);
      await client.query('create table public.of_the_application (id integer)');
      await client.query('insert into public.of_the_application values (1)');
      await client.query('drop table public.of_the_application');
    }
    await expect(system.connect('conecta', 'conecta_db')).rejects.toThrow('permission denied for database');
    await expect(system.connect('conecta_user', 'conecta_plus')).rejects.toThrow('permission denied for database');
  });

  test('its schemas are there with what they are for, and its role works in each of them', async () => {
    const client = await system.connect('conecta_user', 'conecta_db');
    const { rows } = await client.query(`
      select nspname as name, pg_get_userbyid(nspowner) as owner, obj_description(oid, 'pg_namespace') <> '' as said
      from pg_namespace
      where nspname !~ '^pg_' and nspname not in ('information_schema', 'migrations', 'pgbouncer', 'public')
      order by nspname`);
    expect(rows).toEqual(SCHEMAS.map((name) => ({ name, owner: 'conecta_user', said: true })));
    for (const schema of SCHEMAS) {
      await client.query(`create table ${schema}.trial (id integer); drop table ${schema}.trial`);
    }
  });

  test('its extensions answer', async () => {
    const client = await system.connect('conecta_user', 'conecta_db');
    const { rows } = await client.query(
      "select uuid_generate_v4() is not null as uuid, similarity('conecta', 'conecto') > 0 as trigrams, " +
        "encode(digest('x', 'sha256'), 'hex') like '2d711642b726b044%' as digest",
    );
    expect(rows).toEqual([{ uuid: true, trigrams: true, digest: true }]);
  });

  test('a second migration and a second reconcile change nothing', async () => {
    const { code, said } = await system.migrate('conecta_db');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).not.toContain('Applying');
    expect(await system.reconcile()).toEqual([]);
  });
});
