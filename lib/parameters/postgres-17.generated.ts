// Made by `npm run generate:parameters` from the answers of real servers. Do not edit.
import type {
  Duration,
  Size,
} from 'cdk8s';
import type {
  CommonParameters,
} from './common';
import type {
  BackslashQuote,
  ByteaOutput,
  ClientMinMessages,
  ComputeQueryId,
  ConstraintExclusion,
  DefaultToastCompression,
  DefaultTransactionIsolation,
  DynamicSharedMemoryType,
  FileExtendMethod,
  IcuValidationLevel,
  IntervalStyle,
  LogErrorVerbosity,
  LogStatement,
  PlanCacheMode,
  RecoveryInitSyncMethod,
  RecoveryPrefetch,
  ServerMessageLevel,
  SessionReplicationRole,
  SharedMemoryType,
  SslMaxProtocolVersion,
  SslMinProtocolVersion,
  StatsFetchConsistency,
  SynchronousCommit,
  TrackFunctions,
  WalCompression,
  WalLevel,
  WalSyncMethod,
  Xmlbinary,
  Xmloption,
} from './enums.generated';
import type {
  Bytes,
  Milliseconds,
  Special,
} from './values';

/**
 * The parameters of PostgreSQL 17.
 *
 * @see https://www.postgresql.org/docs/17/runtime-config.html
 */
export interface Parameters17 extends CommonParameters {
  /**
   * Sets the maximum allowed time to complete client authentication.
   *
   * In steps of 1 s, from 1 s to 10 min. A change needs a reload.
   *
   * @default Duration.minutes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-AUTHENTICATION-TIMEOUT
   */
  readonly authenticationTimeout?: Duration;

  /**
   * Sets whether GSSAPI delegation should be accepted from the client.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-GSS-ACCEPT-DELEGATION
   */
  readonly gssAcceptDelegation?: boolean;

  /**
   * Sets whether Kerberos and GSSAPI user names should be treated as case-insensitive.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-KRB-CASEINS-USERS
   */
  readonly krbCaseinsUsers?: boolean;

  /**
   * Sets the iteration count for SCRAM secret generation.
   *
   * From 1 to 2147483647. A change needs a reload; sessions can set their own.
   *
   * @default 4096
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SCRAM-ITERATIONS
   */
  readonly scramIterations?: number;

  /**
   * Sets the maximum number of concurrent connections.
   *
   * From 1 to 262143. A change needs a restart.
   *
   * @default 100
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-MAX-CONNECTIONS
   */
  readonly maxConnections?: number;

  /**
   * Sets the number of connection slots reserved for roles with privileges of pg_use_reserved_connections.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 0
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-RESERVED-CONNECTIONS
   */
  readonly reservedConnections?: number;

  /**
   * Sets the number of connection slots reserved for superusers.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 3
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SUPERUSER-RESERVED-CONNECTIONS
   */
  readonly superuserReservedConnections?: number;

  /**
   * Sets the list of allowed SSL ciphers.
   *
   * A change needs a reload.
   *
   * @default 'HIGH:MEDIUM:+3DES:!aNULL'
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SSL-CIPHERS
   */
  readonly sslCiphers?: string;

  /**
   * Sets the curve to use for ECDH.
   *
   * A change needs a reload.
   *
   * @default 'prime256v1'
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SSL-ECDH-CURVE
   */
  readonly sslEcdhCurve?: string;

  /**
   * Sets the maximum SSL/TLS protocol version to use.
   *
   * A change needs a reload.
   *
   * @default SslMaxProtocolVersion.ANY
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SSL-MAX-PROTOCOL-VERSION
   */
  readonly sslMaxProtocolVersion?: SslMaxProtocolVersion;

  /**
   * Sets the minimum SSL/TLS protocol version to use.
   *
   * A change needs a reload.
   *
   * @default SslMinProtocolVersion.TLSV1_2
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SSL-MIN-PROTOCOL-VERSION
   */
  readonly sslMinProtocolVersion?: SslMinProtocolVersion;

  /**
   * Give priority to server ciphersuite order.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-SSL-PREFER-SERVER-CIPHERS
   */
  readonly sslPreferServerCiphers?: boolean;

  /**
   * Sets the time interval between checks for disconnection while running queries.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-CLIENT-CONNECTION-CHECK-INTERVAL
   */
  readonly clientConnectionCheckInterval?: Duration | Special;

  /**
   * Maximum number of TCP keepalive retransmits.
   *
   * From 0 to 2147483647. Or `Special.SYSTEM`. A change needs a reload; sessions can set their own.
   *
   * @default Special.SYSTEM
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-TCP-KEEPALIVES-COUNT
   */
  readonly tcpKeepalivesCount?: number | Special;

  /**
   * Time between issuing TCP keepalives.
   *
   * In steps of 1 s, from 0 to about 24855.1 d. Or `Special.SYSTEM`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.SYSTEM
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-TCP-KEEPALIVES-IDLE
   */
  readonly tcpKeepalivesIdle?: Duration | Special;

  /**
   * Time between TCP keepalive retransmits.
   *
   * In steps of 1 s, from 0 to about 24855.1 d. Or `Special.SYSTEM`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.SYSTEM
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-TCP-KEEPALIVES-INTERVAL
   */
  readonly tcpKeepalivesInterval?: Duration | Special;

  /**
   * TCP user timeout.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.SYSTEM`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.SYSTEM
   * @see https://www.postgresql.org/docs/17/runtime-config-connection.html#GUC-TCP-USER-TIMEOUT
   */
  readonly tcpUserTimeout?: Duration | Special;

  /**
   * Number of pages after which previously performed writes are flushed to disk.
   *
   * In steps of 8 kB, from 0 to 2 MB. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-BACKEND-FLUSH-AFTER
   */
  readonly backendFlushAfter?: Size | Special;

  /**
   * Number of simultaneous requests that can be handled efficiently by the disk subsystem.
   *
   * From 0 to 1000. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default 1
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-EFFECTIVE-IO-CONCURRENCY
   */
  readonly effectiveIoConcurrency?: number | Special;

  /**
   * Limit on the size of data reads and writes.
   *
   * In steps of 8 kB, from 8 kB to 256 kB. A change needs a reload; sessions can set their own.
   *
   * @default Size.kibibytes(128)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-IO-COMBINE-LIMIT
   */
  readonly ioCombineLimit?: Size;

  /**
   * A variant of "effective_io_concurrency" that is used for maintenance work.
   *
   * From 0 to 1000. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default 10
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAINTENANCE-IO-CONCURRENCY
   */
  readonly maintenanceIoConcurrency?: number | Special;

  /**
   * Sets the maximum number of parallel processes per maintenance operation.
   *
   * From 0 to 1024. A change needs a reload; sessions can set their own.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-PARALLEL-MAINTENANCE-WORKERS
   */
  readonly maxParallelMaintenanceWorkers?: number;

  /**
   * Sets the maximum number of parallel workers that can be active at one time.
   *
   * From 0 to 1024. A change needs a reload; sessions can set their own.
   *
   * @default 8
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-PARALLEL-WORKERS
   */
  readonly maxParallelWorkers?: number;

  /**
   * Sets the maximum number of parallel processes per executor node.
   *
   * From 0 to 1024. A change needs a reload; sessions can set their own.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-PARALLEL-WORKERS-PER-GATHER
   */
  readonly maxParallelWorkersPerGather?: number;

  /**
   * Maximum number of concurrent worker processes.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 8
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-WORKER-PROCESSES
   */
  readonly maxWorkerProcesses?: number;

  /**
   * Controls whether Gather and Gather Merge also run subplans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-PARALLEL-LEADER-PARTICIPATION
   */
  readonly parallelLeaderParticipation?: boolean;

  /**
   * Background writer sleep time between rounds.
   *
   * In steps of 1 ms, from 10 ms to 10 s. A change needs a reload.
   *
   * @default Duration.millis(200)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-BGWRITER-DELAY
   */
  readonly bgwriterDelay?: Duration;

