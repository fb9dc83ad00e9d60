import type * as k8s from '../../imports/k8s';
import { MigrationApply } from '../../lib';
import { dict } from '../../profiles/dict';
import { containerOf, environmentOf } from '../platforms/rendered';
import { tiny } from '../profile/examples';
import { all, documented, rowsOf } from './documented';

const HEAD = ['CronJob', 'when', 'does', 'ended after', 'starts late by at most', 'a run that is missed'];
const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86400 };

function seconds(text = ''): number {
  const [amount, unit = ''] = text.split(' ');
  return Number(amount) * (SECONDS[unit] ?? Number.NaN);
}

describe.each(all.map(documented))('what runs by the clock in $profile.name', (one) => {
  const jobs = one.rendered.all<k8s.CronJobSpec>('CronJob').filter(({ spec }) => spec.suspend !== true);
  const rows = rowsOf(one.page, ...HEAD);

  it('D13 D16 is every CronJob, with its time zone and its deadlines', () => {
    const shown = rows.map(([name, when, , ended, late]) => [name, when, seconds(ended), seconds(late)]);
    expect(shown).toEqual(
      jobs.map(({ metadata, spec }) => [
        metadata.name,
        `${spec.schedule} ${spec.timeZone}`,
        spec.jobTemplate.spec?.activeDeadlineSeconds,
        spec.startingDeadlineSeconds,
      ]),
    );
  });

  it('says of each what it does and what a missed run costs', () => {
    for (const [name, , does, , , missed] of rows) {
      expect([name, does, missed]).not.toContain('');
    }
  });
});

describe('what runs', () => {
  it('A7 names what only a person starts apart from the rest', () => {
    const { migrations } = dict.databases.dict_core ?? {};
    const { page } = documented({
      ...tiny,
      databases: { app: { owner: 'app', migrations: { path: migrations?.path ?? '', apply: MigrationApply.MANUAL } } },
      postgres: tiny.postgres,
    });
    expect(page).toContain('Suspended, for a person to start: `tiny-migrate-app`.');
    expect(rowsOf(page, ...HEAD).map(([name]) => name)).toEqual(['tiny-reconcile']);
  });

  it.each(all.map(documented))('T1 has the sizes of $profile.name', ({ page, rendered }) => {
    const rows = rowsOf(page, 'workload', 'pods');
    for (const { metadata, spec } of rendered.all<k8s.StatefulSetSpec>('StatefulSet')) {
      const [, pods, cpu, memory, volume] = rows.find(([name]) => name === `StatefulSet ${metadata.name}`) ?? [];
      const { limits, requests } = spec.template.spec?.containers[0]?.resources ?? {};
      const claim = spec.volumeClaimTemplates?.[0]?.spec;
      expect(pods).toBe(String(spec.replicas));
      expect([cpu, memory].map((cell) => cell?.split(/ to | and /)[0])).toEqual(
        [requests?.cpu, requests?.memory].map(String),
      );
      expect(memory).toMatch(new RegExp(`${limits?.memory}$`));
      const { resources, storageClassName } = claim ?? {};
      expect(volume?.split(' ').slice(1)).toEqual([resources?.requests?.storage, storageClassName].filter(Boolean));
    }
    const deployments = new Set(
      rendered.workloads
        .filter(({ kind }) => kind === 'Deployment')
        .map(({ labels }) => labels['cdk8s-postgres/workload']),
    );
    expect(rows.filter(([name]) => name?.startsWith('Deployment ')).map(([name]) => name)).toEqual(
      [...deployments].map((name) => `Deployment ${name}`),
    );
    const scaled = rendered.all<k8s.HorizontalPodAutoscalerSpecV2>('HorizontalPodAutoscaler');
    for (const { spec } of scaled) {
      const [, pods] = rows.find(([name]) => name === `Deployment ${spec.scaleTargetRef.name}`) ?? [];
      expect(pods).toBe(`${spec.minReplicas} to ${spec.maxReplicas}`);
    }
  });

  it.each(all.map(documented))('C7 has commands for pods and containers that there are: $profile.name', (one) => {
    const { page, profile, rendered } = one;
    const [, namespace, pod = '', container = ''] =
      /^kubectl exec --stdin --tty --namespace (\S+) (\S+) --container (\S+) -- psql$/m.exec(page) ?? [];
    const { spec } = rendered.one<k8s.StatefulSetSpec>('StatefulSet', pod.replace(/-0$/, ''));
    expect(namespace).toBe(profile.namespace.name);
    // psql there is the superuser, over the socket.
    const template = spec.template.spec ?? { containers: [] };
    expect(environmentOf(containerOf(template, container))).toMatchObject({
      PGHOST: expect.stringMatching(/^\//),
      PGUSER: profile.systemRoles?.superuser?.name ?? 'postgres',
      PGDATABASE: 'postgres',
    });
    const [, key = '', value] = /^kubectl get pods .* --selector (\S+)=(\S+) /m.exec(page) ?? [];
    expect(spec.template.metadata?.labels?.[key]).toBe(value);
  });
});
