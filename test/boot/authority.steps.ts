import { Availability } from './availability';
import { type Booted, step } from './booted';
import { showSerials } from './certificates.steps';
import { Authority } from './harness/certificates';
import type { Certificate, Secret } from './harness/manifests';
import { waitFor } from './harness/run';

/** docs/certificates.md, while all is running. */
export function authoritySteps(booted: () => Booted): void {
  step(
    'T7 the authority changes, and whoever connects anew always can: both, new certificates, the new one alone',
    booted,
    async (running) => {
      const { client, members, platform } = running;
      await members.inStep();
      const restarts = () => [...platform.workloads.pods].map((pod) => [pod.name, pod.restarts]);
      const [before, restartsBefore] = [await members.startTimes(), restarts()];
      const former = platform.authority.certificate;
      const authority = await Authority.make(`${platform.machine.folder}/next-authority`, 16);
      const watch = new Availability(running);
      try {
        const both = former + authority.certificate;
        client.trust(both);
        await reloaded(running, () => edit(running, () => ({ 'ca.crt': both })));
        await reconnected(running);

        const issued = new Map<string, Secret['stringData']>();
        for (const certificate of platform.objects.all<Certificate>('Certificate')) {
          issued.set(certificate.spec.secretName, (await authority.issue(certificate)).stringData);
        }
        edit(running, (name) => ({ ...issued.get(name), 'ca.crt': both }));
        await showSerials(running, { servers: '11', pools: '12' });
        await reconnected(running);

        client.trust(authority.certificate);
        await reloaded(running, () => edit(running, () => ({ 'ca.crt': authority.certificate })));
        await reconnected(running);
      } finally {
        await watch.stop();
      }
      expect(watch.failures).toEqual([]);
      expect(watch.rounds).toBeGreaterThan(5);
      expect(await members.startTimes()).toEqual(before);
      expect(restarts()).toEqual(restartsBefore);
    },
  );

  step('T7 C4 with the new authority alone, patronictl hands over, and jobs log in', booted, async (running) => {
    const { members, platform } = running;
    const [primary, standby] = [await members.primary(), await members.standby()];
    // Python verifies the certificate of the primary's REST API, strictly.
    const patronictl = ['patronictl', 'switchover', '--leader', primary, '--force'];
    const said = await platform.exec(standby, 'postgres', patronictl);
    expect(said).toContain(`Successfully switched over to "${standby}"`);
    await members.inStep();
    expect(await members.primary()).toBe(standby);
    expect(await platform.runJob('postgres-reconcile')).toMatchObject({ succeeded: true, attempts: 1 });
  });
}

/** Changes keys of the Secrets that cert-manager would make, or a person. */
function edit({ platform }: Booted, change: (name: string) => object): void {
  for (const { spec } of platform.objects.all<Certificate>('Certificate')) {
    const secret = platform.objects.one<Secret>('Secret', spec.secretName);
    const stringData = { ...secret.stringData, ...change(spec.secretName) };
    platform.objects.put({ ...secret, stringData } as Secret);
  }
  platform.refreshVolumes();
}

/** Waits until the containers that watch the mounted files have had everybody read them. */
async function reloaded({ platform }: Booted, change: () => void): Promise<void> {
  const reloads = (pod: string) =>
    platform.log(pod, 'reload').match(/Patroni reads|PgBouncer has loaded/g)?.length ?? 0;
  const before = [...platform.workloads.pods]
    .map(({ name }) => ({ name, count: reloads(name) }))
    .filter(({ count }) => count > 0);
  expect(before).toHaveLength(5);
  change();
  for (const { name, count } of before) await waitFor(`the reload of ${name}`, () => reloads(name) > count);
}

/** Connections that nobody would open anew by himself: replication's, and the exporters'. */
async function reconnected({ members, platform }: Booted): Promise<void> {
  for (const { name } of members.pods) {
    const drop = `select count(pg_terminate_backend(pid)) from pg_stat_activity
      where backend_type = 'walsender' or usename = 'postgres_exporter'`;
    await members.sql(name, drop);
  }
  await members.inStep();
  for (const { name, address } of platform.workloads.pods) {
    if (!name.startsWith('postgres-exporter-')) continue;
    const up = async () => (await (await fetch(`http://${address}:9187/metrics`)).text()).includes('\npg_up 1\n');
    await waitFor(`${name} to log in`, up);
  }
}