  /**
   * Number of pages after which previously performed writes are flushed to disk.
   *
   * In steps of 8 kB, from 0 to 2 MB. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Size.kibibytes(512)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-BGWRITER-FLUSH-AFTER
   */
  readonly bgwriterFlushAfter?: Size | Special;

  /**
   * Background writer maximum number of LRU pages to flush per round.
   *
   * From 0 to 1073741823. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default 100
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-BGWRITER-LRU-MAXPAGES
   */
  readonly bgwriterLruMaxpages?: number | Special;

  /**
   * Multiple of the average buffer usage to free per round.
   *
   * From 0 to 10. A change needs a reload.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-BGWRITER-LRU-MULTIPLIER
   */
  readonly bgwriterLruMultiplier?: number;

  /**
   * Vacuum cost delay in milliseconds.
   *
   * From 0 to 100 ms. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-COST-DELAY
   */
  readonly vacuumCostDelay?: Duration | Milliseconds | Special;

  /**
   * Vacuum cost amount available before napping.
   *
   * From 1 to 10000. A change needs a reload; sessions can set their own.
   *
   * @default 200
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-COST-LIMIT
   */
  readonly vacuumCostLimit?: number;

  /**
   * Vacuum cost for a page dirtied by vacuum.
   *
   * From 0 to 10000. A change needs a reload; sessions can set their own.
   *
   * @default 20
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-COST-PAGE-DIRTY
   */
  readonly vacuumCostPageDirty?: number;

  /**
   * Vacuum cost for a page found in the buffer cache.
   *
   * From 0 to 10000. A change needs a reload; sessions can set their own.
   *
   * @default 1
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-COST-PAGE-HIT
   */
  readonly vacuumCostPageHit?: number;

  /**
   * Vacuum cost for a page not found in the buffer cache.
   *
   * From 0 to 10000. A change needs a reload; sessions can set their own.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-COST-PAGE-MISS
   */
  readonly vacuumCostPageMiss?: number;

  /**
   * Selects the method used for extending data files.
   *
   * A change needs a reload.
   *
   * @default FileExtendMethod.POSIX_FALLOCATE
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-FILE-EXTEND-METHOD
   */
  readonly fileExtendMethod?: FileExtendMethod;

  /**
   * Sets the maximum number of allocated pages for NOTIFY / LISTEN queue.
   *
   * From 64 to 2147483647. A change needs a restart.
   *
   * @default 1048576
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-NOTIFY-QUEUE-PAGES
   */
  readonly maxNotifyQueuePages?: number;

  /**
   * Limits the total size of all temporary files used by each process.
   *
   * In steps of 1 kB, from 0 to about 2 TB. Or `Special.UNLIMITED`. A change needs a reload; superusers can set it
   * for a session.
   *
   * @default Special.UNLIMITED
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-TEMP-FILE-LIMIT
   */
  readonly tempFileLimit?: Size | Special;

  /**
   * Sets the maximum number of simultaneously open files for each server process.
   *
   * From 64 to 2147483647. A change needs a restart.
   *
   * @default 1000
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-FILES-PER-PROCESS
   */
  readonly maxFilesPerProcess?: number;

  /**
   * Sets the maximum memory to be used by each autovacuum worker process.
   *
   * In steps of 1 kB, from 0 to about 2 TB. Or `Special.INHERITED`. A change needs a reload.
   *
   * @default Special.INHERITED
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-AUTOVACUUM-WORK-MEM
   */
  readonly autovacuumWorkMem?: Size | Special;

  /**
   * Sets the size of the dedicated buffer pool used for the commit timestamp cache.
   *
   * In steps of 128 kB, from 0 to 1 GB. Or `Special.AUTOMATIC`. A change needs a restart.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-COMMIT-TIMESTAMP-BUFFERS
   */
  readonly commitTimestampBuffers?: Size | Special;

  /**
   * Selects the dynamic shared memory implementation used.
   *
   * A change needs a restart.
   *
   * @default DynamicSharedMemoryType.POSIX
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-DYNAMIC-SHARED-MEMORY-TYPE
   */
  readonly dynamicSharedMemoryType?: DynamicSharedMemoryType;

  /**
   * Multiple of "work_mem" to use for hash tables.
   *
   * From 1 to 1000. A change needs a reload; sessions can set their own.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-HASH-MEM-MULTIPLIER
   */
  readonly hashMemMultiplier?: number;

  /**
   * The size of huge page that should be requested.
   *
   * In steps of 1 kB, from 0 to about 2 TB. Or `Special.SYSTEM`. A change needs a restart.
   *
   * @default Special.SYSTEM
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-HUGE-PAGE-SIZE
   */
  readonly hugePageSize?: Size | Special;

  /**
   * Sets the maximum memory to be used for logical decoding.
   *
   * In steps of 1 kB, from 64 kB to about 2 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(64)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-LOGICAL-DECODING-WORK-MEM
   */
  readonly logicalDecodingWorkMem?: Size;

  /**
   * Sets the maximum memory to be used for maintenance operations.
   *
   * In steps of 1 kB, from 64 kB to about 2 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(64)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAINTENANCE-WORK-MEM
   */
  readonly maintenanceWorkMem?: Size;

  /**
   * Sets the maximum number of simultaneously prepared transactions.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 0
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-PREPARED-TRANSACTIONS
   */
  readonly maxPreparedTransactions?: number;

  /**
   * Sets the maximum stack depth, in kilobytes.
   *
   * In steps of 1 kB, from 100 kB to about 2 TB. A change needs a reload; superusers can set it for a session.
   *
   * @default 2MB, or less where the kernel's limit is lower
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MAX-STACK-DEPTH
   */
  readonly maxStackDepth?: Size;

  /**
   * Amount of dynamic shared memory reserved at startup.
   *
   * In steps of 1 MB, from 0 to about 2048 TB. Or `Special.DISABLED`. A change needs a restart.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MIN-DYNAMIC-SHARED-MEMORY
   */
  readonly minDynamicSharedMemory?: Size | Special;

  /**
   * Sets the size of the dedicated buffer pool used for the MultiXact member cache.
   *
   * In steps of 128 kB, from 128 kB to 1 GB. A change needs a restart.
   *
   * @default Size.kibibytes(256)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MULTIXACT-MEMBER-BUFFERS
   */
  readonly multixactMemberBuffers?: Size;

  /**
   * Sets the size of the dedicated buffer pool used for the MultiXact offset cache.
   *
   * In steps of 128 kB, from 128 kB to 1 GB. A change needs a restart.
   *
   * @default Size.kibibytes(128)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-MULTIXACT-OFFSET-BUFFERS
   */
  readonly multixactOffsetBuffers?: Size;

  /**
   * Sets the size of the dedicated buffer pool used for the LISTEN/NOTIFY message cache.
   *
   * In steps of 128 kB, from 128 kB to 1 GB. A change needs a restart.
   *
   * @default Size.kibibytes(128)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-NOTIFY-BUFFERS
   */
  readonly notifyBuffers?: Size;

  /**
   * Sets the size of the dedicated buffer pool used for the serializable transaction cache.
   *
   * In steps of 128 kB, from 128 kB to 1 GB. A change needs a restart.
   *
   * @default Size.kibibytes(256)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-SERIALIZABLE-BUFFERS
   */
  readonly serializableBuffers?: Size;

  /**
   * Sets the number of shared memory buffers used by the server.
   *
   * In steps of 8 kB, from 128 kB to about 8 TB. A change needs a restart.
   *
   * @default Size.mebibytes(128)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-SHARED-BUFFERS
   */
  readonly sharedBuffers?: Size;

