import { AccessLevel, type Database } from '../../../lib/profile/databases';
import type { SystemUnderTest } from '../fixture';
import type { Cell, DatabaseObject, ObjectKind } from './cells';
import { exceptionTo } from './exceptions';
import { onPartitionLibrary } from './partition-library';
import { holdersOf, PUBLIC, type RoleBook, SYSTEM } from './roles';

/** What the profiles of all systems on one server say. */
export interface Profiles {
  readonly roles: RoleBook;
  readonly databases: { readonly [name: string]: Database };
  /** Databases in which migrations were applied. */
  readonly migrated: ReadonlySet<string>;
}

export function profilesOf(
  systems: readonly SystemUnderTest[],
  roles: RoleBook,
  migrated: readonly string[],
): Profiles {
  return {
    roles,
    databases: Object.assign({}, ...systems.map(({ databases }) => databases)),
    migrated: new Set(migrated),
  };
}

/** Whether the profile lets a role do it: as owner, by its level, by what everybody has, or by a named exception. */
export function isAllowed(profiles: Profiles, cell: Cell): boolean {
  const exception = exceptionTo(cell);
  return exception === undefined ? byRule(profiles, cell) : exception.allowed;
}

/** Without the exceptions. */
export function byRule(profiles: Profiles, { role, object, command }: Cell): boolean {
  const holders = holdersOf(profiles.roles, role);
  if (holders.has(ownerOf(profiles, object))) return true;
  if (object.kind === 'database') return onDatabase(profiles, holders, object.database, command);
  const database = profiles.databases[object.database];
  if (object.schema === 'partitions' && onPartitionLibrary(database, holders, object, command)) return true;
  if (holders.has('pg_read_all_data') && READ_ALL_DATA[object.kind]?.includes(command)) return true;
  // Extensions live in it, and names are looked up there.
  if (object.kind === 'schema' && object.schema === 'public' && command === 'usage') return true;
  const access = accessTo(database, object.schema);
  return [...holders].some((holder) => {
    const level = access[holder];
    return level !== undefined && (LEVELS[level][object.kind]?.includes(command) ?? false);
  });
}

/** Who owns it, by the profile: migrations make everything as the owner of its schema. */
export function ownerOf({ databases }: Profiles, { database, kind, schema }: DatabaseObject): string {
  const said = databases[database];
  if (said === undefined) return SUPERUSER;
  if (kind === 'database' || schema === 'public') return said.owner;
  const own = said.schemas?.[schema];
  if (own !== undefined) return own.owner ?? said.owner;
  return schema === 'migrations' ? said.owner : SUPERUSER;
}

/** Owns what no profile names; it is no role of the matrix. */
const SUPERUSER = 'the superuser';

const READ: Levels = { schema: ['usage'], table: ['select'], view: ['select'], sequence: ['select'] };

const WRITE: Levels = {
  schema: ['usage'],
  table: ['select', 'insert', 'update', 'delete'],
  view: ['select', 'insert', 'update', 'delete'],
  sequence: ['usage', 'select'],
  routine: ['execute'],
};

type Levels = { readonly [kind in ObjectKind]?: readonly string[] };

const LEVELS: Readonly<Record<AccessLevel, Levels>> = {
  [AccessLevel.READ]: READ,
  [AccessLevel.WRITE]: WRITE,
  [AccessLevel.CREATE]: { ...WRITE, schema: ['usage', 'create'] },
};

const READ_ALL_DATA: Levels = { ...READ };

function accessTo(database: Database | undefined, schema: string): { readonly [role: string]: AccessLevel } {
  if (database === undefined) return {};
  return (schema === 'public' ? database.access : database.schemas?.[schema]?.access) ?? {};
}

function onDatabase(profiles: Profiles, holders: ReadonlySet<string>, name: string, command: string): boolean {
  const database = profiles.databases[name];
  const has = (...roles: ReadonlyArray<string | false>) => roles.some((role) => role !== false && holders.has(role));
  if (command === 'connect' && has(SYSTEM.monitoring, SYSTEM.dump)) return true;
  if (database === undefined) return false;
  const schemas = Object.values(database.schemas ?? {});
  const levels = [database.access ?? {}, ...schemas.map(({ access = {} }) => access)];
  const owners = schemas.flatMap(({ owner }) => owner ?? []);
  if (command === 'connect') {
    const partitioned = Object.keys(database.partitions ?? {}).length > 0;
    const migrated = profiles.migrated.has(name);
    const declared = [...owners, ...levels.flatMap((access) => Object.keys(access))];
    return has(SYSTEM.lookup, partitioned && SYSTEM.maintenance, migrated && SYSTEM.migration, ...declared);
  }
  if (command === 'temporary') {
    const writers = levels.flatMap((access) =>
      Object.entries(access).flatMap(([role, level]) => (level === AccessLevel.READ ? [] : role)),
    );
    return has(...owners, ...writers);
  }
  return false;
}

/** All that may be asked of a role on one database, PUBLIC being a role too. */
export function rolesOf({ roles }: Profiles): string[] {
  return [...Object.keys(roles), PUBLIC];
}
