import { Extension } from './extensions';

/** Databases whose partitions pg_partman looks after. */
export function partitionedDatabases(owner: {
  readonly databases: { readonly [name: string]: { readonly extensions?: readonly Extension[] } };
}): string[] {
  return Object.entries(owner.databases)
    .filter(([, { extensions = [] }]) => extensions.includes(Extension.PG_PARTMAN))
    .map(([name]) => name);
}
