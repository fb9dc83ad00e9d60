/**
 * How the partitions of a table are looked after, by functions that the reconcile job installs. A migration creates the
 * table, `partition by range` of one column (timestamptz, timestamp or date), and its default partition.
 *
 * @see https://www.postgresql.org/docs/current/ddl-partitioning.html
 */
export interface PartitionedTable {
  /** How long a partition is. Names tell: `<table>_y2025m01`, `<table>_y2025m01d15`. */
  readonly interval: PartitionInterval;
  /**
   * How many intervals there are ahead of the current one: 1 to 1000, and no fewer than there are from one run of
   * `maintenance.partitions` to the next.
   */
  readonly premake: number;
  /**
   * How many intervals are kept beside the current one. A partition is retired once its whole range is older.
   *
   * @default - all are kept
   */
  readonly retention?: number;
  /** What becomes of a partition that is out of retention. @default PartitionRetire.DETACH */
  readonly retire?: PartitionRetire;
  /**
   * The schema that partitions are made in: `public` or one of the database's `schemas`. The table's owner must be
   * allowed to create in it. Who has no access to it reads the rows through the table alone.
   *
   * @default - the table's schema
   */
  readonly schema?: string;
  /**
   * IANA name of the time zone whose midnights part a timestamptz column, and whose date it is now.
   *
   * @default UTC
   */
  readonly timeZone?: string;
}

export enum PartitionInterval {
  DAY = 'day',
  /** A month of the calendar. */
  MONTH = 'month',
}

export enum PartitionRetire {
  /** It becomes a table of its own, with the same name: a wrong figure costs disk and not data. Somebody drops it. */
  DETACH = 'detach',
  /** It is dropped with its rows. */
  DROP = 'drop',
}

/** What a table's partition has after the table's name. */
export const PARTITION_SUFFIXES: Readonly<Record<PartitionInterval, string>> = {
  [PartitionInterval.DAY]: '_y2025m01d15',
  [PartitionInterval.MONTH]: '_y2025m01',
};

/** Schema and name of a table that is declared as `table`, in public, or as `schema.table`. */
export function tableOf(key: string): { readonly schema: string; readonly table: string } {
  const dot = key.indexOf('.');
  return dot < 0 ? { schema: 'public', table: key } : { schema: key.slice(0, dot), table: key.slice(dot + 1) };
}
