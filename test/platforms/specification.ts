/** What dict's specification says, in its own words and figures: the tests compare what is rendered with it. */

/** Section 2.2, postgresql.conf, but for the log files on disk: see `LOG_FILES`. */
export const PARAMETERS: Readonly<Record<string, string>> = {
  listen_addresses: '*',
  port: '5432',
  max_connections: '200',
  superuser_reserved_connections: '3',
  shared_buffers: '2GB',
  effective_cache_size: '6GB',
  maintenance_work_mem: '512MB',
  work_mem: '16MB',
  wal_level: 'replica',
  max_wal_size: '4GB',
  min_wal_size: '1GB',
  wal_compression: 'on',
  wal_buffers: '16MB',
  max_wal_senders: '10',
  max_replication_slots: '10',
  hot_standby: 'on',
  hot_standby_feedback: 'on',
  random_page_cost: '1.1',
  effective_io_concurrency: '200',
  default_statistics_target: '100',
  log_min_duration_statement: '1000',
  log_line_prefix: '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  log_checkpoints: 'on',
  log_connections: 'on',
  log_disconnections: 'on',
  log_lock_waits: 'on',
  log_temp_files: '0',
  autovacuum: 'on',
  autovacuum_max_workers: '4',
  autovacuum_naptime: '30s',
  autovacuum_vacuum_scale_factor: '0.1',
  autovacuum_analyze_scale_factor: '0.05',
  checkpoint_completion_target: '0.9',
  default_toast_compression: 'lz4',
};

/** The same content goes to stderr, where the cluster's log collector reads it. */
export const LOG_FILES = ['log_directory', 'log_filename', 'log_rotation_age', 'log_rotation_size'];

/** What Patroni passes to the server on the command line by itself: in a file these would be ignored. */
export const PATRONI_PASSES: Readonly<Record<string, string>> = { wal_level: 'replica', hot_standby: 'on' };

/** Section 6.1, pgbouncer.ini: the settings of its five groups. */
export const POOL_SETTINGS: Readonly<Record<string, string>> = {
  listen_addr: '0.0.0.0',
  listen_port: '6432',
  auth_type: 'scram-sha-256',
  admin_users: 'dict_admin',
  pool_mode: 'transaction',
  max_client_conn: '1000',
  default_pool_size: '25',
  min_pool_size: '10',
  reserve_pool_size: '5',
  reserve_pool_timeout: '3',
  server_lifetime: '3600',
  server_idle_timeout: '600',
  log_connections: '1',
  log_disconnections: '1',
  log_pooler_errors: '1',
};

/** The Secret: section 2.6, and a password for each further login, which the specification has as `CHANGE_ME`. */
export const SECRET_KEYS = [
  'dict-connect-user-password',
  'dict-core-user-password',
  'dump-password',
  'migration-password',
  'partition-maintenance-password',
  'patroni-restapi-password',
  'pgbouncer-lookup-password',
  'postgres-exporter-password',
  'postgres-password',
  'postgres-user',
  'replicator-password',
  'rewind-password',
  'temporal-user-password',
];
