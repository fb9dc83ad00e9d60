import type { Role } from '../../../lib/profile/roles';
import { MIGRATION_ROLE, type SystemUnderTest } from '../fixture';

/** Everybody, as a grantee. */
export const PUBLIC = 'public';

/** The platform's own roles, by the names that they have unless a profile says otherwise. */
export const SYSTEM = {
  replication: 'replicator',
  monitoring: 'postgres_exporter',
  lookup: 'pgbouncer_lookup',
  dump: 'dump',
  migration: MIGRATION_ROLE,
  maintenance: 'partition_maintenance',
} as const;

/** What each role is a member of. */
export interface RoleBook {
  readonly [role: string]: Pick<Role, 'memberOf' | 'inherit'>;
}

/** The roles of the systems, and the platform's own. */
export function roleBook(systems: readonly SystemUnderTest[]): RoleBook {
  const partitioned = systems
    .flatMap(({ databases }) => Object.values(databases))
    .filter(({ partitions = {} }) => Object.keys(partitions).length > 0);
  const owners = partitioned.flatMap(({ owner, schemas = {} }) => [
    owner,
    ...Object.values(schemas).flatMap((schema) => schema.owner ?? []),
  ]);
  return {
    ...Object.assign({}, ...systems.map(({ roles }) => roles)),
    [SYSTEM.replication]: {},
    [SYSTEM.monitoring]: { memberOf: ['pg_monitor'] },
    [SYSTEM.lookup]: {},
    [SYSTEM.dump]: { memberOf: ['pg_read_all_data'] },
    // It is nobody until it says as whom it works.
    [SYSTEM.migration]: { inherit: false },
    ...(owners.length > 0 && { [SYSTEM.maintenance]: { memberOf: owners } }),
  };
}

/** Whose rights a role has: its own, and those of the roles that it inherits. */
export function holdersOf(book: RoleBook, role: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const { memberOf = [], inherit = true } = book[name] ?? {};
    if (inherit) memberOf.forEach(visit);
  };
  if (role !== PUBLIC) visit(role);
  return found;
}
