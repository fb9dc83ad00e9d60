import { sleep, waitFor } from '../boot/harness/run';
import { longestGap } from './client';
import { ROLE } from './members';
import type { Platform } from './platform';
import { endpointsOf, servicesFollow } from './services';
import { say, step } from './step';

/** The primary goes away. Nothing may be initialized anew. */
export function failoverSteps(started: () => Platform): void {
  step(
    'D24 where the pod of the primary is deleted the standby takes over, and no write is lost',
    started,
    (platform) =>
      loseNothing(platform, 'pod deleted', async (primary) => {
        await platform.kubectl.run(['delete', 'pod', primary]);
      }),
  );

  step(
    'D24 where every process of the primary is killed, writes go on in the same cluster',
    started,
    async (platform) => {
      const { kubectl, members } = platform;
      const before = await state(platform);
      const writer = platform.client.write(platform.poolLogin('dict_core'), 'connections');
      await sleep(3000);
      await kubectl.exec(before.primary, 'postgres', ['bash', '-c', signal('KILL', '(python3|postgres) ')]);
      await waitFor(
        'a restart of the container',
        async () => (await restarts(platform, before.primary)) > before.restarts,
      );
      await members.inStep();
      await sleep(3000);
      const written = await writer.stop();
      await settled(platform, before);
      const who = (await members.primary()) === before.primary ? 'it was primary again' : 'the standby took over';
      say(`processes killed: ${longestGap(written).toFixed(1)} s without a write; ${who}.`);
    },
  );

  step(
    'D24 a primary whose Patroni hangs loses the role label, and is killed before long',
    started,
    async (platform) => {
      const { kubectl, members } = platform;
      const before = await state(platform);
      const [old, login] = [(await members.pod(before.primary)).status.podIP, platform.poolLogin('dict_core')];
      const [writer, session] = [platform.client.write(login, 'connections'), platform.client.write(login, 'session')];
      await sleep(3000);
      const began = Date.now();
      const seconds = (time = Date.now()) => ((time - began) / 1000).toFixed(1);
      await kubectl.mustExec(before.primary, 'postgres', ['bash', '-c', signal('STOP', 'python3 ')]);
      const label = async (name: string) => (await members.pod(name)).metadata.labels?.[ROLE];
      await waitFor('the standby to be labelled', async () => (await label(before.standby)) === 'primary', 120);
      say(`Patroni hangs: the standby was primary after ${seconds()} s.`);
      // It cannot do it itself.
      await waitFor('the role label to be removed', async () => (await label(before.primary)) === undefined, 30);
      const removed = `on-role-change: ${before.standby} is primary; the role label is removed from ${before.primary}.`;
      expect(await kubectl.log(before.standby, 'postgres')).toContain(removed);
      expect(await endpointsOf(kubectl, 'postgres-primary')).toEqual([before.standby]);
      await waitFor('its restart', async () => (await restarts(platform, before.primary)) > before.restarts, 600);
      say(`Patroni hangs: its container was restarted after ${seconds()} s.`);
      await settled(platform, before);
      expect(await members.primary()).toBe(before.standby);
      say(`Patroni hangs: two members were in step after ${seconds()} s.`);
      const written = { 'new connections': await writer.stop(), 'an open session': await session.stop() };
      for (const [what, writes] of Object.entries(written)) {
        const last = writes.findLast(({ server }) => server === old)?.time;
        const gap = longestGap(writes).toFixed(1);
        say(`Patroni hangs: ${what} wrote to the old primary until ${seconds(last)} s; longest gap ${gap} s.`);
      }
      const acknowledged = Object.values(written).flat().length;
      const lost = acknowledged - ((await counted(platform)) - before.counted);
      say(`Patroni hangs: ${lost} of ${acknowledged} acknowledged writes are lost.`);
    },
  );
}

/** Something that ends the primary in order, under writes. */
export async function loseNothing(
  platform: Platform,
  what: string,
  end: (primary: string) => Promise<void>,
): Promise<void> {
  const { members } = platform;
  const before = await state(platform);
  const writer = platform.client.write(platform.poolLogin('dict_core'), 'connections');
  await sleep(3000);
  await end(before.primary);
  await waitFor('the standby to take over', async () => (await members.primary()) === before.standby, 120);
  await sleep(3000);
  const written = await writer.stop();
  await settled(platform, before);
  say(`${what}: ${longestGap(written).toFixed(1)} s without a write.`);
  expect(await members.primary()).toBe(before.standby);
  expect((await counted(platform)) - before.counted).toBeGreaterThanOrEqual(written.length);
}

async function state(platform: Platform) {
  const { members } = platform;
  await members.inStep();
  const [primary, standby] = [await members.primary(), await members.standby()];
  const [rows, identifiers] = [await counted(platform), await members.systemIdentifiers()];
  return { primary, standby, counted: rows, identifiers, restarts: await restarts(platform, primary) };
}

/** How many rows of writers there are. */
async function counted(platform: Platform): Promise<number> {
  return Number(await platform.throughPool('dict_core', `select count(*) from kept where value = 'counted'`));
}

/** Two members in step again, of the same cluster as before. */
async function settled({ kubectl, members }: Platform, before: Awaited<ReturnType<typeof state>>): Promise<void> {
  await members.inStep();
  await servicesFollow(kubectl, members);
  expect(await members.systemIdentifiers()).toEqual(before.identifiers);
  const log = await kubectl.log(before.primary, 'postgres');
  expect(log).not.toContain('The files belonging to this database system');
}

async function restarts({ members }: Platform, name: string): Promise<number> {
  const { status } = await members.pod(name);
  return status.containerStatuses?.find((container) => container.name === 'postgres')?.restartCount ?? 0;
}

/** Signals processes of a container whose command matches. Not the first: it is Patroni's, but children do its work. */
function signal(name: 'STOP' | 'KILL', command: string): string {
  return `for process in /proc/[0-9]*; do
    pid="\${process#/proc/}"
    [ "$pid" != 1 ] && tr '\\0' ' ' <"$process/cmdline" | grep -qE '^[^ ]*${command}' && kill -${name} "$pid" && done=yes
  done 2>/dev/null
  [ "$done" = yes ]`;
}
