import type { HbaRule } from '../formats/pg-hba-conf';
import { MAINTENANCE_DATABASE, type ReconcileDatabase } from '../formats/reconcile-state';
import { databasesOfPools } from './databases-of-pools';
import { migratedDatabases } from './migrated-databases';
import { partitionedDatabases } from './partitioned-databases';
import type { PostgresProfile } from './profile';
import type { ResolvedProfile } from './resolve';
import { schemaDatabases } from './schema-state';
import { singleOf } from './single';

/** The platform's own roles first; then each login, to the databases that it has something to do in. */
export function hbaRules(resolved: ResolvedProfile): HbaRule[] {
  const { profile, systemRoles } = resolved;
  const { superuser, replication, rewind, monitoring, lookup, dump, maintenance, migration } = systemRoles;
  const partitioned = partitionedDatabases(profile);
  const migrated = migratedDatabases(profile);
  const pooled = databasesOfPools(profile);
  const single = singleOf(profile) !== undefined;
  const system: HbaRule[] = [
    ...hbaRule(!single, 'replication', replication.name, 'Standbys stream WAL.'),
    ...hbaRule(!single, [MAINTENANCE_DATABASE], rewind.name, 'pg_rewind of a former primary.'),
    { databases: 'all', roles: [superuser.name], comment: 'The jobs that reconcile roles and parameters.' },
    { databases: 'all', roles: [monitoring.name], comment: 'The exporter.' },
    ...hbaRule(pooled.length > 0, pooled, lookup.name, 'PgBouncer looks up SCRAM secrets.'),
    ...hbaRule(profile.backups?.dumps !== undefined, 'all', dump.name, 'Dumps.'),
    ...hbaRule(partitioned.length > 0, partitioned, maintenance.name, 'Maintenance of partitions.'),
    ...hbaRule(migrated.length > 0, migrated, migration.name, 'Migrations.'),
  ];
  return [
    ...system,
    ...Object.keys(profile.roles).flatMap((role) => loginRule(profile, role)),
    ...outsideRules(profile),
  ];
}

function hbaRule(wanted: boolean, databases: HbaRule['databases'], role: string, comment: string): HbaRule[] {
  return wanted ? [{ databases, roles: [role], comment }] : [];
}

/** Where only pods' addresses are let in, those of direct clients that are no pods are let in for what they do. */
function outsideRules({ access = {}, network: { podCidrs } }: PostgresProfile): HbaRule[] {
  if (podCidrs === undefined) return [];
  return Object.entries(access).flatMap(([name, { databases, roles, clients }]) => {
    const addresses = Object.values(clients).flatMap(({ props: { cidr } }) => (cidr === undefined ? [] : [cidr]));
    return addresses.length > 0 ? [{ databases, roles, addresses, comment: `Direct access: ${name}.` }] : [];
  });
}

/** The databases that a role may log in to: it has something to do in them, itself or as a member of another. */
export function databasesOfLogin(profile: PostgresProfile, role: string): string[] {
  if (profile.roles[role]?.login === false) return [];
  return Object.entries(schemaDatabases(profile))
    .filter(([, database]) => rolesOf(database).some((name) => isOrInherits(profile.roles, role, name)))
    .map(([name]) => name);
}

function loginRule(profile: PostgresProfile, role: string): HbaRule[] {
  const databases = databasesOfLogin(profile, role);
  return databases.length > 0 ? [{ databases, roles: [role], comment: `Logs in to ${databases.join(', ')}.` }] : [];
}

function rolesOf({ owner, access = {}, schemas = {}, connect = [] }: ReconcileDatabase): string[] {
  return [
    owner,
    ...connect,
    ...Object.keys(access),
    ...Object.values(schemas).flatMap((schema) => [
      ...(schema.owner ? [schema.owner] : []),
      ...Object.keys(schema.access ?? {}),
    ]),
  ];
}

/** Whether a role is another one, or a member of it at any depth. */
function isOrInherits(
  roles: PostgresProfile['roles'],
  role: string,
  other: string,
  seen: readonly string[] = [],
): boolean {
  if (role === other) return true;
  if (seen.includes(role)) return false;
  return (roles[role]?.memberOf ?? []).some((group) => isOrInherits(roles, group, other, [...seen, role]));
}
