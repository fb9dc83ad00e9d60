import { Extension } from '../../lib/profile/extensions';
import { PartitionInterval, PartitionRetire } from '../../lib/profile/partitions';
import type { SchemaProps } from '../../lib/tiers/schema';
import { EXAMPLE, WEIRD_DATABASE, WEIRD_ROLE } from './reconcile-example';
import {
  login,
  passwordOf,
  psqlIsMissing,
  type ReconcileServer,
  SUPERUSER,
  startReconcileServer,
} from './reconcile-server';

const { app, [WEIRD_DATABASE]: weird } = EXAMPLE.databases ?? {};
const partitions = {
  orders: { interval: PartitionInterval.MONTH, premake: 3, retention: 12, retire: PartitionRetire.DROP },
  'audit.logs': { interval: PartitionInterval.DAY, premake: 7, timeZone: 'Europe/Berlin' },
};
const WITHOUT: SchemaProps = {
  ...EXAMPLE,
  systemRoles: { ...EXAMPLE.systemRoles, maintenance: login('partition_maintenance') },
  databases: {
    app: { ...app, owner: 'app_owner' },
    [WEIRD_DATABASE]: {
      ...weird,
      owner: WEIRD_ROLE,
      partitions: { 'it\'s "odd"': { interval: PartitionInterval.DAY, premake: 1 } },
    },
  },
};
const PROPS = withPartitions(partitions);

const DONE = 'reconcile: done: the server holds what the profile says.\n';
const DATABASES = ['app', WEIRD_DATABASE];
const CONFIG = 'select * from partitions.config order by table_schema, table_name';
const VERSIONS = 'select xmin::text, table_name from partitions.config order by table_name';

