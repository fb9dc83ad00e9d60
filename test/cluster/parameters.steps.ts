import { Size } from 'cdk8s';
import type { JobResult } from './jobs';
import type { Platform } from './platform';
import { say, step } from './step';

/** The profile's parameters change: rendered again, and applied to what runs. */
export function parameterSteps(started: () => Platform): void {
  step(
    'D2 a reloadable parameter is live everywhere after the sync, and nothing was restarted',
    started,
    async (platform) => {
      const { members } = platform;
      const before = await members.startTimes();
      await timed('a reloadable parameter', () => platform.change({ workMem: Size.mebibytes(24) }));
      expect(await members.settings('work_mem')).toEqual(['24MB', '24MB']);
      expect(await members.startTimes()).toEqual(before);
    },
  );

  step('D2 a parameter that needs a restart: the standby first, then a switchover', started, async (platform) => {
    const { members } = platform;
    await members.inStep();
    const [primary, standby] = [await members.primary(), await members.standby()];
    const [parameters] = await timed('parameters that need a restart', () => platform.change(RESTART));
    expect(await members.settings('shared_buffers')).toEqual(['80MB', '80MB']);
    expect(await members.settings('max_connections')).toEqual(['210', '210']);
    expect(parameters?.log).toMatch(new RegExp(`${standby} restarts[\\s\\S]*${primary} hands over to ${standby}`));
    await members.inStep();
    expect(await members.primary()).toBe(standby);
    const times = await members.startTimes();
    expect(times[standby]).toBeLessThan(times[primary] ?? 0);
  });

  step(
    'D2 a value that a standby may not have below its primary is lowered on the primary first',
    started,
    async (platform) => {
      const { members } = platform;
      const primary = await members.primary();
      const { maxConnections, ...others } = RESTART;
      const [parameters] = await timed('a lower value', () => platform.change(others));
      expect(await members.settings('max_connections')).toEqual(['200', '200']);
      expect(parameters?.log).toMatch(new RegExp(`apply-parameters: ${primary} restarts`));
      await members.inStep();
    },
  );

  step('D2 a bad value: the Job says which line, and the old values stay', started, async (platform) => {
    const { members } = platform;
    const before = await members.startTimes();
    const hash = (text: string) => text.replaceAll(platform.configHash, 'c0ffee000000');
    const jobs = await platform.change(RELOADED, (text) => hash(text).replace('work_mem = 24MB', 'work_mem = 24XB'));
    expect(jobs[0]?.succeeded).toBe(false);
    expect(jobs[0]?.log).toMatch(/refuses lines of its configuration[\s\S]*postgresql\.conf line \d+: work_mem = 24XB/);
    expect(await members.settings('work_mem')).toEqual(['24MB', '24MB']);
    expect(await members.startTimes()).toEqual(before);
    expect(await platform.throughPool('dict_core', 'select 1')).toBe('1');
  });

  step('D2 the profile applied again mends it', started, async (platform) => {
    await timed('the profile as at first', () => platform.change());
    expect(await platform.members.settings('work_mem')).toEqual(['16MB', '16MB']);
    await platform.members.inStep();
  });
}

const RELOADED = { workMem: Size.mebibytes(24), sharedBuffers: Size.mebibytes(80) };
/** Changes that need a restart. */
export const RESTART = { ...RELOADED, maxConnections: 210 };

/** @throws Error with the log of a Job that failed */
async function timed(what: string, change: () => Promise<JobResult[]>): Promise<JobResult[]> {
  const began = Date.now();
  const jobs = await change();
  for (const { name, log, succeeded } of jobs) if (!succeeded) throw new Error(`${name}: ${log}`);
  say(`${what}: the Jobs had ended ${((Date.now() - began) / 1000).toFixed(0)} s after the apply.`);
  return jobs;
}