  /**
   * Selects the shared memory implementation used for the main shared memory region.
   *
   * A change needs a restart.
   *
   * @default SharedMemoryType.MMAP
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-SHARED-MEMORY-TYPE
   */
  readonly sharedMemoryType?: SharedMemoryType;

  /**
   * Sets the size of the dedicated buffer pool used for the subtransaction cache.
   *
   * In steps of 128 kB, from 0 to 1 GB. Or `Special.AUTOMATIC`. A change needs a restart.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-SUBTRANSACTION-BUFFERS
   */
  readonly subtransactionBuffers?: Size | Special;

  /**
   * Sets the maximum number of temporary buffers used by each session.
   *
   * In steps of 8 kB, from 800 kB to about 8 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(8)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-TEMP-BUFFERS
   */
  readonly tempBuffers?: Size;

  /**
   * Sets the size of the dedicated buffer pool used for the transaction status cache.
   *
   * In steps of 128 kB, from 0 to 1 GB. Or `Special.AUTOMATIC`. A change needs a restart.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-TRANSACTION-BUFFERS
   */
  readonly transactionBuffers?: Size | Special;

  /**
   * Sets the buffer pool size for VACUUM, ANALYZE, and autovacuum.
   *
   * In steps of 1 kB, from 128 kB to 16 GB. Or `Special.UNLIMITED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Size.mebibytes(2)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-VACUUM-BUFFER-USAGE-LIMIT
   */
  readonly vacuumBufferUsageLimit?: Size | Special;

  /**
   * Sets the maximum memory to be used for query workspaces.
   *
   * In steps of 1 kB, from 64 kB to about 2 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(4)
   * @see https://www.postgresql.org/docs/17/runtime-config-resource.html#GUC-WORK-MEM
   */
  readonly workMem?: Size;

  /**
   * Time spent flushing dirty buffers during checkpoint, as fraction of checkpoint interval.
   *
   * From 0 to 1. A change needs a reload.
   *
   * @default 0.9
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-CHECKPOINT-COMPLETION-TARGET
   */
  readonly checkpointCompletionTarget?: number;

  /**
   * Number of pages after which previously performed writes are flushed to disk.
   *
   * In steps of 8 kB, from 0 to 2 MB. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Size.kibibytes(256)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-CHECKPOINT-FLUSH-AFTER
   */
  readonly checkpointFlushAfter?: Size | Special;

  /**
   * Sets the maximum time between automatic WAL checkpoints.
   *
   * In steps of 1 s, from 30 s to 1 d. A change needs a reload.
   *
   * @default Duration.minutes(5)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-CHECKPOINT-TIMEOUT
   */
  readonly checkpointTimeout?: Duration;

  /**
   * Sets the maximum time before warning if checkpoints triggered by WAL volume happen too frequently.
   *
   * In steps of 1 s, from 0 to about 24855.1 d. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Duration.seconds(30)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-CHECKPOINT-WARNING
   */
  readonly checkpointWarning?: Duration | Special;

  /**
   * Sets the WAL size that triggers a checkpoint.
   *
   * In steps of 1 MB, from 32 MB to about 2048 TB. A change needs a reload.
   *
   * @default Size.gibibytes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-MAX-WAL-SIZE
   */
  readonly maxWalSize?: Size;

  /**
   * Sets the minimum size to shrink the WAL to.
   *
   * In steps of 1 MB, from 32 MB to about 2048 TB. A change needs a reload.
   *
   * @default Size.mebibytes(80)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-MIN-WAL-SIZE
   */
  readonly minWalSize?: Size;

  /**
   * Prefetch referenced blocks during recovery.
   *
   * A change needs a reload.
   *
   * @default RecoveryPrefetch.TRY
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-RECOVERY-PREFETCH
   */
  readonly recoveryPrefetch?: RecoveryPrefetch;

  /**
   * Buffer size for reading ahead in the WAL during recovery.
   *
   * In steps of 1 B, from 64 kB to about 1024 MB. A change needs a restart.
   *
   * @default Size.kibibytes(512)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-DECODE-BUFFER-SIZE
   */
  readonly walDecodeBufferSize?: Bytes | Size;

  /**
   * Sets the delay in microseconds between transaction commit and flushing WAL to disk.
   *
   * In microseconds, from 0 to 100000. A change needs a reload; superusers can set it for a session.
   *
   * @default 0
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-COMMIT-DELAY
   */
  readonly commitDelay?: number;

  /**
   * Sets the minimum number of concurrent open transactions required before performing "commit_delay".
   *
   * From 0 to 1000. A change needs a reload; sessions can set their own.
   *
   * @default 5
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-COMMIT-SIBLINGS
   */
  readonly commitSiblings?: number;

  /**
   * Forces synchronization of updates to disk.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-FSYNC
   */
  readonly fsync?: boolean;

  /**
   * Writes full pages to WAL when first modified after a checkpoint.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-FULL-PAGE-WRITES
   */
  readonly fullPageWrites?: boolean;

  /**
   * Sets the current transaction's synchronization level.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default SynchronousCommit.ON
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT
   */
  readonly synchronousCommit?: SynchronousCommit;

  /**
   * Sets the number of disk-page buffers in shared memory for WAL.
   *
   * In steps of 8 kB, from 0 to about 2 GB. Or `Special.AUTOMATIC`. A change needs a restart.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-BUFFERS
   */
  readonly walBuffers?: Size | Special;

  /**
   * Compresses full-page writes written in WAL file with specified method.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default WalCompression.OFF
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-COMPRESSION
   */
  readonly walCompression?: WalCompression;

  /**
   * Writes zeroes to new WAL files before first use.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-INIT-ZERO
   */
  readonly walInitZero?: boolean;

  /**
   * Sets the level of information written to the WAL.
   *
   * A change needs a restart.
   *
   * @default WalLevel.REPLICA
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-LEVEL
   */
  readonly walLevel?: WalLevel;

  /**
   * Recycles WAL files by renaming them.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-RECYCLE
   */
  readonly walRecycle?: boolean;

  /**
   * Minimum size of new file to fsync instead of writing WAL.
   *
   * In steps of 1 kB, from 0 to about 2 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(2)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-SKIP-THRESHOLD
   */
  readonly walSkipThreshold?: Size;

  /**
   * Selects the method used for forcing WAL updates to disk.
   *
   * A change needs a reload.
   *
   * @default WalSyncMethod.FDATASYNC
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-SYNC-METHOD
   */
  readonly walSyncMethod?: WalSyncMethod;

  /**
   * Time between WAL flushes performed in the WAL writer.
   *
   * In steps of 1 ms, from 1 ms to 10 s. A change needs a reload.
   *
   * @default Duration.millis(200)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-WRITER-DELAY
   */
  readonly walWriterDelay?: Duration;

  /**
   * Amount of WAL written out by WAL writer that triggers a flush.
   *
   * In steps of 8 kB, from 0 to about 16 TB. A change needs a reload.
   *
   * @default Size.mebibytes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-WRITER-FLUSH-AFTER
   */
  readonly walWriterFlushAfter?: Size;

  /**
   * Starts the WAL summarizer process to enable incremental backup.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-SUMMARIZE-WAL
   */
  readonly summarizeWal?: boolean;

  /**
   * Time for which WAL summary files should be kept.
   *
   * In steps of 1 min, from 0 to about 24855.1 d. Or `Special.UNLIMITED`. A change needs a reload.
   *
   * @default Duration.days(10)
   * @see https://www.postgresql.org/docs/17/runtime-config-wal.html#GUC-WAL-SUMMARY-KEEP-TIME
   */
  readonly walSummaryKeepTime?: Duration | Special;

  /**
   * Lists streaming replication standby server replication slot names that logical WAL sender processes will wait
   * for.
   *
   * A change needs a reload.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-SYNCHRONIZED-STANDBY-SLOTS
   */
  readonly synchronizedStandbySlots?: string;

  /**
   * Sets the maximum number of simultaneously defined replication slots.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 10
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-REPLICATION-SLOTS
   */
  readonly maxReplicationSlots?: number;

