import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import { Spread } from '../../lib/profile/topology';
import { Single, type SingleProps } from '../../lib/tiers/single';
import { emptyChart } from './empty-chart';
import { containerFaults, containerOf, Manifests } from './manifests';

type Instance = SingleProps['instance'];

const minimal: Instance = {
  platform: 'portal',
  name: 'portal',
  set: 'members',
  headlessService: 'portal-headless',
  image: 'docker.io/library/postgres:15.18-trixie',
  pullSecrets: [],
  major: 15,
  resources: {
    cpu: { request: Cpu.millis(250) },
    memory: { request: Size.gibibytes(1), limit: Size.gibibytes(1) },
  },
  storage: { size: Size.gibibytes(5) },
  placement: {},
  startupTimeout: Duration.hours(6),
  shutdownTimeout: Duration.minutes(5),
  sharedMemory: Size.mebibytes(256),
  config: 'portal-config',
  operations: 'portal-operations',
  tlsSecret: 'portal-server-tls',
  superuser: { role: 'admin', password: { secret: 'portal-secrets', key: 'admin-password' } },
  marker: 'portal-initialized',
  locale: 'en_US.UTF-8',
  restartHash: '0123456789',
};
const everything: Required<Instance> = {
  ...minimal,
  pullSecrets: ['registry'],
  placement: { nodeSelector: { disk: 'fast' }, tolerations: [{ key: 'db' }], zones: Spread.PREFERRED },
  storage: { size: Size.gibibytes(5), storageClass: 'fast' },
  superuser: { ...minimal.superuser, usernameKey: 'admin-user' },
};

function render(instance: Instance = minimal) {
  const chart = emptyChart();
  const tier = new Single(chart, 'primary', { instance, service: 'portal-primary' });
  const rendered = new Manifests(chart);
  const set = rendered.one<k8s.StatefulSetSpec>('StatefulSet');
  const pod = set.spec.template.spec;
  if (pod === undefined) throw new Error('the StatefulSet has no pod');
  const services = Object.fromEntries(rendered.all<k8s.ServiceSpec>('Service').map((one) => [one.metadata.name, one]));
  return { tier, rendered, set, pod, services, server: containerOf(pod, 'postgres') };
}

const variable = (container: k8s.Container, name: string) => container.env?.find((one) => one.name === name);

describe.each([
  ['minimal props', minimal],
  ['all the props', everything],
])('one instance with %s', (_title, instance) => {
  const { tier, rendered, set, pod, services, server } = render(instance);

  test('A1 is a StatefulSet of one and two Services; no budget keeps its node from being drained', () => {
    expect(rendered.kinds).toEqual(['Service', 'Service', 'StatefulSet']);
    expect([tier.service, tier.port, tier.pods]).toEqual(['portal-primary', 5432, ['portal-0']]);
    expect([set.spec.replicas, set.spec.serviceName]).toEqual([1, 'portal-headless']);
  });

  test('both Services lead to it by labels that its template has: nobody is there to change one', () => {
    for (const { spec } of Object.values(services)) {
      expect(set.spec.template.metadata?.labels).toMatchObject(spec.selector ?? {});
      expect(spec.ports?.map(({ port }) => port)).toEqual([5432]);
    }
    expect(services['portal-headless']?.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    const labels = set.spec.template.metadata?.labels ?? {};
    expect(Object.keys(labels).filter((key) => /role|cluster/.test(key))).toEqual([]);
  });

  test('is acceptable to the restricted standard, writes nowhere but to its volumes, and has no token', () => {
    const claims = set.spec.volumeClaimTemplates?.map(({ metadata }) => ({ name: metadata?.name ?? '' })) ?? [];
    expect(containerFaults({ ...pod, volumes: [...(pod.volumes ?? []), ...claims] })).toEqual([]);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 999, fsGroup: 999 });
    expect([pod.automountServiceAccountToken, pod.serviceAccountName]).toEqual([false, undefined]);
    expect(pod.volumes?.some(({ projected }) => projected)).toBe(false);
  });

  test('A1 knows of its initialization by a ConfigMap that need not be there', () => {
    const volume = pod.volumes?.find(({ name }) => name === 'marker');
    expect(volume?.configMap).toEqual({ name: 'portal-initialized', optional: true, defaultMode: 0o444 });
    const mount = server.volumeMounts?.find(({ name }) => name === 'marker');
    expect([mount?.mountPath, mount?.readOnly]).toEqual([variable(server, 'MARKER_FOLDER')?.value, true]);
  });

  test('A1 is probed over the socket, as a user and in a database that exist', () => {
    const probe = ['/usr/lib/postgresql/15/bin/pg_isready', '--quiet', '--timeout=3'];
    expect(server.startupProbe).toMatchObject({ exec: { command: probe }, periodSeconds: 10, failureThreshold: 2160 });
    expect(server.readinessProbe).toMatchObject({ exec: { command: probe } });
    const named = ['PGHOST', 'PGUSER', 'PGDATABASE'].map((name) => variable(server, name)?.value);
    expect(named).toEqual(['/var/run/postgresql', 'admin', 'postgres']);
  });

  test('A1 is not killed while it recovers from a crash of one of its processes', () => {
    const [, , command] = server.livenessProbe?.exec?.command ?? [];
    expect(command).toBe('/usr/lib/postgresql/15/bin/pg_isready --quiet --timeout=3 || [ $? -eq 1 ]');
    expect(server.livenessProbe?.terminationGracePeriodSeconds).toBe(30);
  });

  test('A1 has minutes for its shutdown checkpoint, its own /dev/shm, and a volume that stays', () => {
    expect(pod.terminationGracePeriodSeconds).toBe(300);
    const memory = pod.volumes?.find(({ name }) => name === 'shared-memory');
    expect(memory?.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '256Mi' });
    expect(set.spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(set.spec.volumeClaimTemplates?.[0]?.metadata?.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });

  test('A5 only the container that initializes has the password', () => {
    expect(variable(server, 'SUPERUSER_PASSWORD')?.valueFrom?.secretKeyRef).toEqual({
      name: 'portal-secrets',
      key: 'admin-password',
    });
    expect(JSON.stringify(containerOf(pod, 'reload'))).not.toContain('secretKeyRef');
  });
});

describe('one instance', () => {
  test('A1 is replaced when a parameter changes for which the server must restart', () => {
    const annotations = (restartHash: string) =>
      render({ ...minimal, restartHash }).set.spec.template.metadata?.annotations;
    expect(annotations('a')).toEqual({ 'cdk8s-postgres/restart-parameters': 'a' });
  });

  test('A1 that cannot start is replaced when its template is mended', () => {
    expect(render().set.spec.podManagementPolicy).toBe('Parallel');
  });

  test('takes the superuser’s name from the Secret where the profile says so', () => {
    const name = variable(render(everything).server, 'SUPERUSER_USERNAME');
    expect(name?.valueFrom?.secretKeyRef).toEqual({ name: 'portal-secrets', key: 'admin-user' });
    expect(variable(render().server, 'SUPERUSER_USERNAME')?.value).toBe('admin');
  });

  test('goes where its placement says', () => {
    const { pod } = render(everything);
    expect([pod.nodeSelector, pod.tolerations, pod.imagePullSecrets]).toEqual([
      { disk: 'fast' },
      [{ key: 'db', operator: 'Exists' }],
      [{ name: 'registry' }],
    ]);
  });
});
