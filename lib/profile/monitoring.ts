import type { Duration, Size } from 'cdk8s';

export interface Monitoring {
  /**
   * The databases that exporters report tables of; each costs a container and two connections per instance. Server-wide
   * figures and those of pg_stat_statements come from the first.
   *
   * @default - those with pg_stat_statements; where none has it, the first declared
   */
  readonly databases?: readonly string[];
  /**
   * Whether PodMonitors are rendered, for Prometheus Operator.
   *
   * @default false
   * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
   */
  readonly podMonitors?: boolean;
  /**
   * Labels of the PodMonitors, which a Prometheus may select by.
   *
   * @default - none
   */
  readonly podMonitorLabels?: { readonly [key: string]: string };
  /** When somebody is told. @default - no rules */
  readonly alerts?: Alerts;
  /** Whether Grafana dashboards are rendered, as ConfigMaps. @default false */
  readonly dashboards?: boolean;
}

/** Thresholds; where one is not said the platform's own applies. */
export interface Alerts {
  /** Share of max_connections in use, 0 to 1. @default 0.8 */
  readonly connections?: number;
  /** Replication lag as time. @default Duration.seconds(60) */
  readonly replicationLag?: Duration;
  /** Replication lag in WAL. @default Size.mebibytes(256) */
  readonly replicationLagBytes?: Size;
  /** Share of blocks found in the cache, 0 to 1. @default 0.9 */
  readonly cacheHitRatio?: number;
  /** Share of the volume left, 0 to 1. @default 0.2 */
  readonly diskFree?: number;
  /** Share of CPU used, 0 to 1. @default 0.8 */
  readonly cpu?: number;
}
