import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { extendProfile, TopologyOverrides } from '../../lib';
import { sagaz } from '../../profiles/sagaz';
import { missing, step } from './booted';
import { waitFor } from './harness/run';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting sagaz needs ${lack}.\n`);

const writes: Entry = { service: 'pgbouncer-rw', port: 6432, database: 'sagaz', role: 'sagaz_app' };
const reads: Entry = { service: 'pgbouncer-ro', port: 6433, database: 'sagaz', role: 'sagaz_analytics' };

/** One line more in the profile: a set of readers. */
const grown = extendProfile(sagaz, {
  topology: TopologyOverrides.replicated({
    sets: {
      readers: {
        count: 1,
        resources: {
          cpu: { request: Cpu.units(2) },
          memory: { request: Size.gibibytes(12), limit: Size.gibibytes(12) },
        },
        storage: { size: Size.gibibytes(50), storageClass: 'standard' },
      },
    },
  }),
});

/** Seconds, and bytes that were sent and not replayed, of each standby: one line where there is one. */
const LAG = `select extract(epoch from replay_lag), pg_wal_lsn_diff(sent_lsn, replay_lsn)
  from pg_stat_replication where state = 'streaming'`;

(lack === undefined ? describe : describe.skip)('the rendered sagaz platform', () => {
  let running: System;
  const system = () => running;

  beforeAll(async () => {
    running = await System.start(sagaz);
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  step('S1 S10 a primary and a standby come up, and every Job of the first sync succeeds', system, async () => {
    expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
    const streaming = "select count(*) from pg_stat_replication where state = 'streaming'";
    await waitFor('the standby', async () => (await running.sql(await running.primary(), streaming)) === '1');
    for (const { name } of running.pods()) expect(await running.sql(name, 'show data_checksums')).toBe('on');
  });

  step(
    'S2 the pool for writes serves transactions on the primary, the one for reads sessions on standbys',
    system,
    async () => {
      const kept = "set application_name = 'dashboard'; select pg_is_in_recovery(); show application_name";
      expect((await running.ask(reads, kept)).split('\n')).toEqual(['t', 'dashboard']);
      expect(await running.ask(writes, 'select pg_is_in_recovery()')).toBe('f');
      const mode = async (pod: string) => {
        const said = (await running.poolConsole(pod, 'SHOW CONFIG')).split('\n');
        const value = (name: string) => said.find((line) => line.startsWith(`${name}|`))?.split('|')[1];
        return ['pool_mode', 'max_client_conn', 'default_pool_size', 'min_pool_size', 'server_lifetime'].map(value);
      };
      expect(await mode('pgbouncer-rw-0')).toEqual(['transaction', '200', '25', '5', '3600']);
      expect(await mode('pgbouncer-ro-0')).toEqual(['session', '300', '50', '10', '7200']);
    },
  );

  step('S3 S4 the tables have their partitions ahead, by the names that applications know', system, async () => {
    const counted = 'select table_name, partition_count > 3, default_rows from get_partition_statistics() order by 1';
    expect((await running.ask(writes, counted)).split('\n')).toEqual([
      'saga_audit_log|t|0',
      'saga_executions|t|0',
      'saga_outbox|t|0',
    ]);
    const names = 'select partition_name from partition_metadata order by partition_name';
    const partitions = (await running.ask(reads, names)).split('\n');
    const now = new Date().toISOString();
    expect(partitions).toContain(`saga_executions_y${now.slice(0, 4)}m${now.slice(5, 7)}`);
    expect(partitions).toContain(`saga_outbox_y${now.slice(0, 4)}m${now.slice(5, 7)}d${now.slice(8, 10)}`);
  });

  step(
    'S3 S8 what is written is in its partition, is read on the standby, and other partitions are not looked at',
    system,
    async () => {
      await running.ask(writes, `insert into saga_executions (saga_name, status) values ('test-saga', 'SUCCESS')`);
      await running.ask(writes, `insert into saga_outbox (topic, payload) values ('test.topic', '{"foo": "bar"}')`);
      const pending = "select count(*) from saga_outbox where status = 'PENDING'";
      await waitFor('the event on the standby', async () => (await running.ask(reads, pending)) === '1');
      const plan = await running.ask(
        reads,
        'explain (format json) select * from saga_outbox where created_at >= current_date and created_at < current_date + 1',
      );
      expect(plan.match(/(?<="Relation Name": ")\w+/g)).toHaveLength(1);
    },
  );

  step(
    'S7 under writes the one standby is less than a second behind, by what was sent and replayed',
    system,
    async () => {
      const primary = await running.primary();
      const lags: number[] = [];
      for (let round = 0; round < 20; round += 1) {
        await running.ask(writes, `insert into saga_executions (saga_name) select 'load' from generate_series(1, 100)`);
        const [lag, sentBytes] = (await running.sql(primary, LAG)).split('|');
        expect(Number(sentBytes)).toBeGreaterThanOrEqual(0);
        // Empty while the standby has nothing to report.
        if (lag !== '') lags.push(Number(lag));
      }
      expect(lags.length).toBeGreaterThan(0);
      expect(lags.sort((a, b) => a - b)[Math.floor(lags.length / 2)]).toBeLessThan(1);
      const held = "select count(*) from saga_executions where saga_name = 'load'";
      await waitFor('the rows', async () => (await running.ask(reads, held)) === '2000');
      await waitFor('all that was sent', async () => (await running.sql(primary, LAG)).endsWith('|0'));
    },
  );

  step('S5 the daily maintenance runs as rendered, and a second run changes nothing', system, async () => {
    const primary = await running.primary();
    const maintained = async () => {
      expect(await running.platform.runCronJob('postgres-partition-maintenance')).toMatchObject({ succeeded: true });
      return running.sql(primary, 'select partition_name from partition_metadata order by 1', 'sagaz');
    };
    // It may be another day than at the first sync.
    expect(await maintained()).toBe(await maintained());
  });

  step('S11 the servers vacuum partitions as the profile says', system, async () => {
    const tuned = 'select name, setting from pg_settings where name like $$autovacuum_%scale_factor$$ order by name';
    const [primary] = [await running.primary()];
    expect((await running.sql(primary, tuned)).split('\n')).toEqual([
      'autovacuum_analyze_scale_factor|0.02',
      'autovacuum_vacuum_insert_scale_factor|0.05',
      'autovacuum_vacuum_scale_factor|0.05',
    ]);
  });

  step('S10 without encryption, or with another password, nobody gets in', system, async () => {
    const said = async (changed: object) =>
      (await running.client.psql({ ...running.login(writes), ...changed }, 'select 1')).stderr;
    expect(await said({ options: 'sslmode=disable' })).toContain('SSL required');
    expect(await said({ password: 'postgres' })).toContain('SASL authentication failed');
    await expect(running.ask({ ...writes, role: 'sagaz_analytics' }, 'delete from saga_executions')).rejects.toThrow(
      'permission denied',
    );
  });

  step(
    'S11 a set that is added in the profile serves reads beside the standby, and no server was restarted',
    system,
    async () => {
      const started = 'select pg_postmaster_start_time()';
      const members = running.pods().map(({ name }) => name);
      const before = await Promise.all(members.map((name) => running.sql(name, started)));
      const jobs = await running.apply(grown);
      expect(jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
      const standby = members.filter((name) => name !== 'postgres-0');
      await waitFor('all readers', () => running.behind('postgres-all-standbys').length === 2, 120);
      expect(running.behind('postgres-all-standbys')).toContain('postgres-readers-0');
      expect(standby).toHaveLength(1);
      const addresses = new Set<string>();
      const readers = [...running.pods('readers'), ...running.pods()].map(({ address }) => address);
      // At once: PgBouncer takes the addresses by turns, one of them for its look-up, and one alone might always get the same.
      const sessions = [1, 2, 3, 4].map(
        () => () => running.askAnew(reads, 'select inet_server_addr() from pg_sleep(1)'),
      );
      await waitFor(
        'reads on both',
        async () => {
          for (const address of await Promise.all(sessions.map((ask) => ask()))) addresses.add(address);
          return addresses.size === 2;
        },
        120,
      );
      for (const address of addresses) expect(readers).toContain(address);
      expect(await Promise.all(members.map((name) => running.sql(name, started)))).toEqual(before);
    },
  );
});
