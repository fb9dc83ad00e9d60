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
    'D2 a server that was slow to read its files restarts too, though Patroni does not know that it waits for that',
    booted,
    async (running) => {
      const { members, platform } = running;
      const [primary, standby] = [await members.primary(), await members.standby()];
      const files = running.files({
        workMem: Size.mebibytes(24),
        sharedBuffers: Size.mebibytes(80),
        maxConnections: 215,
      });
      const manifests = readManifests(files);
      await platform.apply(manifests.filter(({ kind }) => kind !== 'Job'));
      await loaded(running);
      const postmasters = members.pods.map(({ name }) => ({ name, pid: 'head -1 "$PGDATA/postmaster.pid"' }));
      await frozen(running, postmasters, async () => {
        await setStore(running, 'max_connections', '215');
        // A second after it had the server reload, Patroni asks it what waits for a restart, and never again.
        await sleep(3000);
      });
      const waits = `select pending_restart from pg_settings where name = 'max_connections'`;
      for (const { name } of members.pods) {
        await waitFor(`the reload of ${name}`, async () => (await members.sql(name, waits)) === 't');
        expect(await ask(running, name, '/patroni')).not.toHaveProperty('pending_restart');
      }
      const jobs = await platform.apply(manifests);
      expect(failures(jobs)).toEqual([]);
      expect(await members.settings('max_connections')).toEqual(['215', '215']);
      expect(logOf(jobs)).toMatch(new RegExp(`${standby} restarts[\\s\\S]*${primary} hands over to ${standby}`));
      await members.inStep();
    },
  );

  step(
    'D2 a value that a standby may not have below its primary is lowered on the primary first, though the run before was killed between store and restarts',
    booted,
    async (running) => {
      const { members } = running;
      const [primary, standby] = [await members.primary(), await members.standby()];
      const before = await members.startTimes();
      const parameters = { workMem: Size.mebibytes(24), sharedBuffers: Size.mebibytes(80) };
      await killBeforeRestarts(running, readManifests(running.files(parameters)));
      expect(await members.settings('max_connections')).toEqual(['215', '215']);
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
      // The Job asks this one, whose loop waits for the server.
      const pid = `psql -XAtc "select pid from pg_stat_activity where application_name = 'Patroni heartbeat'"`;
      await frozen(running, [{ name: 'postgres-0', pid }], async () => {
        // A loop takes a second, and waits when it next asks.
        await sleep(3000);
        expect(await platform.runJob('postgres-parameters')).toMatchObject({ succeeded: true, attempts: 1 });
      });
      for (const { name } of members.pods) {
        const restored = async () => (await ask(running, name, '/config')).maximum_lag_on_failover !== 1;
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

/** As a person with patronictl does; waits until all instances have read it. */
async function setStore(running: Booted, key: 'maximum_lag_on_failover' | 'max_connections', value: number | string) {
  const isParameter = key === 'max_connections';
  const name = isParameter ? `postgresql.parameters.${key}` : key;
  const set = ['patronictl', 'edit-config', 'postgres-patroni', '--force', '--set', `${name}=${value}`];
  await running.platform.exec('postgres-0', 'postgres', set);
  for (const pod of running.members.pods) {
    const read = async () => {
      const store = await ask(running, pod.name, '/config');
      return isParameter ? store.postgresql.parameters[key] : store[key];
    };
    await waitFor(`the store at ${pod.name}`, async () => String(await read()) === String(value));
  }
}

/** What an instance's Patroni says; of the store, what it has read in its last loop. */
async function ask({ platform }: Booted, pod: string, path: string) {
  return JSON.parse(await platform.exec(pod, 'postgres', ['curl', '-sk', `https://localhost:8008${path}`]));
}

/** Waits until both servers have the rendered files. */
async function loaded({ members, platform }: Booted): Promise<void> {
  const { data } = platform.objects.one<ConfigMap>('ConfigMap', 'postgres-config');
  const hash = /config_hash = '(\w+)'/.exec(data?.['postgresql.conf'] ?? '')?.[1];
  const both = async () => (await members.settings('cdk8s_postgres.config_hash')).join() === `${hash},${hash}`;
  await waitFor('the rendered files', both);
}

/** Processes of instances, each by a shell command that prints its number, do nothing meanwhile. */
async function frozen(
  { platform }: Booted,
  processes: ReadonlyArray<{ readonly name: string; readonly pid: string }>,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const signal = async (word: string) => {
    for (const [index, { name }] of processes.entries()) {
      await platform.exec(name, 'postgres', ['kill', `-${word}`, pids[index] ?? '']);
    }
  };
  const found = processes.map(({ name, pid }) => platform.exec(name, 'postgres', ['sh', '-c', pid]));
  const pids = (await Promise.all(found)).map((pid) => pid.trim());
  for (const pid of pids) expect(pid).toMatch(/^\d+$/);
  try {
    await signal('STOP');
    await meanwhile();
  } finally {
    await signal('CONT');
  }
}
