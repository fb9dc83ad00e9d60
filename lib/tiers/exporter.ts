import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { type PodMetricsEndpoint, PodMonitor } from '../../imports/prometheus-operator';
import { dataSourceName, exporterFlags, TABLE_METRICS } from '../formats/exporter-flags';
import { Ports } from '../names';
import type { Resources } from '../profile/resources';
import { SyncWave, syncWave } from './annotations';
import {
  containerSecurity,
  podSecurity,
  resourceRequirements,
  scratchVolume,
  secretVariable,
  type WorkloadIdentity,
  workloadLabels,
  workloadSelector,
} from './pod';
import { CA_FILE, caMount, caVolume, type Login, type SecretKey, type ServerEndpoint } from './server';

/** One exporter for each PostgreSQL instance, all behind one Service. */
export interface ExporterProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the Service; the Deployments are `<name>-<instance>`. */
  readonly name: string;
  /** The PostgreSQL major, which decides on what there is to collect. */
  readonly major: number;
  /** What is watched. */
  readonly instances: readonly ExporterInstance[];
  /** The role that reads statistics, a member of `pg_monitor`. */
  readonly monitoring: Login;
  /**
   * The first is where the exporter connects: server-wide figures come from there, those of pg_stat_statements too, so
   * the extension must be in it. Tables are reported of all of them, which takes a container and two connections each.
   */
  readonly databases: readonly string[];
  /** postgres_exporter 0.19 or 0.20. */
  readonly image: string;
  /** Names of Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** CPU and memory of each container. */
  readonly resources: Resources;
  /** A PodMonitor for Prometheus Operator. @default - none */
  readonly podMonitor?: { readonly labels?: Readonly<Record<string, string>> };
}

export interface ExporterInstance {
  /** The instance's pod, for example `postgres-0`. */
  readonly name: string;
  /** The instance itself, by its pod's own DNS name: a Service would answer for any of them. */
  readonly server: ServerEndpoint;
}

/** Which instance an exporter watches, or a target of Prometheus belongs to. */
export const INSTANCE_LABEL = 'cdk8s-postgres/instance';

/**
 * postgres_exporter beside each instance: it sees a standby's own figures, and an instance that is down takes no other's
 * figures with it.
 *
 * The exporter reads its password when it starts: after a rotation restart it, `kubectl rollout restart deployment
 * --selector cdk8s-postgres/workload=<name>`; until then its `pg_up` is 0 on new connections.
 *
 * @see https://github.com/prometheus-community/postgres_exporter
 */
export class Exporter extends Construct {
  /** The Service of all exporters. */
  public readonly service: string;
  /** Its port. */
  public readonly port = Ports.POSTGRES_EXPORTER;
  /** The workload label's value of all Deployments, which NetworkPolicies select by. */
  public readonly workload: string;
  /** Ports that Prometheus scrapes. */
  public readonly metricsPorts: readonly number[];
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: ExporterProps) {
    super(scope, id);
    const { platform, name, instances, monitoring, databases } = props;
    const identity = { platform, workload: name, application: 'postgres-exporter' };
    this.service = name;
    this.workload = name;
    this.metricsPorts = databases.map((_, index) => metricsPort(index));
    const authorities = [...new Set(instances.map(({ server }) => server.caSecret))];
    this.secretKeys = [monitoring.password, ...authorities.map((secret) => ({ secret, key: 'ca.crt' }))];

    new k8s.KubeService(this, 'service', {
      metadata: metadata(identity, name),
      spec: {
        type: 'ClusterIP',
        ports: [
          {
            name: portName(0),
            port: this.port,
            targetPort: k8s.IntOrString.fromString(portName(0)),
            protocol: 'TCP',
          },
        ],
        selector: workloadSelector(identity),
      },
    });
    for (const instance of instances) {
      new k8s.KubeDeployment(this, instance.name, deployment(identity, props, instance));
    }
    if (props.podMonitor) {
      new PodMonitor(this, 'pod-monitor', {
        metadata: { ...metadata(identity, name), labels: { ...workloadLabels(identity), ...props.podMonitor.labels } },
        spec: {
          selector: { matchLabels: workloadSelector(identity) },
          podTargetLabels: [INSTANCE_LABEL],
          podMetricsEndpoints: databases.map((_, index) => endpoint(index)),
        },
      });
    }
  }
}

export function metricsPort(index: number): number {
  return Ports.POSTGRES_EXPORTER + index;
}

function portName(index: number): string {
  return index === 0 ? 'metrics' : `tables-${index}`;
}

/** What a release collects besides tables would count twice. */
function endpoint(index: number): PodMetricsEndpoint {
  if (index === 0) return { port: portName(index) };
  return {
    port: portName(index),
    metricRelabelings: [{ sourceLabels: ['__name__'], regex: TABLE_METRICS, action: 'keep' }],
  };
}

function metadata(identity: WorkloadIdentity, name: string) {
  return { name, labels: workloadLabels(identity), annotations: syncWave(SyncWave.EXPORTER) };
}

function deployment(
  identity: WorkloadIdentity,
  props: ExporterProps,
  instance: ExporterInstance,
): k8s.KubeDeploymentProps {
  const watched = { [INSTANCE_LABEL]: instance.name };
  const labels = { ...workloadLabels(identity), ...watched };
  return {
    metadata: { ...metadata(identity, `${props.name}-${instance.name}`), labels },
    spec: {
      replicas: 1,
      // Two of them would count twice in every sum.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { ...workloadSelector(identity), ...watched } },
      template: { metadata: { labels }, spec: pod(props, instance) },
    },
  };
}

function pod(props: ExporterProps, { server }: ExporterInstance): k8s.PodSpec {
  const { pullSecrets = [], databases } = props;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    terminationGracePeriodSeconds: 10,
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    containers: databases.map((database, index) => container(props, server, database, index)),
    volumes: [caVolume(server), scratchVolume('tmp', Size.mebibytes(16))],
  };
}

function container(props: ExporterProps, server: ServerEndpoint, database: string, index: number): k8s.Container {
  return {
    name: index === 0 ? 'exporter' : portName(index),
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    args: exporterFlags(index === 0 ? 'server' : 'tables', props.major, metricsPort(index)),
    env: exporterEnvironment(props.monitoring, server, database),
    ports: [{ name: portName(index), containerPort: metricsPort(index), protocol: 'TCP' }],
    readinessProbe: probe(portName(index), 10),
    livenessProbe: probe(portName(index), 30),
    resources: resourceRequirements(props.resources),
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [caMount(), { name: 'tmp', mountPath: '/tmp' }],
  };
}

function exporterEnvironment({ role, password }: Login, server: ServerEndpoint, database: string): k8s.EnvVar[] {
  return [
    { name: 'DATA_SOURCE_NAME', value: dataSourceName({ ...server, user: role, database, caFile: CA_FILE }) },
    secretVariable('PGPASSWORD', password.secret, password.key),
    // Less than Prometheus waits, so that a slow server shows as missing figures and not as a dead exporter.
    { name: 'PG_EXPORTER_COLLECTION_TIMEOUT', value: '8s' },
  ];
}

/** The page at `/` says that the exporter runs; it asks PostgreSQL nothing, whose failure must not restart it. */
function probe(port: string, periodSeconds: number): k8s.Probe {
  return {
    httpGet: { path: '/', port: k8s.IntOrString.fromString(port), scheme: 'HTTP' },
    periodSeconds,
    failureThreshold: 3,
    timeoutSeconds: 3,
  };
}
