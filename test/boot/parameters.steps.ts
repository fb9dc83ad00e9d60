import { Size } from 'cdk8s';
import { type Booted, step } from './booted';
import { type JobResult, startJob } from './harness/jobs';
import { type ConfigMap, type Job, type Manifest, readManifests } from './harness/manifests';
import { sleep, waitFor } from './harness/run';

/** The profile's parameters change: rendered again, and applied to what runs. */
export function parameterSteps(booted: () => Booted): void {
  step(
    'D2 a reloadable parameter is live everywhere after the sync, and nothing was restarted',
    booted,
    async (running) => {
      const { members } = running;
      const before = await members.startTimes();
      const jobs = await running.render({ workMem: Size.mebibytes(24) });
      expect(failures(jobs)).toEqual([]);
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
    expect(failures(jobs)).toEqual([]);
    expect(await members.settings('shared_buffers')).toEqual(['80MB', '80MB']);
    expect(await members.settings('max_connections')).toEqual(['210', '210']);
    expect(logOf(jobs)).toMatch(new RegExp(`${standby} restarts[\\s\\S]*${primary} hands over to ${standby}`));
    await members.inStep();
    expect(await members.primary()).toBe(standby);
    const times = await members.startTimes();
    expect(times[standby]).toBeLessThan(times[primary] ?? 0);
  });

  step(
    'D2 a value that a standby may not have below its primary is lowered on the primary first, though the run before was killed between store and restarts',
    booted,
    async (running) => {
      const { members } = running;
      const [primary, standby] = [await members.primary(), await members.standby()];
      const before = await members.startTimes();
      const parameters = { workMem: Size.mebibytes(24), sharedBuffers: Size.mebibytes(80) };
      await killBeforeRestarts(running, readManifests(running.files(parameters)));
      expect(await members.settings('max_connections')).toEqual(['210', '210']);
      expect(await members.startTimes()).toEqual(before);

      // The store holds it already: only the primary knows that it is lower than what it runs with.
      const jobs = await running.render(parameters);
      expect(failures(jobs)).toEqual([]);
      expect(await members.settings('max_connections')).toEqual(['200', '200']);
      expect(logOf(jobs)).toMatch(new RegExp(`: ${primary} restarts\\.[\\s\\S]*: ${standby} restarts\\.`));
      expect(logOf(jobs)).not.toContain('hands over');
      await members.inStep();
      expect(await members.primary()).toBe(primary);
    },
  );

  step(
    'D2 a store that somebody has changed is written by the first attempt, though an instance has not read it since',
    booted,
    async (running) => {
      const { members, platform } = running;
      await setStore(running, 'maximum_lag_on_failover', 1);
      // The Job asks this one, whose loop now waits for the server.
      await holdLoop(running, 'postgres-0', async () => {
        expect(await platform.runJob('postgres-parameters')).toMatchObject({ succeeded: true, attempts: 1 });
      });
      for (const { name } of members.pods) {
        const restored = async () => (await readStore(running, name)).maximum_lag_on_failover !== 1;
        await waitFor(`the store at ${name}`, restored);
      }
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

  step('D3 bad lines and missing files: the Job says so, and the old rules stay', booted, async (running) => {
    const { members, platform } = running;
    const before = platform.objects.one<ConfigMap>('ConfigMap', 'postgres-config');
    const files = before.data ?? {};
    const said: string[] = [];
    for (const [file, change] of BAD_FILES) {
      const { [file]: text = '', ...others } = files;
      const changed = change(text);
      const data = changed === undefined ? others : { ...others, [file]: changed };
      platform.edit<ConfigMap>('ConfigMap', 'postgres-config', () => ({ ...before, data }));
      const job = platform.objects.all<Job>('Job').findLast(({ metadata }) => metadata.name.startsWith(PARAMETERS));
      if (!job) throw new Error('there is no parameters job');
      const run = startJob(platform.machine, 'refused', 'postgres', { ...job.spec, backoffLimit: 0 });
      const { succeeded, log } = await run.result;
      said.push(succeeded ? `${file}: nothing` : log);
    }
    expect(said).toEqual(BAD_FILES.map(([, , words]) => expect.stringMatching(words)));
    for (const { name } of members.pods) {
      await waitFor('the reload', () => platform.log(name, 'postgres').includes('pg_hba.conf was not reloaded'));
    }
    expect(await running.throughPool('dict_core', 'select 1')).toBe('1');
    platform.edit('ConfigMap', 'postgres-config', () => before);
  });

  step('D2 the profile applied again mends it', booted, async (running) => {
    // As before but for the bad lines: nobody needs a restart.
    const jobs = await running.render({ sharedBuffers: Size.mebibytes(80) });
    expect(failures(jobs)).toEqual([]);
    expect(await running.members.settings('work_mem')).toEqual(['16MB', '16MB']);
    await running.members.inStep();
  });
}

const PARAMETERS = 'postgres-parameters-';

/** A file of the servers, how it is changed (it is gone where that gives nothing), and what the Job says of it. */
const BAD_FILES: ReadonlyArray<readonly [string, (text: string) => string | undefined, RegExp]> = [
  ['postgresql.conf', () => undefined, /could not open file .*postgresql\.conf/],
  ['pg_ident.conf', (text) => `${text}pod postgres\n`, /pg_ident\.conf line \d+: missing entry/],
  ['pg_ident.conf', () => undefined, /could not open file .*pg_ident\.conf/],
  [
    'pg_hba.conf',
    (text) => text.replace('rewind  all  scram-sha-256', 'rewind  all  scram-sha-512'),
    /pg_hba\.conf line \d+: .*scram-sha-512/,
  ],
  ['pg_hba.conf', () => undefined, /could not open file .*pg_hba\.conf/],
];

function failures(jobs: readonly JobResult[]): string[] {
  return jobs.filter(({ succeeded }) => !succeeded).map(({ log }) => log);
}

/** What the parameters job said. */
function logOf(jobs: readonly JobResult[]): string | undefined {
  return jobs.find(({ name }) => name.startsWith(PARAMETERS))?.log;
}

/** Applies all but the Jobs, runs the parameters job, and kills it once it has written the store. */
async function killBeforeRestarts({ platform }: Booted, manifests: readonly Manifest[]): Promise<void> {
  await platform.apply(manifests.filter(({ kind }) => kind !== 'Job'));
  const [job] = manifests.filter(({ metadata }) => metadata.name.startsWith(PARAMETERS)) as Job[];
  if (!job) throw new Error('no parameters job is rendered');
  const run = startJob(platform.machine, 'killed', 'postgres', { ...job.spec, backoffLimit: 0 });
  const stored = () => {
    const name = run.pod()?.name;
    return name !== undefined && platform.log(name, 'apply-parameters').includes('the store holds');
  };
  // The job goes on to the restarts after a few seconds.
  const early = run.result.then(({ log }) => Promise.reject(new Error(`the job ended before it was killed: ${log}`)));
  await Promise.race([waitFor('the store to be written', stored, 120, 50), early]);
  run.pod()?.container('apply-parameters').signal('SIGKILL');
  const { succeeded, log } = await run.result;
  expect([succeeded, log]).toEqual([false, expect.not.stringContaining('restarts')]);
}

/** As a person with patronictl does; waits until all instances have it. */
async function setStore(running: Booted, key: string, value: number): Promise<void> {
  const set = ['patronictl', 'edit-config', 'postgres-patroni', '--force', '--set', `${key}=${value}`];
  await running.platform.exec('postgres-0', 'postgres', set);
  for (const { name } of running.members.pods) {
    await waitFor(`the store at ${name}`, async () => (await readStore(running, name))[key] === value);
  }
}

/** The store as an instance has read it in its last loop. */
async function readStore({ platform }: Booted, pod: string): Promise<Record<string, unknown>> {
  const ask = ['curl', '--silent', '--insecure', 'https://localhost:8008/config'];
  return JSON.parse(await platform.exec(pod, 'postgres', ask));
}

/** Meanwhile the server does not answer Patroni's loop, and answers everybody else. */
async function holdLoop({ members, platform }: Booted, pod: string, meanwhile: () => Promise<void>): Promise<void> {
  const pid = await members.sql(pod, `select pid from pg_stat_activity where application_name = 'Patroni heartbeat'`);
  expect(pid).toMatch(/^\d+$/);
  await platform.exec(pod, 'postgres', ['kill', '-STOP', pid]);
  try {
    // A loop takes a second, and waits when it next asks the server.
    await sleep(3000);
    await meanwhile();
  } finally {
    await platform.exec(pod, 'postgres', ['kill', '-CONT', pid]);
  }
}
