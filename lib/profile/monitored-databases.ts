import { Extension } from './extensions';
import type { PostgresProfile } from './profile';

/** The databases that exporters connect to; server-wide figures come from the first. */
export function monitoredDatabases({ monitoring, databases }: PostgresProfile): readonly string[] {
  if (monitoring?.databases && monitoring.databases.length > 0) return monitoring.databases;
  const names = Object.keys(databases);
  const withStatements = names.filter((name) => databases[name]?.extensions?.includes(Extension.PG_STAT_STATEMENTS));
  return withStatements.length > 0 ? withStatements : names.slice(0, 1);
}
