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
  /**
   * How long a run takes, as seen so far. Heavy jobs may not overlap: dumps, backups, and maintenance of partitions.
   *
   * @default - as long as it may take: its deadline
   */
  readonly expectedDuration?: Duration;
}

export interface Maintenance {
  /**
   * Maintenance of partitions, in every database that has pg_partman or declares `partitions`.
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
