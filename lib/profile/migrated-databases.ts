import type { Database } from './databases';

/** Databases that have migrations. */
export function migratedDatabases(owner: { readonly databases: { readonly [name: string]: Database } }): string[] {
  return Object.entries(owner.databases)
    .filter(([, { migrations }]) => migrations !== undefined)
    .map(([name]) => name);
}
