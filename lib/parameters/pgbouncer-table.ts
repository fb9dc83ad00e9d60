import type { ValueFacts } from './check-value';
import type { Specials } from './specials';

/** What the manual says about a setting. */
export interface PgBouncerFacts extends Omit<ValueFacts, 'vartype'> {
  readonly vartype: ValueFacts['vartype'] | 'list';
  /** The first release that knows it; none where 1.18 does. */
  readonly since?: string;
  readonly specials?: Specials;
}

const intMax = 2147483647;
const disabled: Specials = { DISABLED: 0 };
const unlimited: Specials = { UNLIMITED: 0 };
const system: Specials = { SYSTEM: 0 };

const bool: PgBouncerFacts = { vartype: 'bool' };
const text: PgBouncerFacts = { vartype: 'string' };
const list: PgBouncerFacts = { vartype: 'list' };
/** Read as a fraction of seconds. */
const seconds: PgBouncerFacts = { vartype: 'real', unit: 's', min: 0, max: intMax };
const wholeSeconds: PgBouncerFacts = { vartype: 'integer', unit: 's', min: 0, max: intMax };
const bytes: PgBouncerFacts = { vartype: 'integer', unit: 'B', min: 1, max: intMax };

function count(min: number, more: Partial<PgBouncerFacts> = {}): PgBouncerFacts {
  return { vartype: 'integer', min, max: intMax, ...more };
}

/**
 * Settings by their names in pgbouncer.ini, in the manual's order.
 *
 * @see https://www.pgbouncer.org/config.html
 * @see https://www.pgbouncer.org/changelog.html
 */
export const pgBouncerTable: Readonly<Record<string, PgBouncerFacts>> = {
  max_client_conn: count(1),
  default_pool_size: count(1),
  min_pool_size: count(0),
  reserve_pool_size: count(0),
  reserve_pool_timeout: { ...seconds, specials: disabled },
  max_db_client_connections: count(0, { since: '1.24', specials: unlimited }),
  max_user_connections: count(0, { specials: unlimited }),
  max_user_client_connections: count(0, { since: '1.24', specials: unlimited }),
  server_round_robin: bool,
  track_extra_parameters: { ...list, since: '1.20' },
  ignore_startup_parameters: list,
  disable_pqexec: bool,
  application_name_add_host: bool,
  stats_period: { ...wholeSeconds, min: 1 },
  max_prepared_statements: count(0, { since: '1.21', specials: disabled }),
  scram_iterations: count(1, { since: '1.25' }),
  log_connections: bool,
  log_disconnections: bool,
  log_pooler_errors: bool,
  log_stats: bool,
  verbose: count(0, { max: 3 }),
  server_reset_query: text,
  server_reset_query_always: bool,
  server_check_delay: seconds,
  server_check_query: text,
  server_fast_close: bool,
  server_lifetime: seconds,
  server_idle_timeout: { ...seconds, specials: disabled },
  server_connect_timeout: seconds,
  server_login_retry: seconds,
  client_login_timeout: seconds,
  autodb_idle_timeout: seconds,
  pool_idle_timeout: { ...seconds, since: '1.26', specials: disabled },
  dns_max_ttl: seconds,
  dns_nxdomain_ttl: seconds,
  dns_zone_check_period: { ...seconds, specials: disabled },
  query_wait_notify: { ...wholeSeconds, since: '1.25', specials: disabled },
  login_notify_message: { ...text, since: '1.26' },
  query_timeout: { ...seconds, specials: disabled },
  query_wait_timeout: { ...seconds, specials: disabled },
  cancel_wait_timeout: { ...seconds, since: '1.19', specials: disabled },
  client_idle_timeout: { ...seconds, specials: disabled },
  idle_transaction_timeout: { ...seconds, specials: disabled },
  transaction_timeout: { ...seconds, since: '1.25', specials: disabled },
  suspend_timeout: seconds,
  pkt_buf: bytes,
  max_packet_size: bytes,
  listen_backlog: count(1),
  sbuf_loopcnt: count(0, { specials: unlimited }),
  tcp_defer_accept: bool,
  tcp_socket_buffer: { ...bytes, min: 0, specials: system },
  tcp_keepalive: bool,
  tcp_keepcnt: count(0, { specials: system }),
  tcp_keepidle: { ...wholeSeconds, specials: system },
  tcp_keepintvl: { ...wholeSeconds, specials: system },
  tcp_user_timeout: { vartype: 'integer', unit: 'ms', min: 0, max: intMax, specials: system },
};
