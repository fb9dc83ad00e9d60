import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import type { Major } from '../parameters';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/**
 * Roles that PostgreSQL brings, by the major that brought them; 15 stands for all earlier ones. `pg_database_owner` is
 * not among them: nobody can be made a member of it.
 *
 * @see https://www.postgresql.org/docs/current/predefined-roles.html
 */
export const PREDEFINED_ROLES: Readonly<Record<string, Major>> = {
  pg_checkpoint: 15,
  pg_create_subscription: 16,
  pg_execute_server_program: 15,
  pg_maintain: 17,
  pg_monitor: 15,
  pg_read_all_data: 15,
  pg_read_all_settings: 15,
  pg_read_all_stats: 15,
  pg_read_server_files: 15,
  pg_signal_autovacuum_worker: 18,
  pg_signal_backend: 15,
  pg_stat_scan_tables: 15,
  pg_use_reserved_connections: 16,
  pg_write_all_data: 15,
  pg_write_server_files: 15,
};

/** Memberships in roles that are not declared, that the major does not have, or that end where they began. */
export function checkMemberships(
  { roles, postgres }: PostgresProfile,
  known: readonly string[],
  declared: (path: string, role: string) => Finding[],
): Finding[] {
  return Object.entries(roles).flatMap(([name, { memberOf = [] }]) => {
    const path = `${childPath('roles', name)}.memberOf`;
    return memberOf.flatMap((group, index) => {
      const at = `${path}[${index}]`;
      if (group.startsWith('pg_') && !known.includes(group)) return predefined(at, group, postgres.major);
      return [...declared(at, group), ...circle(at, roles, name, group)];
    });
  });
}

function predefined(path: string, name: string, major: Major): Finding[] {
  const since = PREDEFINED_ROLES[name];
  if (since !== undefined && since <= major) return [];
  if (since !== undefined) {
    return [{ path, message: `${name} is new in PostgreSQL ${since}, and this is PostgreSQL ${major}. Leave it out.` }];
  }
  const mend = didYouMean(name, Object.keys(PREDEFINED_ROLES)) || ' Leave it out.';
  return [{ path, message: `PostgreSQL ${major} has no role "${name}" to be a member of.${mend}` }];
}

/** PostgreSQL refuses the membership that closes a circle. */
function circle(path: string, roles: PostgresProfile['roles'], name: string, group: string): Finding[] {
  const way = wayBack(roles, name, [group]);
  if (!way) return [];
  const message = `"${name}" would be a member of itself: ${[name, ...way].join(' is in ')}. Leave one of these out.`;
  return [{ path, message }];
}

/** The groups by which the last of a way leads to a role. */
function wayBack(roles: PostgresProfile['roles'], name: string, way: readonly string[]): readonly string[] | undefined {
  const last = way[way.length - 1] ?? '';
  if (last === name) return way;
  for (const next of roles[last]?.memberOf ?? []) {
    if (way.includes(next)) continue;
    const found = wayBack(roles, name, [...way, next]);
    if (found) return found;
  }
  return undefined;
}
