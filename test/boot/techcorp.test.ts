import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { extendProfile, ParameterOverrides, TopologyOverrides } from '../../lib';
import { techcorp } from '../../profiles/techcorp';
import { missing, step } from './booted';
import { waitFor } from './harness/run';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting techcorp needs ${lack}.\n`);

const half = {
  cpu: { request: Cpu.units(4) },
  memory: { request: Size.gibibytes(32), limit: Size.gibibytes(32) },
};

/** Readers that a test can wait for: a minute of lag is a long time. */
const lag = {
  toleratedLag: Duration.seconds(5),
  parameters: ParameterOverrides.v15({ maxStandbyStreamingDelay: Duration.seconds(5) }),
};
const reports = { count: 1, resources: half, storage: { size: Size.gibibytes(10) }, source: 'replica', ...lag };
const profile = extendProfile(techcorp, {
  topology: TopologyOverrides.replicated({ sets: { replica: lag, analytics: { source: 'replica' }, reports } }),
});

const pool = (database: string, role = 'order_service'): Entry => ({
  service: 'techcorp-pgbouncer',
  port: 6432,
  database,
  role,
});

(lack === undefined ? describe : describe.skip)('the rendered techcorp platform', () => {
  let running: System;
  const system = () => running;

  beforeAll(async () => {
    running = await System.start(profile);
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  step(
    'T1 two members and two sets come up from nothing, and every Job of the first sync succeeds',
    system,
    async () => {
      expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
      const primary = await running.primary();
      expect(['techcorp-0', 'techcorp-1']).toContain(primary);
      const following = "select string_agg(application_name, ' ' order by application_name) from pg_stat_replication";
      const [other] = running.pods().flatMap(({ name }) => (name === primary ? [] : [name]));
      const followers = [other, 'techcorp-replica-0', 'techcorp-replica-1'].join(' ');
      await waitFor('the standbys', async () => (await running.sql(primary, following)) === followers);
    },
  );

  step('T1 a set streams from the set that it names', system, async () => {
    const source = 'select sender_host from pg_stat_wal_receiver';
    const host = 'techcorp-replica-0.techcorp-headless.techcorp-postgres.svc.cluster.local';
    await waitFor('the cascade', async () => (await running.sql('techcorp-analytics-0', source)) === host);
  });

  step('T1 the sets run with parameters of their own', system, async () => {
    const delay = (pod: string) => running.sql(pod, 'show max_standby_streaming_delay');
    expect(await delay('techcorp-analytics-0')).toBe('1h');
    expect(await delay('techcorp-replica-0')).toBe('5s');
  });

  step('T6 each endpoint leads to the servers that it is for', system, async () => {
    const primary = await running.primary();
    const other = running.pods().flatMap(({ name }) => (name === primary ? [] : [name]));
    const replicas = ['techcorp-replica-0', 'techcorp-replica-1'];
    const standbys = [...other, ...replicas, 'techcorp-reports-0'].sort();
    for (const [service, pods] of [
      ['techcorp-primary', [primary]],
      ['techcorp-standby', other],
      ['techcorp-replica', replicas],
      ['techcorp-analytics', ['techcorp-analytics-0']],
      ['techcorp-all-standbys', standbys],
    ] as const) {
      await waitFor(service, () => {
        expect(running.behind(service)).toEqual(pods);
        return true;
      });
    }
  });

  step('T5 T6 writes go through the pool to the primary, and reads to the set', system, async () => {
    const server = 'select pg_is_in_recovery(), inet_server_addr()';
    expect(await running.ask(pool('techcorp'), 'select pg_is_in_recovery()')).toBe('f');
    const [recovering, address] = (await running.ask(pool('techcorp_readonly'), server)).split('|');
    expect(recovering).toBe('t');
    expect(running.pods('replica').map((pod) => pod.address)).toContain(address);
    await expect(running.ask(pool('techcorp_readonly'), 'create table orders.t (n int)')).rejects.toThrow(
      'read-only transaction',
    );
  });

  step('T3 each service has its own schema, and reads another where that is granted', system, async () => {
    const as = (role: string, query: string) => running.ask(pool('techcorp', role), query);
    await as('order_service', 'create table orders.mine (n int); insert into orders.mine values (1)');
    expect(await as('payment_service', 'select n from orders.mine')).toBe('1');
    await expect(as('payment_service', 'insert into orders.mine values (2)')).rejects.toThrow('permission denied');
    await expect(as('order_service', 'select from payments.transactions')).rejects.toThrow('permission denied');
    await expect(as('auth_service', 'select from orders.mine')).rejects.toThrow('permission denied');
    for (const role of ['user_service', 'inventory_service', 'catalog_service']) {
      await expect(as(role, 'create table auth.t (n int)')).rejects.toThrow('permission denied');
    }
  });

  step('T7 a client that is not encrypted, or trusts another authority, gets nowhere', system, async () => {
    const said = async (entry: Entry, options: string) =>
      (await running.client.psql({ ...running.login(entry), options }, 'select 1')).stderr;
    const direct: Entry = { service: 'techcorp-analytics', database: 'techcorp', role: 'analyst' };
    const other = 'sslmode=verify-full sslrootcert=/etc/ssl/certs/ca-certificates.crt';
    expect(await said(pool('techcorp'), 'sslmode=disable')).toContain('SSL required');
    expect(await said(direct, 'sslmode=disable')).toMatch(/pg_hba.conf rejects|no pg_hba/);
    for (const entry of [pool('techcorp'), direct]) expect(await said(entry, other)).toMatch(/verify failed/);
    const version = 'select version from pg_stat_ssl where pid = pg_backend_pid()';
    expect(await running.ask(direct, version)).toBe('TLSv1.3');
    expect(await running.ask(pool('techcorp'), version)).toBe('TLSv1.3');
  });

  step('T13 statements are counted', system, async () => {
    const counted = "select count(*) > 0 from pg_stat_statements where query like '%orders.mine%'";
    expect(await running.sql(await running.primary(), counted, 'techcorp')).toBe('t');
  });

  step(
    'T1 an instance that is further behind than its readers accept leaves them, and comes back',
    system,
    async () => {
      // Patroni resumes replay where it is only paused.
      const startup = await running.sql(
        'techcorp-replica-1',
        `select pid from pg_stat_activity where backend_type = 'startup'`,
      );
      const signal = (name: string) =>
        running.platform.exec('techcorp-replica-1', 'postgres', ['sh', '-c', `kill -${name} ${startup}`]);
      await signal('STOP');
      await running.ask(pool('techcorp'), 'insert into orders.mine select generate_series(2, 100)');
      const behind = () => running.behind('techcorp-replica').join();
      await waitFor('the late one to leave', () => behind() === 'techcorp-replica-0');
      expect(running.behind('techcorp-all-standbys')).not.toContain('techcorp-replica-1');
      await signal('CONT');
      await waitFor('it to come back', () => behind() === 'techcorp-replica-0,techcorp-replica-1');
    },
  );

  step(
    'T1 an instance whose source is cut off leaves its readers, though it has all that its source has',
    system,
    async () => {
      const primary = await running.primary();
      const sender = "select pid from pg_stat_replication where application_name = 'techcorp-replica-0'";
      const pid = await running.sql(primary, sender);
      const signal = (name: string) => running.platform.exec(primary, 'postgres', ['sh', '-c', `kill -${name} ${pid}`]);
      await signal('STOP');
      try {
        await running.ask(pool('techcorp'), 'insert into orders.mine select generate_series(101, 200)');
        await waitFor('it to leave', () => running.behind('techcorp-reports').length === 0, 50);
        expect(await running.sql('techcorp-reports-0', 'select count(*) from orders.mine', 'techcorp')).toBe('100');
      } finally {
        await signal('CONT');
      }
      await waitFor('it to come back', () => running.behind('techcorp-reports').length === 1, 120);
      expect(await running.sql('techcorp-reports-0', 'select count(*) from orders.mine', 'techcorp')).toBe('200');
    },
  );

  step('T1 analysts read for as long as they need, whatever is cleaned up meanwhile', system, async () => {
    const entry: Entry = { service: 'techcorp-analytics', database: 'techcorp', role: 'analyst' };
    const counted = () => running.ask(entry, 'select count(*) from orders.mine');
    await waitFor('all rows on the standby', async () => (await counted()) === '200', 120);
    const report = running.ask(
      entry,
      'begin isolation level repeatable read; select count(*) from orders.mine; select pg_sleep(20); select count(*) from orders.mine; commit',
    );
    const asleep = "select count(*) from pg_stat_activity where usename = 'analyst' and query ~ '^select pg_sleep'";
    await waitFor('the report', async () => (await running.sql('techcorp-analytics-0', asleep)) === '1');
    const primary = await running.primary();
    await running.sql(primary, 'delete from orders.mine', 'techcorp');
    await running.sql(primary, 'vacuum orders.mine', 'techcorp');
    expect((await report).split('\n').filter((line) => line !== '')).toEqual(['200', '200']);
  });

  step('T2 where the primary is lost the other member takes over, and no set ever does', system, async () => {
    const before = await running.primary();
    await running.platform.workloads.stop(before, 0);
    const other = running.pods().find(({ name }) => name !== before)?.name;
    await waitFor('the other member', async () => (await running.primary()) === other, 120);
    const write = () => running.ask(pool('techcorp'), 'insert into orders.mine values (0) returning n');
    await waitFor('a write through the pool', async () => (await write()) === '0', 120);
    await running.platform.workloads.start(before);
    await running.platform.workloads.ready(before);
    for (const { name } of [...running.pods('replica'), ...running.pods('analytics')]) {
      expect(await running.sql(name, 'select pg_is_in_recovery()')).toBe('t');
    }
  });

  step('T1 without any member no set is promoted', system, async () => {
    const counted = 'select count(*) from orders.mine';
    for (const { name } of running.pods('replica')) {
      await waitFor(`the row on ${name}`, async () => (await running.sql(name, counted, 'techcorp')) === '1');
    }
    const members = running.pods().map(({ name }) => name);
    await Promise.all(members.map((name) => running.platform.workloads.stop(name, 0)));
    // As long as a failover takes, twice.
    await new Promise((resolve) => setTimeout(resolve, 50_000));
    expect(await running.sql('techcorp-replica-0', 'select pg_is_in_recovery()')).toBe('t');
    expect(await running.ask(pool('techcorp_readonly'), counted)).toBe('1');
    await Promise.all(members.map((name) => running.platform.workloads.start(name)));
    await running.primary();
  });
});