/** What differs, the SQL that makes it so, and how its undoing is said. */
const DRIFT: ReadonlyArray<readonly [string, string, string]> = [
  [
    'a function of an older library',
    'create or replace function partitions.midnight(day date, zone text) returns timestamptz language sql immutable as $$ select null::timestamptz $$',
    'create or replace function partitions.midnight(date, text)',
  ],
  [
    'another result',
    'drop function partitions.suffix(text, date); create function partitions.suffix(text, date) returns integer language sql as $$ select 1 $$',
    'drop function partitions.suffix(text, date)',
  ],
  [
    'an older signature, which makes calls ambiguous',
    'create function partitions.maintain(regclass) returns integer language sql as $$ select 1 $$',
    'drop function partitions.maintain(regclass)',
  ],
  [
    'a function that is gone',
    'drop function partitions.statistics(regclass)',
    'create or replace function partitions.statistics(regclass)',
  ],
  [
    'the rights of its caller',
    'alter function partitions.plan(regclass, timestamptz) security definer',
    'create or replace function partitions.plan(regclass, timestamp with time zone)',
  ],
  [
    'somebody else who may call it',
    'grant execute on function partitions.plan(regclass, timestamptz) to app',
    'revoke execute on function partitions.plan(regclass,timestamp with time zone) from app cascade',
  ],
  [
    'the public',
    'grant all on schema partitions to public',
    'revoke create, usage on schema partitions from public cascade',
  ],
  ['another owner', 'alter schema partitions owner to auditor', 'alter schema partitions owner to cluster_admin'],
  [
    'a comment',
    'comment on table partitions.config is null',
    "comment on table partitions.config is 'What the profile declares.",
  ],
  [
    'a setting',
    'update partitions.config set premake = 1',
    "select partitions.configure('public', 'orders', 'month', 3, 12, 'drop', 'public', 'UTC')",
  ],
];

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('partitions on PostgreSQL %i', (major) => {
  let server: ReconcileServer;

  beforeAll(async () => {
    server = await startReconcileServer(major);
    const run = await server.run(PROPS);
    if (run.code !== 0) throw new Error(run.said);
  });

  afterAll(() => server.stop());

  test('S4 what the profile declares stands in partitions.config, and the functions are there', async () => {
    const shared = { maintained: true, table_schema: 'public', partition_schema: 'public', time_zone: 'UTC' };
    expect(await server.query(CONFIG, 'app')).toEqual([
      {
        ...shared,
        table_schema: 'audit',
        table_name: 'logs',
        unit: 'day',
        premake: 7,
        retention: null,
        retire: 'detach',
        partition_schema: 'audit',
        time_zone: 'Europe/Berlin',
      },
      { ...shared, table_name: 'orders', unit: 'month', premake: 3, retention: 12, retire: 'drop' },
    ]);
    expect(await server.query('select table_name from partitions.config', WEIRD_DATABASE)).toEqual([
      { table_name: `it's "odd"` },
    ]);
    const [functions] = await server.query(
      `select count(*)::integer as count, bool_and(prosecdef) as definer, bool_and(obj_description(oid) is not null) as
         documented, bool_and(proconfig @> array['search_path=pg_catalog, pg_temp']) as fixed, min(proowner::regrole::text) as owner
       from pg_proc where pronamespace = 'partitions'::regnamespace`,
      'app',
    );
    expect(functions).toMatchObject({ definer: false, documented: true, fixed: true, owner: SUPERUSER });
    const undocumented = `select relname from pg_class where relnamespace = 'partitions'::regnamespace
      and relkind = 'r' and obj_description(oid) is null`;
    expect(await server.query(undocumented, 'app')).toEqual([]);
  });

  test('S4 the second run writes nothing at all', async () => {
    const state = async () => [await server.catalog(DATABASES), await server.query(VERSIONS, 'app')];
    const before = await state();
    expect((await server.run(PROPS)).said).toBe(DONE);
    expect(await state()).toEqual(before);
  });

  test('S4 owners and the maintenance role work with it, the exporter reads horizons, and nobody else gets in', async () => {
    const call = (role: string, sql: string) => server.as(role, passwordOf(role), sql, 'app');
    const maintain = 'select action, table_name from partitions.maintain_all()';
    const missing = [
      { action: 'missing', table_name: 'logs' },
      { action: 'missing', table_name: 'orders' },
    ];
    expect(await call('partition_maintenance', maintain)).toEqual(missing);
    expect(await call('migrator', maintain)).toEqual(missing);
    expect(await call('postgres_exporter', 'select * from partitions.horizon()')).toEqual([]);
    for (const role of ['app', 'reader', WEIRD_ROLE, 'dump']) {
      await expect(call(role, 'select * from partitions.horizon()')).rejects.toThrow('permission denied for');
    }
    for (const role of ['migrator', 'partition_maintenance']) {
      await expect(call(role, "select partitions.configure('public', 't', 'day', 1)")).rejects.toThrow(
        'permission denied',
      );
    }
    // It may change the owners' tables as they may themselves.
    const maintained = "select rolbypassrls, rolsuper from pg_roles where rolname = 'partition_maintenance'";
    expect(await server.query(maintained)).toEqual([{ rolbypassrls: true, rolsuper: false }]);
    const groups =
      "select roleid::regrole::text as name from pg_auth_members where member = 'partition_maintenance'::regrole";
    expect((await server.query(groups)).map(({ name }) => name).sort()).toEqual(
      ['app_owner', 'auditor', `"${WEIRD_ROLE.replaceAll('"', '""')}"`].sort(),
    );
  });

  test('S4 an older library, and what was changed by hand, is brought up to date, and each repair is said', async () => {
    const state = `select json_agg(json_build_array(proname, pg_get_functiondef(oid), proacl, proowner) order by proname)::text as functions
      from pg_proc where pronamespace = 'partitions'::regnamespace`;
    const before = await server.query(state, 'app');
    for (const [, sql] of DRIFT) await server.query(sql, 'app');
    const { said } = await server.run(PROPS);
    for (const [, , repair] of DRIFT) expect(said).toContain(repair);
    expect((await server.run(PROPS)).said).toBe(DONE);
    expect(sortedGrants(await server.query(state, 'app'))).toEqual(sortedGrants(before));
  });

  test('S4 a table that is declared no longer is not maintained, and keeps its partitions', async () => {
    const { orders } = partitions;
    await server.query(
      `set role auditor; create table audit.logs (at date) partition by range (at);
       create table audit.logs_default partition of audit.logs default; select partitions.maintain('audit.logs')`,
      'app',
    );
    expect((await server.run(withPartitions({ orders }))).said).toContain(
      "update partitions.config set maintained = false where (table_schema, table_name) = ('audit', 'logs')",
    );
    const rows = "select count(*)::integer as count from pg_inherits where inhparent = 'audit.logs'::regclass";
    expect(await server.query(rows, 'app')).toEqual([{ count: 9 }]);
    expect(await server.query('select distinct table_name from partitions.maintain_all()', 'app')).toEqual([
      { table_name: 'orders' },
    ]);
    expect((await server.run(withPartitions({}))).said).toContain("= ('public', 'orders')");
    expect((await server.run(withPartitions({}))).said).toBe(DONE);
    expect(await server.query('select count(*)::integer as count from partitions.tables()', 'app')).toEqual([
      { count: 0 },
    ]);
    expect((await server.run(PROPS)).code).toBe(0);
    expect(await server.query('select count(*)::integer as count from partitions.tables()', 'app')).toEqual([
      { count: 2 },
    ]);
  });

  test.each([
    ['Schema partitions', 'create schema partitions'],
    [
      'Relation partitions.config',
      'create schema partitions; alter schema partitions owner to app_owner; set role app_owner; create table partitions.config (); reset role; alter schema partitions owner to cluster_admin',
    ],
    [
      'Function partitions.maintain()',
      'create schema partitions; set role app_owner; create function partitions.maintain() returns integer language sql as $$ select 1 $$; reset role; alter schema partitions owner to cluster_admin',
    ],
  ])('what an owner planted before the library came is refused: %s', async (what, sql) => {
    await server.query('drop schema if exists partitions cascade', 'app');
    await server.query(
      sql.replace('create schema partitions', 'create schema partitions authorization app_owner'),
      'app',
    );
    const { code, said } = await server.run(PROPS);
    expect(code).toBe(1);
    expect(said).toContain(
      `reconcile: database app: failed: ${what} belongs to app_owner, and the superuser makes the schema partitions for the ` +
        'platform alone. Rename or drop it, and run the job again.',
    );
    await server.query('drop schema partitions cascade', 'app');
  });

  test.each([
    ['Schema partman', 'create schema partman authorization app_owner'],
    [
      'Function partman.planted()',
      'create schema partman authorization app_owner; set role app_owner; create function partman.planted() returns integer language sql as $$ select 1 $$; reset role; alter schema partman owner to cluster_admin',
    ],
  ])('what an owner planted where an extension is to come is refused: %s', async (what, sql) => {
    await server.query(sql, 'app');
    const { databases = {} } = WITHOUT;
    const extended = {
      ...WITHOUT,
      databases: { ...databases, app: { ...app, owner: 'app_owner', extensions: [Extension.PG_PARTMAN] } },
    };
    const { code, said } = await server.run(extended);
    expect(code).toBe(1);
    expect(said).toContain(
      `reconcile: database app: failed: ${what} belongs to app_owner, and the superuser makes the schema partman for the ` +
        'extension pg_partman alone. Rename or drop it, and run the job again.',
    );
    await server.query('drop schema partman cascade', 'app');
  });
});

function withPartitions(declared: Partial<typeof partitions>): SchemaProps {
  const { databases = {} } = WITHOUT;
  return { ...WITHOUT, databases: { ...databases, app: { ...app, owner: 'app_owner', partitions: declared } } };
}

/** Privileges stand in the order in which they were granted. */
function sortedGrants(rows: ReadonlyArray<Record<string, unknown>>): string[] {
  return rows.map(({ functions }) => String(functions).split(/[{},]/).sort().join());
}
