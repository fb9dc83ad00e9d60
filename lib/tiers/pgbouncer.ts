import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { PodMonitor } from '../../imports/prometheus-operator';
import { type PgBouncerDatabase, pgbouncerIni, pgbouncerSettings } from '../formats/pgbouncer-ini';
import { RESTART_SETTINGS } from '../formats/pgbouncer-settings';
import { LOOKUP_FUNCTION } from '../formats/reconcile-state';
import { Ports } from '../names';
import { readOperation } from '../operations/read-operation';
import type { Autoscaling, PoolMode } from '../profile/pools';
import type { Resources } from '../profile/resources';
import { SyncWave, syncWave } from './annotations';
import { contentHash } from './content-hash';
import { GRACE_SECONDS, PGBOUNCER_FILES, pgbouncerPod } from './pgbouncer-pod';
import { type WorkloadIdentity, workloadLabels, workloadSelector } from './pod';
import type { Login, SecretKey } from './server';

/** A pool of PgBouncer pods behind one Service. */
export interface PgBouncerProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the Deployment, Service, ConfigMap and PodDisruptionBudget. */
  readonly name: string;
  /** The port of its Service and pods. @default 6432 */
  readonly port?: number;
  /** How many pods; with `autoscaling`, at least this many. */
  readonly replicas: number;
  /** When a server connection goes back to the pool. */
  readonly mode: PoolMode;
  /** What clients can connect to, by the name that they use. */
  readonly databases: Readonly<Record<string, PgBouncerDatabase>>;
  /**
   * The host that entries lead to while theirs answers nobody; what is of that host already stays.
   *
   * @default - none: their clients wait
   */
  readonly fallbackHost?: string;
  /** PgBouncer's settings by its own names, as `renderPgBouncerSettings` makes them. @default - the platform's own */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Roles that may run every command of the admin console over the network: none that `lookupQuery` does not give, as
   * superusers. From within a pod everybody is an administrator.
   *
   * @default - none
   */
  readonly adminRoles?: readonly string[];
  /** The role that looks SCRAM secrets up. */
  readonly lookup: Login;
  /** The query by which it does. @default - calls `pgbouncer.user_lookup`, which is in every database */
  readonly lookupQuery?: string;
  /** The Secret whose `ca.crt` verifies the servers' certificates. */
  readonly serverCaSecret: string;
  /** The Secret with `tls.crt` and `tls.key` that clients see. */
  readonly tlsSecret: string;
  readonly images: PgBouncerImages;
  /** Names of Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** CPU and memory of PgBouncer in each pod. */
  readonly resources: Resources;
  /** More pods under load. @default - `replicas`, always */
  readonly autoscaling?: Autoscaling;
  /** A PodMonitor for Prometheus Operator. @default - none */
  readonly podMonitor?: { readonly labels?: Readonly<Record<string, string>> };
}

export interface PgBouncerImages {
  /** PgBouncer >= 1.23. */
  readonly pgbouncer: string;
  /** The Prometheus exporter for PgBouncer. */
  readonly exporter: string;
  /** An image with sh and psql: the platform's own. */
  readonly tools: string;
}

/** `name` and `secret` (SCRAM) of a role; no rows for a superuser. */
const LOOKUP_QUERY = `select name, secret from ${LOOKUP_FUNCTION}($1)`;

/**
 * PgBouncer in front of PostgreSQL: SCRAM and TLS on both sides, secrets looked up in the server, configuration and
 * certificates reloaded in place.
 *
 * Clients behind the Service reach any pod, and so do their cancel requests: one that reaches another pod than its
 * query is lost. `statement_timeout` is what bounds a query.
 *
 * @see https://www.pgbouncer.org/
 */
