import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import type { PodMonitorSpec } from '../../imports/prometheus-operator';
import { PoolMode } from '../../lib/profile/pools';
import { PgBouncer, type PgBouncerProps } from '../../lib/tiers/pgbouncer';
import { emptyChart } from './empty-chart';
import { containerFaults, containerOf, Manifests, podOf } from './manifests';

const server = { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432 };
const minimal: PgBouncerProps = {
  platform: 'dict',
  name: 'pgbouncer',
  replicas: 3,
  mode: PoolMode.TRANSACTION,
  databases: { dict_core: { ...server, database: 'dict_core', maxServerConnections: 10 } },
  lookup: { role: 'pgbouncer_lookup', password: { secret: 'postgres-secrets', key: 'pgbouncer-lookup-password' } },
  serverCaSecret: 'postgres-server-tls',
  tlsSecret: 'postgres-pool-tls',
  images: { pgbouncer: 'edoburu/pgbouncer:v1', exporter: 'exporter:v1', tools: 'registry.example/postgres:16' },
  resources: {
    cpu: { request: Cpu.millis(200), limit: Cpu.millis(500) },
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  },
};
const everything: Required<PgBouncerProps> = {
  ...minimal,
  port: 6433,
  settings: { max_client_conn: '300', server_lifetime: '7200' },
  adminRoles: ['operator'],
  lookupQuery: 'select a, b from lookup($1)',
  pullSecrets: ['registry'],
  autoscaling: { maxReplicas: 6, cpuPercent: 60 },
  fallbackHost: 'postgres-primary.payments.svc.cluster.local',
  podMonitor: { labels: { release: 'prometheus' } },
};

function render(props: PgBouncerProps): { tier: PgBouncer; rendered: Manifests; pod: k8s.PodSpec; ini: string } {
  const chart = emptyChart();
  const tier = new PgBouncer(chart, 'pool', props);
  const rendered = new Manifests(chart);
  const ini = rendered.one('ConfigMap').data['pgbouncer.ini'] ?? '';
  return { tier, rendered, pod: podOf(rendered.deployment), ini };
}

