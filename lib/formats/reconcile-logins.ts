import { passwordVariable } from '../names';
import { partitionedDatabases } from '../profile/partitioned-databases';
import { rolesThatConnect } from './reconcile-databases';
import { MAINTENANCE_DATABASE, migratedDatabases, pooledDatabases, type ReconcileState } from './reconcile-state';

/** How the script tries a role's password. */
export interface LoginTrial {
  readonly role: string;
  /** The environment variable with the password. */
  readonly variable: string;
  /** A connection to a database, or to the WAL sender. */
  readonly kind: 'database' | 'replication';
  /** Where it may log in. The next one is tried where pg_hba.conf does not let it into one. */
  readonly databases: readonly string[];
}

/** Every role that logs in, the superuser excepted: the job itself is that one. */
export function loginTrials(state: ReconcileState): LoginTrial[] {
  const { replication, rewind, monitoring, lookup, dump, maintenance, migration } = state.systemRoles;
  const own = Object.entries(state.roles)
    .filter(([, { login }]) => login ?? true)
    .map(([role]) => trial(role, 'database', homesOf(state, role)));
  return [
    ...own,
    ...system(replication, 'replication', []),
    ...system(rewind, 'database', [MAINTENANCE_DATABASE]),
    ...system(monitoring, 'database', [MAINTENANCE_DATABASE]),
    ...system(lookup, 'database', pooledDatabases(state)),
    ...system(dump, 'database', [MAINTENANCE_DATABASE]),
    ...system(maintenance, 'database', partitionedDatabases(state)),
    ...system(migration, 'database', migratedDatabases(state)),
  ];
}

/**
 * `logins.tsv`: role, variable, kind, where the password comes from (for messages), and the databases.
 *
 * @param source for each role, such as `key dict-core-user-password of Secret postgres-secrets`
 */
export function loginsTsv(trials: readonly LoginTrial[], source: (role: string) => string): string {
  return trials
    .map(({ role, variable, kind, databases }) => `${[role, variable, kind, source(role), ...databases].join('\t')}\n`)
    .join('');
}

/** The databases that a role may connect to, itself or by a membership that it inherits. */
function homesOf(state: ReconcileState, role: string): string[] {
  const identities = identitiesOf(state, role);
  return Object.entries(state.databases)
    .filter(([, database]) => rolesThatConnect(database).some((name) => identities.has(name)))
    .map(([name]) => name);
}

function identitiesOf(state: ReconcileState, role: string, found = new Set<string>()): Set<string> {
  if (found.has(role)) return found;
  found.add(role);
  const { inherit = true, memberOf = [] } = state.roles[role] ?? {};
  if (inherit) for (const group of memberOf) identitiesOf(state, group, found);
  return found;
}

function system(role: string | undefined, kind: LoginTrial['kind'], databases: readonly string[]): LoginTrial[] {
  return role === undefined ? [] : [trial(role, kind, databases)];
}

function trial(role: string, kind: LoginTrial['kind'], databases: readonly string[]): LoginTrial {
  return { role, variable: passwordVariable(role), kind, databases };
}
