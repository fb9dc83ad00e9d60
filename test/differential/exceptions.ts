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
