import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Booted, step } from './booted';
import { waitFor } from './harness/run';

const CLAIM = 'postgres-data';

/** Volumes that are lost. Nothing may be initialized anew while a copy of the data is left. */
export function lossSteps(booted: () => Booted): void {
  step(
    'D5 a standby whose volume is lost is copied again, though its slot is left over',
    booted,
    async ({ members, platform }) => {
      const before = await members.systemIdentifiers();
      const standby = await members.standby();
      const slot = `select count(*) from pg_replication_slots where slot_name = '${standby.replace('-', '_')}'`;
      await platform.deletePod(standby, { graceSeconds: 0, claim: CLAIM });
      expect(await members.sql(await members.primary(), slot)).toBe('1');
      await members.inStep();
      expect(await members.systemIdentifiers()).toEqual(before);
      expect(await members.standby()).toBe(standby);
    },
  );

  step(
    'D5 a copy that is killed at its begin, half-way or at its end is removed and made anew',
    booted,
    async (running) => {
      const { members } = running;
      // Enough that a copy takes a moment.
      const primary = await members.primary();
      await members.sql(
        primary,
        'create table bulk as select repeat(md5(n::text), 40) from generate_series(1, 150000) n',
        'dict',
      );
      const files = (folder: string) => fs.readdirSync(folder, { recursive: true }).length;
      await killCopy(running, () => true);
      await killCopy(running, (data) => fs.existsSync(path.join(data, 'base')) && files(path.join(data, 'base')) > 500);
      await killCopy(running, (data) => fs.existsSync(path.join(data, 'global/pg_control')));
      await members.sql(await members.primary(), 'drop table bulk', 'dict');
    },
  );

  step(
    'D24 where the primary loses its volume the standby takes over, and nothing is initialized anew',
    booted,
    async (running) => {
      const { members, platform } = running;
      await members.inStep();
      const before = await members.systemIdentifiers();
      const [lost, standby] = [await members.primary(), await members.standby()];
      const rows = await running.throughPool('dict_core', 'select count(*) from kept');
      const said = platform.log(lost, 'postgres').length;
      await platform.deletePod(lost, { graceSeconds: 0, claim: CLAIM });
      await waitFor('the standby to take over', async () => (await members.primary()) === standby, 120);
      await members.inStep();
      expect(await members.systemIdentifiers()).toEqual(before);
      expect(platform.log(lost, 'postgres').slice(said)).not.toContain('The files belonging to this database system');
      await waitFor('a write through the pool', () =>
        running.throughPool('dict_core', 'delete from kept where false').then(() => true),
      );
      // Each pod of the pool finds the new primary at its own time.
      const counted = () => running.throughPool('dict_core', 'select count(*) from kept');
      await waitFor('all rows through the pool', async () => (await counted()) === rows);
    },
  );

  step(
    'D24 C13 where the node of the primary is lost, the standby takes over and the pool writes again',
    booted,
    async (running) => {
      const { members, platform } = running;
      await members.inStep();
      const [lost, standby] = [await members.primary(), await members.standby()];
      await platform.workloads.stop(lost, 0);
      await waitFor(
        'the standby to take over',
        () => platform.pod(standby).labels['cdk8s-postgres/role'] === 'primary',
        120,
      );
      const write = () => running.throughPool('dict_core', `insert into kept values ('after') returning value`);
      await waitFor('a write through the pool', async () => (await write()) === 'after');
      await platform.workloads.start(lost);
      await members.inStep();
      expect(await members.primary()).toBe(standby);
      expect(await members.sql(lost, `select count(*) > 0 from kept where value = 'after'`, 'dict_core')).toBe('t');
    },
  );

  step('D5 a standby whose volume is full says so and stops; the primary goes on', booted, async (running) => {
    const { members, platform } = running;
    const { cluster } = platform.machine;
    await members.inStep();
    const [primary, standby] = [await members.primary(), await members.standby()];
    const volume = path.join(platform.machine.folder, 'claims', `postgres-${CLAIM}-${standby}`);
    const said = platform.log(standby, 'postgres').length;
    await platform.workloads.stop(standby, 0);
    platform.loseClaim(`${CLAIM}-${standby}`);
    fs.mkdirSync(volume);
    await cluster.mountMemory(volume, 'size=350m,mode=2775,gid=999');
    await platform.workloads.start(standby);
    await members.inStep();

    const fill = 'create table bulk as select repeat(md5(n::text), 40) from generate_series(1, 400000) n';
    await members.sql(primary, fill, 'dict');
    const full = () => platform.log(standby, 'postgres').slice(said).includes('No space left on device');
    await waitFor('the message', full);
    await waitFor('the standby to be out of service', () => !platform.pod(standby).ready);
    expect(await running.throughPool('dict_core', `insert into kept values ('meanwhile') returning value`)).toBe(
      'meanwhile',
    );
    await members.sql(primary, 'drop table bulk', 'dict');

    // A larger volume: here a new one.
    await platform.workloads.stop(standby, 0);
    await cluster.unmount(volume);
    platform.loseClaim(`${CLAIM}-${standby}`);
    await platform.workloads.start(standby);
    await members.inStep();
  });
}

/** @param reached whether the copy is far enough, by its data directory */
async function killCopy(running: Booted, reached: (data: string) => boolean): Promise<void> {
  for (let left = 5; !(await killedBeforeItsEnd(running, reached)); left -= 1) {
    if (left === 1) throw new Error('each copy ended before it was killed');
  }
}

/** Whether the copy was still at work when its process ended: it may come to its end between a look and the signal. */
async function killedBeforeItsEnd({ members, platform }: Booted, reached: (data: string) => boolean): Promise<boolean> {
  const standby = await members.standby();
  const before = await members.systemIdentifiers();
  const said = platform.log(standby, 'postgres').length;
  const volume = path.join(platform.machine.folder, 'claims', `postgres-${CLAIM}-${standby}`);
  const isCopying = () => fs.existsSync(path.join(volume, 'clone-in-progress'));
  await platform.deletePod(standby, { graceSeconds: 0, claim: CLAIM });
  const pod = platform.pod(standby);
  await soon(() => pod.ready || (isCopying() && reached(path.join(volume, 'pgdata'))));
  pod.container('postgres').signal('SIGKILL');
  await soon(() => !pod.container('postgres').running);
  const interrupted = isCopying();
  await members.inStep();
  const words = 'start-patroni: an interrupted copy is removed';
  expect(platform.log(standby, 'postgres').slice(said).includes(words)).toBe(interrupted);
  expect(await members.systemIdentifiers()).toEqual(before);
  return interrupted;
}

/** Asks every millisecond: a copy is short. */
async function soon(reached: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error('the copy never came that far');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