  /**
   * Sets the maximum WAL size that can be reserved by replication slots.
   *
   * In steps of 1 MB, from 0 to about 2048 TB. Or `Special.UNLIMITED`. A change needs a reload.
   *
   * @default Special.UNLIMITED
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-SLOT-WAL-KEEP-SIZE
   */
  readonly maxSlotWalKeepSize?: Size | Special;

  /**
   * Sets the maximum number of simultaneously running WAL sender processes.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 10
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-WAL-SENDERS
   */
  readonly maxWalSenders?: number;

  /**
   * Collects transaction commit time.
   *
   * A change needs a restart.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-TRACK-COMMIT-TIMESTAMP
   */
  readonly trackCommitTimestamp?: boolean;

  /**
   * Sets the size of WAL files held for standby servers.
   *
   * In steps of 1 MB, from 0 to about 2048 TB. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-KEEP-SIZE
   */
  readonly walKeepSize?: Size | Special;

  /**
   * Sets the maximum time to wait for WAL replication.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Duration.minutes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-SENDER-TIMEOUT
   */
  readonly walSenderTimeout?: Duration | Special;

  /**
   * Allows feedback from a hot standby to the primary that will avoid query conflicts.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-HOT-STANDBY-FEEDBACK
   */
  readonly hotStandbyFeedback?: boolean;

  /**
   * Sets the maximum delay before canceling queries when a hot standby server is processing archived WAL data.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.UNLIMITED`. A change needs a reload.
   *
   * @default Duration.seconds(30)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-STANDBY-ARCHIVE-DELAY
   */
  readonly maxStandbyArchiveDelay?: Duration | Special;

  /**
   * Sets the maximum delay before canceling queries when a hot standby server is processing streamed WAL data.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.UNLIMITED`. A change needs a reload.
   *
   * @default Duration.seconds(30)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-STANDBY-STREAMING-DELAY
   */
  readonly maxStandbyStreamingDelay?: Duration | Special;

  /**
   * Sets the minimum delay for applying changes during recovery.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-RECOVERY-MIN-APPLY-DELAY
   */
  readonly recoveryMinApplyDelay?: Duration | Special;

  /**
   * Enables a physical standby to synchronize logical failover replication slots from the primary server.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-SYNC-REPLICATION-SLOTS
   */
  readonly syncReplicationSlots?: boolean;

  /**
   * Sets whether a WAL receiver should create a temporary replication slot if no permanent slot is configured.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-RECEIVER-CREATE-TEMP-SLOT
   */
  readonly walReceiverCreateTempSlot?: boolean;

  /**
   * Sets the maximum interval between WAL receiver status reports to the sending server.
   *
   * In steps of 1 s, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Duration.seconds(10)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-RECEIVER-STATUS-INTERVAL
   */
  readonly walReceiverStatusInterval?: Duration | Special;

  /**
   * Sets the maximum wait time to receive data from the sending server.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Duration.minutes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-RECEIVER-TIMEOUT
   */
  readonly walReceiverTimeout?: Duration | Special;

  /**
   * Sets the time to wait before retrying to retrieve WAL after a failed attempt.
   *
   * In steps of 1 ms, from 1 ms to about 24.9 d. A change needs a reload.
   *
   * @default Duration.seconds(5)
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-WAL-RETRIEVE-RETRY-INTERVAL
   */
  readonly walRetrieveRetryInterval?: Duration;

  /**
   * Maximum number of logical replication worker processes.
   *
   * From 0 to 262143. A change needs a restart.
   *
   * @default 4
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-LOGICAL-REPLICATION-WORKERS
   */
  readonly maxLogicalReplicationWorkers?: number;

  /**
   * Maximum number of parallel apply workers per subscription.
   *
   * From 0 to 1024. A change needs a reload.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-PARALLEL-APPLY-WORKERS-PER-SUBSCRIPTION
   */
  readonly maxParallelApplyWorkersPerSubscription?: number;

  /**
   * Maximum number of table synchronization workers per subscription.
   *
   * From 0 to 262143. A change needs a reload.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-replication.html#GUC-MAX-SYNC-WORKERS-PER-SUBSCRIPTION
   */
  readonly maxSyncWorkersPerSubscription?: number;

  /**
   * Enables genetic query optimization.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO
   */
  readonly geqo?: boolean;

  /**
   * GEQO: effort is used to set the default for other GEQO parameters.
   *
   * From 1 to 10. A change needs a reload; sessions can set their own.
   *
   * @default 5
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-EFFORT
   */
  readonly geqoEffort?: number;

  /**
   * GEQO: number of iterations of the algorithm.
   *
   * From 0 to 2147483647. Or `Special.AUTOMATIC`. A change needs a reload; sessions can set their own.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-GENERATIONS
   */
  readonly geqoGenerations?: number | Special;

  /**
   * GEQO: number of individuals in the population.
   *
   * From 0 to 2147483647. Or `Special.AUTOMATIC`. A change needs a reload; sessions can set their own.
   *
   * @default Special.AUTOMATIC
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-POOL-SIZE
   */
  readonly geqoPoolSize?: number | Special;

  /**
   * GEQO: seed for random path selection.
   *
   * From 0 to 1. A change needs a reload; sessions can set their own.
   *
   * @default 0
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-SEED
   */
  readonly geqoSeed?: number;

  /**
   * GEQO: selective pressure within the population.
   *
   * From 1.5 to 2. A change needs a reload; sessions can set their own.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-SELECTION-BIAS
   */
  readonly geqoSelectionBias?: number;

  /**
   * Sets the threshold of FROM items beyond which GEQO is used.
   *
   * From 2 to 2147483647. A change needs a reload; sessions can set their own.
   *
   * @default 12
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-GEQO-THRESHOLD
   */
  readonly geqoThreshold?: number;

  /**
   * Enables the planner to use constraints to optimize queries.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default ConstraintExclusion.PARTITION
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-CONSTRAINT-EXCLUSION
   */
  readonly constraintExclusion?: ConstraintExclusion;

  /**
   * Sets the planner's estimate of the fraction of a cursor's rows that will be retrieved.
   *
   * From 0 to 1. A change needs a reload; sessions can set their own.
   *
   * @default 0.1
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-CURSOR-TUPLE-FRACTION
   */
  readonly cursorTupleFraction?: number;

  /**
   * Sets the default statistics target.
   *
   * From 1 to 10000. A change needs a reload; sessions can set their own.
   *
   * @default 100
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-DEFAULT-STATISTICS-TARGET
   */
  readonly defaultStatisticsTarget?: number;

  /**
   * Sets the FROM-list size beyond which subqueries are not collapsed.
   *
   * From 1 to 2147483647. A change needs a reload; sessions can set their own.
   *
   * @default 8
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-FROM-COLLAPSE-LIMIT
   */
  readonly fromCollapseLimit?: number;

  /**
   * Allow JIT compilation.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-JIT
   */
  readonly jit?: boolean;

  /**
   * Sets the FROM-list size beyond which JOIN constructs are not flattened.
   *
   * From 1 to 2147483647. A change needs a reload; sessions can set their own.
   *
   * @default 8
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-JOIN-COLLAPSE-LIMIT
   */
  readonly joinCollapseLimit?: number;

  /**
   * Controls the planner's selection of custom or generic plan.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default PlanCacheMode.AUTO
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html
   */
  readonly planCacheMode?: PlanCacheMode;

  /**
   * Sets the planner's estimate of the average size of a recursive query's working table.
   *
   * From 0.001 to 1000000. A change needs a reload; sessions can set their own.
   *
   * @default 10
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-RECURSIVE-WORKTABLE-FACTOR
   */
  readonly recursiveWorktableFactor?: number;

  /**
   * Sets the planner's estimate of the cost of processing each index entry during an index scan.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 0.005
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-CPU-INDEX-TUPLE-COST
   */
  readonly cpuIndexTupleCost?: number;

