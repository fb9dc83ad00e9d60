import type { Duration } from 'cdk8s';

/** What the platform promises. Each is checked against what the profile configures. */
export interface Objectives {
  /** Recovery point objective: how much work a disaster may lose, as time. @default - not promised */
  readonly rpo?: Duration;
  /** Recovery time objective: how long service may be away. @default - not promised */
  readonly rto?: Duration;
  /** Availability a month, in percent, for example 99.9. @default - not promised */
  readonly availability?: number;
  /** For how long one can go back. @default - not promised */
  readonly backupRetention?: Duration;
}
