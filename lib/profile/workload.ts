import type { Size } from 'cdk8s';

/** What the platform has to bear: measured, or estimated. Proofs calculate with it; nothing is rendered from it. */
export interface Workload {
  /**
   * WAL written a second in the busiest hour. One measures it by two readings of `pg_current_wal_lsn()`, an hour apart.
   *
   * @default - not declared: what depends on it cannot be promised
   */
  readonly walPerSecond?: Size;
  /**
   * Size of the data directory, for the time that a restore takes.
   *
   * @default - not declared: what depends on it cannot be promised
   */
  readonly dataSize?: Size;
}