  /**
   * Sets the planner's estimate of the cost of processing each operator or function call.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 0.0025
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-CPU-OPERATOR-COST
   */
  readonly cpuOperatorCost?: number;

  /**
   * Sets the planner's estimate of the cost of processing each tuple (row).
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 0.01
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-CPU-TUPLE-COST
   */
  readonly cpuTupleCost?: number;

  /**
   * Sets the planner's assumption about the total size of the data caches.
   *
   * In steps of 8 kB, from 8 kB to about 16 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.gibibytes(4)
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-EFFECTIVE-CACHE-SIZE
   */
  readonly effectiveCacheSize?: Size;

  /**
   * Perform JIT compilation if query is more expensive.
   *
   * At least 0. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default 100000
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-JIT-ABOVE-COST
   */
  readonly jitAboveCost?: number | Special;

  /**
   * Perform JIT inlining if query is more expensive.
   *
   * At least 0. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default 500000
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-JIT-INLINE-ABOVE-COST
   */
  readonly jitInlineAboveCost?: number | Special;

  /**
   * Optimize JIT-compiled functions if query is more expensive.
   *
   * At least 0. Or `Special.DISABLED`. A change needs a reload; sessions can set their own.
   *
   * @default 500000
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-JIT-OPTIMIZE-ABOVE-COST
   */
  readonly jitOptimizeAboveCost?: number | Special;

  /**
   * Sets the minimum amount of index data for a parallel scan.
   *
   * In steps of 8 kB, from 0 to about 5.3 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.kibibytes(512)
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-MIN-PARALLEL-INDEX-SCAN-SIZE
   */
  readonly minParallelIndexScanSize?: Size;

  /**
   * Sets the minimum amount of table data for a parallel scan.
   *
   * In steps of 8 kB, from 0 to about 5.3 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(8)
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-MIN-PARALLEL-TABLE-SCAN-SIZE
   */
  readonly minParallelTableScanSize?: Size;

  /**
   * Sets the planner's estimate of the cost of starting up worker processes for parallel query.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 1000
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-PARALLEL-SETUP-COST
   */
  readonly parallelSetupCost?: number;

  /**
   * Sets the planner's estimate of the cost of passing each tuple (row) from worker to leader backend.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 0.1
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-PARALLEL-TUPLE-COST
   */
  readonly parallelTupleCost?: number;

  /**
   * Sets the planner's estimate of the cost of a nonsequentially fetched disk page.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 4
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-RANDOM-PAGE-COST
   */
  readonly randomPageCost?: number;

  /**
   * Sets the planner's estimate of the cost of a sequentially fetched disk page.
   *
   * At least 0. A change needs a reload; sessions can set their own.
   *
   * @default 1
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-SEQ-PAGE-COST
   */
  readonly seqPageCost?: number;

  /**
   * Enables the planner's use of async append plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-ASYNC-APPEND
   */
  readonly enableAsyncAppend?: boolean;

  /**
   * Enables the planner's use of bitmap-scan plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-BITMAPSCAN
   */
  readonly enableBitmapscan?: boolean;

  /**
   * Enables the planner's use of gather merge plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-GATHERMERGE
   */
  readonly enableGathermerge?: boolean;

  /**
   * Enables reordering of GROUP BY keys.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html
   */
  readonly enableGroupByReordering?: boolean;

  /**
   * Enables the planner's use of hashed aggregation plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-HASHAGG
   */
  readonly enableHashagg?: boolean;

  /**
   * Enables the planner's use of hash join plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-HASHJOIN
   */
  readonly enableHashjoin?: boolean;

  /**
   * Enables the planner's use of incremental sort steps.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-INCREMENTAL-SORT
   */
  readonly enableIncrementalSort?: boolean;

  /**
   * Enables the planner's use of index-only-scan plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-INDEXONLYSCAN
   */
  readonly enableIndexonlyscan?: boolean;

  /**
   * Enables the planner's use of index-scan plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-INDEXSCAN
   */
  readonly enableIndexscan?: boolean;

  /**
   * Enables the planner's use of materialization.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-MATERIAL
   */
  readonly enableMaterial?: boolean;

  /**
   * Enables the planner's use of memoization.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-MEMOIZE
   */
  readonly enableMemoize?: boolean;

  /**
   * Enables the planner's use of merge join plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-MERGEJOIN
   */
  readonly enableMergejoin?: boolean;

  /**
   * Enables the planner's use of nested-loop join plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-NESTLOOP
   */
  readonly enableNestloop?: boolean;

  /**
   * Enables the planner's use of parallel append plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PARALLEL-APPEND
   */
  readonly enableParallelAppend?: boolean;

  /**
   * Enables the planner's use of parallel hash plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PARALLEL-HASH
   */
  readonly enableParallelHash?: boolean;

  /**
   * Enables plan-time and execution-time partition pruning.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PARTITION-PRUNING
   */
  readonly enablePartitionPruning?: boolean;

  /**
   * Enables partitionwise aggregation and grouping.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PARTITIONWISE-AGGREGATE
   */
  readonly enablePartitionwiseAggregate?: boolean;

  /**
   * Enables partitionwise join.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PARTITIONWISE-JOIN
   */
  readonly enablePartitionwiseJoin?: boolean;

  /**
   * Enables the planner's ability to produce plans that provide presorted input for ORDER BY / DISTINCT aggregate
   * functions.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-PRESORTED-AGGREGATE
   */
  readonly enablePresortedAggregate?: boolean;

  /**
   * Enables the planner's use of sequential-scan plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-SEQSCAN
   */
  readonly enableSeqscan?: boolean;

  /**
   * Enables the planner's use of explicit sort steps.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-SORT
   */
  readonly enableSort?: boolean;

  /**
   * Enables the planner's use of TID scan plans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-query.html#GUC-ENABLE-TIDSCAN
   */
  readonly enableTidscan?: boolean;

  /**
   * Updates the process title to show the active SQL command.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-UPDATE-PROCESS-TITLE
   */
  readonly updateProcessTitle?: boolean;

  /**
   * Sets the application name to be reported in statistics and logs.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-APPLICATION-NAME
   */
  readonly applicationName?: string;

  /**
   * Indents parse and plan tree displays.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html
   */
  readonly debugPrettyPrint?: boolean;

  /**
   * Logs each query's parse tree.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html
   */
  readonly debugPrintParse?: boolean;

  /**
   * Logs each query's execution plan.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html
   */
  readonly debugPrintPlan?: boolean;

  /**
   * Logs each query's rewritten parse tree.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html
   */
  readonly debugPrintRewritten?: boolean;

  /**
   * Sets the minimum execution time above which autovacuum actions will be logged.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED` or `Special.ALL`. A change needs a reload.
   *
   * @default Duration.minutes(10)
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-AUTOVACUUM-MIN-DURATION
   */
  readonly logAutovacuumMinDuration?: Duration | Special;

  /**
   * Logs each checkpoint.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-CHECKPOINTS
   */
  readonly logCheckpoints?: boolean;

  /**
   * Logs each successful connection.
   *
   * A change reaches sessions that start after a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-CONNECTIONS
   */
  readonly logConnections?: boolean;

  /**
   * Logs end of a session, including duration.
   *
   * A change reaches sessions that start after a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-DISCONNECTIONS
   */
  readonly logDisconnections?: boolean;

  /**
   * Logs the duration of each completed SQL statement.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-DURATION
   */
  readonly logDuration?: boolean;

  /**
   * Sets the verbosity of logged messages.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default LogErrorVerbosity.DEFAULT
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-ERROR-VERBOSITY
   */
  readonly logErrorVerbosity?: LogErrorVerbosity;

  /**
   * Logs the host name in the connection logs.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-HOSTNAME
   */
  readonly logHostname?: boolean;