describe('the PgBouncer tier', () => {
  it('D14 is three pods of PgBouncer on port 6432 behind a Service', () => {
    const { tier, rendered, pod } = render(minimal);
    const { deployment, service } = rendered;
    expect(rendered.kinds).toEqual(['ConfigMap', 'Deployment', 'PodDisruptionBudget', 'Service']);
    expect(deployment.spec.replicas).toBe(3);
    expect(containerOf(pod, 'pgbouncer').ports).toEqual([{ name: 'pgbouncer', containerPort: 6432, protocol: 'TCP' }]);
    expect(containerOf(pod, 'pgbouncer').resources).toEqual({
      requests: { cpu: '200m', memory: '256Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
    expect(service.spec.ports).toEqual([{ name: 'pgbouncer', port: 6432, targetPort: 'pgbouncer', protocol: 'TCP' }]);
    expect(service.spec.selector).toEqual(deployment.spec.selector.matchLabels);
    expect(deployment.spec.template.metadata?.labels).toMatchObject(service.spec.selector ?? {});
    expect([tier.service, tier.port, tier.workload, tier.metricsPorts]).toEqual([
      'pgbouncer',
      6432,
      'pgbouncer',
      [9127],
    ]);
  });

  it('S2 a second pool has its own port, mode and lifetime', () => {
    const { rendered, pod, ini } = render({ ...everything, name: 'pgbouncer-ro', mode: PoolMode.SESSION });
    expect(rendered.service.spec.ports?.[0]?.port).toBe(6433);
    expect(ini).toContain('listen_port = 6433\n');
    expect(ini).toContain('pool_mode = session\n');
    expect(ini).toContain('server_lifetime = 7200\n');
    expect(containerOf(pod, 'exporter').env?.[0]?.value).toContain('port=6433 ');
  });

  it('D14 no more than one pod drains at a time, as the connection budget counts', () => {
    const { rendered, pod } = render(minimal);
    const { strategy, minReadySeconds } = rendered.deployment.spec;
    expect(strategy?.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    expect(minReadySeconds).toBeGreaterThanOrEqual(pod.terminationGracePeriodSeconds ?? 0);
    const single = render({ ...minimal, replicas: 1 }).rendered.deployment.spec.strategy;
    expect(single?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });

  it('D14 an autoscaler takes one pod away at a time, and the next one when it has drained', () => {
    const { rendered, pod } = render(everything);
    expect(rendered.deployment.spec.replicas).toBeUndefined();
    const { minReplicas, maxReplicas, behavior } =
      rendered.one<k8s.HorizontalPodAutoscalerSpecV2>('HorizontalPodAutoscaler').spec;
    expect([minReplicas, maxReplicas]).toEqual([3, 6]);
    const [policy, ...others] = behavior?.scaleDown?.policies ?? [];
    expect(others).toEqual([]);
    expect(policy).toMatchObject({ type: 'Pods', value: 1 });
    expect(policy?.periodSeconds).toBeGreaterThan(pod.terminationGracePeriodSeconds ?? 0);
  });

  it('D25 entries fall back only where it is said, and those of the other host itself never', () => {
    const reads = { ...server, host: 'postgres-standby.payments.svc.cluster.local', database: 'dict_core' };
    const databases = {
      reads: { ...reads, maxServerConnections: 1 },
      more_reads: { ...reads, maxServerConnections: 1 },
      writes: { ...reads, host: everything.fallbackHost, maxServerConnections: 1 },
    };
    const variables = (props: PgBouncerProps) =>
      Object.fromEntries(containerOf(render(props).pod, 'reload').env?.map(({ name, value }) => [name, value]) ?? []);
    expect(variables({ ...everything, databases })).toMatchObject({
      FALLBACK_HOST: 'postgres-primary.payments.svc.cluster.local',
      FALLBACK_FROM: 'postgres-standby.payments.svc.cluster.local',
    });
    expect(Object.keys(variables({ ...minimal, databases })).filter((name) => name.startsWith('FALLBACK'))).toEqual([]);
  });

  it('rolls the pods for settings that RELOAD leaves as they are, and for no others', () => {
    const hash = (props: Partial<PgBouncerProps>) =>
      render({ ...minimal, ...props }).rendered.deployment.spec.template.metadata?.annotations;
    expect(hash({ settings: { max_client_conn: '2', server_lifetime: '1' } })).toEqual(hash({}));
    expect(hash({ settings: { pkt_buf: '8192' } })).not.toEqual(hash({}));
    expect(hash({ port: 6433 })).not.toEqual(hash({}));
  });

  it('D14 no password is in an argument, the environment or the ConfigMap: it is a mounted file', () => {
    const { pod, tier } = render(everything);
    const volume = (name: string) => pod.volumes?.find((candidate) => candidate.name === name);
    expect(JSON.stringify(pod)).not.toContain('secretKeyRef');
    expect(volume('lookup')?.secret).toEqual({
      secretName: 'postgres-secrets',
      items: [{ key: 'pgbouncer-lookup-password', path: 'password' }],
      defaultMode: 0o440,
    });
    expect(volume('active')?.emptyDir?.medium).toBe('Memory');
    expect(tier.secretKeys).toHaveLength(4);
  });

  it('every container is restricted and bounded, and has each folder that its configuration names', () => {
    const { pod, ini } = render(everything);
    expect(containerFaults(pod)).toEqual([]);
    const mounted = containerOf(pod, 'pgbouncer').volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    const files = ini.match(/(?<=_(file|dir) = ).*$/gm) ?? [];
    expect(files).toHaveLength(5);
    for (const file of files) expect(mounted.some((folder) => file.startsWith(folder))).toBe(true);
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(pod.automountServiceAccountToken).toBe(false);
  });

  it('runs scripts that are in its ConfigMap', () => {
    const { rendered, pod } = render(minimal);
    const named = JSON.stringify(pod).match(/(?<=\/opt\/operations\/)[a-z-]+\.sh/g) ?? [];
    expect([...new Set(named)].sort()).toEqual(['pgbouncer-userlist.sh', 'reload-pgbouncer.sh']);
    expect(Object.keys(rendered.one('ConfigMap').data)).toEqual(expect.arrayContaining(named));
  });

  it('tries a new lookup password at the first server of its entries, verified', () => {
    const { env, volumeMounts } = containerOf(render(minimal).pod, 'reload');
    const value = (name: string) => env?.find((variable) => variable.name === name)?.value ?? '';
    expect(['LOOKUP_ROLE', 'LOOKUP_HOST', 'LOOKUP_PORT', 'LOOKUP_DATABASE'].map(value)).toEqual([
      'pgbouncer_lookup',
      server.host,
      '5432',
      'dict_core',
    ]);
    const mounted = volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    for (const file of [value('SERVER_CA'), value('PASSWORD_FILE')]) {
      expect(mounted.some((folder) => file.startsWith(`${folder}/`))).toBe(true);
    }
  });

  it('an exporter that is out of memory or not ready takes no pod out of the Service', () => {
    const exporter = containerOf(render(minimal).pod, 'exporter');
    expect(exporter).not.toHaveProperty('readinessProbe');
    expect(exporter.resources?.limits?.memory).toBe('128Mi');
  });

  it('with an autoscaler leaves the number of pods to it', () => {
    const { rendered } = render(everything);
    expect(rendered.deployment.spec).not.toHaveProperty('replicas');
    expect(rendered.one('HorizontalPodAutoscaler').spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'pgbouncer' },
      minReplicas: 3,
      maxReplicas: 6,
      metrics: [{ containerResource: { container: 'pgbouncer', target: { averageUtilization: 60 } } }],
    });
  });

  it('S6 is scraped pod by pod', () => {
    const { rendered, pod } = render(everything);
    const monitor = rendered.one<PodMonitorSpec>('PodMonitor');
    expect(monitor.metadata.labels.release).toBe('prometheus');
    expect(monitor.spec.podMetricsEndpoints).toEqual([{ port: 'metrics' }]);
    expect(containerOf(pod, 'exporter').ports?.[0]).toMatchObject({ name: 'metrics', containerPort: 9127 });
  });

  it('does not make a node wait for more than one pod of a pool', () => {
    const budget = render(minimal).rendered.one<k8s.PodDisruptionBudgetSpec>('PodDisruptionBudget');
    expect(budget.spec.maxUnavailable).toBe(1);
  });
});
