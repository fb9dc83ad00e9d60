import type { PgBouncerDatabase } from './pgbouncer-ini';

/** An entry by which PgBouncer looks secrets up, and nothing else. */
export interface PgBouncerLookup {
  /** Its name in the section [databases]. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** A database that a pool entry goes to on these servers: the lookup role may connect to it. */
  readonly database: string;
}

/** Server connections of one lookup entry in one pod: a lookup takes a millisecond. */
export const LOOKUP_CONNECTIONS = 2;

/** What names of lookup entries begin with; no other entry may. */
export const LOOKUP_PREFIX = 'pgbouncer_lookup_';

/**
 * One lookup entry for each Service behind a pool. Every login needs a lookup: with the connections of the entry that
 * the client asks for, nobody could log in while those are all busy.
 */
export function pgbouncerLookups(databases: Readonly<Record<string, PgBouncerDatabase>>): readonly PgBouncerLookup[] {
  const first = new Map<string, PgBouncerDatabase>();
  for (const entry of Object.values(databases)) {
    if (!first.has(serviceOf(entry))) first.set(serviceOf(entry), entry);
  }
  return [...first.values()].map(({ host, port, database }, index) => ({
    name: `${LOOKUP_PREFIX}${index + 1}`,
    host,
    port,
    database,
  }));
}

/** The name of the lookup entry that serves an entry. */
export function lookupOf(entry: PgBouncerDatabase, lookups: readonly PgBouncerLookup[]): string | undefined {
  return lookups.find((lookup) => serviceOf(lookup) === serviceOf(entry))?.name;
}

function serviceOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}
