import { conecta } from '../../profiles/conecta';
import { missing, step } from './booted';
import { waitFor } from './harness/run';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting conecta needs ${lack}.\n`);

const MEMBERS = ['conecta-postgres-0', 'conecta-postgres-1'];
const CLAIM = 'postgres-data';

/** One host and one port for both; the database's name parts reads from writes. */
const entry = (database: string): Entry => ({ service: 'postgres', port: 5432, database, role: 'conecta_user' });
const writes = entry('conecta_db');
const reads = entry('conecta_db_readonly');

(lack === undefined ? describe : describe.skip)('the rendered conecta platform', () => {
  let running: System;
  const system = () => running;

  const standby = async () => {
    const primary = await running.primary();
    return MEMBERS.find((name) => name !== primary) ?? '';
  };

  /** Patroni promotes the standby that its store names as synchronous, which it does a moment after the server. */
  const inSync = () =>
    waitFor(
      'the synchronous standby',
      async () => {
        const other = await standby();
        const state = 'select application_name, state, sync_state from pg_stat_replication';
        const said = await running.sql(await running.primary(), state);
        const asked = ['curl', '--silent', '--fail', '--insecure', 'https://localhost:8008/synchronous'];
        const { code } = await running.platform.tryExec(other, 'postgres', asked);
        return said === `${other}|streaming|sync` && code === 0;
      },
      180,
    );

  beforeAll(async () => {
    running = await System.start(conecta);
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  step(
    'C1 C2 C8 a primary and a standby come up from nothing, the standby on a slot and synchronous',
    system,
    async () => {
      expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
      await inSync();
      const slot = 'select slot_name, slot_type, active from pg_replication_slots';
      const name = (await standby()).replaceAll('-', '_');
      expect(await running.sql(await running.primary(), slot)).toBe(`${name}|physical|t`);
      expect(await running.sql(await standby(), 'select slot_name from pg_stat_wal_receiver')).toBe(name);
      const replicating = "select string_agg(rolname, ',') from pg_roles where rolreplication and not rolsuper";
      expect(await running.sql(await running.primary(), replicating)).toBe('replicator');
    },
  );

  step('C15 WAL is kept for a standby that is away, and not until the volume is full', system, async () => {
    for (const member of MEMBERS) {
      expect(await running.sql(member, 'show wal_keep_size')).toBe('256MB');
      expect(await running.sql(member, 'show max_slot_wal_keep_size')).toBe('8GB');
    }
  });

  step('C9 reads and writes are parted behind one host and port', system, async () => {
    await running.ask(writes, 'create table core.kept (value text)');
    await running.ask(writes, `insert into core.kept values ('written')`);
    const seen = () => running.ask(reads, 'select pg_is_in_recovery(), value from core.kept');
    await waitFor('the row on the standby', async () => (await seen()) === 't|written');
    expect(await running.ask(writes, 'select pg_is_in_recovery()')).toBe('f');
  });

  step('C1 without its standby the primary takes writes after a moment, as the profile says', system, async () => {
    await running.platform.workloads.stop(await standby());
    const write = () => running.ask(writes, `insert into core.kept values ('alone') returning value`);
    await waitFor('a commit', async () => (await write()) === 'alone');
  });

  step('C9 reads fall back to the primary meanwhile, and return with the standby', system, async () => {
    const where = () => running.ask(reads, 'select pg_is_in_recovery()');
    await waitFor('a read on the primary', async () => (await where()) === 'f');
    const said = () => running.platform.log('postgres-0', 'reload');
    const falling = 'answers nobody: its entries lead to conecta-postgres-primary.';
    await waitFor('each pod to say so', () => said().includes(falling));
    const away = MEMBERS.find((name) => ![...running.platform.workloads.pods].some((pod) => pod.name === name)) ?? '';
    await running.platform.workloads.start(away);
    await inSync();
    await waitFor('reads on the standby', async () => (await where()) === 't', 120);
    expect(await running.ask(writes, 'select pg_is_in_recovery()')).toBe('f');
  });

  step('C2 a standby whose volume is lost clones itself', system, async () => {
    const lost = await standby();
    const cluster = 'select system_identifier from pg_control_system()';
    const before = await running.sql(lost, cluster);
    await running.platform.deletePod(lost, { graceSeconds: 0, claim: CLAIM });
    await inSync();
    expect(await running.sql(lost, cluster)).toBe(before);
    expect(await standby()).toBe(lost);
  });

  step(
    'C13 after a failover writes and reads go on by the same names, and nothing that was confirmed is lost',
    system,
    async () => {
      await running.ask(writes, `insert into core.kept values ('confirmed')`);
      const [lost, heir] = [await running.primary(), await standby()];
      await running.platform.workloads.stop(lost, 0);
      await waitFor('the standby to take over', async () => (await running.primary()) === heir, 120);
      const write = () => running.ask(writes, `insert into core.kept values ('after') returning value`);
      await waitFor('a write', async () => (await write()) === 'after', 120);
      // The other pod of the pool finds the new primary at its own time.
      const kept = () => running.ask(writes, `select count(*) from core.kept where value = 'confirmed'`);
      await waitFor('the row that was confirmed', async () => (await kept()) === '1');
      await running.platform.workloads.start(lost);
      await inSync();
      const where = () => running.ask(reads, 'select pg_is_in_recovery()');
      await waitFor('a read on the former primary', async () => (await where()) === 't', 120);
    },
  );
});
