import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Client } from 'pg';
import { PartitionMaintenance } from '../../lib/tiers/partition-maintenance';
import { type System, startSystem } from '../sql/fixture';
import { type Ledger, ledger as ledgerSystem, openLedger } from '../sql/partitions/ledger';
import { onPath } from './debian-root';
import { ended, type ScheduledRun, startScheduled } from './scheduled-run';

const { months, lost, absent } = ledgerSystem.databases.ledger?.partitions ?? {};
if (months === undefined || lost === undefined || absent === undefined) throw new Error('The ledger has other tables.');
const FEW = {
  databases: {
    ledger: {
      owner: 'ledger_owner',
      access: ledgerSystem.databases.ledger?.access ?? {},
      partitions: { months, lost, absent },
    },
  },
};

if (!onPath('psql')) console.warn('skipped: partition maintenance needs psql (Debian: postgresql-client).');

(onPath('psql') ? describe : describe.skip).each([15, 18] as const)(
  'maintenance by the library on PostgreSQL %i',
  (major) => {
    let scratch: string;
    let system: System;
    let ledger: Ledger;
    let owner: Client;

    beforeAll(async () => {
      scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'maintain-'));
      system = await startSystem(major, { ...ledgerSystem, ...FEW });
      ledger = await openLedger(system);
      owner = ledger.owner;
      for (const table of ['months', 'lost']) {
        await owner.query(`create table ${table} (at timestamptz not null) partition by range (at);
          create table ${table}_default partition of ${table} default`);
      }
    });

    afterAll(async () => {
      await system?.stop();
      fs.rmSync(scratch, { recursive: true, force: true });
    });

    test('S5 makes the partitions that are missing, each in a transaction of its own, and says which', async () => {
      const { code, said } = await run();
      expect(said).toMatch(/ledger: public\.lost: created lost_y\d{4}m\d\dd\d\d \d/);
      expect(said).toMatch(/ledger: public\.months: created months_y\d{4}m\d\d \d/);
      expect(said).toContain('WARNING: ledger: public.absent does not exist yet. A migration makes it; or correct its');
      expect(said).toMatch(/done in 1 databases\.\n$/);
      expect(code).toBe(0);
      const { rows } = await owner.query(
        'select count(*)::integer as made, count(distinct xmin::text)::integer as runs from partitions.metadata',
      );
      expect(rows).toEqual([{ made: 8, runs: 8 }]);
      expect(
        (await owner.query("select from pg_class where relowner = 'partition_maintenance'::regrole")).rowCount,
      ).toBe(0);
    });

    test('S5 a second run does nothing', async () => {
      const { code, said } = await run();
      expect(said).toContain('ledger: public.lost: nothing to do.');
      expect(said).toContain('ledger: public.months: nothing to do.');
      expect(code).toBe(0);
    });

    test('S4 late rows go to partitions that are made for them, and others in the default partition are told', async () => {
      await owner.query("insert into lost (at) values (now() - interval '3 days'), ('2199-01-01T00:00Z')");
      const { code, said } = await run();
      expect(said).toMatch(/created lost_y\d{4}m\d\dd\d\d .*, with 1 rows of the default one/);
      expect(said).toMatch(
        /WARNING: ledger: the default partition lost_default of public\.lost holds 1 rows, from 2199-.*\.create_partition\('public\.lost'/,
      );
      expect(code).toBe(0);
    });

    test('S4 what was done by hand is noted', async () => {
      await owner.query("select partitions.create_partition('lost', '2020-02-29'); drop table lost_y2020m02d29");
      expect((await run()).said).toContain('ledger: public.lost: lost lost_y2020m02d29 by hand');
    });

    test('S5 fails where partitions do not reach as far ahead as is declared, after all others were made', async () => {
      const [last] = (
        await owner.query(
          "select partition_name as name from partitions.metadata where table_name = 'lost' and partition_name not like '%2199%' order by partition_end desc limit 1",
        )
      ).rows;
      await owner.query(`alter table lost detach partition ${last.name}`);
      const { code, said } = await run();
      expect(said).toMatch(
        new RegExp(`ledger: public\\.lost: FAILED to create .*: ERROR:  public\\.${last.name} is there, and is no`),
      );
      expect(said).toMatch(/ledger: public\.lost has partitions until .*, 2 ahead of the 3 that are declared\./);
      expect(said).toContain('ledger: public.months: nothing to do.');
      expect(said).toMatch(/FAILED in 1 of 1 databases: ledger\.\n$/);
      expect(code).toBe(1);
      await owner.query(`drop table ${last.name}`);
      expect((await run()).code).toBe(0);
    });

    test('S5 a table that is in use keeps no other from its partitions, and the run fails', async () => {
      const reader = await system.connect('ledger_app', 'ledger');
      await owner.query("insert into lost (at) values (now() - interval '5 days'), (now() - interval '6 days')");
      await owner.query("insert into months (at) values (now() - interval '70 days')");
      await reader.query('begin; select * from lost');
      const { code, said } = await run();
      await reader.query('commit');
      expect(said).toContain('ERROR:  public.lost was in use each of 10 times that it was asked for.');
      expect(said).toContain('HINT:  Nothing was changed; the next run tries again.');
      expect(said).toMatch(/months: created months_y/);
      expect(code).toBe(1);
      expect((await run()).code).toBe(0);
    });

    test('S5 says what is missing where the library or pg_partman is not there', async () => {
      const { code, said } = await run('postgres');
      expect(said).toContain(
        'postgres: the schema partitions has no functions. The reconcile job installs them: see its log.',
      );
      expect(code).toBe(1);
      expect((await run('ledger', { partman: true })).said).toContain('ledger: pg_partman is not installed.');
    });

    async function run(
      database = 'ledger',
      keepers: { partman?: boolean } = { partman: false },
    ): Promise<ScheduledRun> {
      const password = { secret: 'passwords', key: 'password' };
      const here = { PGHOST: '127.0.0.1', PGPORT: String(system.port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
      const role = database === 'ledger' ? 'partition_maintenance' : 'postgres';
      return ended(
        startScheduled(
          fs.mkdtempSync(path.join(scratch, 'run-')),
          (chart) =>
            new PartitionMaintenance(chart, 'partitions', {
              platform: 'ledger',
              name: 'ledger-partition-maintenance',
              image: 'registry.example/postgres:16',
              server: { host: 'ledger-primary.ledger.svc.cluster.local', port: 5432, caSecret: 'ledger-server-tls' },
              databases: { [database]: { role, password, library: true, ...keepers } },
            }),
          { secrets: { password: 'unused' }, env: { ...here, HOME: scratch } },
        ),
      );
    }
  },
);
