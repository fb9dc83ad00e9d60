import type { SchemaProps } from '../../lib/tiers/schema';
import { DATABASES, EXAMPLE, WEIRD_DATABASE, WEIRD_ROLE } from './reconcile-example';
import { passwordOf, psqlIsMissing, type ReconcileServer, SUPERUSER, startReconcileServer } from './reconcile-server';

const DONE = 'reconcile: done: the server holds what the profile says.\n';

(psqlIsMissing() ? describe.skip : describe).each([15, 16, 17, 18] as const)(
  'reconcile.sh on PostgreSQL %i',
  (major) => {
    let server: ReconcileServer;
    let first: string;

    beforeAll(async () => {
      server = await startReconcileServer(major);
      const run = await server.run(EXAMPLE);
      first = run.said;
      if (run.code !== 0) throw new Error(run.said);
    });

    afterAll(() => server.stop());

    test('D8 a fresh server gets every role with its attributes, limit, memberships and session parameters', async () => {
      const roles =
        await server.query(`select rolname, rolcanlogin as login, rolsuper as super, rolcreatedb as createdb,
      rolcreaterole as createrole, rolreplication as replication, rolbypassrls as bypass, rolinherit as inherit,
      rolconnlimit as limit from pg_roles where rolname !~ '^pg_' and rolname not in ('postgres', '${SUPERUSER}')`);
      const base = { login: true, super: false, createdb: false, createrole: false, replication: false, bypass: false };
      const role = (rolname: string, own: object = {}) => ({ rolname, ...base, inherit: true, limit: -1, ...own });
      expect(new Set(roles)).toEqual(
        new Set([
          role('app_owner', { login: false }),
          role('migrator', { inherit: false }),
          role('app', { limit: 40 }),
          role('reader'),
          role('team', { createrole: true, createdb: true }),
          role('auditor', { login: false }),
          role(WEIRD_ROLE, { bypass: true }),
          role('replicator', { replication: true }),
          role('rewind'),
          role('postgres_exporter'),
          role('pgbouncer_lookup'),
          role('dump', { bypass: true }),
        ]),
      );
      const memberships = await server.query(`select member::regrole::text || ' in ' || roleid::regrole as line
      from pg_auth_members where member >= 16384 order by 1`);
      expect(memberships.map(({ line }) => line)).toEqual([
        'dump in pg_read_all_data',
        'migrator in app_owner',
        'postgres_exporter in pg_monitor',
        'reader in pg_read_all_stats',
      ]);
    });

    test('a session gets the declared parameters: lists as lists, any other value as it is', async () => {
      const [app] = await server.as('app', passwordOf('app'), SETTINGS, 'app');
      expect(app).toEqual({ timeout: '30s', path: '"$user", public', tenant: "it's", memory: '8MB' });
      const [migrator] = await server.as('migrator', passwordOf('migrator'), 'select current_user as name', 'app');
      expect(migrator).toEqual({ name: 'app_owner' });
    });

    test('D8 databases have owner, locale and limit, and PUBLIC may neither connect nor make temporary tables', async () => {
      const databases =
        await server.query(`select datname as name, pg_get_userbyid(datdba) as owner, datcollate as locale,
      pg_encoding_to_char(encoding) as encoding, datlocprovider::text as provider, datconnlimit as limit
      from pg_database where datname in ('app', '${WEIRD_DATABASE}') order by 1`);
      const base = { locale: 'C.UTF-8', encoding: 'UTF8', provider: 'c' };
      expect(databases).toEqual([
        { ...base, name: WEIRD_DATABASE, owner: WEIRD_ROLE, limit: -1 },
        { ...base, name: 'app', owner: 'app_owner', limit: 60 },
      ]);
      const open = await server.query(`select datname from pg_database,
      aclexplode(coalesce(datacl, acldefault('d', datdba))) where grantee = 0 and datname <> 'template0'`);
      expect(open).toEqual([]);
    });

    test('D8 each login role gets into its own database alone', async () => {
      for (const [role, database] of [
        ['app', WEIRD_DATABASE],
        [WEIRD_ROLE, 'postgres'],
        ['team', WEIRD_DATABASE],
      ] as const) {
        const refused = server.as(role, passwordOf(role), 'select 1', database);
        await expect(refused).rejects.toThrow(/permission denied for database/);
      }
      await server.as(WEIRD_ROLE, passwordOf(WEIRD_ROLE), 'create table own (id int)', WEIRD_DATABASE);
    });

    test('D9 D22 extensions are created where they are declared, and nowhere else', async () => {
      const names = 'select extname from pg_extension order by 1';
      const rows = (name: string) => server.query(names, name);
      const plain = [{ extname: 'plpgsql' }];
      expect(await rows('app')).toEqual(
        ['pg_stat_statements', 'pg_trgm', 'plpgsql', 'uuid-ossp'].map((extname) => ({ extname })),
      );
      expect([await rows(WEIRD_DATABASE), await rows('postgres')]).toEqual([plain, plain]);
    });

    test('a second run changes no row of the catalogs and says nothing but that it is done', async () => {
      const before = await server.catalog(DATABASES);
      const run = await server.run(EXAMPLE);
      expect(run).toEqual({ code: 0, said: DONE });
      expect(await server.catalog(DATABASES)).toBe(before);
    });

    test('each change is said in one line', () => {
      expect(first).toContain('reconcile: roles: create role app_owner\n');
      expect(first).toContain('reconcile: databases: revoke connect on database app from public cascade\n');
      expect(first.split('\n').filter((line) => !line.startsWith('reconcile: '))).toEqual(['']);
    });

    test('two runs at once both succeed, and one of them does all the work', async () => {
      const more: SchemaProps = {
        ...EXAMPLE,
        roles: { ...EXAMPLE.roles, late: { password: { secret: 'passwords', key: 'late-password' } } },
        databases: { ...EXAMPLE.databases, late: { owner: 'late', locale: 'C.UTF-8' } },
      };
      const runs = await Promise.all([server.run(more), server.run(more)]);
      expect(runs.map(({ code }) => code)).toEqual([0, 0]);
      expect(runs.map(({ said }) => said)).toContain(DONE);
      expect(runs.filter(({ said }) => said.includes('create database late owner late'))).toHaveLength(1);
    });

    test('a run that waits too long for another one says so', async () => {
      const holder = server.query(`${LOCK}, pg_sleep(600)`).catch(() => undefined);
      while ((await server.query("select from pg_locks where locktype = 'advisory'")).length === 0);
      const run = await server.run(EXAMPLE, {}, { WAIT_SECONDS: '1' });
      expect(run).toEqual({
        code: 1,
        said: 'reconcile: failed: another run has held the lock for more than 1 seconds. See its log; end it if it hangs.\n',
      });
      await server.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
      await holder;
    });

    test('what is no longer declared stays: nothing is dropped', async () => {
      const {
        roles: _roles,
        databases: _databases,
        systemRoles: { lookup: _lookup, ...systemRoles } = {},
        ...rest
      } = EXAMPLE;
      expect((await server.run({ ...rest, systemRoles })).code).toBe(0);
      const names = await server.query(`select rolname from pg_roles where rolname = 'app' union all
      select datname from pg_database where datname = 'app'`);
      expect(names).toHaveLength(2);
    });
  },
);

const SETTINGS = `select current_setting('statement_timeout') as timeout, current_setting('search_path') as path,
  current_setting('app.tenant') as tenant, current_setting('work_mem') as memory`;

const LOCK = "select pg_advisory_lock(hashtextextended('cdk8s-postgres reconcile', 0))";
