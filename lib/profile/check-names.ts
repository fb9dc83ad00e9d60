import type { Finding } from '../findings';
import { MEMBERS, passwordKey } from '../names';
import type { PostgresProfile } from './profile';
import { resolveSystemRoles, SYSTEM_ROLE_KINDS } from './system-roles';

/** A label as Services and StatefulSets are named by. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** What object names end with, so that no set may be called so. */
const TAKEN_SUFFIXES = new Set([
  MEMBERS,
  'primary',
  'standby',
  'headless',
  'config',
  'operations',
  'patroni',
  'exporter',
  'reconcile',
  'parameters',
  'dump',
  'partition-maintenance',
  'server-tls',
  'pool-tls',
  'closed',
]);

const SYSTEM_DATABASES = new Set(['postgres', 'template0', 'template1']);

/** PostgreSQL cuts longer names off without an error. */
const MAXIMUM_IDENTIFIER_BYTES = 63;

/** Names that Kubernetes, PostgreSQL or PgBouncer would refuse, or quietly take for something else. */
export function checkNames(profile: PostgresProfile): Finding[] {
  const prefix = profile.names?.prefix;
  const sets = profile.topology.kind === 'replicated' ? profile.topology.props : undefined;
  return [
    ...dnsLabel('name', profile.name, 40),
    ...dnsLabel('namespace.name', profile.namespace.name, 63),
    ...(prefix === undefined ? [] : dnsLabel('names.prefix', prefix, 40)),
    ...Object.keys((sets && 'sets' in sets && sets.sets) || {}).flatMap(setName),
    ...Object.entries(profile.pools ?? {}).flatMap(([name, pool]) => [
      ...dnsLabel(`pools.${name}`, name, 52),
      ...Object.keys(pool.databases ?? {}).flatMap((entry) => poolEntry(`pools.${name}.databases.${entry}`, entry)),
    ]),
    ...Object.keys(profile.databases).flatMap(databaseName),
    ...roleNames(profile),
  ];
}

function dnsLabel(path: string, name: string, length: number): Finding[] {
  if (DNS_LABEL.test(name) && name.length <= length) return [];
  const figures = name.length > length ? `has ${name.length} characters, at most ${length} fit` : 'is no DNS label';
  return [
    {
      path,
      message: `"${name}" ${figures}. Use lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit.`,
    },
  ];
}

function setName(name: string): Finding[] {
  const path = `topology.sets.${name}`;
  if (!TAKEN_SUFFIXES.has(name)) return dnsLabel(path, name, 20);
  return [{ path, message: `"${name}" is what the platform calls an object of its own. Choose another name.` }];
}

function databaseName(name: string): Finding[] {
  const path = `databases.${name}`;
  if (SYSTEM_DATABASES.has(name)) {
    return [{ path, message: `"${name}" is PostgreSQL's own database. Choose another name.` }];
  }
  return identifier(path, name);
}

function poolEntry(path: string, name: string): Finding[] {
  if (name === 'pgbouncer')
    return [{ path, message: '"pgbouncer" is the name of the admin console. Choose another name.' }];
  return identifier(path, name);
}

function identifier(path: string, name: string): Finding[] {
  const bytes = Buffer.byteLength(name);
  if (bytes > MAXIMUM_IDENTIFIER_BYTES) {
    return [
      {
        path,
        message: `"${name}" has ${bytes} bytes; PostgreSQL cuts names off after ${MAXIMUM_IDENTIFIER_BYTES}. Shorten it.`,
      },
    ];
  }
  if (name === '' || hasControlCharacter(name)) {
    return [{ path, message: 'the name is empty or holds a control character. Choose another name.' }];
  }
  return [];
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

function roleNames(profile: PostgresProfile): Finding[] {
  const system = resolveSystemRoles(profile);
  const names = [
    ...SYSTEM_ROLE_KINDS.map((kind) => ({
      path: `systemRoles.${kind}${profile.systemRoles?.[kind]?.name ? '.name' : ''}`,
      name: system[kind].name,
      key: system[kind].passwordKey,
    })),
    ...Object.entries(profile.roles).map(([name, role]) => ({
      path: `roles.${name}`,
      name,
      key: role.login === false ? undefined : (role.passwordKey ?? passwordKey(name)),
    })),
  ];
  return names.flatMap((role, index) => {
    const earlier = names.slice(0, index);
    const same = earlier.find(({ name }) => name === role.name);
    const sameKey = earlier.find(({ key }) => key !== undefined && key === role.key);
    return [
      ...identifier(role.path, role.name),
      ...(/^pg_/.test(role.name)
        ? [
            {
              path: role.path,
              message: `"${role.name}" begins with pg_, which PostgreSQL keeps for its own roles. Choose another name.`,
            },
          ]
        : []),
      ...(same
        ? [
            {
              path: role.path,
              message: `the role "${role.name}" is already declared as ${same.path}. Keep one of them.`,
            },
          ]
        : []),
      ...(!same && sameKey
        ? [
            {
              path: role.path,
              message: `its password would be the key "${role.key}" of the Secret, which is that of ${sameKey.path}. Set passwordKey.`,
            },
          ]
        : []),
    ];
  });
}
