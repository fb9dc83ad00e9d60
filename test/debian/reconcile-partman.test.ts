import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Extension } from '../../lib/profile/extensions';
import { PartitionMaintenance } from '../../lib/tiers/partition-maintenance';
import type { SchemaProps } from '../../lib/tiers/schema';
import { EXAMPLE } from '../operations/reconcile-example';
import {
  login,
  passwordOf,
  psqlIsMissing,
  type ReconcileServer,
  startReconcileServer,
} from '../operations/reconcile-server';
import { PARTMAN_SHARES } from './partman-server';
import { ended, startScheduled } from './scheduled-run';

const present = PARTMAN_SHARES.filter(({ share }) => fs.existsSync(`${share}/extension/pg_partman.control`));
if (present.length === 0) console.warn('skipped: no pg_partman on this machine (Debian: postgresql-15-partman).');
const shares = psqlIsMissing() ? [] : present;

const PROPS: SchemaProps = {
  ...EXAMPLE,
  systemRoles: { ...EXAMPLE.systemRoles, maintenance: login('partition_maintenance') },
  databases: { app: { ...(EXAMPLE.databases?.app ?? { owner: 'app_owner' }), extensions: [Extension.PG_PARTMAN] } },
};

(shares.length > 0 ? describe.each(shares) : describe.skip.each(PARTMAN_SHARES))(
  'roles and partitions with $title',
  ({ title, share }) => {
    let server: ReconcileServer;
    let scratch: string;
    const as = (role: string) => (sql: string) => server.as(role, passwordOf(role), sql, 'app');
    const migrator = as('migrator');
    const application = as('app');

    beforeAll(async () => {
      scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'maintain-'));
      // Only PostgreSQL 18 looks for extensions in further folders.
      server = await startReconcileServer(18, `extension_control_path = '$system:${share}'\n`);
      const run = await server.run(PROPS);
      if (run.code !== 0) throw new Error(run.said);
      await migrator(partitioned('audit_logs'));
    });

    afterAll(async () => {
      await server?.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    });

    test('D9 D13 owners without superuser rights partition tables by pg_partman, and others do not', async () => {
      await migrator("insert into audit_logs values (1, now()); select partman.run_maintenance('public.audit_logs')");
      await application('insert into audit_logs values (2, now()); select * from audit_logs_default');
      await expect(application('select * from partman.part_config')).rejects.toThrow('permission denied');
      expect((await server.run(PROPS)).said).toBe('reconcile: done: the server holds what the profile says.\n');
    });

    test('D13 partitions that maintenance makes have the owner and the privileges of their table, forced row security or not', async () => {
      await migrator(
        'alter table audit_logs enable row level security; alter table audit_logs force row level security',
      );
      await migrator('alter table audit_logs_default enable row level security');
      await migrator('alter table audit_logs_default force row level security');
      // Rights that no level gives, and one that the level gives and the table has not.
      await migrator('grant truncate on audit_logs to auditor; revoke update on audit_logs from app');
      await fewerPartitions();
      const { code, said } = await maintain();
      expect(said).toMatch(/app: pg_partman [45][.\d]+ has maintained public\.audit_logs\.\n/);
      expect(code).toBe(0);
      const made = await server.query(PARTITIONS_AHEAD, 'app');
      expect(made.length).toBeGreaterThanOrEqual(3);
      const [parent] = await server.query(`select ${RIGHTS} from pg_class where relname = 'audit_logs'`, 'app');
      expect(made.at(-1)).toMatchObject({ ...parent });
      expect(parent?.owner).toBe('app_owner');
      expect(parent?.rights).toContain('TRUNCATE auditor');
      expect(parent?.rights).not.toContain('UPDATE app,');
    });

    test('D13 what is out of retention is dropped, and nothing is left that is its own', async () => {
      await migrator(
        `create table audit_logs_old partition of audit_logs for values from ('2001-01-01') to ('2001-02-01')`,
      );
      await migrator("update partman.part_config set retention = '12 months', retention_keep_table = false");
      await migrator(
        `alter table audit_logs_old rename to audit_logs_${(await nameOfMonth()).replace('YYYY', '2001')}`,
      );
      expect((await maintain()).code).toBe(0);
      expect(await server.query("select relname from pg_class where relname ~ '^audit_logs_.*2001'", 'app')).toEqual(
        [],
      );
      expect(
        await server.query("select from pg_class where relowner = 'partition_maintenance'::regrole", 'app'),
      ).toEqual([]);
    });

    test('D13 what an owner plants where pg_partman looks first runs without superuser rights', async () => {
      await migrator(`create table planted (who text, super text);
        grant insert on planted to public;
        create function partman.to_char(timestamptz, text) returns text language plpgsql as $$ begin
          insert into public.planted values (current_user, current_setting('is_superuser'));
          return pg_catalog.to_char($1, $2);
        end $$`);
      await fewerPartitions();
      await maintain();
      const rows = await server.query('select distinct who, super from planted', 'app');
      // pg_partman 4 looks into its own schema after PostgreSQL's.
      expect(rows).toEqual(title.includes('4') ? [] : [{ who: 'partition_maintenance', super: 'off' }]);
      await migrator('drop function partman.to_char(timestamptz, text); drop table planted');
    });

    test('T3 it gets into no other database, and the lookup function does not give its secret away', async () => {
      const elsewhere = server.as('partition_maintenance', passwordOf('partition_maintenance'), 'select 1', 'postgres');
      await expect(elsewhere).rejects.toThrow('permission denied for database');
      const lookup = as('pgbouncer_lookup');
      expect(await lookup("select * from pgbouncer.user_lookup('partition_maintenance')")).toEqual([]);
    });

    async function fewerPartitions(): Promise<void> {
      const ahead = await server.query(PARTITIONS_AHEAD, 'app');
      for (const { name } of ahead.slice(1)) await server.query(`drop table ${name}`, 'app');
    }

    /** How pg_partman writes a month, with the year left open. */
    async function nameOfMonth(): Promise<string> {
      const [row] = await server.query('select datetime_string from partman.part_config', 'app');
      return String(row?.datetime_string).replace('MM', '01').replace('DD', '01').replaceAll('"', '');
    }

    async function maintain() {
      const here = { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
      const { password } = login('partition_maintenance');
      const running = startScheduled(
        fs.mkdtempSync(path.join(scratch, 'run-')),
        (chart) =>
          new PartitionMaintenance(chart, 'partitions', {
            platform: 'example',
            name: 'example-partition-maintenance',
            image: EXAMPLE.image,
            server: EXAMPLE.server,
            databases: { app: { role: 'partition_maintenance', password } },
          }),
        { secrets: { [password.key]: passwordOf('partition_maintenance') }, env: { ...here, HOME: scratch } },
      );
      return ended(running);
    }
  },
);

/** The signature that both generations understand, by names. */
const partitioned = (table: string) => `create table ${table} (id int, at timestamptz not null) partition by range (at);
  do $$ begin
    if (select extversion from pg_extension where extname = 'pg_partman') like '4.%' then
      perform partman.create_parent('public.${table}', 'at', 'native', 'monthly');
    else
      perform partman.create_parent('public.${table}', 'at', '1 month');
    end if;
  end $$;
  update partman.part_config set infinite_time_partitions = true`;

const RIGHTS = `pg_get_userbyid(relowner) as owner, (
    select string_agg(held.privilege_type || ' ' || pg_get_userbyid(held.grantee), ', ' order by 1)
    from (select * from aclexplode(relacl) order by grantee, privilege_type) held where held.grantee <> relowner
  ) as rights`;

/** Partitions that begin after now. */
const PARTITIONS_AHEAD = `select name, owner, rights from (
    select c.oid::regclass::text as name, ${RIGHTS},
      substring(pg_get_expr(c.relpartbound, c.oid) from $$FROM \\('([^']+)$$)::timestamptz as begins
    from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'audit_logs'::regclass
  ) partitions where begins > now() order by begins`;
