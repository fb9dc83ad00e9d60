import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { PartitionMaintenance } from '../../lib/tiers/partition-maintenance';
import { onPath } from './debian-root';
import { type PartmanGeneration, type PartmanServer, partmanGenerations, sql } from './partman-server';
import { ended, type ScheduledRun, startScheduled } from './scheduled-run';

const generations = onPath('psql') ? partmanGenerations() : [];
if (generations.length === 0) console.warn('skipped: partition maintenance needs psql and a pg_partman of Debian.');
const none: PartmanGeneration = { title: 'none', start: () => Promise.reject(new Error('none')) };

(generations.length > 0 ? describe.each(generations) : describe.skip.each([none]))(
  'partition maintenance with $title',
  (generation) => {
    let server: PartmanServer;
    let scratch: string;

    beforeAll(async () => {
      scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'maintain-'));
      server = await generation.start();
      await sql(server.port, 'postgres', 'create role app login');
      for (const database of ['core', "it's odd", 'empty', 'without']) {
        await sql(server.port, 'postgres', `create database "${database}" owner app`);
      }
      for (const database of ['core', "it's odd", 'empty']) await sql(server.port, database, PARTMAN);
      await sql(server.port, 'core', partitioned('audit_logs'), 'app');
      await sql(server.port, 'core', partitioned('zz_last'), 'app');
      await sql(server.port, "it's odd", partitioned('audit_logs'), 'app');
    });

    afterAll(async () => {
      await server?.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    });

    it('D13 creates the partitions ahead that are missing, as the owner, in each database', async () => {
      for (const database of ['core', "it's odd"]) await fewerPartitions(database, 'audit_logs');
      const { code, said } = await run('core', "it's odd");
      expect(said).toMatch(
        /maintain-partitions: core: pg_partman [45][.\d]+ has maintained public\.audit_logs, public\.zz_/,
      );
      expect(said).toMatch(/maintain-partitions: done in 2 databases\.\n$/);
      expect(code).toBe(0);
      for (const database of ['core', "it's odd"])
        expect(await partitionsAhead(database, 'audit_logs')).toBeGreaterThanOrEqual(4);
    });

    it('D13 has nothing to do and succeeds where no table is configured yet', async () => {
      const { code, said } = await run('empty');
      expect(said).toContain("empty: no table is under pg_partman's automatic maintenance; nothing to do.");
      expect(code).toBe(0);
    });

    it('D13 a database that fails does not keep the others from their partitions', async () => {
      await fewerPartitions('core', 'audit_logs');
      const { code, said } = await run('absent', 'core', 'without');
      expect(said).toContain('database "absent" does not exist');
      expect(said).toContain('without: pg_partman is not installed. Add it to the database');
      expect(said).toMatch(/maintain-partitions: FAILED in 2 of 3 databases: absent without\.\n$/);
      expect(code).toBe(1);
      expect(await partitionsAhead('core', 'audit_logs')).toBeGreaterThanOrEqual(4);
    });

    it('D12 rows in a default partition are told, and the table that they block keeps no other from its partitions', async () => {
      for (const table of ['audit_logs', 'zz_last']) await fewerPartitions('core', table);
      // This row belongs to the month that is to be created.
      await sql(server.port, 'core', `insert into audit_logs values (now() + interval '4 months')`, 'app');
      try {
        const { code, said } = await run('core');
        expect(said).toMatch(/WARNING: core: the default partition public\.audit_logs_default holds 1 rows\./);
        expect(said).toMatch(
          /core: public\.audit_logs was NOT maintained: .*default partition "audit_logs_default" would be violated/,
        );
        expect(said).not.toContain('zz_last was NOT');
        expect(code).toBe(1);
        expect(await partitionsAhead('core', 'zz_last')).toBeGreaterThanOrEqual(4);
      } finally {
        await sql(server.port, 'core', 'delete from audit_logs', 'app');
      }
    });

    it('D12 rows in a default partition that block nothing now are told, and the run succeeds', async () => {
      await sql(server.port, 'core', `insert into audit_logs values (now() - interval '5 years')`, 'app');
      try {
        const { code, said } = await run('core');
        expect(said).toContain("move them with: call partman.partition_data_proc('<parent table>')");
        expect(code).toBe(0);
      } finally {
        await sql(server.port, 'core', 'delete from audit_logs', 'app');
      }
    });

    it('D13 fails where another session holds its lock, for pg_partman itself would keep silent', async () => {
      const client = await holdingLocks();
      const { code, said } = await run('core');
      await client.end();
      expect(said).toMatch(/already running/);
      expect(code).toBe(1);
    });

    it('D13 waits for a session that is about to give its lock back', async () => {
      await fewerPartitions('core', 'audit_logs');
      const client = await holdingLocks();
      const ending = new Promise((resolve) => setTimeout(resolve, 1500)).then(() => client.end());
      const { code, said } = await run('core');
      await ending;
      expect(said).not.toMatch(/already running/);
      expect(code).toBe(0);
      expect(await partitionsAhead('core', 'audit_logs')).toBeGreaterThanOrEqual(4);
    });

    /** A session as one of pg_partman's that is at work. */
    async function holdingLocks(): Promise<Client> {
      const client = new Client({ host: '127.0.0.1', port: server.port, user: 'app', database: 'core' });
      await client.connect();
      for (const key of ['run_maintenance', 'run_maintenance procedure']) {
        await client.query(`select pg_advisory_lock(hashtext('pg_partman ${key}'))`);
      }
      return client;
    }

    it('D13 fails where row-level security would hide the rows that pg_partman looks at', async () => {
      const partition = 'alter table audit_logs_default';
      const force = `${partition} enable row level security; ${partition} force row level security`;
      await sql(server.port, 'core', force, 'app');
      try {
        const { code, said } = await run('core');
        expect(said).toContain('query would be affected by row-level security policy for table "audit_logs_default"');
        expect(code).toBe(1);
      } finally {
        await sql(server.port, 'core', `${partition} no force row level security`, 'app');
      }
    });

    /** Drops partitions ahead until two are left. */
    async function fewerPartitions(database: string, table: string): Promise<void> {
      const last = (await sql(server.port, database, partitionsOf(table))) as Array<{ name: string }>;
      for (const { name } of last.slice(2)) await sql(server.port, database, `drop table ${name}`);
      expect(await partitionsAhead(database, table)).toBe(2);
    }

    async function partitionsAhead(database: string, table: string): Promise<number> {
      return (await sql(server.port, database, partitionsOf(table))).length;
    }

    async function run(...databases: string[]): Promise<ScheduledRun> {
      const app = { role: 'app', password: { secret: 'postgres-secrets', key: 'app-password' } };
      const here = { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
      const running = startScheduled(
        fs.mkdtempSync(path.join(scratch, 'run-')),
        (chart) =>
          new PartitionMaintenance(chart, 'partitions', {
            platform: 'dict',
            name: 'postgres-partition-maintenance',
            image: 'registry.example/postgres:16',
            server: {
              host: 'postgres-primary.postgres.svc.cluster.local',
              port: 5432,
              caSecret: 'postgres-server-tls',
            },
            databases: Object.fromEntries(databases.map((database) => [database, app])),
          }),
        { secrets: { 'app-password': 'unused' }, env: { ...here, HOME: scratch } },
      );
      return ended(running);
    }
  },
);

/** pg_partman, with the rights that the reconcile job gives to a database's owner. */
const PARTMAN = `create schema partman;
  create extension pg_partman schema partman;
  grant all on schema partman to app;
  grant all on all tables in schema partman to app;
  grant execute on all routines in schema partman to app;
  grant all on schema public to app`;

/** The signature that both generations understand, by names. */
const partitioned = (table: string) => `create table ${table} (at timestamptz not null) partition by range (at);
  do $$ begin
    if (select extversion from pg_extension where extname = 'pg_partman') like '4.%' then
      perform partman.create_parent('public.${table}', 'at', 'native', 'monthly');
    else
      perform partman.create_parent('public.${table}', 'at', '1 month');
    end if;
  end $$;
  update partman.part_config set infinite_time_partitions = true`;

/** Partitions that begin after now. */
const partitionsOf = (table: string) => `select * from (
    select inhrelid::regclass::text as name,
      substring(pg_get_expr(c.relpartbound, c.oid) from $$FROM \\('([^']+)$$)::timestamptz as begins
    from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = '${table}'::regclass
  ) partitions where begins > now() order by begins`;
