import type { Pool, PostgresProfile, Role } from '../../../lib';
import { majors, ParameterOverrides } from '../../../lib';
import { change, type Place } from '../../profile/change';
import { fieldValue } from './build';
import { replicatedOf, setsOf, superuserOf } from './context';
import { known, ofMajor } from './parameters';
import type { Random } from './random';

/** A change of the profile's entries. What refers to them follows, here or when the profile is settled. */
export type Mutation = (profile: PostgresProfile, random: Random) => PostgresProfile;

/** What one field of one entry cannot be: entries that come, go and are renamed, and another major. */
export const ENTRIES: Readonly<Record<string, Mutation>> = {
  addRole: (profile, random) => added(profile, random, ['roles'], 'Role', roleName(random, profile)),
  removeRole: (profile, random) => removed(profile, random, ['roles'], 1),
  renameRole,
  addDatabase: (profile, random) =>
    added(profile, random, ['databases'], 'Database', databaseName(random, Object.keys(profile.databases))),
  removeDatabase: (profile, random) => removed(profile, random, ['databases'], 1),
  renameDatabase,
  addSet: (profile, random) => {
    const name = random.fresh(random.of(['reports', 'x', 'replica']), Object.keys(setsOf(profile)));
    return replicatedOf(profile) ? added(profile, random, ['topology', 'sets'], 'StandbySet', name) : profile;
  },
  removeSet: (profile, random) => removed(profile, random, ['topology', 'sets'], 0),
  addPool: (profile, random) =>
    added(
      profile,
      random,
      ['pools'],
      'Pool',
      random.fresh(random.of(['pool', 'gate', 'p']), Object.keys(profile.pools ?? {})),
    ),
  removePool: (profile, random) => removed(profile, random, ['pools'], 0),
  addAccess: (profile, random) => {
    const name = random.fresh(random.of(['analysts', 'A client']), Object.keys(profile.access ?? {}));
    const logins = Object.values(profile.roles).some(({ login = true }) => login);
    return logins ? added(profile, random, ['access'], 'Access', name) : profile;
  },
  removeAccess: (profile, random) => removed(profile, random, ['access'], 0),
  renameSuperuser: (profile, random) => {
    const [before, after] = [superuserOf(profile), random.fresh('root', Object.keys(profile.roles), '_')];
    const renamed = change(profile, ['systemRoles', 'superuser', 'name'], after);
    return withRole(renamed, before, after);
  },
  anotherMajor: (profile, random) => {
    const major = random.of(majors);
    const { image } = profile.postgres.props;
    const postgres = ofMajor(major, random.chance(0.5) ? { image } : profile.postgres.props);
    const moved = change(profile, ['postgres'], postgres);
    // The image of one instance is of the major that was.
    const alone = 'image' in moved.topology.props ? change(moved, ['topology', 'image'], undefined) : moved;
    return Object.entries(setsOf(profile)).reduce((before, [name, { parameters }]) => {
      const own = parameters && ParameterOverrides[`v${major}`](known(major, parameters.props));
      return change(before, ['topology', 'sets', name, 'parameters'], own);
    }, alone);
  },
};

/** Names that PostgreSQL takes, some of which need quotes everywhere. */
function roleName(random: Random, { roles, systemRoles }: PostgresProfile): string {
  const word = random.of(['app', 'Some Role', 'it"s', "o'ne", 'ümlaut', 'with-dash', 'a.b', '$money', 'back\\slash']);
  return random.fresh(
    word,
    [...Object.keys(roles), ...Object.values(systemRoles ?? {}).map(({ name }) => name ?? '')],
    '_',
  );
}

function databaseName(random: Random, taken: readonly string[]): string {
  return random.fresh(
    random.of(['orders', 'Some Database', 'a"b', "a'b", 'ümlaut', 'x-y', 'a.b', '$x', 'b\\s']),
    taken,
    '_',
  );
}

/** Another entry, before or behind the others. */
function added(profile: PostgresProfile, random: Random, map: Place, type: string, name: string): PostgresProfile {
  const place = [...map, name];
  const entry = fieldValue(`new ${type}`, { kind: 'interface', name: type }, random, profile, place);
  const whole = change(profile, place, entry);
  if (map.length > 1 || random.chance(0.5)) return whole;
  const { [name]: last, ...others } = Reflect.get(whole, map[0] ?? '') as Record<string, unknown>;
  return change(whole, map, { [name]: last, ...others });
}

