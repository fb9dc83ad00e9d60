import { existsSync, readdirSync } from 'node:fs';
import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import type { Target } from './pools';
import type { PostgresProfile } from './profile';
import { resolveSystemRoles } from './system-roles';

/** Roles, databases, sets and files that are named but not declared. */
export function checkReferences(profile: PostgresProfile): Finding[] {
  const known = knownNames(profile);
  return [
    ...Object.entries(profile.roles).flatMap(([name, role]) =>
      (role.memberOf ?? []).flatMap((group, index) =>
        /^pg_/.test(group) ? [] : declared(`roles.${name}.memberOf[${index}]`, 'role', group, known.roles),
      ),
    ),
    ...Object.entries(profile.databases).flatMap(([name, database]) => {
      const path = `databases.${name}`;
      return [
        ...declared(`${path}.owner`, 'role', database.owner, known.roles),
        ...accessors(path, database.access, known.roles),
        ...Object.entries(database.schemas ?? {}).flatMap(([schema, { owner, access }]) => [
          ...(owner === undefined ? [] : declared(`${path}.schemas.${schema}.owner`, 'role', owner, known.roles)),
          ...accessors(`${path}.schemas.${schema}`, access, known.roles),
        ]),
        ...sqlFiles(`${path}.migrations.path`, database.migrations?.path),
      ];
    }),
    ...Object.entries(profile.pools ?? {}).flatMap(([name, pool]) => [
      ...Object.entries(pool.databases ?? {}).flatMap(([entry, { database = entry, target }]) => [
        ...declared(`pools.${name}.databases.${entry}`, 'database', database, known.databases),
        ...targetSet(`pools.${name}.databases.${entry}.target`, target, known.sets),
      ]),
      ...(pool.adminRoles ?? []).flatMap((role, index) =>
        declared(`pools.${name}.adminRoles[${index}]`, 'role', role, known.roles),
      ),
    ]),
    ...(profile.monitoring?.databases ?? []).flatMap((database, index) =>
      declared(`monitoring.databases[${index}]`, 'database', database, known.databases),
    ),
    ...Object.entries(profile.access ?? {}).flatMap(([name, access]) => [
      ...access.roles.flatMap((role, index) => declared(`access.${name}.roles[${index}]`, 'role', role, known.roles)),
      ...access.databases.flatMap((database, index) =>
        declared(`access.${name}.databases[${index}]`, 'database', database, known.databases),
      ),
      ...targetSet(`access.${name}.target`, access.target, known.sets),
    ]),
  ];
}

function knownNames(profile: PostgresProfile) {
  const { superuser } = resolveSystemRoles(profile);
  const { props } = profile.topology;
  return {
    // The superuser may own a database; the other roles of the platform belong to it alone.
    roles: [...Object.keys(profile.roles), superuser.name],
    databases: Object.keys(profile.databases),
    sets: Object.keys(('sets' in props && props.sets) || {}),
  };
}

function declared(path: string, what: string, name: string, known: readonly string[]): Finding[] {
  if (known.includes(name)) return [];
  return [
    { path, message: `the ${what} "${name}" is not declared in ${what}s.${didYouMean(name, known) || ' Declare it.'}` },
  ];
}

function accessors(
  path: string,
  access: Readonly<Record<string, unknown>> | undefined,
  roles: readonly string[],
): Finding[] {
  return Object.keys(access ?? {}).flatMap((role) => declared(`${path}.access.${role}`, 'role', role, roles));
}

function targetSet(path: string, target: Target | undefined, sets: readonly string[]): Finding[] {
  if (target?.setName === undefined || sets.includes(target.setName)) return [];
  const mend = didYouMean(target.setName, sets) || ' Declare it, or use Target.PRIMARY or Target.STANDBYS.';
  return [{ path, message: `the set "${target.setName}" is not declared in topology.sets.${mend}` }];
}

function sqlFiles(path: string, folder: string | undefined): Finding[] {
  if (folder === undefined) return [];
  const mend =
    "Name the folder with the .sql files, from the profile's own file on: path.join(__dirname, '../sql/...').";
  if (!existsSync(folder)) return [{ path, message: `there is no folder "${folder}". ${mend}` }];
  if (readdirSync(folder).some((file) => file.endsWith('.sql'))) return [];
  return [{ path, message: `the folder "${folder}" holds no .sql file. ${mend}` }];
}
