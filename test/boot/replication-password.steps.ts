import { type Booted, step } from './booted';
import type { Secret } from './harness/manifests';
import { sleep, waitFor } from './harness/run';

const KEYS = ['replicator-password', 'rewind-password', 'patroni-restapi-password'];
/** What YAML, JSON, a shell, a passfile, or curl's and libpq's configuration could trip over. */
const AWKWARD = `*&#!%@:'"\\\` \${HOME} {[-`;
/** Patroni's REST API takes ASCII alone. */
const MORE_AWKWARD = `${AWKWARD} ñ€𝄞`;
const PASSWORDS = '/run/patroni/passwords.yml';

/** docs/password-rotation.md: the passwords by which instances reach each other. */
export function replicationPasswordSteps(booted: () => Booted): void {
  step(
    'C14 rotated passwords of replication, rewind and REST API are taken over without a restart, and writes go on',
    booted,
    async (running) => {
      const { members, platform } = running;
      await members.inStep();
      const restarts = () => members.pods.map((pod) => [pod.name, pod.restarts]);
      const [before, restartsBefore] = [await members.startTimes(), restarts()];
      const former = running.secret('patroni-restapi-password');
      const said = listen(running);
      const writing = new Writing(running);
      try {
        const rotated = rotate(running);
        // The servers have the former ones until the reconcile job runs: whoever must connect anew gets in.
        await said('Patroni keeps its former passwords, since the new ones do not work yet');
        await reconnect(running);
        const stream = await walSender(running);

        expect(await platform.runCronJob('postgres-reconcile')).toMatchObject({ succeeded: true });
        await said('Patroni gets the new passwords of the Secret');
        for (const { name } of members.pods) {
          const taken = async () => passwordsOf(running, name);
          await waitFor(`the passwords of ${name}`, async () => (await taken()).includes(rotated[0] ?? '?'));
          // Patroni has read them: its REST API goes by the new one alone.
          const [refused, accepted] = [former, rotated[2] ?? ''].map(
            (password) => () => reload(running, name, password),
          );
          await waitFor(`the REST API of ${name}`, async () => (await refused?.()) === 401);
          expect(await accepted?.()).toBe(202);
        }
        await members.inStep();
        expect(await walSender(running)).toBe(stream);

        await reconnect(running);
        expect(await walSender(running)).not.toBe(stream);
        for (const { name } of platform.workloads.pods) {
          for (const container of ['postgres', 'reload']) {
            for (const password of rotated) expect(platform.log(name, container)).not.toContain(password);
          }
        }
      } finally {
        await writing.stop();
      }
      expect(writing.failures).toEqual([]);
      expect(writing.count).toBeGreaterThan(5);
      expect(await members.startTimes()).toEqual(before);
      expect(restarts()).toEqual(restartsBefore);
    },
  );

  step('C14 the passwords that Patroni has are in memory, and for its user alone', booted, async (running) => {
    for (const { name } of running.members.pods) {
      const show = `stat -c '%a %u' ${PASSWORDS}; stat -f -c %T ${PASSWORDS}`;
      expect(await running.platform.exec(name, 'postgres', ['sh', '-c', show])).toBe('600 999\ntmpfs\n');
      const environment = await running.platform.exec(name, 'postgres', ['env']);
      expect(KEYS.filter((key) => environment.includes(running.secret(key)))).toEqual([]);
    }
  });

  step('C14 where the primary restarts after a rotation, its standby streams anew', booted, async (running) => {
    const { members, platform } = running;
    const [primary, standby] = [await members.primary(), await members.standby()];
    const before = await members.startTimes();
    // By the REST API, with its new password, which patronictl finds by itself.
    const restart = ['patronictl', 'restart', 'postgres-patroni', primary, '--force'];
    expect(await platform.exec(primary, 'postgres', restart)).toContain(`Success: restart on member ${primary}`);
    await members.inStep();
    const after = await members.startTimes();
    expect([after[standby], after[primary] === before[primary]]).toEqual([before[standby], false]);
    const writes = () => running.throughPool('dict_core', `insert into kept values ('anew') returning value`);
    await waitFor('a write through the pool', async () => (await writes()) === 'anew');
    expect(await platform.runJob('postgres-parameters')).toMatchObject({ succeeded: true, attempts: 1 });
  });
}

/** Gives the new values. */
function rotate({ platform }: Booted): string[] {
  const rotated = KEYS.map((key) => `*${Date.now()}${key.includes('restapi') ? AWKWARD : MORE_AWKWARD}`);
  platform.edit<Secret>('Secret', 'postgres-secrets', (secret) => ({
    ...secret,
    stringData: {
      ...secret.stringData,
      ...Object.fromEntries(KEYS.map((key, index) => [key, rotated[index] ?? ''])),
    },
  }));
  return rotated;
}

/** Waits until the reload containers of all members have said something since now. */
function listen({ members, platform }: Booted): (words: string) => Promise<void> {
  const logs = members.pods.map(({ name }) => ({ name, length: platform.log(name, 'reload').length }));
  return async (words) => {
    for (const { name, length } of logs) {
      const said = () => platform.log(name, 'reload').slice(length).includes(words);
      await waitFor(`${name} to say: ${words}`, said);
    }
  };
}

/** Ends replication's connection, and waits until there is another one. */
async function reconnect({ members }: Booted): Promise<void> {
  const primary = await members.primary();
  const end = `select pg_terminate_backend(pid, 10000) from pg_stat_activity where backend_type = 'walsender'`;
  expect(await members.sql(primary, end)).toBe('t');
  await members.inStep();
}

async function walSender({ members }: Booted): Promise<string> {
  return members.sql(await members.primary(), `select pid from pg_stat_activity where backend_type = 'walsender'`);
}

function passwordsOf({ platform }: Booted, pod: string): Promise<string> {
  const show = ['jq', '--raw-output', '.. | strings', PASSWORDS];
  return platform.exec(pod, 'reload', show);
}

/** The status of the answer. */
async function reload({ platform }: Booted, pod: string, password: string): Promise<number> {
  const config = `user = ${JSON.stringify(`patroni:${password}`)}\n`;
  const ask = [
    'curl',
    '--config',
    '-',
    '--silent',
    '--insecure',
    '--output',
    '/dev/null',
    '--write-out',
    '%{http_code}',
  ];
  const url = 'https://localhost:8008/reload';
  return Number(await platform.exec(pod, 'reload', [...ask, '--request', 'POST', url], { input: config }));
}

/** Writes through the pool, each time by a connection of its own. */
class Writing {
  public count = 0;
  public readonly failures: string[] = [];
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  public constructor(private readonly booted: Booted) {
    this.running = this.run();
  }

  public async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      const write = this.booted.throughPool('dict_core', `insert into kept values ('rotating')`);
      await write.catch((error) => this.failures.push(String(error)));
      this.count += 1;
      await sleep(200, this.ending.signal);
    }
  }
}
