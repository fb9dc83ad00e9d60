import { orders } from '../../examples/orders/profiles/orders';
import { missing, step } from './booted';
import { Bucket, withEndpoint } from './bucket';
import type { CronJob } from './harness/manifests';
import { waitFor } from './harness/run';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting the example needs ${lack}.\n`);

const pool = { service: 'orders-pgbouncer', port: 6432, role: 'orders_app' };
const writes: Entry = { ...pool, database: 'orders' };
const reads: Entry = { ...pool, database: 'orders_readonly' };
const reports: Entry = { ...reads, role: 'orders_reports' };

/** Places an order, and gives its number. */
const PLACE = 'insert into orders (customer_id) values (7) returning id';
const where = (entry: Entry) => (system: System) => system.ask(entry, 'select pg_is_in_recovery()');
const counted = (system: System) => system.ask(reads, 'select count(*) from orders');

(lack === undefined ? describe : describe.skip)('the rendered platform of examples/orders', () => {
  let running: System;
  const system = () => running;

  const streaming = async () =>
    running.sql(await running.primary(), "select count(*) from pg_stat_replication where state = 'streaming'");

  beforeAll(async () => {
    running = await System.start(orders);
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  step('a primary and two standbys come up, and every Job of the first sync succeeds', system, async () => {
    expect(running.jobs.map(({ succeeded }) => succeeded)).not.toContain(false);
    await waitFor('both standbys', async () => (await streaming()) === '2', 120);
    expect(running.behind('orders-standby')).toHaveLength(2);
  });

  step('what is written through the pool is read by the entry for reads, on a standby', system, async () => {
    const order = await running.ask(writes, PLACE);
    await running.ask(writes, `insert into order_lines values (${order}, 1, 'tea', 2, 495)`);
    const lines = `select article, quantity from order_lines where order_id = ${order}`;
    await waitFor('the order on a standby', async () => (await running.ask(reports, lines)) === 'tea|2');
    expect(await where(writes)(running)).toBe('f');
    await waitFor('reads on a standby', async () => (await where(reads)(running)) === 't');
    const index = "select indisvalid from pg_index where indexrelid = 'orders_by_customer'::regclass";
    expect(await running.ask(reports, index)).toBe('t');
  });

  step('applications have rows and no tables to change, and reports read', system, async () => {
    await expect(running.ask(writes, 'drop table order_lines')).rejects.toThrow('must be owner of table order_lines');
    const reporting: Entry = { ...writes, role: 'orders_reports' };
    await expect(running.ask(reporting, PLACE)).rejects.toThrow('permission denied for table orders');
  });

  step('the nightly dump stores the database and the roles', system, async () => {
    const bucket = await Bucket.start(running.platform, 'shop-backups');
    running.platform.edit<CronJob>('CronJob', 'orders-dump', (job) => withEndpoint(job, bucket.endpoint));
    expect(await running.platform.runCronJob('orders-dump')).toMatchObject({ succeeded: true, attempts: 1 });
    const names = (await bucket.keys()).map((key) => key.replace(/^(postgres\/orders)\/.*\//, '$1: '));
    expect(names).toEqual(
      ['globals.sql', 'manifest.json', 'orders.dump', 'postgres.dump'].map((name) => `postgres/orders: ${name}`),
    );
  });

  step('when the primary is lost a standby takes over, and the pool writes and reads again', system, async () => {
    const [lost, before] = [await running.primary(), Number(await running.ask(writes, 'select count(*) from orders'))];
    await running.platform.workloads.stop(lost, 0);
    await waitFor('another primary', async () => (await running.primary()) !== lost, 120);
    const placed = () => running.ask(writes, PLACE).catch(() => '');
    await waitFor('an order', async () => /^\d+$/.test(await placed()), 120);
    await waitFor('it on the standby that is left', async () => Number(await counted(running)) > before, 120);
    // The connection to a standby stays where it is while that becomes the primary.
    const read = () => running.askAnew(reads, 'select pg_is_in_recovery()').catch(() => '');
    await waitFor('reads on the standby that is left', async () => (await read()) === 't', 120);
    await running.platform.workloads.start(lost);
    await waitFor('the former primary as a standby', async () => (await streaming()) === '2', 180);
  });
});
