import { createHash } from 'node:crypto';
import { databasesWithPartitions } from '../profile/partitioned-databases';
import { PARTITION_LIBRARY } from './partitions-sql';
import { databasesSql } from './reconcile-databases';
import { loginsTsv, loginTrials } from './reconcile-logins';
import { rolesSql } from './reconcile-roles';
import { databaseSql } from './reconcile-schemas';
import { MAINTENANCE_DATABASE, type ReconcileState } from './reconcile-state';

/**
 * The generated files that `reconcile.sh` runs, by name: data of the profile, which the statements of `sql/lib` apply.
 *
 * @param source where a role's password comes from, for messages
 */
export function reconcileFiles(state: ReconcileState, source: (role: string) => string): Record<string, string> {
  const databases = [...new Set([MAINTENANCE_DATABASE, ...Object.keys(state.databases)])];
  return {
    '10-roles.sql': rolesSql(state),
    '20-databases.sql': databasesSql(state),
    ...Object.fromEntries(databases.map((name) => [databaseFile(name), databaseSql(state, name)])),
    'databases.tsv': databases.map((name) => `${databaseFile(name)}\t${name}\n`).join(''),
    'logins.tsv': loginsTsv(loginTrials(state), source),
  };
}

/** The files of `sql/lib` that the generated ones include. */
export function reconcileLibrary(state: ReconcileState): readonly string[] {
  const partitions = databasesWithPartitions(state).length > 0 ? PARTITION_LIBRARY : PARTITION_LIBRARY.slice(0, 1);
  return [...RECONCILE_LIBRARY, ...partitions];
}

const RECONCILE_LIBRARY: readonly string[] = [
  'reconcile-run.sql',
  'reconcile-roles.sql',
  'reconcile-settings.sql',
  'reconcile-create-databases.sql',
  'reconcile-databases.sql',
  'reconcile-schemas.sql',
  'reconcile-privileges.sql',
  'reconcile-default-privileges.sql',
  'pgbouncer-lookup.sql',
  'pgbouncer-no-lookup.sql',
  'reconcile-rewind.sql',
];

/** Keys of a ConfigMap hold few characters: a name with others is told apart by a hash. */
export function databaseFile(database: string): string {
  const plain = database.replaceAll(/[^A-Za-z0-9_.-]/g, '_');
  if (plain === database) return `30-${plain}.sql`;
  return `30-${plain}-${createHash('sha256').update(database).digest('hex').slice(0, 8)}.sql`;
}
