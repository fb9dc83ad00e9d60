import type { PostgresProfile } from './profile';

/** The databases that pools lead to, each once, by name. */
export function databasesOfPools({ pools = {} }: Pick<PostgresProfile, 'pools'>): string[] {
  const names = Object.values(pools).flatMap(({ databases }) =>
    Object.entries(databases).map(([entry, { database = entry }]) => database),
  );
  return [...new Set(names)].sort();
}
