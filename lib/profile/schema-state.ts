import type { Finding } from '../findings';
import { checkReconcile } from '../formats/reconcile-check';
import type { ReconcileDatabase, ReconcileState } from '../formats/reconcile-state';
import { databasesOfPools } from './databases-of-pools';
import type { PostgresProfile } from './profile';
import { mapReconciledRoles, resolveSystemRoles } from './system-roles';

/** What the profile wants of roles and databases. */
export function schemaState(profile: PostgresProfile): ReconcileState {
  const names = resolveSystemRoles(profile);
  return {
    superuser: names.superuser.name,
    systemRoles: mapReconciledRoles(profile, (kind) => names[kind].name),
    roles: profile.roles,
    databases: schemaDatabases(profile),
  };
}

/** The databases; roles of `access` may connect to those that they name there. */
export function schemaDatabases(profile: PostgresProfile): Record<string, ReconcileDatabase> {
  const { databases, access = {} } = profile;
  const pooled = databasesOfPools(profile);
  return Object.fromEntries(
    Object.entries(databases).map(([name, { migrations, ...database }]) => {
      const connect = Object.values(access)
        .filter((clients) => clients.databases.includes(name))
        .flatMap(({ roles }) => roles);
      return [
        name,
        {
          ...database,
          ...(connect.length > 0 && { connect: [...new Set(connect)] }),
          ...(pooled.includes(name) && { pooled: true }),
          ...(migrations && { migrated: true }),
        },
      ];
    }),
  );
}

/** Faults of roles and databases that the server would find half-way. */
export function checkSchemaState(profile: PostgresProfile): Finding[] {
  return checkReconcile(schemaState(profile));
}