function removed(profile: PostgresProfile, random: Random, map: Place, least: number): PostgresProfile {
  const field = map.length === 1 ? Reflect.get(profile, map[0] ?? '') : setsOf(profile);
  const names = Object.keys((field as object | undefined) ?? {});
  if (names.length <= least) return profile;
  return change(profile, names.length === 1 ? map : [...map, random.of(names)], undefined);
}

function renameRole(profile: PostgresProfile, random: Random): PostgresProfile {
  const before = random.of(Object.keys(profile.roles));
  const after = roleName(random, profile);
  const { passwordKey: _, ...role } = profile.roles[before] as Role;
  const roles = renamed(profile.roles, before, after, role as Role);
  return withRole({ ...profile, roles }, before, after);
}

/** Whatever names a role names it by its new name. */
function withRole(profile: PostgresProfile, before: string, after: string): PostgresProfile {
  const name = (one: string) => (one === before ? after : one);
  const access = <Value>(map: Readonly<Record<string, Value>> | undefined) => map && renamed(map, before, after);
  const databases = Object.entries(profile.databases).map(([key, database]) => {
    const schemas = Object.entries(database.schemas ?? {}).map(([schema, said]) => {
      const own = said.owner === undefined ? {} : { owner: name(said.owner) };
      return [schema, present({ ...said, ...own, access: access(said.access) })];
    });
    const inner = schemas.length > 0 ? { schemas: Object.fromEntries(schemas) } : {};
    return [key, present({ ...database, ...inner, owner: name(database.owner), access: access(database.access) })];
  });
  const pools = Object.entries(profile.pools ?? {}).map(([key, { adminRoles, ...pool }]) => {
    const plain = adminRoles?.map(name).filter((role) => !/[\s,]/.test(role));
    return [key, { ...pool, ...(plain && { adminRoles: plain }) } as Pool];
  });
  const roles = Object.entries(profile.roles).map(([key, { memberOf, ...role }]) => [
    key,
    { ...role, ...(memberOf && { memberOf: memberOf.map(name) }) },
  ]);
  const clients = Object.entries(profile.access ?? {}).map(([key, one]) => [
    key,
    { ...one, roles: one.roles.map(name) },
  ]);
  return {
    ...profile,
    roles: Object.fromEntries(roles),
    databases: Object.fromEntries(databases),
    ...(profile.pools && { pools: Object.fromEntries(pools) }),
    ...(profile.access && { access: Object.fromEntries(clients) }),
  };
}

function renameDatabase(profile: PostgresProfile, random: Random): PostgresProfile {
  const before = random.of(Object.keys(profile.databases));
  const after = databaseName(random, Object.keys(profile.databases));
  const name = (one: string) => (one === before ? after : one);
  const pools = Object.entries(profile.pools ?? {}).map(([key, pool]) => {
    // Clients go on calling it as they did.
    const entries = Object.entries(pool.databases).map(([entry, said]) => [
      entry,
      (said.database ?? entry) === before ? { ...said, database: after } : said,
    ]);
    return [key, { ...pool, databases: Object.fromEntries(entries) }];
  });
  const access = Object.entries(profile.access ?? {}).map(([key, one]) => [
    key,
    { ...one, databases: one.databases.map(name) },
  ]);
  const { databases: monitored } = profile.monitoring ?? {};
  return {
    ...profile,
    databases: renamed(profile.databases, before, after),
    ...(profile.pools && { pools: Object.fromEntries(pools) }),
    ...(profile.access && { access: Object.fromEntries(access) }),
    ...(monitored && { monitoring: { ...profile.monitoring, databases: monitored.map(name) } }),
  };
}

function renamed<Value>(
  map: Readonly<Record<string, Value>>,
  before: string,
  after: string,
  value?: Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(map).map(([key, one]) => (key === before ? [after, value ?? one] : [key, one])),
  );
}

/** Without the fields that are undefined, which a profile may have and none here needs. */
function present<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