  /**
   * Controls information prefixed to each log line.
   *
   * A change needs a reload.
   *
   * @default '%m [%p] '
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-LINE-PREFIX
   */
  readonly logLinePrefix?: string;

  /**
   * Logs long lock waits.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-LOCK-WAITS
   */
  readonly logLockWaits?: boolean;

  /**
   * Sets the maximum length in bytes of data logged for bind parameter values when logging statements.
   *
   * In steps of 1 B, from 0 to about 1024 MB. Or `Special.UNLIMITED` or `Special.DISABLED`. A change needs a reload;
   * superusers can set it for a session.
   *
   * @default Special.UNLIMITED
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-PARAMETER-MAX-LENGTH
   */
  readonly logParameterMaxLength?: Bytes | Size | Special;

  /**
   * Sets the maximum length in bytes of data logged for bind parameter values when logging statements, on error.
   *
   * In steps of 1 B, from 0 to about 1024 MB. Or `Special.UNLIMITED` or `Special.DISABLED`. A change needs a reload;
   * sessions can set their own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-PARAMETER-MAX-LENGTH-ON-ERROR
   */
  readonly logParameterMaxLengthOnError?: Bytes | Size | Special;

  /**
   * Logs standby recovery conflict waits.
   *
   * A change needs a reload.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-RECOVERY-CONFLICT-WAITS
   */
  readonly logRecoveryConflictWaits?: boolean;

  /**
   * Logs each replication command.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-REPLICATION-COMMANDS
   */
  readonly logReplicationCommands?: boolean;

  /**
   * Sets the type of statements logged.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default LogStatement.NONE
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-STATEMENT
   */
  readonly logStatement?: LogStatement;

  /**
   * Log the use of temporary files larger than this number of kilobytes.
   *
   * In steps of 1 kB, from 0 to about 2 TB. Or `Special.DISABLED` or `Special.ALL`. A change needs a reload;
   * superusers can set it for a session.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-TEMP-FILES
   */
  readonly logTempFiles?: Size | Special;

  /**
   * Sets the time zone to use in log messages.
   *
   * A change needs a reload.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-TIMEZONE
   */
  readonly logTimezone?: string;

  /**
   * Sets the minimum execution time above which a sample of statements will be logged. Sampling is determined by
   * log_statement_sample_rate.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED` or `Special.ALL`. A change needs a reload;
   * superusers can set it for a session.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-MIN-DURATION-SAMPLE
   */
  readonly logMinDurationSample?: Duration | Special;

  /**
   * Sets the minimum execution time above which all statements will be logged.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED` or `Special.ALL`. A change needs a reload;
   * superusers can set it for a session.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-MIN-DURATION-STATEMENT
   */
  readonly logMinDurationStatement?: Duration | Special;

  /**
   * Causes all statements generating error at or above this level to be logged.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default ServerMessageLevel.ERROR
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-MIN-ERROR-STATEMENT
   */
  readonly logMinErrorStatement?: ServerMessageLevel;

  /**
   * Sets the message levels that are logged.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default ServerMessageLevel.WARNING
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-MIN-MESSAGES
   */
  readonly logMinMessages?: ServerMessageLevel;

  /**
   * Time between progress updates for long-running startup operations.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default Duration.seconds(10)
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-STARTUP-PROGRESS-INTERVAL
   */
  readonly logStartupProgressInterval?: Duration | Special;

  /**
   * Fraction of statements exceeding "log_min_duration_sample" to be logged.
   *
   * From 0 to 1. A change needs a reload; superusers can set it for a session.
   *
   * @default 1
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-STATEMENT-SAMPLE-RATE
   */
  readonly logStatementSampleRate?: number;

  /**
   * Sets the fraction of transactions from which to log all statements.
   *
   * From 0 to 1. A change needs a reload; superusers can set it for a session.
   *
   * @default 0
   * @see https://www.postgresql.org/docs/17/runtime-config-logging.html#GUC-LOG-TRANSACTION-SAMPLE-RATE
   */
  readonly logTransactionSampleRate?: number;

  /**
   * Sets the consistency of accesses to statistics data.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default StatsFetchConsistency.CACHE
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-STATS-FETCH-CONSISTENCY
   */
  readonly statsFetchConsistency?: StatsFetchConsistency;

  /**
   * Collects information about executing commands.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-ACTIVITIES
   */
  readonly trackActivities?: boolean;

  /**
   * Sets the size reserved for pg_stat_activity.query, in bytes.
   *
   * In steps of 1 B, from 100 B to 1 MB. A change needs a restart.
   *
   * @default Size.kibibytes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-ACTIVITY-QUERY-SIZE
   */
  readonly trackActivityQuerySize?: Bytes | Size;

  /**
   * Collects statistics on database activity.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-COUNTS
   */
  readonly trackCounts?: boolean;

  /**
   * Collects function-level statistics on database activity.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default TrackFunctions.NONE
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-FUNCTIONS
   */
  readonly trackFunctions?: TrackFunctions;

  /**
   * Collects timing statistics for database I/O activity.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-IO-TIMING
   */
  readonly trackIoTiming?: boolean;

  /**
   * Collects timing statistics for WAL I/O activity.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-TRACK-WAL-IO-TIMING
   */
  readonly trackWalIoTiming?: boolean;

  /**
   * Enables in-core computation of query identifiers.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default ComputeQueryId.AUTO
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html#GUC-COMPUTE-QUERY-ID
   */
  readonly computeQueryId?: ComputeQueryId;

  /**
   * Writes executor performance statistics to the server log.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html
   */
  readonly logExecutorStats?: boolean;

  /**
   * Writes parser performance statistics to the server log.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html
   */
  readonly logParserStats?: boolean;

  /**
   * Writes planner performance statistics to the server log.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html
   */
  readonly logPlannerStats?: boolean;

  /**
   * Writes cumulative performance statistics to the server log.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-statistics.html
   */
  readonly logStatementStats?: boolean;

  /**
   * Starts the autovacuum subprocess.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM
   */
  readonly autovacuum?: boolean;

  /**
   * Number of tuple inserts, updates, or deletes prior to analyze as a fraction of reltuples.
   *
   * From 0 to 100. A change needs a reload.
   *
   * @default 0.1
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-ANALYZE-SCALE-FACTOR
   */
  readonly autovacuumAnalyzeScaleFactor?: number;

  /**
   * Minimum number of tuple inserts, updates, or deletes prior to analyze.
   *
   * From 0 to 2147483647. A change needs a reload.
   *
   * @default 50
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-ANALYZE-THRESHOLD
   */
  readonly autovacuumAnalyzeThreshold?: number;

  /**
   * Age at which to autovacuum a table to prevent transaction ID wraparound.
   *
   * From 100000 to 2000000000. A change needs a restart.
   *
   * @default 200000000
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-FREEZE-MAX-AGE
   */
  readonly autovacuumFreezeMaxAge?: number;

  /**
   * Sets the maximum number of simultaneously running autovacuum worker processes.
   *
   * From 1 to 262143. A change needs a restart.
   *
   * @default 3
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-MAX-WORKERS
   */
  readonly autovacuumMaxWorkers?: number;

  /**
   * Multixact age at which to autovacuum a table to prevent multixact wraparound.
   *
   * From 10000 to 2000000000. A change needs a restart.
   *
   * @default 400000000
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-MULTIXACT-FREEZE-MAX-AGE
   */
  readonly autovacuumMultixactFreezeMaxAge?: number;

  /**
   * Time to sleep between autovacuum runs.
   *
   * In steps of 1 s, from 1 s to about 24.9 d. A change needs a reload.
   *
   * @default Duration.minutes(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-NAPTIME
   */
  readonly autovacuumNaptime?: Duration;

