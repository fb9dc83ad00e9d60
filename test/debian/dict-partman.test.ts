import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Client } from 'pg';
import { PartitionMaintenance } from '../../lib/tiers/partition-maintenance';
import { as, DONOR, refusalOf, register } from '../sql/dict-session';
import { passwordOf, type System, startSystem } from '../sql/fixture';
import { BEFORE_PARTMAN, dict } from '../sql/systems/dict';
import { onPath } from './debian-root';
import { PARTMAN_SHARES } from './partman-server';
import { ended, startScheduled } from './scheduled-run';

const present = PARTMAN_SHARES.filter(({ share }) => fs.existsSync(`${share}/extension/pg_partman.control`));
if (present.length === 0) console.warn('skipped: no pg_partman on this machine (Debian: postgresql-15-partman).');
const shares = onPath('psql') ? present : [];

(shares.length > 0 ? describe.each(shares) : describe.skip.each(PARTMAN_SHARES))(
  'audit logs of dict with $title',
  ({ share }) => {
    let system: System;
    let scratch: string;
    let app: Client;
    let superuser: Client;

    beforeAll(async () => {
      scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dict-partman-'));
      // Only PostgreSQL 18 looks for extensions in further folders.
      const configuration = `extension_control_path = '$system:${share}'\n`;
      system = await startSystem(18, dict, { configuration, upTo: BEFORE_PARTMAN });
      app = await system.connect('dict_core_user', 'dict_core');
      superuser = await system.superuser('dict_core');
      await superuser.query("set timezone to 'UTC'");
    });

    afterAll(async () => {
      await system?.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    });

    const query = async (sql: string) => (await superuser.query<Record<string, unknown>>(sql)).rows;
    /** The months that have a partition, counted from this one. */
    const months = async () => (await query(MONTHS)).map(({ month }) => Number(month));
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

    it('D12 the migration makes the months, and puts rows that were there before into theirs', async () => {
      await register(app, DONOR, 'before@example.com');
      // A month that has no partition yet; its row stays in the default one.
      await superuser.query(`insert into audit.audit_logs (event_type, entity_type, entity_id, action, created_at)
        values ('ENTRY_CREATED', 'ENTRY', gen_random_uuid(), 'INSERT', now() - interval '2 years')`);
      const before = await query('select * from audit.audit_logs order by id');
      expect(await system.migrate('dict_core')).toMatchObject({ code: 0 });
      expect(await query('select * from audit.audit_logs order by id')).toEqual(before);
      expect(await query('select from audit.audit_logs_default')).toHaveLength(1);
      await superuser.query('delete from audit.audit_logs_default');
      expect((await months()).slice(-4)).toEqual(range(0, 3));
      const [config] = await query(`select premake, retention, retention_keep_table, infinite_time_partitions,
        partition_interval::interval = '1 month' as monthly from partman.part_config`);
      expect(config).toEqual({
        premake: 3,
        retention: '12 months',
        retention_keep_table: false,
        infinite_time_partitions: true,
        monthly: true,
      });
      expect(await system.reconcile()).toEqual([]);
    });

    it('D12 maintenance keeps three months ahead and twelve behind, and drops what is older', async () => {
      await superuser.query(`set role dict_core_owner; select partman.create_partition_time('audit.audit_logs', array(
        select date_trunc('month', now()) + make_interval(months => month) from generate_series(-15, -1) month))`);
      for (const month of [1, 2, 3]) await superuser.query(`drop table ${await partitionOf(month)}`);
      await superuser.query('reset role');
      expect(await months()).toEqual(range(-15, 0));
      const { code, said } = await maintain();
      expect([code, said]).toEqual([0, expect.stringMatching(/dict_core: pg_partman [45].* audit\.audit_logs\.\n/)]);
      const after = await months();
      // pg_partman rounds: in the later half of a month it makes one more.
      expect([3, 4]).toContain(after.at(-1));
      expect(after).toEqual(range(-12, after.at(-1) ?? 0));
    });

    it('D12 no role of an application gets at any partition, those that maintenance made included', async () => {
      const partitions = (await query(PARTITIONS)).map(({ name }) => String(name));
      expect(partitions.length).toBeGreaterThanOrEqual(17);
      for (const name of partitions) {
        for (const sql of [`select * from ${name}`, `delete from ${name}`, `truncate ${name}`, `drop table ${name}`]) {
          expect([sql, await refusalOf(as(app, DONOR, sql))]).toEqual([
            sql,
            '42501: permission denied for schema audit',
          ]);
        }
      }
      expect(await query(RIGHTS)).toEqual([{ owner: 'dict_core_owner', rights: 'dict_admin_role: SELECT' }]);
      expect(await system.reconcile()).toEqual([]);
    });

    it('D12 rows go to the month that maintenance made, and the application reads them there', async () => {
      const id = await register(app, DONOR, 'after@example.com');
      const where = `select tableoid::regclass::text as name from audit.audit_logs where entity_id = '${id}'`;
      expect(await query(where)).toEqual([{ name: await partitionOf(0) }]);
      const { rows } = await as(app, DONOR, 'select event_type from audit_logs where entity_id = $1', [id]);
      expect(rows).toEqual([{ event_type: 'ENTRY_CREATED' }]);
      await superuser.query(`set role dict_core_owner; insert into audit.audit_logs
        (event_type, entity_type, entity_id, action, ispb, created_at) values
        ('ENTRY_CREATED', 'ENTRY', '${id}', 'INSERT', '${DONOR}', now() + interval '2 months'); reset role`);
      expect(await query(where)).toHaveLength(2);
      expect((await as(app, DONOR, 'select from audit_logs where entity_id = $1', [id])).rowCount).toBe(2);
      expect(await query('select from audit.audit_logs_default')).toEqual([]);
    });

    async function partitionOf(month: number): Promise<string> {
      const [row] = await query(`select name from (${PARTITIONS}) all_partitions
        where begins = date_trunc('month', now()) + make_interval(months => ${month})`);
      return String(row?.name);
    }

    /** The job, as it is rendered. */
    async function maintain() {
      const here = { PGHOST: '127.0.0.1', PGPORT: String(system.port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
      const password = { secret: 'postgres-secrets', key: 'partition-maintenance-password' };
      const running = startScheduled(
        fs.mkdtempSync(path.join(scratch, 'run-')),
        (chart) =>
          new PartitionMaintenance(chart, 'partitions', {
            platform: 'dict',
            name: 'postgres-partition-maintenance',
            image: 'registry.example/postgres:18',
            server: { host: 'postgres-primary', port: 5432, caSecret: 'postgres-server-tls' },
            databases: { dict_core: { role: 'partition_maintenance', password } },
          }),
        {
          secrets: { [password.key]: passwordOf('partition_maintenance') },
          env: { ...here, PGTZ: 'UTC', HOME: scratch },
        },
      );
      return ended(running);
    }
  },
);

const PARTITIONS = `select c.oid::regclass::text as name,
    substring(pg_get_expr(c.relpartbound, c.oid) from $$FROM \\('([^']+)$$)::timestamptz as begins
  from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'audit.audit_logs'::regclass`;

const MONTHS = `select extract(year from age(begins, date_trunc('month', now()))) * 12
    + extract(month from age(begins, date_trunc('month', now()))) as month
  from (${PARTITIONS}) all_partitions where begins is not null order by begins`;

/** What all of them have in common. */
const RIGHTS = `select distinct relowner::regrole::text as owner, (
    select string_agg(grantee::regrole || ': ' || privilege_type, ', ') from aclexplode(relacl) where grantee <> relowner
  ) as rights
  from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'audit.audit_logs'::regclass`;
