import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import type { PodMonitorSpec } from '../../imports/prometheus-operator';
import { Exporter, type ExporterProps, INSTANCE_LABEL } from '../../lib/tiers/exporter';
import { emptyChart } from './empty-chart';
import { containerFaults, containersOf, Manifests, podOf } from './manifests';

const instance = (name: string) => ({
  name,
  server: { host: `${name}.postgres-headless.postgres.svc.cluster.local`, port: 5432, caSecret: 'postgres-server-tls' },
});
const minimal: ExporterProps = {
  platform: 'dict',
  name: 'postgres-exporter',
  major: 16,
  instances: [instance('postgres-0'), instance('postgres-1')],
  monitoring: {
    role: 'postgres_exporter',
    password: { secret: 'postgres-secrets', key: 'postgres-exporter-password' },
  },
  databases: ['dict_core'],
  image: 'postgres-exporter:v1',
  resources: {
    cpu: { request: Cpu.millis(100), limit: Cpu.millis(200) },
    memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
  },
};
const everything: Required<ExporterProps> = {
  ...minimal,
  databases: ['dict_core', 'dict_connect'],
  pullSecrets: ['registry'],
  podMonitor: { labels: { release: 'prometheus' } },
};

function render(props: ExporterProps) {
  const chart = emptyChart();
  const tier = new Exporter(chart, 'exporter', props);
  const rendered = new Manifests(chart);
  return { tier, rendered, deployments: rendered.all<k8s.DeploymentSpec>('Deployment') };
}

describe('the exporter tier', () => {
  it('D19 is one exporter per instance on port 9187, all behind one Service', () => {
    const { tier, rendered, deployments } = render(minimal);
    expect(rendered.kinds).toEqual(['Deployment', 'Deployment', 'Service']);
    expect(rendered.service.metadata.name).toBe('postgres-exporter');
    expect(rendered.service.spec.ports).toEqual([
      { name: 'metrics', port: 9187, targetPort: 'metrics', protocol: 'TCP' },
    ]);
    expect(deployments.map(({ metadata }) => metadata.name)).toEqual([
      'postgres-exporter-postgres-0',
      'postgres-exporter-postgres-1',
    ]);
    for (const { spec } of deployments) {
      expect(spec.template.metadata?.labels).toMatchObject(rendered.service.spec.selector ?? {});
      expect(spec.template.metadata?.labels).toMatchObject(spec.selector.matchLabels ?? {});
    }
    const watched = deployments.map(({ spec }) => spec.selector.matchLabels?.[INSTANCE_LABEL]);
    expect(watched).toEqual(['postgres-0', 'postgres-1']);
    expect([tier.service, tier.port, tier.workload, tier.metricsPorts]).toEqual([
      'postgres-exporter',
      9187,
      'postgres-exporter',
      [9187],
    ]);
  });

  it('D19 has the resources of the specification, and nothing that a restricted pod may not do', () => {
    for (const deployment of render(everything).deployments) {
      const pod = podOf(deployment);
      expect(containerFaults(pod)).toEqual([]);
      expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
      for (const { resources } of containersOf(pod)) {
        expect(resources).toEqual({
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { cpu: '200m', memory: '256Mi' },
        });
      }
    }
  });

  it('D19 gets its password from the Secret, apart from the URL', () => {
    const { deployments, tier } = render(minimal);
    const [container] = containersOf(podOf(deployments[0] as (typeof deployments)[number]));
    const host = 'postgres-0.postgres-headless.postgres.svc.cluster.local';
    expect(container?.env).toEqual([
      {
        name: 'DATA_SOURCE_NAME',
        value: `postgresql://postgres_exporter@${host}:5432/dict_core?sslmode=verify-full&sslrootcert=%2Fetc%2Fpostgresql-ca%2Fca.crt&application_name=postgres_exporter&connect_timeout=5`,
      },
      {
        name: 'PGPASSWORD',
        valueFrom: { secretKeyRef: { name: 'postgres-secrets', key: 'postgres-exporter-password' } },
      },
      { name: 'PG_EXPORTER_COLLECTION_TIMEOUT', value: '8s' },
    ]);
    expect(tier.secretKeys).toEqual([
      { secret: 'postgres-secrets', key: 'postgres-exporter-password' },
      { secret: 'postgres-server-tls', key: 'ca.crt' },
    ]);
  });

  it('D20 reports the tables of each further database from a container of its own', () => {
    const { deployments, tier } = render(everything);
    const containers = containersOf(podOf(deployments[0] as (typeof deployments)[number]));
    expect(containers.map(({ name, ports }) => [name, ports?.[0]?.containerPort])).toEqual([
      ['exporter', 9187],
      ['tables-1', 9188],
    ]);
    expect(containers[1]?.env?.[0]?.value).toContain('/dict_connect?');
    expect(containers[1]?.args).toEqual(expect.arrayContaining(['--disable-default-metrics', '--no-collector.locks']));
    expect(tier.metricsPorts).toEqual([9187, 9188]);
  });

  it('collects the checkpoints of PostgreSQL 17 where they moved to', () => {
    const flags = (major: number) =>
      containersOf(podOf(render({ ...minimal, major }).deployments[0] as Parameters<typeof podOf>[0]))[0]?.args;
    expect(flags(16)).not.toContain('--collector.stat_checkpointer');
    expect(flags(17)).toContain('--collector.stat_checkpointer');
  });

  it('S6 is scraped pod by pod, each target labeled with its instance', () => {
    const monitor = render(everything).rendered.one<PodMonitorSpec>('PodMonitor');
    expect(monitor.metadata.labels.release).toBe('prometheus');
    expect(monitor.spec.podTargetLabels).toEqual([INSTANCE_LABEL]);
    expect(monitor.spec.podMetricsEndpoints).toEqual([
      { port: 'metrics' },
      { port: 'tables-1', metricRelabelings: [expect.objectContaining({ action: 'keep' })] },
    ]);
  });
});
