import type { SpecialName } from './values';

/** The special values that one parameter takes, with the figures that the server reads. */
export type Specials = Readonly<Partial<Record<SpecialName, number>>>;

/** The special values of a parameter of PostgreSQL; none where it has no entry. */
export function specialsOf(name: string): Specials {
  return specials[name] ?? {};
}

const zeroDisables: Specials = { DISABLED: 0 };
const zeroAutomatic: Specials = { AUTOMATIC: 0 };
const zeroUnlimited: Specials = { UNLIMITED: 0 };
const zeroSystem: Specials = { SYSTEM: 0 };
const minusDisables: Specials = { DISABLED: -1 };
const minusUnlimited: Specials = { UNLIMITED: -1 };
/** Of what is logged above a threshold: nothing, or everything. */
const threshold: Specials = { DISABLED: -1, ALL: 0 };
/** Of how much of a value is logged: nothing, or all of it. */
const lengthLogged: Specials = { UNLIMITED: -1, DISABLED: 0 };

/** pg_settings does not say what -1 and 0 mean; the manual's text does. */
const specials: Readonly<Record<string, Specials>> = {
  autovacuum_vacuum_cost_delay: { INHERITED: -1, DISABLED: 0 },
  autovacuum_vacuum_cost_limit: { INHERITED: -1 },
  autovacuum_vacuum_insert_threshold: minusDisables,
  autovacuum_vacuum_max_threshold: minusDisables,
  autovacuum_work_mem: { INHERITED: -1 },
  backend_flush_after: zeroDisables,
  bgwriter_flush_after: zeroDisables,
  bgwriter_lru_maxpages: zeroDisables,
  checkpoint_flush_after: zeroDisables,
  checkpoint_warning: zeroDisables,
  client_connection_check_interval: zeroDisables,
  commit_timestamp_buffers: zeroAutomatic,
  effective_io_concurrency: zeroDisables,
  geqo_generations: zeroAutomatic,
  geqo_pool_size: zeroAutomatic,
  gin_fuzzy_search_limit: zeroUnlimited,
  huge_page_size: zeroSystem,
  idle_in_transaction_session_timeout: zeroDisables,
  idle_replication_slot_timeout: zeroDisables,
  idle_session_timeout: zeroDisables,
  io_max_concurrency: { AUTOMATIC: -1 },
  jit_above_cost: minusDisables,
  jit_inline_above_cost: minusDisables,
  jit_optimize_above_cost: minusDisables,
  lock_timeout: zeroDisables,
  log_autovacuum_min_duration: threshold,
  log_min_duration_sample: threshold,
  log_min_duration_statement: threshold,
  log_parameter_max_length: lengthLogged,
  log_parameter_max_length_on_error: lengthLogged,
  log_startup_progress_interval: zeroDisables,
  log_temp_files: threshold,
  maintenance_io_concurrency: zeroDisables,
  max_slot_wal_keep_size: minusUnlimited,
  max_standby_archive_delay: minusUnlimited,
  max_standby_streaming_delay: minusUnlimited,
  min_dynamic_shared_memory: zeroDisables,
  old_snapshot_threshold: minusDisables,
  recovery_min_apply_delay: zeroDisables,
  statement_timeout: zeroDisables,
  subtransaction_buffers: zeroAutomatic,
  tcp_keepalives_count: zeroSystem,
  tcp_keepalives_idle: zeroSystem,
  tcp_keepalives_interval: zeroSystem,
  tcp_user_timeout: zeroSystem,
  temp_file_limit: minusUnlimited,
  transaction_buffers: zeroAutomatic,
  transaction_timeout: zeroDisables,
  vacuum_buffer_usage_limit: zeroUnlimited,
  vacuum_cost_delay: zeroDisables,
  wal_buffers: { AUTOMATIC: -1 },
  wal_keep_size: zeroDisables,
  wal_receiver_status_interval: zeroDisables,
  wal_receiver_timeout: zeroDisables,
  wal_sender_timeout: zeroDisables,
  wal_summary_keep_time: zeroUnlimited,
};
