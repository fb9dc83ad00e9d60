import type { Finding } from '../findings';
import { MAINTENANCE_DATABASE, TEMPLATE_DATABASE } from '../formats/reconcile-state';
import { passwordKey, REST_API_PASSWORD_KEY } from '../names';
import { fault } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { resolveSystemRoles, SYSTEM_ROLE_KINDS } from './system-roles';

/** Names that PostgreSQL, its pg_hba.conf or PgBouncer would refuse, or quietly take for something else. */
export function checkIdentifiers(profile: PostgresProfile): Finding[] {
  return [
    ...Object.keys(profile.databases).flatMap(databaseName),
    ...Object.entries(profile.pools ?? {}).flatMap(([name, { databases, adminRoles = [] }]) => {
      const path = childPath('pools', name);
      return [
        ...Object.keys(databases).flatMap((entry) => poolEntry(childPath(`${path}.databases`, entry), entry)),
        ...adminRoles.flatMap((role, index) =>
          fault(
            /[\s,]/.test(role),
            `${path}.adminRoles[${index}]`,
            `"${role}" holds a space or a comma, by which PgBouncer separates names. Name another role.`,
          ),
        ),
      ];
    }),
    ...checkRoles(profile),
  ];
}

/** PostgreSQL cuts longer names off without an error. */
const MAXIMUM_BYTES = 63;

const SYSTEM_DATABASES = new Set([MAINTENANCE_DATABASE, 'template0', TEMPLATE_DATABASE]);

/** Key words that PostgreSQL takes for no role, quoted or not. */
const RESERVED_ROLES = new Set(['public', 'none']);

function databaseName(name: string): Finding[] {
  const path = childPath('databases', name);
  if (!SYSTEM_DATABASES.has(name)) return identifier(path, name);
  return [{ path, message: `"${name}" is PostgreSQL's own database. Choose another name.` }];
}

/** Releases of PgBouncer before 1.25 have no quotes for the names that clients use. */
function poolEntry(path: string, name: string): Finding[] {
  if (name === 'pgbouncer') {
    return [{ path, message: '"pgbouncer" is the name of the admin console. Choose another name.' }];
  }
  if (/^[A-Za-z0-9_.-]+$/.test(name)) return identifier(path, name);
  const message = `${JSON.stringify(name)} is more than letters of ASCII, digits, "_", "." and "-", which is what PgBouncer takes. Choose such a name, and say the server's in database.`;
  return [{ path, message }];
}

function identifier(path: string, name: string): Finding[] {
  const bytes = Buffer.byteLength(name);
  if (bytes > MAXIMUM_BYTES) {
    const message = `"${name}" has ${bytes} bytes; PostgreSQL cuts names off after ${MAXIMUM_BYTES}. Shorten it.`;
    return [{ path, message }];
  }
  return [
    ...fault(
      name === '' || hasControlCharacter(name),
      path,
      'the name is empty or holds a control character. Choose another name.',
    ),
    ...fault(
      name.startsWith('/'),
      path,
      `"${name}" begins with a slash, which pg_hba.conf takes for a regular expression. Choose another name.`,
    ),
  ];
}

export function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

interface NamedRole {
  readonly path: string;
  readonly name: string;
  /** The key of its password. @default - it does not log in */
  readonly key?: string;
}

function checkRoles(profile: PostgresProfile): Finding[] {
  const roles = [...systemRoles(profile), ...declaredRoles(profile)];
  return [
    ...roles.flatMap((role, index) => [
      ...identifier(role.path, role.name),
      ...reserved(role),
      ...twice(role, roles.slice(0, index)),
    ]),
    ...checkKeys(profile, roles),
  ];
}

function systemRoles(profile: PostgresProfile): NamedRole[] {
  const resolved = resolveSystemRoles(profile);
  return SYSTEM_ROLE_KINDS.map((kind) => ({
    path: `systemRoles.${kind}${profile.systemRoles?.[kind]?.name ? '.name' : ''}`,
    name: resolved[kind].name,
    key: resolved[kind].passwordKey,
  }));
}

function declaredRoles({ roles }: PostgresProfile): NamedRole[] {
  return Object.entries(roles).map(([name, { login = true, passwordKey: key = passwordKey(name) }]) => ({
    path: childPath('roles', name),
    name,
    ...(login && { key }),
  }));
}

function reserved({ path, name }: NamedRole): Finding[] {
  return [
    ...fault(
      name.startsWith('pg_'),
      path,
      `"${name}" begins with pg_, which PostgreSQL keeps for its own roles. Choose another name.`,
    ),
    ...fault(RESERVED_ROLES.has(name), path, `"${name}" is a word of PostgreSQL's. Choose another name.`),
  ];
}

function twice({ path, name }: NamedRole, earlier: readonly NamedRole[]): Finding[] {
  const same = earlier.find((role) => role.name === name);
  return same ? [{ path, message: `the role "${name}" is already declared as ${same.path}. Keep one of them.` }] : [];
}

/** Each key of the Secret holds one thing. */
function checkKeys(
  { systemRoles: said, applicationKeys = {} }: PostgresProfile,
  roles: readonly NamedRole[],
): Finding[] {
  const usernameKey = said?.superuser?.usernameKey;
  const holders = [
    { path: "Patroni's REST API", key: REST_API_PASSWORD_KEY },
    ...(usernameKey === undefined ? [] : [{ path: 'systemRoles.superuser.usernameKey', key: usernameKey }]),
  ];
  const faults = usernameKey === undefined ? [] : keyName('systemRoles.superuser.usernameKey', usernameKey);
  for (const [index, { path, name, key }] of roles.entries()) {
    if (key === undefined || roles.slice(0, index).some((role) => role.name === name)) continue;
    const same = holders.find((holder) => holder.key === key);
    const message = `its password would be the key "${key}" of the Secret, which is that of ${same?.path}. Set passwordKey.`;
    faults.push(...fault(same !== undefined, path, message), ...keyName(path, key));
    holders.push({ path, key });
  }
  return [...faults, ...Object.entries(applicationKeys).flatMap((entry) => applicationKey(entry, holders))];
}

function applicationKey([key, purpose]: readonly [string, string], holders: readonly { path: string; key: string }[]) {
  const path = childPath('applicationKeys', key);
  const same = holders.find((holder) => holder.key === key);
  return [
    ...fault(same !== undefined, path, `the key "${key}" of the Secret is that of ${same?.path}. Name another one.`),
    ...fault(purpose.trim() === '', path, 'it is for nothing. Say what applications use it for.'),
    ...keyName(path, key, 'Name it by'),
  ];
}

/** @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data */
export function keyName(path: string, key: string, mend = 'Set passwordKey to'): Finding[] {
  return fault(
    !/^[-._a-zA-Z0-9]{1,253}$/.test(key) || /^\.{1,2}$/.test(key),
    path,
    `"${key}" can be no key of a Secret. ${mend} letters, digits, "-", "_" and ".".`,
  );
}
