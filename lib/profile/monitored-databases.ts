import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { Extension } from './extensions';
import type { PostgresProfile } from './profile';

/** The databases that exporters connect to, each once; server-wide figures come from the first. */
export function monitoredDatabases({ monitoring, databases }: PostgresProfile): readonly string[] {
  if (monitoring?.databases && monitoring.databases.length > 0) return [...new Set(monitoring.databases)];
  const names = Object.keys(databases);
  const withStatements = names.filter((name) => databases[name]?.extensions?.includes(Extension.PG_STAT_STATEMENTS));
  if (withStatements.length > 0) return withStatements;
  return names.length > 0 ? names.slice(0, 1) : [MAINTENANCE_DATABASE];
}