export class PgBouncer extends Construct {
  /** The Service that clients connect to. */
  public readonly service: string;
  /** Its port. */
  public readonly port: number;
  /** The workload label's value, which NetworkPolicies select by. */
  public readonly workload: string;
  /** Ports that Prometheus scrapes. */
  public readonly metricsPorts: readonly number[] = [Ports.PGBOUNCER_EXPORTER];
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: PgBouncerProps) {
    super(scope, id);
    const { platform, name, port = Ports.PGBOUNCER, lookup, serverCaSecret, tlsSecret } = props;
    const identity = { platform, workload: name, application: 'pgbouncer' };
    this.service = name;
    this.port = port;
    this.workload = name;
    this.secretKeys = [
      lookup.password,
      { secret: serverCaSecret, key: 'ca.crt' },
      { secret: tlsSecret, key: 'tls.crt' },
      { secret: tlsSecret, key: 'tls.key' },
    ];

    const ini = {
      name,
      databases: props.databases,
      port,
      mode: props.mode,
      adminRoles: props.adminRoles ?? [],
      lookup: { role: lookup.role, query: props.lookupQuery ?? LOOKUP_QUERY },
      files: PGBOUNCER_FILES,
      settings: props.settings ?? {},
    };
    const scripts = Object.fromEntries(SCRIPTS.map((script) => [`${script}.sh`, readOperation(script)]));
    const restartSettings = Object.entries(pgbouncerSettings(ini)).filter(([setting]) => RESTART_SETTINGS.has(setting));
    // What is reloaded in place is not in the hash: it must not cost clients their connections.
    const restartHash = contentHash([Object.fromEntries(restartSettings), scripts]);

    new k8s.KubeConfigMap(this, 'config', {
      metadata: metadata(identity),
      data: { 'pgbouncer.ini': pgbouncerIni(ini), ...scripts },
    });
    new k8s.KubeService(this, 'service', service(identity, port));
    new k8s.KubePodDisruptionBudget(this, 'disruption-budget', {
      metadata: metadata(identity),
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: workloadSelector(identity) } },
    });
    new k8s.KubeDeployment(this, 'deployment', deployment(identity, { ...props, port }, restartHash));
    if (props.autoscaling) {
      new k8s.KubeHorizontalPodAutoscalerV2(
        this,
        'autoscaler',
        autoscaler(identity, props.replicas, props.autoscaling),
      );
    }
    if (props.podMonitor) {
      new PodMonitor(this, 'pod-monitor', {
        metadata: { ...metadata(identity), labels: { ...workloadLabels(identity), ...props.podMonitor.labels } },
        spec: {
          selector: { matchLabels: workloadSelector(identity) },
          podMetricsEndpoints: [{ port: 'metrics' }],
        },
      });
    }
  }
}

const SCRIPTS = ['pgbouncer-userlist', 'reload-pgbouncer'];

function metadata(identity: WorkloadIdentity) {
  return { name: identity.workload, labels: workloadLabels(identity), annotations: syncWave(SyncWave.PGBOUNCER) };
}

function service(identity: WorkloadIdentity, port: number): k8s.KubeServiceProps {
  return {
    metadata: metadata(identity),
    spec: {
      type: 'ClusterIP',
      ports: [{ name: 'pgbouncer', port, targetPort: k8s.IntOrString.fromString('pgbouncer'), protocol: 'TCP' }],
      selector: workloadSelector(identity),
    },
  };
}

function deployment(
  identity: WorkloadIdentity,
  props: PgBouncerProps & { readonly port: number },
  restartHash: string,
): k8s.KubeDeploymentProps {
  return {
    metadata: metadata(identity),
    spec: {
      // The autoscaler's figure is not the repository's: Argo CD would set it back.
      ...(props.autoscaling === undefined && { replicas: props.replicas }),
      strategy: { type: 'RollingUpdate', rollingUpdate: rollingUpdate(props.replicas) },
      // The next pod is replaced when the last one has drained, so that at most one pod drains at a time.
      minReadySeconds: GRACE_SECONDS,
      selector: { matchLabels: workloadSelector(identity) },
      template: {
        metadata: {
          labels: workloadLabels(identity),
          annotations: { 'cdk8s-postgres/restart-hash': restartHash },
        },
        spec: pgbouncerPod(identity, props),
      },
    },
  };
}

/**
 * The connection budget counts the replicas and one pod that drains. A draining pod counts neither as unavailable nor
 * as a surge, so a surge beside it would hold connections that nobody counted; only a single pod is worth it.
 */
function rollingUpdate(replicas: number): k8s.RollingUpdateDeployment {
  const surge = replicas === 1 ? 1 : 0;
  return { maxSurge: k8s.IntOrString.fromNumber(surge), maxUnavailable: k8s.IntOrString.fromNumber(1 - surge) };
}

function autoscaler(
  identity: WorkloadIdentity,
  minReplicas: number,
  { maxReplicas, cpuPercent = 70 }: Autoscaling,
): k8s.KubeHorizontalPodAutoscalerV2Props {
  return {
    metadata: metadata(identity),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: identity.workload },
      minReplicas,
      maxReplicas,
      // One pod at a time, and the next one when it has drained: the connection budget counts one that drains.
      behavior: {
        scaleDown: {
          stabilizationWindowSeconds: 300,
          policies: [{ type: 'Pods', value: 1, periodSeconds: 2 * GRACE_SECONDS }],
          selectPolicy: 'Max',
        },
      },
      metrics: [
        {
          type: 'ContainerResource',
          containerResource: {
            container: 'pgbouncer',
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: cpuPercent },
          },
        },
      ],
    },
  };
}
