import { REST_API_PASSWORD_KEY } from '../../lib/names';
import type { ResolvedProfile } from '../../lib/profile/resolve';
import type { SystemRoleKind } from '../../lib/profile/system-roles';
import { wireExternal } from '../../lib/wiring/external';

/** What stands under one key of a Secret. */
interface Entry {
  readonly secret: string;
  readonly key: string;
  readonly what: string;
}

const PURPOSES: Readonly<Record<SystemRoleKind, string>> = {
  superuser: 'owns the cluster; Patroni and the jobs log in as it',
  replication: 'streams WAL to standbys',
  rewind: 'rewinds a former primary',
  monitoring: 'reads statistics for the exporter',
  lookup: 'looks up SCRAM secrets for PgBouncer',
  dump: 'reads everything for dumps',
  maintenance: 'maintains partitions',
  migration: 'applies migrations',
};

/** A table of every key that must exist before the platform does. */
export function contractTable(resolved: ResolvedProfile): string {
  const rows = contract(resolved).map(({ secret, key, what }) => `| \`${secret}\` | \`${key}\` | ${what} |`);
  return ['| Secret | key | value |', '|---|---|---|', ...rows].join('\n');
}

/** Shell that makes the platform's Secret of generated passwords. */
export function createCommands(resolved: ResolvedProfile): string {
  const { profile, systemRoles } = resolved;
  const secret = profile.secrets.props.name;
  const { usernameKey, name } = systemRoles.superuser;
  const passwords = contract(resolved)
    .filter((entry) => entry.secret === secret && entry.key !== usernameKey)
    .map(({ key }) => key);
  return [
    '```sh',
    '(',
    '  set -eu',
    '  umask 077',
    '  folder=$(mktemp -d)',
    `  trap 'rm -rf -- "$folder"' EXIT`,
    ...(usernameKey ? [`  printf %s ${name} >"$folder/${usernameKey}"`] : []),
    `  for key in ${passwords.join(' \\\n    ')}; do`,
    '    openssl rand -hex 24 | tr -d \'\\n\' >"$folder/$key"',
    '  done',
    `  kubectl create secret generic ${secret} --namespace ${profile.namespace.name} --from-file="$folder"`,
    ')',
    '```',
  ].join('\n');
}

function contract(resolved: ResolvedProfile): Entry[] {
  return Object.entries(wireExternal(resolved).secrets ?? {}).flatMap(([secret, keys]) =>
    keys.map((key) => ({ secret, key, what: describe(resolved, key) })),
  );
}

function describe({ systemRoles, passwordKeys }: ResolvedProfile, key: string): string {
  if (key === systemRoles.superuser.usernameKey) return `\`${systemRoles.superuser.name}\`, the superuser’s name`;
  if (key === REST_API_PASSWORD_KEY) return 'password of Patroni’s REST API';
  for (const [kind, purpose] of Object.entries(PURPOSES) as Array<[SystemRoleKind, string]>) {
    const role = systemRoles[kind];
    if (role.passwordKey === key) return `password of \`${role.name}\`, which ${purpose}`;
  }
  const role = Object.entries(passwordKeys).find(([, one]) => one === key)?.[0];
  if (role !== undefined) return `password of \`${role}\``;
  return OTHERS[key] ?? 'credential of the object storage';
}

const OTHERS: Readonly<Record<string, string>> = {
  'tls.crt': 'certificate, see below',
  'tls.key': 'its key',
  'ca.crt': 'the authority that signed it',
};
