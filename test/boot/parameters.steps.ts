import { Size } from 'cdk8s';
import { type Booted, step } from './booted';
import type { ConfigMap } from './harness/manifests';
import { waitFor } from './harness/run';

/** The profile's parameters change: rendered again, and applied to what runs. */
export function parameterSteps(booted: () => Booted): void {
  step(
    'D2 a reloadable parameter is live everywhere after the sync, and nothing was restarted',
    booted,
    async (running) => {
      const { members } = running;
      const before = await members.startTimes();
      const jobs = await running.render({ workMem: Size.mebibytes(24) });
      expect(jobs.map(({ succeeded }) => succeeded)).toEqual([true, true]);
      expect(await members.settings('work_mem')).toEqual(['24MB', '24MB']);
      expect(await members.startTimes()).toEqual(before);
    },
  );

  step('D2 a parameter that needs a restart: the standby first, then a switchover', booted, async (running) => {
    const { members } = running;
    await members.inStep();
    const [primary, standby] = [await members.primary(), await members.standby()];
    const jobs = await running.render({
      workMem: Size.mebibytes(24),
      sharedBuffers: Size.mebibytes(80),
      maxConnections: 210,
    });
    expect(jobs.map(({ log, succeeded }) => (succeeded ? '' : log))).toEqual(['', '']);
    expect(await members.settings('shared_buffers')).toEqual(['80MB', '80MB']);
    expect(await members.settings('max_connections')).toEqual(['210', '210']);
    expect(jobs[0]?.log).toMatch(new RegExp(`${standby} restarts[\\s\\S]*${primary} hands over to ${standby}`));
    await members.inStep();
    expect(await members.primary()).toBe(standby);
    const times = await members.startTimes();
    expect(times[standby]).toBeLessThan(times[primary] ?? 0);
  });

  step(
    'D2 a value that a standby may not have below its primary is lowered on the primary first',
    booted,
    async (running) => {
      const { members } = running;
      const primary = await members.primary();
      const jobs = await running.render({ workMem: Size.mebibytes(24), sharedBuffers: Size.mebibytes(80) });
      expect(jobs.map(({ log, succeeded }) => (succeeded ? '' : log))).toEqual(['', '']);
      expect(await members.settings('max_connections')).toEqual(['200', '200']);
      expect(jobs[0]?.log).toMatch(new RegExp(`apply-parameters: ${primary} restarts`));
      await members.inStep();
    },
  );

  step('D2 a bad value: the Job says which line, and the old values stay', booted, async ({ members, platform }) => {
    const before = await members.startTimes();
    platform.edit<ConfigMap>('ConfigMap', 'postgres-config', (config) => ({
      ...config,
      data: { ...config.data, 'postgresql.conf': (config.data?.['postgresql.conf'] ?? '').replace('24MB', '24XB') },
    }));
    const job = await platform.runJob('postgres-parameters');
    expect(job.succeeded).toBe(false);
    expect(job.log).toMatch(/refuses lines of its configuration[\s\S]*postgresql\.conf line \d+: work_mem = 24XB/);
    expect(await members.settings('work_mem')).toEqual(['24MB', '24MB']);
    expect(await members.startTimes()).toEqual(before);
  });

  step(
    'D3 a bad line or a missing file of access rules: the Job says so, and the old rules stay',
    booted,
    async (running) => {
      const { members, platform } = running;
      const edit = (change: (hba: string) => string | undefined) =>
        platform.edit<ConfigMap>('ConfigMap', 'postgres-config', ({ data = {}, ...config }) => {
          const { 'pg_hba.conf': hba = '', ...others } = data;
          const changed = change(hba);
          return { ...config, data: changed === undefined ? others : { ...others, 'pg_hba.conf': changed } };
        });
      const before = platform.objects.one<ConfigMap>('ConfigMap', 'postgres-config');
      edit((hba) => hba.replace('rewind  all  scram-sha-256', 'rewind  all  scram-sha-512'));
      const bad = await platform.runJob('postgres-parameters');
      expect([bad.succeeded, bad.log]).toEqual([
        false,
        expect.stringMatching(/pg_hba\.conf line \d+: .*scram-sha-512/),
      ]);
      edit(() => undefined);
      const gone = await platform.runJob('postgres-parameters');
      expect([gone.succeeded, gone.log]).toEqual([false, expect.stringMatching(/could not open file.*pg_hba\.conf/)]);
      for (const { name } of members.pods) {
        await waitFor('the reload', () => platform.log(name, 'postgres').includes('pg_hba.conf was not reloaded'), 60);
      }
      expect(await running.throughPool('dict_core', 'select 1')).toBe('1');
      platform.edit('ConfigMap', 'postgres-config', () => before);
    },
  );

  step('D2 the profile applied again mends it', booted, async (running) => {
    const jobs = await running.render();
    expect(jobs.map(({ log, succeeded }) => (succeeded ? '' : log))).toEqual(['', '']);
    expect(await running.members.settings('work_mem')).toEqual(['16MB', '16MB']);
    await running.members.inStep();
  });
}
