import { ApiObject, type ApiObjectMetadata, type GroupVersionKind } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * Which pods Prometheus scrapes.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export class PodMonitor extends ApiObject {
  public static readonly GVK: GroupVersionKind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' };

  public static manifest(props: PodMonitorProps): PodMonitorProps & GroupVersionKind {
    return { ...PodMonitor.GVK, ...props };
  }

  public constructor(scope: Construct, id: string, props: PodMonitorProps) {
    super(scope, id, { ...PodMonitor.GVK, ...props });
  }
}

/**
 * Recording and alerting rules.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule
 */
export class PrometheusRule extends ApiObject {
  public static readonly GVK: GroupVersionKind = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' };

  public static manifest(props: PrometheusRuleProps): PrometheusRuleProps & GroupVersionKind {
    return { ...PrometheusRule.GVK, ...props };
  }

  public constructor(scope: Construct, id: string, props: PrometheusRuleProps) {
    super(scope, id, { ...PrometheusRule.GVK, ...props });
  }
}

export interface PodMonitorProps {
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PodMonitorSpec;
}

export interface PodMonitorSpec {
  readonly selector: PodMonitorSelector;
  readonly podMetricsEndpoints: readonly PodMetricsEndpoint[];
  /** The pod label whose value becomes the `job` label. @default - `<namespace>/<name>` */
  readonly jobLabel?: string;
  /** Pod labels that metrics get. @default - none */
  readonly podTargetLabels?: readonly string[];
  /** Samples per scrape above which the scrape fails. @default - no limit */
  readonly sampleLimit?: number;
  /** Where the pods are. @default - the PodMonitor's namespace */
  readonly namespaceSelector?: PodMonitorNamespaceSelector;
}

export interface PodMonitorSelector {
  /** @default - none */
  readonly matchLabels?: { readonly [key: string]: string };
  /** @default - none */
  readonly matchExpressions?: readonly PodMonitorSelectorRequirement[];
}

export interface PodMonitorSelectorRequirement {
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  /** @default - none */
  readonly values?: readonly string[];
}

export interface PodMonitorNamespaceSelector {
  /** Every namespace. @default false */
  readonly any?: boolean;
  /** @default - the PodMonitor's namespace */
  readonly matchNames?: readonly string[];
}

export interface PodMetricsEndpoint {
  /** The container port's name. */
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
  /** `http` or `https`. @default http */
  readonly scheme?: string;
  /** Query parameters. @default - none */
  readonly params?: { readonly [name: string]: readonly string[] };
  /** How often, as Prometheus writes durations: `30s`. @default - Prometheus' own */
  readonly interval?: string;
  /** At most `interval`. @default - Prometheus' own */
  readonly scrapeTimeout?: string;
  /** The metric's own labels win over the target's. @default false */
  readonly honorLabels?: boolean;
  /** @default - none */
  readonly relabelings?: readonly RelabelConfig[];
  /** @default - none */
  readonly metricRelabelings?: readonly RelabelConfig[];
  /** @default - none */
  readonly tlsConfig?: PodMetricsEndpointTls;
}

export interface PodMetricsEndpointTls {
  /** @default - the system's authorities */
  readonly ca?: SecretOrConfigMapKey;
  /** The client's certificate. @default - none */
  readonly cert?: SecretOrConfigMapKey;
  /** The client's key. @default - none */
  readonly keySecret?: ObjectKey;
  /** The name that the certificate must carry. @default - the address */
  readonly serverName?: string;
  /** @default false */
  readonly insecureSkipVerify?: boolean;
}

export interface SecretOrConfigMapKey {
  readonly secret?: ObjectKey;
  readonly configMap?: ObjectKey;
}

export interface ObjectKey {
  readonly name: string;
  readonly key: string;
  /** @default false */
  readonly optional?: boolean;
}

/** @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config */
export interface RelabelConfig {
  readonly sourceLabels?: readonly string[];
  readonly separator?: string;
  readonly targetLabel?: string;
  readonly regex?: string;
  readonly modulus?: number;
  readonly replacement?: string;
  /** @default replace */
  readonly action?: string;
}

export interface PrometheusRuleProps {
  readonly metadata?: ApiObjectMetadata;
  readonly spec: PrometheusRuleSpec;
}

export interface PrometheusRuleSpec {
  readonly groups: readonly RuleGroup[];
}

export interface RuleGroup {
  readonly name: string;
  /** How often it is evaluated: `30s`. @default - Prometheus' own */
  readonly interval?: string;
  readonly rules: readonly Rule[];
  /** At most so many alerts or series a rule. @default - no limit */
  readonly limit?: number;
}

/** Either `alert` or `record`. */
export interface Rule {
  /** The alert's name. */
  readonly alert?: string;
  /** The metric that the rule writes. */
  readonly record?: string;
  /** PromQL. */
  readonly expr: string;
  /** How long the expression holds before the alert fires: `5m`. @default - at once */
  readonly for?: string;
  /** How long the alert keeps firing afterwards. @default - not at all */
  readonly keep_firing_for?: string;
  /** @default - none */
  readonly labels?: { readonly [name: string]: string };
  /** Of alerts only. @default - none */
  readonly annotations?: { readonly [name: string]: string };
}
