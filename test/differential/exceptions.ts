/**
 * Values that npm's servers are built without (no lz4, zstd, liburing) and the platform's image has: here the server at
 * hand is not right.
 */
export const BUILD_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  default_toast_compression: ['lz4'],
  io_method: ['io_uring'],
  wal_compression: ['lz4', 'zstd'],
};

/** Decided by the machine that a server starts on, and not by what is written. */
export const OF_THE_MACHINE: ReadonlySet<string> = new Set([
  // The limit of the stack, which the kernel gives a process.
  'max_stack_depth',
]);

/** Names of what a database or the image holds, which its own migrations or Containerfile decide. */
export const NAMES_ELSEWHERE: ReadonlySet<string> = new Set([
  'default_table_access_method',
  'default_tablespace',
  'default_text_search_config',
  'lc_messages',
  'lc_monetary',
  'lc_numeric',
  'lc_time',
]);

/** A server finds out what is below their range when it starts. */
export const ONLY_AT_START: ReadonlySet<string> = new Set(['max_wal_size', 'min_wal_size']);

/** One bound for a sum: each may have its share, and a test of its own has more than all. */
export const SHARE_OF_PROCESSES = 50_000;
export const COUNTED_PROCESSES: ReadonlySet<string> = new Set([
  'autovacuum_max_workers',
  'autovacuum_worker_slots',
  'max_connections',
  'max_wal_senders',
  'max_worker_processes',
]);

/**
 * Of these a server takes memory, files or processes when it starts: a machine gives it so many, and the proof of the
 * memory bounds them in a profile.
 */
export const OF_THE_BUDGET: ReadonlySet<string> = new Set([
  ...COUNTED_PROCESSES,
  'commit_timestamp_buffers',
  'io_max_concurrency',
  'io_workers',
  'max_files_per_process',
  'max_locks_per_transaction',
  'max_pred_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_wal_size',
  'min_dynamic_shared_memory',
  'min_wal_size',
  'multixact_member_buffers',
  'multixact_offset_buffers',
  'notify_buffers',
  'pg_stat_statements.max',
  'reserved_connections',
  'serializable_buffers',
  'shared_buffers',
  'subtransaction_buffers',
  'superuser_reserved_connections',
  'track_activity_query_size',
  'transaction_buffers',
  'wal_buffers',
  'wal_decode_buffer_size',
]);

/** The proof of the image, and the check of Patroni's parameters, have a finding for what is wrong in them. */
export const CHECKED_ELSEWHERE: ReadonlySet<string> = new Set([
  'jit_provider',
  'local_preload_libraries',
  'session_preload_libraries',
  'shared_preload_libraries',
  'wal_level',
]);

/** A login is a transaction: with a thousandth of a second for it nobody gets in. */
export const ENDS_LOGINS: ReadonlySet<string> = new Set(['transaction_timeout']);
