import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { fault } from './figures';
import { childPath } from './paths';
import { Target } from './pools';
import { checkMemberships } from './predefined-roles';
import type { PostgresProfile } from './profile';
import { singleOf } from './single';
import { resolveSystemRoles } from './system-roles';

/** Roles that are named but not declared, or cannot log in where they would have to. */
export function checkRoleReferences(profile: PostgresProfile): Finding[] {
  const { roles, databases, pools = {}, access = {} } = profile;
  // The superuser may own a database; the other roles of the platform belong to it alone.
  const system = resolveSystemRoles(profile);
  const own = Object.values(system).map(({ name }) => name);
  const known = [...Object.keys(roles), system.superuser.name];
  const role = (path: string, name: string, among = known) => declared(path, 'role', name, among);
  const login = (path: string, name: string, among = known) => [
    ...role(path, name, among),
    ...fault(
      roles[name]?.login === false,
      path,
      `the role "${name}" does not log in. Name another, or remove login: false.`,
    ),
  ];
  const accessors = (path: string, named: object = {}) =>
    Object.keys(named).flatMap((name) => role(childPath(`${path}.access`, name), name));
  return [
    ...checkMemberships(profile, known, role),
    ...Object.entries(databases).flatMap(([name, database]) => {
      const path = childPath('databases', name);
      return [
        ...role(`${path}.owner`, database.owner),
        ...accessors(path, database.access),
        ...Object.entries(database.schemas ?? {}).flatMap(([schema, { owner, access: said }]) => [
          ...(owner === undefined ? [] : role(`${childPath(`${path}.schemas`, schema)}.owner`, owner)),
          ...accessors(childPath(`${path}.schemas`, schema), said),
        ]),
      ];
    }),
    ...Object.entries(pools).flatMap(([name, { adminRoles = [] }]) =>
      adminRoles.flatMap((admin, index) => {
        const path = `${childPath('pools', name)}.adminRoles[${index}]`;
        return own.includes(admin) ? neverLookedUp(path, admin) : login(path, admin, Object.keys(roles));
      }),
    ),
    ...Object.entries(access).flatMap(([name, clients]) =>
      clients.roles.flatMap((client, index) => login(`${childPath('access', name)}.roles[${index}]`, client)),
    ),
  ];
}

function neverLookedUp(path: string, name: string): Finding[] {
  const message =
    `"${name}" is a role of the platform's own, whose secret is looked up for nobody: it could not log in. Name a role ` +
    'of roles, or none: within a pod, `kubectl exec` opens the admin console without a password.';
  return [{ path, message }];
}

/** Databases and sets that are named but not declared. */
export function checkTargets(profile: PostgresProfile): Finding[] {
  const { pools = {}, access = {}, monitoring, topology } = profile;
  const databases = Object.keys(profile.databases);
  const sets = Object.keys(('sets' in topology.props && topology.props.sets) || {});
  const database = (path: string, name: string) => declared(path, 'database', name, databases);
  const reached = singleOf(profile)
    ? primaryOnly
    : (path: string, target: Target | undefined) => targetSet(path, target, sets);
  return [
    ...Object.entries(pools).flatMap(([pool, { databases: entries }]) =>
      Object.entries(entries).flatMap(([entry, { database: name, target }]) => {
        const path = childPath(`${childPath('pools', pool)}.databases`, entry);
        return [
          ...database(name === undefined ? path : `${path}.database`, name ?? entry),
          ...reached(`${path}.target`, target),
        ];
      }),
    ),
    ...(monitoring?.databases ?? []).flatMap((name, index) => database(`monitoring.databases[${index}]`, name)),
    ...Object.entries(access).flatMap(([name, { databases: named, target }]) => [
      ...named.flatMap((one, index) => database(`${childPath('access', name)}.databases[${index}]`, one)),
      ...reached(`${childPath('access', name)}.target`, target),
    ]),
  ];
}

function declared(path: string, what: string, name: string, known: readonly string[]): Finding[] {
  const mend = didYouMean(name, known) || ' Declare it.';
  return fault(!known.includes(name), path, `the ${what} "${name}" is not declared in ${what}s.${mend}`);
}

function targetSet(path: string, target: Target | undefined, sets: readonly string[]): Finding[] {
  const name = target?.setName;
  if (name === undefined || sets.includes(name)) return [];
  const mend = didYouMean(name, sets) || ' Declare it, or use Target.PRIMARY, Target.STANDBYS or Target.ALL_STANDBYS.';
  return [{ path, message: `the set "${name}" is not declared in topology.sets.${mend}` }];
}

function primaryOnly(path: string, target: Target = Target.PRIMARY): Finding[] {
  const message =
    'one instance has no standbys. Leave it out, or use Target.PRIMARY; for standbys use Topology.replicated.';
  return fault(target.kind !== Target.PRIMARY.kind, path, message);
}
