import type { Major } from '../../lib/parameters/majors';
import type { Setting } from './settings';

/** What differs from the answer of the servers that npm has. */
export interface Overlay {
  /** Values of an enum that the images' builds have beside those that npm's have. */
  readonly addValues?: readonly string[];
  /** Values that the platform refuses. */
  readonly removeValues?: readonly string[];
  readonly min?: number;
  readonly multipleOf?: number;
  /** The documented default, where pg_settings says what this machine or build happens to have. */
  readonly default?: string;
  /** A unit that pg_settings does not know. */
  readonly unitNote?: string;
}

const byInitdb = "- initdb's answer, from its environment";
/** A bank of an SLRU is 16 pages; the server's check hook refuses anything else. */
const slru: Overlay = { multipleOf: 16 };

/** By parameter, for every major that has it. */
const overlays: Readonly<Record<string, Overlay>> = {
  // npm's servers are built without lz4, zstd and liburing; Debian's and the official images are built with them.
  default_toast_compression: { addValues: ['lz4'] },
  io_method: { addValues: ['io_uring'] },
  wal_compression: { addValues: ['lz4', 'zstd'] },
  // The platform promises TLS 1.2 at least.
  ssl_max_protocol_version: { removeValues: ['TLSv1', 'TLSv1.1'] },
  ssl_min_protocol_version: { removeValues: ['TLSv1', 'TLSv1.1'] },
  // A server with segments of 16 MB does not start with less than two of them.
  max_wal_size: { min: 32 },
  min_wal_size: { min: 32 },
  // -1 lets the server choose; its check hook refuses 0.
  io_max_concurrency: { min: 1 },
  // 0 means no limit; from 1 kB to 127 kB the server's check hook refuses.
  vacuum_buffer_usage_limit: { min: 128 },
  commit_timestamp_buffers: slru,
  multixact_member_buffers: slru,
  multixact_offset_buffers: slru,
  notify_buffers: slru,
  serializable_buffers: slru,
  subtransaction_buffers: slru,
  transaction_buffers: slru,
  // Units that only the manual knows.
  commit_delay: { unitNote: 'microseconds' },
  // The boot value is replaced at start, by initdb's answers or by the limits of the machine.
  DateStyle: { default: byInitdb },
  TimeZone: { default: byInitdb },
  client_encoding: { default: "- the database's encoding" },
  default_text_search_config: { default: byInitdb },
  lc_messages: { default: byInitdb },
  lc_monetary: { default: byInitdb },
  lc_numeric: { default: byInitdb },
  lc_time: { default: byInitdb },
  log_timezone: { default: byInitdb },
  max_stack_depth: { default: "2MB, or less where the kernel's limit is lower" },
  timezone_abbreviations: { default: "'Default'" },
};

/** A setting as the platform's images have it. */
export function withOverlay(setting: Setting): Setting & Pick<Overlay, 'multipleOf' | 'default' | 'unitNote'> {
  const { addValues = [], removeValues = [], min, ...rest } = overlays[setting.name] ?? {};
  const missing = addValues.filter((value) => !setting.enumValues?.includes(value));
  const enumValues = setting.enumValues && [...setting.enumValues, ...missing];
  return {
    ...setting,
    ...rest,
    enumValues: enumValues?.filter((value) => !removeValues.includes(value)),
    min: min ?? setting.min,
  };
}

/** Names in the overlay that a major's server does not have are expected; names that no major has are mistakes. */
export function unusedOverlays(settings: ReadonlyMap<Major, readonly Setting[]>): string[] {
  const known = new Set([...settings.values()].flat().map((setting) => setting.name));
  return Object.keys(overlays).filter((name) => !known.has(name));
}