  /**
   * Vacuum cost delay in milliseconds, for autovacuum.
   *
   * From 0 to 100 ms. Or `Special.INHERITED` or `Special.DISABLED`. A change needs a reload.
   *
   * @default Duration.millis(2)
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-COST-DELAY
   */
  readonly autovacuumVacuumCostDelay?: Duration | Milliseconds | Special;

  /**
   * Vacuum cost amount available before napping, for autovacuum.
   *
   * From 0 to 10000. Or `Special.INHERITED`. A change needs a reload.
   *
   * @default Special.INHERITED
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-COST-LIMIT
   */
  readonly autovacuumVacuumCostLimit?: number | Special;

  /**
   * Number of tuple inserts prior to vacuum as a fraction of reltuples.
   *
   * From 0 to 100. A change needs a reload.
   *
   * @default 0.2
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-INSERT-SCALE-FACTOR
   */
  readonly autovacuumVacuumInsertScaleFactor?: number;

  /**
   * Minimum number of tuple inserts prior to vacuum, or -1 to disable insert vacuums.
   *
   * From 0 to 2147483647. Or `Special.DISABLED`. A change needs a reload.
   *
   * @default 1000
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-INSERT-THRESHOLD
   */
  readonly autovacuumVacuumInsertThreshold?: number | Special;

  /**
   * Number of tuple updates or deletes prior to vacuum as a fraction of reltuples.
   *
   * From 0 to 100. A change needs a reload.
   *
   * @default 0.2
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-SCALE-FACTOR
   */
  readonly autovacuumVacuumScaleFactor?: number;

  /**
   * Minimum number of tuple updates or deletes prior to vacuum.
   *
   * From 0 to 2147483647. A change needs a reload.
   *
   * @default 50
   * @see https://www.postgresql.org/docs/17/runtime-config-autovacuum.html#GUC-AUTOVACUUM-VACUUM-THRESHOLD
   */
  readonly autovacuumVacuumThreshold?: number;

  /**
   * Sets the display format for date and time values.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DATESTYLE
   */
  readonly dateStyle?: string;

  /**
   * Sets the display format for interval values.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default IntervalStyle.POSTGRES
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-INTERVALSTYLE
   */
  readonly intervalStyle?: IntervalStyle;

  /**
   * Sets the time zone for displaying and interpreting time stamps.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-TIMEZONE
   */
  readonly timeZone?: string;

  /**
   * Sets the client's character set encoding.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - the database's encoding
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-CLIENT-ENCODING
   */
  readonly clientEncoding?: string;

  /**
   * Sets default text search configuration.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TEXT-SEARCH-CONFIG
   */
  readonly defaultTextSearchConfig?: string;

  /**
   * Sets the number of digits displayed for floating-point values.
   *
   * From -15 to 3. A change needs a reload; sessions can set their own.
   *
   * @default 1
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-EXTRA-FLOAT-DIGITS
   */
  readonly extraFloatDigits?: number;

  /**
   * Log level for reporting invalid ICU locale strings.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default IcuValidationLevel.WARNING
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-ICU-VALIDATION-LEVEL
   */
  readonly icuValidationLevel?: IcuValidationLevel;

  /**
   * Sets the language in which messages are displayed.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LC-MESSAGES
   */
  readonly lcMessages?: string;

  /**
   * Sets the locale for formatting monetary amounts.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LC-MONETARY
   */
  readonly lcMonetary?: string;

  /**
   * Sets the locale for formatting numbers.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LC-NUMERIC
   */
  readonly lcNumeric?: string;

  /**
   * Sets the locale for formatting date and time values.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - initdb's answer, from its environment
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LC-TIME
   */
  readonly lcTime?: string;

  /**
   * Selects a file of time zone abbreviations.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default 'Default'
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-TIMEZONE-ABBREVIATIONS
   */
  readonly timezoneAbbreviations?: string;

  /**
   * Sets the maximum allowed result for exact search by GIN.
   *
   * From 0 to 2147483647. Or `Special.UNLIMITED`. A change needs a reload; sessions can set their own.
   *
   * @default Special.UNLIMITED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-GIN-FUZZY-SEARCH-LIMIT
   */
  readonly ginFuzzySearchLimit?: number | Special;

  /**
   * JIT provider to use.
   *
   * A change needs a restart.
   *
   * @default 'llvmjit'
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-JIT-PROVIDER
   */
  readonly jitProvider?: string;

  /**
   * Lists unprivileged shared libraries to preload into each backend.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LOCAL-PRELOAD-LIBRARIES
   */
  readonly localPreloadLibraries?: string;

  /**
   * Lists shared libraries to preload into each backend.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-SESSION-PRELOAD-LIBRARIES
   */
  readonly sessionPreloadLibraries?: string;

  /**
   * Lists shared libraries to preload into server.
   *
   * A change needs a restart.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-SHARED-PRELOAD-LIBRARIES
   */
  readonly sharedPreloadLibraries?: string;

  /**
   * Sets the output format for bytea.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default ByteaOutput.HEX
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-BYTEA-OUTPUT
   */
  readonly byteaOutput?: ByteaOutput;

  /**
   * Check routine bodies during CREATE FUNCTION and CREATE PROCEDURE.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES
   */
  readonly checkFunctionBodies?: boolean;

  /**
   * Sets the message levels that are sent to the client.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default ClientMinMessages.NOTICE
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-CLIENT-MIN-MESSAGES
   */
  readonly clientMinMessages?: ClientMinMessages;

  /**
   * Sets whether a CREATEROLE user automatically grants the role to themselves, and with which options.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-CREATEROLE-SELF-GRANT
   */
  readonly createroleSelfGrant?: string;

  /**
   * Sets the default table access method for new tables.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default 'heap'
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TABLE-ACCESS-METHOD
   */
  readonly defaultTableAccessMethod?: string;

  /**
   * Sets the default tablespace to create tables and indexes in.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TABLESPACE
   */
  readonly defaultTablespace?: string;

  /**
   * Sets the default compression method for compressible values.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default DefaultToastCompression.PGLZ
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TOAST-COMPRESSION
   */
  readonly defaultToastCompression?: DefaultToastCompression;

  /**
   * Sets the default deferrable status of new transactions.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TRANSACTION-DEFERRABLE
   */
  readonly defaultTransactionDeferrable?: boolean;

  /**
   * Sets the transaction isolation level of each new transaction.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default DefaultTransactionIsolation.READ_COMMITTED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TRANSACTION-ISOLATION
   */
  readonly defaultTransactionIsolation?: DefaultTransactionIsolation;

  /**
   * Sets the default read-only status of new transactions.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-DEFAULT-TRANSACTION-READ-ONLY
   */
  readonly defaultTransactionReadOnly?: boolean;

  /**
   * Enables event triggers.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-EVENT-TRIGGERS
   */
  readonly eventTriggers?: boolean;

  /**
   * Sets the maximum size of the pending list for GIN index.
   *
   * In steps of 1 kB, from 64 kB to about 2 TB. A change needs a reload; sessions can set their own.
   *
   * @default Size.mebibytes(4)
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-GIN-PENDING-LIST-LIMIT
   */
  readonly ginPendingListLimit?: Size;

  /**
   * Sets the maximum allowed idle time between queries, when in a transaction.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
   */
  readonly idleInTransactionSessionTimeout?: Duration | Special;

  /**
   * Sets the maximum allowed idle time between queries, when not in a transaction.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-IDLE-SESSION-TIMEOUT
   */
  readonly idleSessionTimeout?: Duration | Special;

  /**
   * Sets the maximum allowed duration of any wait for a lock.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-LOCK-TIMEOUT
   */
  readonly lockTimeout?: Duration | Special;

  /**
   * Prohibits access to non-system relations of specified kinds.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-RESTRICT-NONSYSTEM-RELATION-KIND
   */
  readonly restrictNonsystemRelationKind?: string;

  /**
   * Enable row security.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-ROW-SECURITY
   */
  readonly rowSecurity?: boolean;

