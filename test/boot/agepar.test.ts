import { ageparHomologation, ageparProduction } from '../../profiles/agepar';
import { missing, step } from './booted';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting agepar needs ${lack}.\n`);

const TABLES = 'audits,roles,sessions,submissions,user_roles,users';
const tables = `select string_agg(relname, ',' order by relname) from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
const portal = (service: string): Entry => ({ service, database: 'agepar', role: 'agepar_user' });

(lack === undefined ? describe : describe.skip)('the rendered platforms of agepar', () => {
  let running: System;
  const system = () => running;

  describe('homologation', () => {
    const entry = portal('db-primary');

    beforeAll(async () => {
      running = await System.start(ageparHomologation);
    }, 1_200_000);

    afterAll(async () => {
      await running?.stop();
    }, 300_000);

    step('A1 A7 one instance comes up, with every migration applied by the first sync', system, async () => {
      expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
      expect(await running.sql('db-0', tables, 'agepar')).toBe(TABLES);
    });

    step('A3 A4 the portal has rows and no DDL, and only over TLS', system, async () => {
      await hasRowsAndNoDdl(running, entry);
    });
  });

  describe('production', () => {
    const entry = portal('db-prod-primary');

    beforeAll(async () => {
      running = await System.start(ageparProduction);
    }, 1_200_000);

    afterAll(async () => {
      await running?.stop();
    }, 300_000);

    step('A1 A7 two members come up, and no migration is applied before a person says so', system, async () => {
      expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
      expect(running.pods()).toHaveLength(2);
      expect(await running.sql(await running.primary(), tables, 'agepar')).toBe('');
      const run = await running.platform.runCronJob('db-prod-migrate-agepar');
      expect([run.succeeded, run.attempts]).toEqual([true, 1]);
      expect(await running.sql(await running.primary(), tables, 'agepar')).toBe(TABLES);
      expect((await running.platform.runCronJob('db-prod-migrate-agepar')).succeeded).toBe(true);
    });

    step('A3 A4 the portal has rows and no DDL, and only over TLS', system, async () => {
      await hasRowsAndNoDdl(running, entry);
    });

    step('A6 as many sessions as its pools may open are let in, and the jobs beside them', system, async () => {
      const { host, port, user, password, database } = running.login(entry);
      const connection = `host=${host} port=${port} user=${user} dbname=${database} sslmode=verify-full sslrootcert=/authority/ca.crt`;
      // Each says that it is in, and stays until all are.
      const session = `psql -XAtq -c "select 'in'" -c 'select from pg_sleep(20)' '${connection}' 2>&1 | grep -v '^$' &`;
      const all = running.client.exec(['sh', '-c', `for _ in $(seq 75); do ${session} done; wait`], {
        PGPASSWORD: password,
      });
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      expect(await running.platform.runJob('db-prod-reconcile')).toMatchObject({ succeeded: true, attempts: 1 });
      const said = (await all).stdout.split('\n').filter((line) => line !== '');
      expect(said).toEqual(Array(75).fill('in'));
    });
  });
});

async function hasRowsAndNoDdl(running: System, entry: Entry): Promise<void> {
  const row = "insert into roles (name) values ('fiscal') returning name";
  expect(await running.ask(entry, row)).toBe('fiscal');
  expect(await running.ask(entry, "update roles set description = 'x' where name = 'fiscal' returning name")).toBe(
    'fiscal',
  );
  expect(await running.ask(entry, 'delete from roles returning name')).toBe('fiscal');
  for (const ddl of ['create table t (n int)', 'drop table roles', 'alter table roles add n int']) {
    await expect(running.ask(entry, ddl)).rejects.toThrow(/permission denied|must be owner/);
  }
  const { stderr } = await running.client.psql({ ...running.login(entry), options: 'sslmode=disable' }, 'select 1');
  expect(stderr).toMatch(/pg_hba.conf rejects|no pg_hba/);
}
