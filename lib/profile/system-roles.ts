import { passwordKey } from '../names';
import { databasesOfPools } from './databases-of-pools';
import { migratedDatabases } from './migrated-databases';
import { partitionedDatabases } from './partitioned-databases';
import type { PostgresProfile } from './profile';
import type { SystemRoles } from './roles';
import { singleOf } from './single';

export type SystemRoleKind = keyof Required<SystemRoles>;

/** The standard name of each role that the platform needs. */
const STANDARD_NAMES: Readonly<Record<SystemRoleKind, string>> = {
  superuser: 'postgres',
  replication: 'replicator',
  rewind: 'rewind',
  monitoring: 'postgres_exporter',
  lookup: 'pgbouncer_lookup',
  dump: 'dump',
  maintenance: 'partition_maintenance',
  migration: 'migration',
};

export const SYSTEM_ROLE_KINDS = Object.keys(STANDARD_NAMES) as SystemRoleKind[];

export interface ResolvedSystemRole {
  readonly name: string;
  readonly passwordKey: string;
  readonly usernameKey?: string;
}

/** The roles that the platform needs, with every default filled in. */
export function resolveSystemRoles(
  profile: Pick<PostgresProfile, 'systemRoles'>,
): Readonly<Record<SystemRoleKind, ResolvedSystemRole>> {
  return Object.fromEntries(
    SYSTEM_ROLE_KINDS.map((kind) => {
      const said = profile.systemRoles?.[kind];
      const name = said?.name ?? STANDARD_NAMES[kind];
      const usernameKey = kind === 'superuser' ? profile.systemRoles?.superuser?.usernameKey : undefined;
      return [kind, { name, passwordKey: said?.passwordKey ?? passwordKey(name), ...(usernameKey && { usernameKey }) }];
    }),
  ) as Record<SystemRoleKind, ResolvedSystemRole>;
}

/** The roles that log in somewhere: without a pool nobody looks up secrets, without a standby nobody streams. */
export function systemRolesInUse(profile: PostgresProfile): SystemRoleKind[] {
  const { backups } = profile;
  const unused = new Set<SystemRoleKind>([
    ...(singleOf(profile) ? (['replication', 'rewind'] as const) : []),
    ...(databasesOfPools(profile).length > 0 ? [] : (['lookup'] as const)),
    ...(backups?.dumps ? [] : (['dump'] as const)),
    ...(partitionedDatabases(profile).length > 0 ? [] : (['maintenance'] as const)),
    ...(migratedDatabases(profile).length > 0 ? [] : (['migration'] as const)),
  ]);
  return SYSTEM_ROLE_KINDS.filter((kind) => !unused.has(kind));
}

/** The kinds that the reconcile job makes; it logs in as the superuser itself. */
export type ReconciledRoleKind = Exclude<SystemRoleKind, 'superuser'>;

/** A value for each role in use that the reconcile job makes. */
export function mapReconciledRoles<Value>(
  profile: PostgresProfile,
  value: (kind: ReconciledRoleKind) => Value,
): { readonly [kind in ReconciledRoleKind]?: Value } {
  const kinds = systemRolesInUse(profile).filter((kind): kind is ReconciledRoleKind => kind !== 'superuser');
  return Object.fromEntries(kinds.map((kind) => [kind, value(kind)]));
}
