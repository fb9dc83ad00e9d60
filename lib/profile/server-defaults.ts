const MIB = 1024 ** 2;

/**
 * What a server of any supported major runs with where the profile is silent: bytes, milliseconds, plain numbers, 1 for
 * on. PostgreSQL's own values, but for wal_keep_size, which Patroni sets.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config.html
 * @see https://patroni.readthedocs.io/en/latest/patroni_configuration.html
 */
export const SERVER_DEFAULTS = {
  autovacuum: 1,
  autovacuum_max_workers: 3,
  autovacuum_work_mem: -1,
  effective_cache_size: 4096 * MIB,
  hash_mem_multiplier: 2,
  hot_standby_feedback: 0,
  maintenance_work_mem: 64 * MIB,
  max_connections: 100,
  max_locks_per_transaction: 64,
  max_prepared_transactions: 0,
  max_replication_slots: 10,
  max_slot_wal_keep_size: -1,
  max_standby_streaming_delay: 30_000,
  max_wal_senders: 10,
  max_wal_size: 1024 * MIB,
  max_worker_processes: 8,
  reserved_connections: 0,
  shared_buffers: 128 * MIB,
  superuser_reserved_connections: 3,
  wal_keep_size: 128 * MIB,
  work_mem: 4 * MIB,
} as const;

export type ServerFigure = keyof typeof SERVER_DEFAULTS;

/** Size of `/dev/shm`, unless the group says another. */
export const SHARED_MEMORY_MIB = 256;

/** Patroni's times in seconds, unless the profile says others. Its own for a crashed primary would be 300 s. */
export const FAILOVER_DEFAULTS = { ttl: 30, loopWait: 10, retryTimeout: 10, primaryStartTimeout: 60 } as const;

/**
 * A Patroni that hangs loses its lock after `ttl`, 30 s by default, and another member becomes primary. Until the container
 * is killed, sessions that were open still write to the old server, and what they write is lost when it is rewound. So it
 * has as long as the lock, and no grace: the minutes of an orderly stop are for a Patroni that still answers.
 */
export const HUNG_PROBE = { periodSeconds: 10, failures: 3, graceSeconds: 1 } as const;

/**
 * One instance that hangs has nobody who takes over, so it has more time, and some grace to end in order. It is down for
 * as long: `restartFailures` in lib/profile/failover-times.ts calculates with it.
 */
export const SINGLE_PROBE = { periodSeconds: 10, failures: 6, graceSeconds: 30 } as const;
