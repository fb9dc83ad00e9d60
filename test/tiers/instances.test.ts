import { type Chart, Duration } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { roleService } from '../../lib/tiers/instance-services';
import { type InstancesProps, instancesStatefulSet } from '../../lib/tiers/instances';
import { InstanceFolders } from '../../lib/tiers/server-pods';
import { emptyChart } from './empty-chart';
import { everything, minimal } from './instances-example';
import { containerFaults, containerOf, Manifests } from './manifests';

function render(props: Omit<InstancesProps, 'wave'>) {
  const chart: Chart = emptyChart();
  new k8s.KubeStatefulSet(chart, 'set', instancesStatefulSet({ ...props, wave: 1 }));
  const statefulSet = new Manifests(chart).one<k8s.StatefulSetSpec>('StatefulSet');
  const { template } = statefulSet.spec;
  if (!template.spec) throw new Error('no pod');
  return { statefulSet, spec: statefulSet.spec, template, pod: template.spec };
}

const variables = (container: k8s.Container) =>
  Object.fromEntries((container.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
const mounts = (container: k8s.Container) =>
  Object.fromEntries((container.volumeMounts ?? []).map(({ name, mountPath }) => [name, mountPath]));
const volumeOf = (pod: k8s.PodSpec, name: string) => pod.volumes?.find((volume) => volume.name === name) ?? { name };
const secret = (key: string) => ({ secretKeyRef: { name: 'passwords', key } });

describe.each([
  ['minimal props', minimal],
  ['all the props', everything],
])('instances with %s', (_title, props) => {
  const { spec, template, pod } = render(props);
  const postgres = containerOf(pod, 'postgres');
  const reload = containerOf(pod, 'reload');

  test('mount what the pod has, from a root that is read-only, within limits', () => {
    const own = { ...pod, volumes: [...(pod.volumes ?? []), { name: 'postgres-data' }] };
    expect(containerFaults(own)).toEqual([]);
    const mounted = new Set([...Object.keys(mounts(postgres)), ...Object.keys(mounts(reload))]);
    expect(pod.volumes?.map(({ name }) => name).filter((name) => !mounted.has(name))).toEqual([]);
  });

  test('D4 are selected by labels that never change, and carry no role', () => {
    const labels = template.metadata?.labels ?? {};
    expect(labels).toMatchObject(spec.selector.matchLabels ?? {});
    expect(labels).toMatchObject({
      'cdk8s-postgres/cluster': 'postgres-scope',
      'cdk8s-postgres/set': 'members',
      'cdk8s-postgres/platform': 'dict',
    });
    expect(Object.keys(spec.selector.matchLabels ?? {})).toEqual([
      'cdk8s-postgres/platform',
      'cdk8s-postgres/workload',
    ]);
    expect(labels).not.toHaveProperty('cdk8s-postgres/role');
    expect(labels).not.toHaveProperty('app.kubernetes.io/instance');
  });

  test('D4 start in hours, and are alive by Patroni', () => {
    const probes = [postgres.startupProbe, postgres.livenessProbe];
    expect(probes.map((probe) => probe?.httpGet)).toEqual(
      ['/health', '/liveness'].map((path) => ({ path, port: 'patroni', scheme: 'HTTPS' })),
    );
    const { failureThreshold = 0, periodSeconds = 0 } = postgres.startupProbe ?? {};
    expect(failureThreshold * periodSeconds).toBe(6 * 3600);
    expect(postgres.ports?.map(({ name, containerPort }) => [name, containerPort])).toEqual([
      ['postgres', 5432],
      ['patroni', 8008],
    ]);
  });

  test('D24 are killed with their lock where Patroni hangs: open sessions would write to what is no primary', () => {
    const { failureThreshold, periodSeconds, terminationGracePeriodSeconds } = postgres.livenessProbe ?? {};
    expect([failureThreshold, periodSeconds, terminationGracePeriodSeconds]).toEqual([3, 10, 1]);
    expect(postgres.startupProbe?.terminationGracePeriodSeconds).toBeUndefined();
    expect(pod.terminationGracePeriodSeconds).toBe(300);
  });

  test('D7 C14 take exactly their passwords from the Secret, as files that follow it, and none as a variable', () => {
    const items = ['admin', 'replicator', 'rewind', 'restapi'].map((name) => `${name}-password`);
    const paths = ['superuser', 'replication', 'rewind', 'restapi'];
    const source = { name: 'passwords', items: items.map((key, index) => ({ key, path: paths[index] })) };
    expect(volumeOf(pod, 'passwords').projected).toEqual({ defaultMode: 0o440, sources: [{ secret: source }] });
    for (const container of [postgres, reload]) {
      expect(container.env?.filter(({ name }) => /PASSWORD/.test(name))).toEqual([
        { name: 'PASSWORD_FOLDER', value: '/etc/patroni-passwords' },
      ]);
      expect(mounts(container).passwords).toBe('/etc/patroni-passwords');
    }
  });

  test('C14 share a folder in memory, where Patroni and patronictl find the passwords', () => {
    expect(volumeOf(pod, 'active').emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Mi' });
    for (const container of [postgres, reload]) {
      expect(mounts(container).active).toBe(variables(container).ACTIVE_FOLDER);
    }
    expect(variables(postgres).PATRONICTL_CONFIG_FILE).toBe(variables(postgres).ACTIVE_FOLDER);
  });

  test("C14 try new passwords on the primary's Service, as the roles whose passwords they are", () => {
    expect(variables(reload)).toMatchObject({
      PRIMARY_HOST: 'postgres-primary.payments.svc.cluster.local',
      PRIMARY_PORT: '5432',
      SERVER_CA: '/etc/postgresql-tls/ca.crt',
      REPLICATION_ROLE: 'replicator',
      REWIND_ROLE: 'rewind',
      REWIND_DATABASE: 'postgres',
    });
  });

  test('D24 have a name of their own in DNS, whose variable stands before its use', () => {
    const names = postgres.env?.map(({ name }) => name) ?? [];
    expect(variables(postgres)).toMatchObject({
      PATRONI_POSTGRESQL_CONNECT_ADDRESS: '$(POD_NAME).postgres-headless.payments.svc.cluster.local:5432',
      PATRONI_RESTAPI_CONNECT_ADDRESS: '$(POD_NAME).postgres-headless.payments.svc.cluster.local:8008',
      PATRONI_NAME: { fieldRef: { fieldPath: 'metadata.name' } },
    });
    expect(names.indexOf('POD_NAME')).toBeLessThan(names.indexOf('PATRONI_POSTGRESQL_CONNECT_ADDRESS'));
    expect(spec.serviceName).toBe('postgres-headless');
  });

  test('have the token of the Kubernetes API where Patroni runs, and nowhere else', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(mounts(postgres)).toHaveProperty('service-account', '/var/run/secrets/kubernetes.io/serviceaccount');
    expect(mounts(reload)).not.toHaveProperty('service-account');
  });

  test('reload what changes in the folders that both containers see', () => {
    const watched = String(variables(reload).WATCHED).split(' ');
    expect(watched).toEqual([InstanceFolders.CONFIG, InstanceFolders.TLS]);
    expect(Object.values(mounts(reload))).toEqual(expect.arrayContaining(watched));
    expect(Object.values(mounts(postgres))).toEqual(expect.arrayContaining(watched));
    for (const { subPath } of [...(postgres.volumeMounts ?? []), ...(reload.volumeMounts ?? [])]) {
      expect(subPath).toBeUndefined();
    }
  });

  test('D4 keep their volumes, and start all at once', () => {
    const [claim] = spec.volumeClaimTemplates ?? [];
    expect(claim?.metadata?.annotations).toEqual({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
    expect(claim?.spec?.resources?.requests).toEqual({ storage: '100Gi' });
    expect(Object.keys(mounts(postgres))).toContain(claim?.metadata?.name);
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.podManagementPolicy).toBe('Parallel');
    expect(InstanceFolders.DATA.startsWith(`${InstanceFolders.VOLUME}/`)).toBe(true);
  });

  test('are kept apart by their own labels', () => {
    const constraints = pod.topologySpreadConstraints ?? [];
    expect(constraints.map(({ topologyKey }) => topologyKey)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
    for (const { labelSelector } of constraints) expect(labelSelector?.matchLabels).toEqual(spec.selector.matchLabels);
  });

  test('D4 are acceptable to a restricted namespace, and keep the modes of their data', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 999,
      runAsGroup: 999,
      fsGroup: 999,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });
});

describe('instances with minimal props', () => {
  const { spec, pod } = render(minimal);

  test('have no empty list, no class of storage, and no limit of CPU', () => {
    expect(pod).not.toHaveProperty('imagePullSecrets');
    expect(pod).not.toHaveProperty('tolerations');
    expect(spec.volumeClaimTemplates?.[0]?.spec).not.toHaveProperty('storageClassName');
    expect(containerOf(pod, 'postgres').resources).toEqual({
      requests: { cpu: '2', memory: '4Gi' },
      limits: { memory: '8Gi' },
    });
  });

  test('share no node, and a zone only where they must', () => {
    expect(pod.topologySpreadConstraints?.map(({ whenUnsatisfiable }) => whenUnsatisfiable)).toEqual([
      'DoNotSchedule',
      'ScheduleAnyway',
    ]);
  });

  test('have the superuser that the profile names', () => {
    expect(variables(containerOf(pod, 'postgres'))).toMatchObject({
      PATRONI_SUPERUSER_USERNAME: 'admin',
      EXPECTED_SUPERUSER: 'admin',
      PGUSER: 'admin',
    });
  });

  test('change nothing in the pod where a parameter of PostgreSQL changes: Patroni restarts them, not the StatefulSet', () => {
    expect(JSON.stringify(pod)).not.toMatch(/checksum|hash/);
  });
});

test('C14 instances whose passwords stand in several Secrets take each from its own', () => {
  const rewind = { role: 'rewind', password: { secret: 'others', key: 'one' } };
  const { pod } = render({ ...minimal, rewind });
  const sources = volumeOf(pod, 'passwords').projected?.sources ?? [];
  expect(sources.map(({ secret }) => [secret?.name, secret?.items?.map(({ path }) => path)])).toEqual([
    ['passwords', ['superuser', 'replication', 'restapi']],
    ['others', ['rewind']],
  ]);
});

describe('instances are ready', () => {
  const readiness = (props: Omit<InstancesProps, 'wave'>) =>
    containerOf(render(props).pod, 'postgres').readinessProbe ?? {};

  test('D4 by Patroni: members as long as they have received nearly all, others as long as they answer', () => {
    expect(readiness(minimal).httpGet?.path).toBe('/readiness?lag=1GB&mode=write');
    expect(readiness({ ...minimal, promotable: false }).httpGet?.path).toBe('/health');
  });

  test('T1 while their lag is tolerated, asked of the server and of Patroni, where that is said', () => {
    const { exec, httpGet } = readiness({ ...minimal, promotable: false, toleratedLag: Duration.minutes(1) });
    expect(httpGet).toBeUndefined();
    const patroni = 'https://localhost:8008/replica?lag=0';
    expect(exec?.command).toEqual(['/opt/operations/check-lag.sh', '60', patroni]);
  });
});

describe('instances with all the props', () => {
  const { spec, pod } = render(everything);

  test('D4 are placed, sized and pulled as they say', () => {
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }, { name: 'mirror' }]);
    expect(pod.nodeSelector).toEqual({ pool: 'databases' });
    expect(pod.tolerations).toEqual([
      { key: 'databases', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      { key: 'spot', operator: 'Exists' },
    ]);
    expect(pod.topologySpreadConstraints?.map(({ whenUnsatisfiable }) => whenUnsatisfiable)).toEqual([
      'ScheduleAnyway',
      'DoNotSchedule',
    ]);
    expect(spec.volumeClaimTemplates?.[0]?.spec?.storageClassName).toBe('fast-ssd');
    expect(containerOf(pod, 'postgres').resources?.limits).toEqual({ cpu: '4500m', memory: '8704Mi' });
    expect(pod.terminationGracePeriodSeconds).toBe(300);
  });

  test("D7 take the superuser's name from the Secret, and know which one is expected", () => {
    expect(variables(containerOf(pod, 'postgres'))).toMatchObject({
      PATRONI_SUPERUSER_USERNAME: secret('postgres-user'),
      EXPECTED_SUPERUSER: 'admin',
    });
  });
});

describe('a Service of a live role', () => {
  const service = (set?: string) => {
    const chart = emptyChart();
    const props = { platform: 'dict', name: 'reads', scope: 'postgres-scope', role: 'REPLICA' as const, wave: 2 };
    new k8s.KubeService(chart, 'service', roleService({ ...props, ...(set && { set }) }));
    return new Manifests(chart).service;
  };

  test('D6 selects by the label that Patroni writes, in one set or in all', () => {
    const all = {
      'cdk8s-postgres/cluster': 'postgres-scope',
      'cdk8s-postgres/platform': 'dict',
      'cdk8s-postgres/role': 'replica',
    };
    expect(service().spec.selector).toEqual(all);
    expect(service('analytics').spec.selector).toEqual({ ...all, 'cdk8s-postgres/set': 'analytics' });
  });

  test('D6 leads to port 5432 by the name that the container has', () => {
    expect(service().spec.ports).toEqual([{ name: 'postgres', port: 5432, targetPort: 'postgres', protocol: 'TCP' }]);
  });
});
