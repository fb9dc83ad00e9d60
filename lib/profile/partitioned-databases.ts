import { Extension } from './extensions';
import type { PartitionedTable } from './partitions';

interface Databases {
  readonly databases: {
    readonly [name: string]: {
      readonly extensions?: readonly Extension[];
      readonly partitions?: { readonly [table: string]: PartitionedTable };
    };
  };
}

/** Databases whose partitions somebody looks after: pg_partman, the platform's own library, or both. */
export function partitionedDatabases(owner: Databases): string[] {
  const names = new Set([...databasesWithPartman(owner), ...databasesWithPartitions(owner)]);
  return Object.keys(owner.databases).filter((name) => names.has(name));
}

/** Databases whose partitions pg_partman looks after. */
export function databasesWithPartman({ databases }: Databases): string[] {
  return Object.entries(databases)
    .filter(([, { extensions = [] }]) => extensions.includes(Extension.PG_PARTMAN))
    .map(([name]) => name);
}

/** Databases that declare partitions, which the platform's own library looks after. */
export function databasesWithPartitions({ databases }: Databases): string[] {
  return Object.entries(databases)
    .filter(([, { partitions = {} }]) => Object.keys(partitions).length > 0)
    .map(([name]) => name);
}
