/** Settings that belong together in pgbouncer.ini. */
export interface SettingGroup {
  readonly title: string;
  /** Lines of comment; `<name>` is the Deployment's. */
  readonly note?: readonly string[];
  /** Names of its settings. */
  readonly settings: RegExp;
}

/**
 * In the order of the file; a setting stands in the first group that matches. PgBouncer sets everything back to its
 * defaults when it begins to read the section, and stops at a line that it refuses: what encrypts and authenticates
 * stands before everything that an author can get wrong.
 */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  { title: 'Listening', settings: /^(listen_(addr|port)|unix_socket_dir)$/ },
  {
    title: 'Authentication: the lookup role alone is in the file, everybody else is looked up in PostgreSQL',
    settings: /^auth_(?!dbname)/,
  },
  {
    title: 'TLS: towards clients, towards servers',
    settings: /^(client_tls_(sslmode|cert_file|key_file|protocols)|server_tls_(sslmode|ca_file|protocols))$/,
  },
  {
    title: 'Admin console',
    note: [
      'Within the pod the user "pgbouncer" is an administrator, without a password:',
      '  kubectl exec -it deployment/<name> --container reload -- psql --username pgbouncer pgbouncer',
      'Over the network admin_users log in with their PostgreSQL password, looked up through auth_dbname. Superusers and',
      "the platform's own roles cannot: the lookup function gives their secrets to nobody.",
    ],
    settings: /^(auth_dbname|admin_users|stats_users)$/,
  },
  {
    title: 'Pools',
    settings:
      /^(pool_|default_pool_|min_pool_|reserve_pool_|max_(client|db|user|prepared)_|server_reset_|server_round_|ignore_startup_|track_extra_|application_name_)/,
  },
  {
    title: 'Server connections: how long they live, and how soon a dead server is noticed',
    settings: /^(server_(?!tls)|tcp_|dns_)/,
  },
  {
    title: 'Clients: how long they wait',
    settings: /^(client_(?!tls)|query_|idle_|transaction_|cancel_|suspend_|autodb_)/,
  },
  { title: 'Log', settings: /^(log_|stats_period|verbose)/ },
  { title: 'Others', settings: /./ },
];

/** What the platform chooses where the author does not. */
export const PLATFORM_DEFAULTS: Readonly<Record<string, string>> = {
  client_tls_protocols: 'secure',
  server_tls_protocols: 'secure',
  // Named prepared statements work in transaction mode; 0 in releases before 1.24.
  max_prepared_statements: '200',
  // JDBC sends it with every connection; PgBouncer refuses what it does not know.
  ignore_startup_parameters: 'extra_float_digits',
  server_connect_timeout: '5',
  server_login_retry: '2',
  server_check_delay: '10',
  // A session that stays on a former primary is closed once its transaction is over.
  server_fast_close: '1',
  tcp_keepalive: '1',
  tcp_keepidle: '10',
  tcp_keepintvl: '5',
  tcp_keepcnt: '3',
  tcp_user_timeout: '15000',
  dns_max_ttl: '15',
  dns_nxdomain_ttl: '2',
  // Longer than a failover, so that clients wait it out: with a query, and with a login, which waits for its lookup.
  client_login_timeout: '60',
  query_wait_timeout: '60',
};

/**
 * Settings that RELOAD silently leaves as they are: a change needs new pods.
 *
 * @see https://github.com/pgbouncer/pgbouncer/blob/master/src/main.c (CF_NO_RELOAD)
 */
export const RESTART_SETTINGS: ReadonlySet<string> = new Set([
  'disable_pqexec',
  'job_name',
  'listen_addr',
  'listen_backlog',
  'listen_port',
  'pidfile',
  'pkt_buf',
  'resolv_conf',
  'so_reuseport',
  'track_extra_parameters',
  'unix_socket_dir',
  'unix_socket_group',
  'unix_socket_mode',
  'user',
]);
