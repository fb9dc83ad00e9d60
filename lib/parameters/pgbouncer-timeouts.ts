import type { Duration } from 'cdk8s';
import type { Special } from './values';

/**
 * How PgBouncer cares for its connections to servers, and how long clients may wait.
 *
 * @see https://www.pgbouncer.org/config.html#connection-sanity-checks-timeouts
 */
export interface PgBouncerTimeouts {
  /**
   * Run when a client leaves a server connection, in session mode.
   *
   * @default 'DISCARD ALL'
   * @see https://www.pgbouncer.org/config.html#server_reset_query
   */
  readonly serverResetQuery?: string;
  /**
   * Whether it is run in every mode.
   *
   * @default false
   * @see https://www.pgbouncer.org/config.html#server_reset_query_always
   */
  readonly serverResetQueryAlways?: boolean;
  /**
   * A connection released this recently is used again unchecked.
   *
   * @default Duration.seconds(30)
   * @see https://www.pgbouncer.org/config.html#server_check_delay
   */
  readonly serverCheckDelay?: Duration;
  /**
   * The check; an empty one is none.
   *
   * @default '<empty>'; before 1.25 'select 1'
   * @see https://www.pgbouncer.org/config.html#server_check_query
   */
  readonly serverCheckQuery?: string;
  /**
   * Whether RECONNECT closes session-mode connections after their transaction.
   *
   * @default false
   * @see https://www.pgbouncer.org/config.html#server_fast_close
   */
  readonly serverFastClose?: boolean;
  /**
   * An older unused server connection is closed; 0 seconds: each is used once.
   *
   * @default Duration.hours(1)
   * @see https://www.pgbouncer.org/config.html#server_lifetime
   */
  readonly serverLifetime?: Duration;
  /**
   * A server connection idle for longer is closed.
   *
   * @default Duration.minutes(10)
   * @see https://www.pgbouncer.org/config.html#server_idle_timeout
   */
  readonly serverIdleTimeout?: Duration | Special;
  /**
   * How long connecting and logging in to the server may take.
   *
   * @default Duration.seconds(15)
   * @see https://www.pgbouncer.org/config.html#server_connect_timeout
   */
  readonly serverConnectTimeout?: Duration;
  /**
   * Pause after a failed login; until then clients fail at once.
   *
   * @default Duration.seconds(15)
   * @see https://www.pgbouncer.org/config.html#server_login_retry
   */
  readonly serverLoginRetry?: Duration;
  /**
   * How long a client's login may take.
   *
   * @default Duration.minutes(1)
   * @see https://www.pgbouncer.org/config.html#client_login_timeout
   */
  readonly clientLoginTimeout?: Duration;
  /**
   * Unused databases that matched `*` are forgotten.
   *
   * @default Duration.hours(1)
   * @see https://www.pgbouncer.org/config.html#autodb_idle_timeout
   */
  readonly autodbIdleTimeout?: Duration;
  /**
   * Empty pools are forgotten, with their statistics. Since 1.26.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#pool_idle_timeout
   */
  readonly poolIdleTimeout?: Duration | Special;
  /**
   * How long an address is kept.
   *
   * @default Duration.seconds(15)
   * @see https://www.pgbouncer.org/config.html#dns_max_ttl
   */
  readonly dnsMaxTtl?: Duration;
  /**
   * How long a failed look-up is kept.
   *
   * @default Duration.seconds(15)
   * @see https://www.pgbouncer.org/config.html#dns_nxdomain_ttl
   */
  readonly dnsNxdomainTtl?: Duration;
  /**
   * How often zone serials are looked up.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#dns_zone_check_period
   */
  readonly dnsZoneCheckPeriod?: Duration | Special;
  /**
   * Statements that run longer are canceled.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#query_timeout
   */
  readonly queryTimeout?: Duration | Special;
  /**
   * A client that waits longer for a server is disconnected.
   *
   * @default Duration.minutes(2)
   * @see https://www.pgbouncer.org/config.html#query_wait_timeout
   */
  readonly queryWaitTimeout?: Duration | Special;
  /**
   * A client that waits this long is told so: whole seconds. Since 1.25.
   *
   * @default Duration.seconds(5)
   * @see https://www.pgbouncer.org/config.html#query_wait_notify
   */
  readonly queryWaitNotify?: Duration | Special;
  /**
   * Told to each client that has logged in. Since 1.26.
   *
   * @default ''
   * @see https://www.pgbouncer.org/config.html#login_notify_message
   */
  readonly loginNotifyMessage?: string;
  /**
   * How long a cancellation may wait for a server. Since 1.19.
   *
   * @default Duration.seconds(10)
   * @see https://www.pgbouncer.org/config.html#cancel_wait_timeout
   */
  readonly cancelWaitTimeout?: Duration | Special;
  /**
   * Idle clients are disconnected.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#client_idle_timeout
   */
  readonly clientIdleTimeout?: Duration | Special;
  /**
   * Clients idle in a transaction are disconnected.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#idle_transaction_timeout
   */
  readonly idleTransactionTimeout?: Duration | Special;
  /**
   * Clients in a transaction for longer are disconnected. Since 1.25.
   *
   * @default Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#transaction_timeout
   */
  readonly transactionTimeout?: Duration | Special;
  /**
   * How long SUSPEND waits for buffers.
   *
   * @default Duration.seconds(10)
   * @see https://www.pgbouncer.org/config.html#suspend_timeout
   */
  readonly suspendTimeout?: Duration;
}
