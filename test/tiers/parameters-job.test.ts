import type * as k8s from '../../imports/k8s';
import { ParametersJob, type ParametersJobProps } from '../../lib/tiers/parameters-job';
import { emptyChart } from './empty-chart';
import { containerFaults, Manifests } from './manifests';

const key = (name: string) => ({ secret: 'passwords', key: name });
const minimal: ParametersJobProps = {
  platform: 'dict',
  name: 'postgres-parameters',
  image: 'postgres:16',
  pullSecrets: [],
  instances: [
    { host: 'postgres-0.x', hash: 'aaa' },
    { host: 'postgres-1.x', hash: 'aaa' },
    { host: 'postgres-analytics-0.x', hash: 'bbb' },
  ],
  store: { ttl: 30, postgresql: { parameters: { max_connections: '200' } } },
  server: { host: 'postgres-primary.x', port: 5432, caSecret: 'server-tls' },
  superuser: { role: 'admin', password: key('admin-password') },
  restApi: key('restapi-password'),
};
const everything: Required<ParametersJobProps> = { ...minimal, pullSecrets: ['registry'] };

function render(props: ParametersJobProps) {
  const chart = emptyChart();
  const tier = new ParametersJob(chart, 'parameters', props);
  const rendered = new Manifests(chart);
  const job = rendered.one<k8s.JobSpec>('Job');
  const pod = job.spec.template.spec;
  if (!pod) throw new Error('no pod');
  return { tier, job, pod, configMap: rendered.one('ConfigMap') };
}

const env = (pod: k8s.PodSpec) =>
  Object.fromEntries((pod.containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

describe.each([
  ['minimal props', minimal],
  ['all the props', everything],
])('the parameters job with %s', (_title, props) => {
  const { tier, job, pod, configMap } = render(props);

  test('runs with each sync, after the standbys and before roles are reconciled', () => {
    expect(job.metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '10',
    });
    expect(configMap.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '0' });
    expect(tier.workload).toBe('postgres-parameters');
    expect(job.spec.template.metadata?.labels).toMatchObject({ 'cdk8s-postgres/workload': tier.workload });
  });

  test('D2 knows of each instance the hash that it is to report', () => {
    const { MEMBERS, CONFIG_HASHES } = env(pod);
    expect(MEMBERS).toBe('postgres-0.x postgres-1.x postgres-analytics-0.x');
    expect(CONFIG_HASHES).toBe('aaa aaa bbb');
  });

  test('D7 takes both passwords from the Secret, and verifies whom it talks to', () => {
    expect(env(pod)).toMatchObject({
      PGPASSWORD: { secretKeyRef: { name: 'passwords', key: 'admin-password' } },
      RESTAPI_PASSWORD: { secretKeyRef: { name: 'passwords', key: 'restapi-password' } },
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/postgresql-ca/ca.crt',
      CA_FILE: '/etc/postgresql-ca/ca.crt',
    });
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  test('has its script and its store where it looks for them', () => {
    expect(
      containerFaults({
        ...pod,
        containers: pod.containers.map((one) => ({ ...one, resources: { limits: {}, requests: {} } })),
      }),
    ).toEqual([]);
    expect(Object.keys(configMap.data)).toEqual(['apply-parameters.sh', 'instance-files.sh', 'store.json']);
    expect(pod.containers[0]?.command).toEqual(['/opt/operations/apply-parameters.sh']);
    expect(env(pod).STORE_FILE).toBe('/opt/operations/store.json');
    expect(JSON.parse(configMap.data['store.json'] ?? '')).toEqual(props.store);
    expect(pod.volumes?.[0]?.configMap?.name).toBe(configMap.metadata.name);
  });

  test('ends, whether it succeeds or not', () => {
    expect(job.spec.activeDeadlineSeconds).toBe(3600);
    expect(job.spec.backoffLimit).toBe(2);
    expect(pod.restartPolicy).toBe('Never');
    expect(job.spec.ttlSecondsAfterFinished).toBe(86_400);
  });
});

describe('the name of the parameters job', () => {
  const name = (own: Partial<ParametersJobProps>) => render({ ...minimal, ...own }).job.metadata.name;

  test('is the same for the same content', () => {
    expect(name({})).toMatch(/^postgres-parameters-[0-9a-f]{10}$/);
    expect(name({})).toBe(name({}));
  });

  test.each<[string, Partial<ParametersJobProps>]>([
    ['the store', { store: { ttl: 31 } }],
    ['the files of an instance', { instances: [{ host: 'postgres-0.x', hash: 'ccc' }] }],
    ['the image', { image: 'postgres:17' }],
    ['the Secret', { restApi: { secret: 'passwords', key: 'another' } }],
  ])('changes with %s, since Kubernetes lets nobody change a Job', (_title, own) => {
    expect(name(own)).not.toBe(name({}));
  });
});
