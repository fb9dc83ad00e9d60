// Made by `npm run generate:parameters` from the answers of real servers. Do not edit.
/** Values of `backslash_quote`. */
export enum BackslashQuote {
  SAFE_ENCODING = 'safe_encoding',
  ON = 'on',
  OFF = 'off',
}

/** Values of `bytea_output`. */
export enum ByteaOutput {
  ESCAPE = 'escape',
  HEX = 'hex',
}

/** Values of `client_min_messages`. */
export enum ClientMinMessages {
  DEBUG5 = 'debug5',
  DEBUG4 = 'debug4',
  DEBUG3 = 'debug3',
  DEBUG2 = 'debug2',
  DEBUG1 = 'debug1',
  LOG = 'log',
  NOTICE = 'notice',
  WARNING = 'warning',
  ERROR = 'error',
}

/** Values of `compute_query_id`. */
export enum ComputeQueryId {
  AUTO = 'auto',
  REGRESS = 'regress',
  ON = 'on',
  OFF = 'off',
}

/** Values of `constraint_exclusion`. */
export enum ConstraintExclusion {
  PARTITION = 'partition',
  ON = 'on',
  OFF = 'off',
}

/** Values of `default_toast_compression`. */
export enum DefaultToastCompression {
  PGLZ = 'pglz',
  LZ4 = 'lz4',
}

/** Values of `default_transaction_isolation`. */
export enum DefaultTransactionIsolation {
  SERIALIZABLE = 'serializable',
  REPEATABLE_READ = 'repeatable read',
  READ_COMMITTED = 'read committed',
  READ_UNCOMMITTED = 'read uncommitted',
}

/** Values of `dynamic_shared_memory_type`. */
export enum DynamicSharedMemoryType {
  POSIX = 'posix',
  SYSV = 'sysv',
  MMAP = 'mmap',
}

/** Values of `file_copy_method`. */
export enum FileCopyMethod {
  COPY = 'copy',
  CLONE = 'clone',
}

/** Values of `file_extend_method`. */
export enum FileExtendMethod {
  POSIX_FALLOCATE = 'posix_fallocate',
  WRITE_ZEROS = 'write_zeros',
}

/** Values of `icu_validation_level`. */
export enum IcuValidationLevel {
  DISABLED = 'disabled',
  DEBUG5 = 'debug5',
  DEBUG4 = 'debug4',
  DEBUG3 = 'debug3',
  DEBUG2 = 'debug2',
  DEBUG1 = 'debug1',
  LOG = 'log',
  NOTICE = 'notice',
  WARNING = 'warning',
  ERROR = 'error',
}

/** Values of `IntervalStyle`. */
export enum IntervalStyle {
  POSTGRES = 'postgres',
  POSTGRES_VERBOSE = 'postgres_verbose',
  SQL_STANDARD = 'sql_standard',
  ISO_8601 = 'iso_8601',
}

/** Values of `io_method`. */
export enum IoMethod {
  SYNC = 'sync',
  WORKER = 'worker',
  IO_URING = 'io_uring',
}

/** Values of `log_error_verbosity`. */
export enum LogErrorVerbosity {
  TERSE = 'terse',
  DEFAULT = 'default',
  VERBOSE = 'verbose',
}

/** Values of `log_statement`. */
export enum LogStatement {
  NONE = 'none',
  DDL = 'ddl',
  MOD = 'mod',
  ALL = 'all',
}

/** Values of `plan_cache_mode`. */
export enum PlanCacheMode {
  AUTO = 'auto',
  FORCE_GENERIC_PLAN = 'force_generic_plan',
  FORCE_CUSTOM_PLAN = 'force_custom_plan',
}

/** Values of `recovery_init_sync_method`. */
export enum RecoveryInitSyncMethod {
  FSYNC = 'fsync',
  SYNCFS = 'syncfs',
}

/** Values of `recovery_prefetch`. */
export enum RecoveryPrefetch {
  OFF = 'off',
  ON = 'on',
  TRY = 'try',
}

/** Values of `log_min_error_statement` and `log_min_messages`. */
export enum ServerMessageLevel {
  DEBUG5 = 'debug5',
  DEBUG4 = 'debug4',
  DEBUG3 = 'debug3',
  DEBUG2 = 'debug2',
  DEBUG1 = 'debug1',
  INFO = 'info',
  NOTICE = 'notice',
  WARNING = 'warning',
  ERROR = 'error',
  LOG = 'log',
  FATAL = 'fatal',
  PANIC = 'panic',
}

/** Values of `session_replication_role`. */
export enum SessionReplicationRole {
  ORIGIN = 'origin',
  REPLICA = 'replica',
  LOCAL = 'local',
}

/** Values of `shared_memory_type`. */
export enum SharedMemoryType {
  SYSV = 'sysv',
  MMAP = 'mmap',
}

/** Values of `ssl_max_protocol_version`. */
export enum SslMaxProtocolVersion {
  ANY = '',
  TLSV1_2 = 'TLSv1.2',
  TLSV1_3 = 'TLSv1.3',
}

/** Values of `ssl_min_protocol_version`. */
export enum SslMinProtocolVersion {
  TLSV1_2 = 'TLSv1.2',
  TLSV1_3 = 'TLSv1.3',
}

/** Values of `stats_fetch_consistency`. */
export enum StatsFetchConsistency {
  NONE = 'none',
  CACHE = 'cache',
  SNAPSHOT = 'snapshot',
}

/** Values of `synchronous_commit`. */
export enum SynchronousCommit {
  LOCAL = 'local',
  REMOTE_WRITE = 'remote_write',
  REMOTE_APPLY = 'remote_apply',
  ON = 'on',
  OFF = 'off',
}

/** Values of `track_functions`. */
export enum TrackFunctions {
  NONE = 'none',
  PL = 'pl',
  ALL = 'all',
}

/** Values of `wal_compression`. */
export enum WalCompression {
  PGLZ = 'pglz',
  ON = 'on',
  OFF = 'off',
  LZ4 = 'lz4',
  ZSTD = 'zstd',
}

/** Values of `wal_level`. */
export enum WalLevel {
  MINIMAL = 'minimal',
  REPLICA = 'replica',
  LOGICAL = 'logical',
}

/** Values of `wal_sync_method`. */
export enum WalSyncMethod {
  FSYNC = 'fsync',
  FDATASYNC = 'fdatasync',
  OPEN_SYNC = 'open_sync',
  OPEN_DATASYNC = 'open_datasync',
}

/** Values of `xmlbinary`. */
export enum Xmlbinary {
  BASE64 = 'base64',
  HEX = 'hex',
}

/** Values of `xmloption`. */
export enum Xmloption {
  CONTENT = 'content',
  DOCUMENT = 'document',
}
