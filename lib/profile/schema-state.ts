import type { Finding } from '../findings';
import { checkReconcile } from '../formats/reconcile-check';
import type { ReconcileDatabase, ReconcileState } from '../formats/reconcile-state';
import type { PostgresProfile } from './profile';
import { resolveSystemRoles } from './system-roles';

/** What the profile wants of roles and databases. */
export function schemaState(profile: PostgresProfile): ReconcileState {
  const { superuser, replication, rewind, monitoring, lookup, dump } = resolveSystemRoles(profile);
  return {
    superuser: superuser.name,
    systemRoles: {
      replication: replication.name,
      rewind: rewind.name,
      monitoring: monitoring.name,
      ...(Object.keys(profile.pools ?? {}).length > 0 && { lookup: lookup.name }),
      ...(profile.backups?.dumps && { dump: dump.name }),
    },
    roles: profile.roles,
    databases: schemaDatabases(profile),
  };
}

/** The databases; roles of `access` may connect to those that they name there. */
export function schemaDatabases({ databases, access = {} }: PostgresProfile): Record<string, ReconcileDatabase> {
  return Object.fromEntries(
    Object.entries(databases).map(([name, { migrations: _, ...database }]) => {
      const connect = Object.values(access)
        .filter((clients) => clients.databases.includes(name))
        .flatMap(({ roles }) => roles);
      return [name, { ...database, ...(connect.length > 0 && { connect: [...new Set(connect)] }) }];
    }),
  );
}

/** Faults of roles and databases that the server would find half-way. */
export function checkSchemaState(profile: PostgresProfile): Finding[] {
  return checkReconcile(schemaState(profile));
}
