import type { Database, PostgresProfile, ReplicatedTopology, Role } from '../../../lib';
import { resolveSystemRoles } from '../../../lib/profile/system-roles';
import type { Place } from '../../profile/change';
import type { Random } from './random';

/** What a generated value may depend on. */
export interface Context {
  readonly random: Random;
  /** The profile as it is, where what the value refers to is declared. */
  readonly profile: PostgresProfile;
  /** Where the value goes. */
  readonly place: Place;
  /** An object of an interface of the descriptor, with some of its optional fields. */
  build(interfaceName: string): object;
}

/** Undefined where one instance is all there is. */
export function replicatedOf({ topology }: PostgresProfile): ReplicatedTopology | undefined {
  return 'members' in topology.props ? topology.props : undefined;
}

export function setsOf(profile: PostgresProfile): NonNullable<ReplicatedTopology['sets']> {
  return replicatedOf(profile)?.sets ?? {};
}

export function superuserOf(profile: PostgresProfile): string {
  return resolveSystemRoles(profile).superuser.name;
}

/** Roles that log in, by name. */
export function loginsOf({ roles }: PostgresProfile): string[] {
  return Object.entries(roles).flatMap(([name, { login = true }]: [string, Role]) => (login ? [name] : []));
}

/** The database that a place is in. */
export function databaseAt({ profile, place }: Context): Database | undefined {
  const [field, name] = place;
  return field === 'databases' ? profile.databases[String(name)] : undefined;
}

export function schemasOf(database: Database | undefined): string[] {
  return ['public', ...Object.keys(database?.schemas ?? {})];
}

/** Whether somebody works in it with the rights of its owners, who then cannot be the superuser. */
export function worksAsOwner({ extensions = [], migrations, partitions = {} }: Database): boolean {
  return extensions.includes('pg_partman' as never) || migrations !== undefined || Object.keys(partitions).length > 0;
}
