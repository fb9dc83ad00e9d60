import type { Duration } from 'cdk8s';
import type { PgBouncerSockets } from './pgbouncer-sockets';
import type { PgBouncerTimeouts } from './pgbouncer-timeouts';
import type { Special } from './values';

/**
 * Settings of PgBouncer 1.18 to 1.26 that a profile chooses. The platform sets addresses, authentication, certificates
 * and logs; where it chooses a value of its own for one of these here, the profile's wins.
 *
 * @see https://www.pgbouncer.org/config.html
 */
export interface PgBouncerSettings extends PgBouncerTimeouts, PgBouncerSockets {
  /**
   * How many clients may be connected to one pod.
   *
   * @default 100
   * @see https://www.pgbouncer.org/config.html#max_client_conn
   */
  readonly maxClientConn?: number;
  /**
   * Server connections per pair of user and database.
   *
   * @default 20
   * @see https://www.pgbouncer.org/config.html#default_pool_size
   */
  readonly defaultPoolSize?: number;
  /**
   * Server connections kept open per pair while it is used.
   *
   * @default 0
   * @see https://www.pgbouncer.org/config.html#min_pool_size
   */
  readonly minPoolSize?: number;
  /**
   * More server connections for clients that wait too long.
   *
   * @default 0
   * @see https://www.pgbouncer.org/config.html#reserve_pool_size
   */
  readonly reservePoolSize?: number;
  /**
   * How long a client waits before the reserve is used; `Special.DISABLED` never uses it.
   *
   * @default Duration.seconds(5)
   * @see https://www.pgbouncer.org/config.html#reserve_pool_timeout
   */
  readonly reservePoolTimeout?: Duration | Special;
  /**
   * Clients per database. Since 1.24.
   *
   * @default Special.UNLIMITED
   * @see https://www.pgbouncer.org/config.html#max_db_client_connections
   */
  readonly maxDbClientConnections?: number | Special;
  /**
   * Server connections per user.
   *
   * @default Special.UNLIMITED
   * @see https://www.pgbouncer.org/config.html#max_user_connections
   */
  readonly maxUserConnections?: number | Special;
  /**
   * Clients per user. Since 1.24.
   *
   * @default Special.UNLIMITED
   * @see https://www.pgbouncer.org/config.html#max_user_client_connections
   */
  readonly maxUserClientConnections?: number | Special;
  /**
   * Whether server connections are used in turn, not last in, first out.
   *
   * @default false
   * @see https://www.pgbouncer.org/config.html#server_round_robin
   */
  readonly serverRoundRobin?: boolean;
  /**
   * Parameters that are kept per client beside those that PgBouncer always keeps; PostgreSQL must report them.
   * Since 1.20.
   *
   * @default ['IntervalStyle']
   * @see https://www.pgbouncer.org/config.html#track_extra_parameters
   */
  readonly trackExtraParameters?: readonly string[];
  /**
   * Parameters that clients may send at start and that are ignored.
   *
   * @default []
   * @see https://www.pgbouncer.org/config.html#ignore_startup_parameters
   */
  readonly ignoreStartupParameters?: readonly string[];
  /**
   * Whether the simple query protocol is refused.
   *
   * @default false
   * @see https://www.pgbouncer.org/config.html#disable_pqexec
   */
  readonly disablePqexec?: boolean;
  /**
   * Whether application_name gets the client's address.
   *
   * @default false
   * @see https://www.pgbouncer.org/config.html#application_name_add_host
   */
  readonly applicationNameAddHost?: boolean;
  /**
   * How often averages are computed: whole seconds.
   *
   * @default Duration.minutes(1)
   * @see https://www.pgbouncer.org/config.html#stats_period
   */
  readonly statsPeriod?: Duration;
  /**
   * Prepared statements kept per server connection in transaction and statement mode; `Special.DISABLED` does not track
   * them. Since 1.21.
   *
   * @default 200; before 1.24 Special.DISABLED
   * @see https://www.pgbouncer.org/config.html#max_prepared_statements
   */
  readonly maxPreparedStatements?: number | Special;
  /**
   * Since 1.25.
   *
   * @default 4096
   * @see https://www.pgbouncer.org/config.html#scram_iterations
   */
  readonly scramIterations?: number;
  /**
   * Whether logins are logged.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#log_connections
   */
  readonly logConnections?: boolean;
  /**
   * Whether disconnections are logged, with the reason.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#log_disconnections
   */
  readonly logDisconnections?: boolean;
  /**
   * Whether errors sent to clients are logged.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#log_pooler_errors
   */
  readonly logPoolerErrors?: boolean;
  /**
   * Whether statistics are logged every `statsPeriod`.
   *
   * @default true
   * @see https://www.pgbouncer.org/config.html#log_stats
   */
  readonly logStats?: boolean;
  /**
   * How talkative the log is, 0 to 3.
   *
   * @default 0
   * @see https://www.pgbouncer.org/config.html#verbose
   */
  readonly verbose?: number;
}
