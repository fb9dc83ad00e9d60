import { type Booted, step } from './booted';
import { waitFor } from './harness/run';

/** Everything ends, and begins again with the volumes that are there. */
export function restartSteps(booted: () => Booted): void {
  step('D4 stopped and started again, everything is there: same cluster, same rows', booted, async (running) => {
    await restart(running, undefined);
  });

  step('D4 killed and started again, everything is there: same cluster, same rows', booted, async (running) => {
    await restart(running, 0);
  });
}

async function restart(running: Booted, graceSeconds: number | undefined): Promise<void> {
  const { members, platform } = running;
  const throughPool = running.throughPool.bind(running);
  const { workloads } = platform;
  const before = await members.systemIdentifiers();
  const rows = await throughPool('dict_core', 'select count(*) from kept');
  const names = [...workloads.pods].map(({ name }) => name);
  await Promise.all(names.map((name) => workloads.stop(name, graceSeconds)));
  expect([...workloads.pods]).toEqual([]);
  await Promise.all(names.map((name) => workloads.start(name)));
  for (const name of names) await workloads.ready(name);
  await members.inStep();
  expect(await members.systemIdentifiers()).toEqual(before);
  const again = () => throughPool('dict_core', `insert into kept values ('again') returning value`);
  await waitFor('a write through the pool', async () => (await again()) === 'again');
  // Each pod of the pool finds the primary at its own time.
  const counted = () => throughPool('dict_core', 'select count(*) from kept');
  await waitFor('all rows through the pool', async () => Number(await counted()) > Number(rows));
  await expect(platform.runJob('postgres-reconcile')).resolves.toMatchObject({ succeeded: true });
}