  /**
   * Sets the schema search order for names that are not schema-qualified.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default '"$user", public'
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-SEARCH-PATH
   */
  readonly searchPath?: string;

  /**
   * Sets the session's behavior for triggers and rewrite rules.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default SessionReplicationRole.ORIGIN
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE
   */
  readonly sessionReplicationRole?: SessionReplicationRole;

  /**
   * Sets the maximum allowed duration of any statement.
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-STATEMENT-TIMEOUT
   */
  readonly statementTimeout?: Duration | Special;

  /**
   * Sets the tablespace(s) to use for temporary tables and sort files.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default - empty
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-TEMP-TABLESPACES
   */
  readonly tempTablespaces?: string;

  /**
   * Sets the maximum allowed duration of any transaction within a session (not a prepared transaction).
   *
   * In steps of 1 ms, from 0 to about 24.9 d. Or `Special.DISABLED`. A change needs a reload; sessions can set their
   * own.
   *
   * @default Special.DISABLED
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-TRANSACTION-TIMEOUT
   */
  readonly transactionTimeout?: Duration | Special;

  /**
   * Age at which VACUUM should trigger failsafe to avoid a wraparound outage.
   *
   * From 0 to 2100000000. A change needs a reload; sessions can set their own.
   *
   * @default 1600000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-FAILSAFE-AGE
   */
  readonly vacuumFailsafeAge?: number;

  /**
   * Minimum age at which VACUUM should freeze a table row.
   *
   * From 0 to 1000000000. A change needs a reload; sessions can set their own.
   *
   * @default 50000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-FREEZE-MIN-AGE
   */
  readonly vacuumFreezeMinAge?: number;

  /**
   * Age at which VACUUM should scan whole table to freeze tuples.
   *
   * From 0 to 2000000000. A change needs a reload; sessions can set their own.
   *
   * @default 150000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-FREEZE-TABLE-AGE
   */
  readonly vacuumFreezeTableAge?: number;

  /**
   * Multixact age at which VACUUM should trigger failsafe to avoid a wraparound outage.
   *
   * From 0 to 2100000000. A change needs a reload; sessions can set their own.
   *
   * @default 1600000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-MULTIXACT-FAILSAFE-AGE
   */
  readonly vacuumMultixactFailsafeAge?: number;

  /**
   * Minimum age at which VACUUM should freeze a MultiXactId in a table row.
   *
   * From 0 to 1000000000. A change needs a reload; sessions can set their own.
   *
   * @default 5000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-MULTIXACT-FREEZE-MIN-AGE
   */
  readonly vacuumMultixactFreezeMinAge?: number;

  /**
   * Multixact age at which VACUUM should scan whole table to freeze tuples.
   *
   * From 0 to 2000000000. A change needs a reload; sessions can set their own.
   *
   * @default 150000000
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-VACUUM-MULTIXACT-FREEZE-TABLE-AGE
   */
  readonly vacuumMultixactFreezeTableAge?: number;

  /**
   * Sets how binary values are to be encoded in XML.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default Xmlbinary.BASE64
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-XMLBINARY
   */
  readonly xmlbinary?: Xmlbinary;

  /**
   * Sets whether XML data in implicit parsing and serialization operations is to be considered as documents or
   * content fragments.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default Xmloption.CONTENT
   * @see https://www.postgresql.org/docs/17/runtime-config-client.html#GUC-XMLOPTION
   */
  readonly xmloption?: Xmloption;

  /**
   * Sets the time to wait on a lock before checking for deadlock.
   *
   * In steps of 1 ms, from 1 ms to about 24.9 d. A change needs a reload; superusers can set it for a session.
   *
   * @default Duration.seconds(1)
   * @see https://www.postgresql.org/docs/17/runtime-config-locks.html#GUC-DEADLOCK-TIMEOUT
   */
  readonly deadlockTimeout?: Duration;

  /**
   * Sets the maximum number of locks per transaction.
   *
   * From 10 to 2147483647. A change needs a restart.
   *
   * @default 64
   * @see https://www.postgresql.org/docs/17/runtime-config-locks.html#GUC-MAX-LOCKS-PER-TRANSACTION
   */
  readonly maxLocksPerTransaction?: number;

  /**
   * Sets the maximum number of predicate-locked tuples per page.
   *
   * From 0 to 2147483647. A change needs a reload.
   *
   * @default 2
   * @see https://www.postgresql.org/docs/17/runtime-config-locks.html#GUC-MAX-PRED-LOCKS-PER-PAGE
   */
  readonly maxPredLocksPerPage?: number;

  /**
   * Sets the maximum number of predicate-locked pages and tuples per relation.
   *
   * From -2147483648 to 2147483647. A change needs a reload.
   *
   * @default -2
   * @see https://www.postgresql.org/docs/17/runtime-config-locks.html#GUC-MAX-PRED-LOCKS-PER-RELATION
   */
  readonly maxPredLocksPerRelation?: number;

  /**
   * Sets the maximum number of predicate locks per transaction.
   *
   * From 10 to 2147483647. A change needs a restart.
   *
   * @default 64
   * @see https://www.postgresql.org/docs/17/runtime-config-locks.html#GUC-MAX-PRED-LOCKS-PER-TRANSACTION
   */
  readonly maxPredLocksPerTransaction?: number;

  /**
   * Treats "expr=NULL" as "expr IS NULL".
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-TRANSFORM-NULL-EQUALS
   */
  readonly transformNullEquals?: boolean;

  /**
   * Enable input of NULL elements in arrays.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-ARRAY-NULLS
   */
  readonly arrayNulls?: boolean;

  /**
   * Sets whether "\'" is allowed in string literals.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default BackslashQuote.SAFE_ENCODING
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-BACKSLASH-QUOTE
   */
  readonly backslashQuote?: BackslashQuote;

  /**
   * Warn about backslash escapes in ordinary string literals.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-ESCAPE-STRING-WARNING
   */
  readonly escapeStringWarning?: boolean;

  /**
   * Enables backward compatibility mode for privilege checks on large objects.
   *
   * A change needs a reload; superusers can set it for a session.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-LO-COMPAT-PRIVILEGES
   */
  readonly loCompatPrivileges?: boolean;

  /**
   * When generating SQL fragments, quote all identifiers.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-QUOTE-ALL-IDENTIFIERS
   */
  readonly quoteAllIdentifiers?: boolean;

  /**
   * Causes '...' strings to treat backslashes literally.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-STANDARD-CONFORMING-STRINGS
   */
  readonly standardConformingStrings?: boolean;

  /**
   * Enable synchronized sequential scans.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-compatible.html#GUC-SYNCHRONIZE-SEQSCANS
   */
  readonly synchronizeSeqscans?: boolean;

  /**
   * Whether to continue running after a failure to sync data files.
   *
   * A change needs a restart.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-error-handling.html#GUC-DATA-SYNC-RETRY
   */
  readonly dataSyncRetry?: boolean;

  /**
   * Terminate session on any error.
   *
   * A change needs a reload; sessions can set their own.
   *
   * @default false
   * @see https://www.postgresql.org/docs/17/runtime-config-error-handling.html#GUC-EXIT-ON-ERROR
   */
  readonly exitOnError?: boolean;

  /**
   * Sets the method for synchronizing the data directory before crash recovery.
   *
   * A change needs a reload.
   *
   * @default RecoveryInitSyncMethod.FSYNC
   * @see https://www.postgresql.org/docs/17/runtime-config-error-handling.html#GUC-RECOVERY-INIT-SYNC-METHOD
   */
  readonly recoveryInitSyncMethod?: RecoveryInitSyncMethod;

  /**
   * Reinitialize server after backend crash.
   *
   * A change needs a reload.
   *
   * @default true
   * @see https://www.postgresql.org/docs/17/runtime-config-error-handling.html#GUC-RESTART-AFTER-CRASH
   */
  readonly restartAfterCrash?: boolean;
}
