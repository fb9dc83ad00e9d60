import type * as k8s from '../../imports/k8s';
import { ConfirmJob, type ConfirmJobProps } from '../../lib/tiers/confirm-job';
import { emptyChart } from './empty-chart';
import { containerFaults, containerOf, Manifests } from './manifests';

const props: ConfirmJobProps = {
  platform: 'portal',
  name: 'portal-parameters',
  image: 'registry.example/postgres:15.18-1',
  pullSecrets: [],
  statefulSet: 'portal',
  server: { host: 'portal-0.portal-headless.portal.svc.cluster.local', port: 5432, caSecret: 'portal-server-tls' },
  superuser: { role: 'postgres', password: { secret: 'portal-secrets', key: 'postgres-password' } },
  hash: 'abc',
  marker: 'portal-initialized',
};

function render(more: Partial<ConfirmJobProps> = {}) {
  const chart = emptyChart();
  const tier = new ConfirmJob(chart, 'parameters', { ...props, ...more });
  const rendered = new Manifests(chart);
  const job = rendered.one<k8s.JobSpec>('Job');
  return { tier, rendered, job, pod: job.spec.template.spec as k8s.PodSpec };
}

interface Rules {
  readonly rules: unknown;
}

describe('the Job that confirms one instance', () => {
  const { tier, rendered, job, pod } = render();

  test('A1 is a hook after the instance, with a script and an account of its own', () => {
    expect(rendered.kinds).toEqual(['ConfigMap', 'Job', 'Role', 'RoleBinding', 'ServiceAccount']);
    expect(tier.workload).toBe('portal-parameters');
    expect(job.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/sync-wave': '10',
    });
    expect(Object.keys(rendered.one('ConfigMap').data)).toEqual(['confirm-instance.sh', 'instance-files.sh']);
  });

  test('A1 may read one ConfigMap and make new ones: no name limits the latter', () => {
    const role = rendered.one('Role') as unknown as Rules;
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['portal-initialized'], verbs: ['get'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    ]);
  });

  test('A1 does not render what it writes', () => {
    expect(rendered.all('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['portal-parameters']);
  });

  test('A1 is restricted, and mounts its token where it is used', () => {
    expect(containerFaults(pod)).toEqual([]);
    expect([pod.serviceAccountName, pod.automountServiceAccountToken]).toEqual(['portal-parameters', false]);
    const { env = [], volumeMounts = [] } = containerOf(pod, 'confirm-instance');
    const folder = env.find(({ name }) => name === 'SERVICE_ACCOUNT')?.value;
    expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain(folder);
  });

  test('A4 asks the instance itself over verified TLS, by its own name', () => {
    const { env = [] } = containerOf(pod, 'confirm-instance');
    const value = (name: string) => env.find((one) => one.name === name)?.value;
    expect([value('PGHOST'), value('PGSSLMODE')]).toEqual([props.server.host, 'verify-full']);
    expect([value('CLAIM'), value('MARKER')]).toEqual(['postgres-data-portal-0', 'portal-initialized']);
  });

  test('A1 runs anew where the files of the instance change', () => {
    expect(render({ hash: 'other' }).job.metadata.name).not.toBe(job.metadata.name);
    expect(render().job.metadata.name).toBe(job.metadata.name);
  });
});
