import type { Cron, Duration } from 'cdk8s';

/** When something runs, and for how long. */
export interface Schedule {
  /**
   * The minutes at which it starts.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  readonly at: Cron;
  /** IANA name of the time zone. @default Etc/UTC */
  readonly timeZone?: string;
  /** A run is ended after this time. */
  readonly deadline?: Duration;
}

export interface Maintenance {
  /**
   * pg_partman's maintenance, in every database that has it.
   *
   * @default - daily at 02:00 UTC, ended after an hour
   */
  readonly partitions?: Schedule;
  /**
   * Roles, databases, extensions and grants are brought back to what the profile says; a rotated Secret takes effect.
   *
   * @default - every hour at minute 17, ended after 10 minutes
   */
  readonly reconcile?: Schedule;
}
