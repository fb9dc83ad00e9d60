import { waitFor } from '../boot/harness/run';
import { pod } from './client';
import { runCronJob } from './jobs';
import type { Found } from './kubectl';
import type { Platform } from './platform';
import { say, step } from './step';

/** From nothing to a platform that serves. */
export function bootstrapSteps(started: () => Platform): void {
  step('D4 D5 a primary and a streaming standby come up from nothing', started, async (platform) => {
    const { members } = platform;
    say(`all of it served ${platform.startSeconds.toFixed(1)} s after the first apply.`);
    await members.inStep();
    const [first, second] = await members.systemIdentifiers();
    expect(first).toBe(second);
    const [primary, standby] = [await members.primary(), await members.standby()];
    const host = `${primary}.postgres-headless.${platform.namespace}.svc.cluster.local`;
    const wal = 'select status, sender_host, slot_name from pg_stat_wal_receiver';
    expect(await members.sql(standby, wal)).toBe(`streaming|${host}|${standby.replace('-', '_')}`);
  });

  step('D4 the scheduler puts the members on two nodes, and no container was restarted', started, async (platform) => {
    const pods = await platform.members.pods();
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
    const all = await platform.kubectl.all<(typeof pods)[number]>('pods', OURS);
    const restarts = all.flatMap(({ metadata, status }) =>
      (status.containerStatuses ?? []).map(({ name, restartCount }) => `${metadata.name} ${name} ${restartCount}`),
    );
    expect(restarts.filter((line) => !line.endsWith(' 0'))).toEqual([]);
  });

  step('the namespace refuses a pod that is not restricted, so all that runs is', started, async (platform) => {
    const open = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'open', namespace: platform.namespace } };
    const spec = { containers: [{ name: 'open', image: platform.image }] };
    const create = ['create', '--dry-run=server', '--filename', '-'];
    const refused = await platform.kubectl.try(create, { input: JSON.stringify({ ...open, spec }) });
    expect(refused.stderr).toContain('violates PodSecurity "restricted');
    const admitted = pod(platform.namespace, 'closed', 'none', platform.image);
    await platform.kubectl.run(create, { input: JSON.stringify(admitted) });
  });

  step('D24 Patroni keeps its state in ConfigMaps, and is denied nothing', started, async ({ kubectl, members }) => {
    const store = await kubectl.all<Found>('configmaps', 'cdk8s-postgres/cluster=postgres-patroni');
    const names = store.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['postgres-patroni-config', 'postgres-patroni-leader']));
    const leader = store.find(({ metadata }) => metadata.name === 'postgres-patroni-leader');
    expect(leader?.metadata.annotations).toMatchObject({ leader: await members.primary() });
    for (const { metadata } of await members.pods()) {
      expect(await kubectl.log(metadata.name, 'postgres')).not.toMatch(/forbidden|Forbidden|\b403\b/);
    }
  });

  step('D8 D9 D13 the hook Jobs succeed at once; the CronJobs run', started, async ({ jobs, kubectl, members }) => {
    expect(jobs.length).toBeGreaterThanOrEqual(2);
    expect(jobs.filter(({ succeeded, attempts }) => !succeeded || attempts > 1)).toEqual([]);
    const extensions = 'select extname from pg_extension order by extname';
    const found = (await members.sql(await members.primary(), extensions, 'dict_core')).split('\n');
    expect(found).toEqual(['pg_partman', 'pg_stat_statements', 'pg_trgm', 'pgcrypto', 'plpgsql', 'uuid-ossp']);
    const again = await runCronJob(kubectl, 'postgres-reconcile');
    expect([again.succeeded, again.log]).toEqual([true, 'reconcile: done: the server holds what the profile says.\n']);
    const maintenance = await runCronJob(kubectl, 'postgres-partition-maintenance');
    expect([maintenance.succeeded, maintenance.log]).toEqual([true, expect.stringMatching(/done in 1 databases\.\n$/)]);
  });

  step('applied a second time, nothing changes', started, async ({ folder, kubectl }) => {
    const objects = async () => {
      const found = await kubectl.all<Found>('statefulsets,deployments,jobs,cronjobs,services,configmaps,pods', OURS);
      return found.map(({ metadata }) => `${metadata.name} ${metadata.uid} ${metadata.generation}`);
    };
    const before = await objects();
    expect(await kubectl.try(['diff', '--filename', folder])).toMatchObject({ code: 0, stdout: '' });
    await kubectl.run(['apply', '--filename', folder]);
    expect(await kubectl.try(['diff', '--filename', folder])).toMatchObject({ code: 0, stdout: '' });
    expect(await objects()).toEqual(before);
  });

  step('D19 every instance and every pool answers its exporter', started, async (platform) => {
    const { client, kubectl } = platform;
    const exporters = await kubectl.all<FoundAddress>('pods', 'cdk8s-postgres/workload=postgres-exporter');
    const pools = await kubectl.all<FoundAddress>('pods', 'cdk8s-postgres/workload=pgbouncer');
    expect([exporters.length, pools.length]).toEqual([2, 3]);
    const metric = async (url: string, line: string) => {
      const answer = async () => (await client.run(['curl', '--silent', '--show-error', '--fail', url])).split('\n');
      await waitFor(`${line} of ${url}`, async () => (await answer()).includes(line), 120);
    };
    for (const { status } of exporters) await metric(`http://${status.podIP}:9187/metrics`, 'pg_up 1');
    for (const { status } of pools) await metric(`http://${status.podIP}:9127/metrics`, 'pgbouncer_up 1');
    await metric(`http://postgres-exporter.${platform.namespace}.svc.cluster.local:9187/metrics`, 'pg_up 1');
  });
}

const OURS = 'cdk8s-postgres/platform=dict';

type FoundAddress = Found<never, { readonly podIP: string }>;
