/** What a specification asks for, and what the exporter emits for it. */
export interface MetricName {
  /** The name as a specification has it. */
  readonly asked: string;
  /** PromQL that gives it, in names that the exporter emits. */
  readonly expression: string;
  /** The names in `expression`. */
  readonly emitted: readonly string[];
  /** Where the two differ in meaning. @default - they do not */
  readonly note?: string;
}

/**
 * The key metrics of specifications, as postgres_exporter 0.19 and 0.20 emit them (0.17: the size of a table is
 * `pg_stat_user_tables_size_bytes`).
 *
 * @see https://github.com/prometheus-community/postgres_exporter/tree/v0.19.1/collector
 */
export const KEY_METRICS: readonly MetricName[] = [
  same('pg_stat_database_numbackends'),
  same('pg_settings_max_connections'),
  { asked: 'pg_stat_statements_total_time', ...alone('pg_stat_statements_seconds_total'), note: 'In seconds.' },
  {
    asked: 'pg_stat_statements_mean_time',
    expression: 'rate(pg_stat_statements_seconds_total[5m]) / rate(pg_stat_statements_calls_total[5m])',
    emitted: ['pg_stat_statements_seconds_total', 'pg_stat_statements_calls_total'],
    note: 'In seconds, over the last five minutes rather than since the statistics were reset.',
  },
  { asked: 'pg_stat_statements_calls', ...alone('pg_stat_statements_calls_total') },
  {
    ...same('pg_replication_lag_seconds'),
    note: 'Emitted by each standby. 0 where everything received is replayed, so also while it is cut off: alert on pg_stat_replication too.',
  },
  {
    asked: 'pg_table_bloat_bytes',
    expression:
      'pg_stat_user_tables_table_size_bytes * pg_stat_user_tables_n_dead_tup / (pg_stat_user_tables_n_live_tup + pg_stat_user_tables_n_dead_tup > 0)',
    emitted: [
      'pg_stat_user_tables_table_size_bytes',
      'pg_stat_user_tables_n_dead_tup',
      'pg_stat_user_tables_n_live_tup',
    ],
    note: 'No exporter measures bloat: this is the share of dead rows. Space that vacuum freed and nobody uses is not in it.',
  },
  { asked: 'pg_database_blks_hit', ...alone('pg_stat_database_blks_hit') },
  { asked: 'pg_database_blks_read', ...alone('pg_stat_database_blks_read') },
];

/** Further names that rules, dashboards and runbooks build on, emitted by every instance. */
export const INSTANCE_METRICS = [
  'pg_up',
  'pg_database_size_bytes',
  'pg_database_wraparound_age_datfrozenxid_seconds',
  'pg_locks_count',
  'pg_long_running_transactions_oldest_timestamp_seconds',
  'pg_postmaster_start_time_seconds',
  'pg_replication_is_replica',
  'pg_stat_activity_count',
  'pg_stat_archiver_archived_count',
  'pg_stat_archiver_failed_count',
  'pg_stat_archiver_last_archive_age',
  'pg_stat_database_deadlocks',
  'pg_stat_database_temp_bytes',
  'pg_stat_user_tables_last_autovacuum',
  'pg_statio_user_tables_heap_blocks_hit',
  'pg_wal_size_bytes',
] as const;

/** Names that only an instance with replication slots, or with a standby, emits. */
export const UPSTREAM_METRICS = [
  'pg_replication_slot_slot_is_active',
  'pg_replication_slots_pg_wal_lsn_diff',
  'pg_stat_replication_pg_wal_lsn_diff',
] as const;

function same(name: string): MetricName {
  return { asked: name, ...alone(name) };
}

function alone(name: string): Omit<MetricName, 'asked'> {
  return { expression: name, emitted: [name] };
}
