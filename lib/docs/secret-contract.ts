import { Duration } from 'cdk8s';
import { REST_API_PASSWORD_KEY } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import { type ExternalSecretProps, SecretStoreKind } from '../profile/secrets';
import type { SystemRoleKind } from '../profile/system-roles';
import type { RenderedObject } from '../synth/manifest';
import { wireExternal } from '../wiring/external';
import { secretKeys } from '../wiring/server';
import { block, code, humanTime, table } from './markdown';
import { type SecretReader, SecretReaders } from './secret-readers';

/** The Secrets of a platform: who makes them, and every key with who reads it and what to do for a new value. */
export function secretSection(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const readers = new SecretReaders(objects);
  const rows = contract(resolved).map(({ secret, key, what, rotation }) => {
    const who = readers.of(secret, key);
    const names = [...new Set(who.map(({ workload }) => workload))];
    return [`\`${secret}\``, `\`${key}\``, what, code(names, 'clients'), steps(rotation, who)];
  });
  return [
    table(['Secret', 'key', 'value', 'read by', 'to rotate it'], rows),
    'Applications need the passwords of the roles that they log in as. Without a moment at which one is refused:' +
      ' [docs/password-rotation.md](../password-rotation.md).',
    ...origin(resolved),
  ].join('\n\n');
}

/** A short table of every key that must exist before the platform does. */
export function contractTable(resolved: ResolvedProfile): string {
  const rows = contract(resolved).map(({ secret, key, what }) => [`\`${secret}\``, `\`${key}\``, what]);
  return table(['Secret', 'key', 'value'], rows);
}

/** Shell that makes the platform's Secret of generated passwords. */
export function createCommands(resolved: ResolvedProfile): string {
  const { profile, systemRoles } = resolved;
  const secret = profile.secrets.props.name;
  const { usernameKey, name } = systemRoles.superuser;
  const passwords = secretKeys(resolved).filter((key) => key !== usernameKey);
  return block('sh', [
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
  ]);
}

/** What a new value needs, beside that those who read it notice. */
type Rotation = 'application' | 'login' | 'superuser' | 'fixed' | 'value' | 'certificate' | 'registry';

/** What stands under one key of a Secret. */
interface Entry {
  readonly secret: string;
  readonly key: string;
  readonly what: string;
  readonly rotation: Rotation;
}

const PURPOSES: Readonly<Record<SystemRoleKind, string>> = {
  superuser: 'owns the cluster; instances and jobs log in as it',
  replication: 'streams WAL to standbys',
  rewind: 'rewinds a former primary',
  monitoring: 'reads statistics for the exporter',
  lookup: 'looks up SCRAM secrets for PgBouncer',
  dump: 'reads everything for dumps',
  maintenance: 'maintains partitions',
  migration: 'applies migrations',
};

/** The platform's own Secret first, whoever makes it. */
function contract(resolved: ResolvedProfile): Entry[] {
  const { name } = resolved.profile.secrets.props;
  const own = new Set(secretKeys(resolved));
  const external = Object.entries(wireExternal(resolved).secrets ?? {});
  const others = external.flatMap(([secret, keys]) =>
    keys.filter((key) => secret !== name || !own.has(key)).map((key) => ({ secret, key, ...other(key) })),
  );
  return [...[...own].map((key) => ({ secret: name, key, ...ownKey(resolved, key) })), ...others];
}

function ownKey(
  { profile, systemRoles, passwordKeys }: ResolvedProfile,
  key: string,
): Pick<Entry, 'what' | 'rotation'> {
  const { superuser } = systemRoles;
  const purpose = profile.applicationKeys?.[key];
  if (purpose !== undefined) return { what: purpose, rotation: 'application' };
  if (key === superuser.usernameKey) return { what: `\`${superuser.name}\`, the superuser’s name`, rotation: 'fixed' };
  if (key === REST_API_PASSWORD_KEY) return { what: 'password of Patroni’s REST API', rotation: 'value' };
  for (const [kind, purpose] of Object.entries(PURPOSES) as Array<[SystemRoleKind, string]>) {
    const role = systemRoles[kind];
    if (role.passwordKey !== key || passwordKeys[role.name] !== key) continue;
    const rotation = kind === 'superuser' ? 'superuser' : 'login';
    return { what: `password of \`${role.name}\`, which ${purpose}`, rotation };
  }
  const roles = Object.keys(passwordKeys).filter((role) => passwordKeys[role] === key);
  return { what: `password of ${code(roles)}`, rotation: 'login' };
}

function other(key: string): Pick<Entry, 'what' | 'rotation'> {
  return OTHERS[key] ?? { what: 'credential of the object storage', rotation: 'value' };
}

const OTHERS: Readonly<Record<string, Pick<Entry, 'what' | 'rotation'>>> = {
  'tls.crt': { what: 'certificate, see below', rotation: 'certificate' },
  'tls.key': { what: 'its key', rotation: 'certificate' },
  'ca.crt': { what: 'the authority that signed it', rotation: 'certificate' },
  '.dockerconfigjson': { what: 'credentials of the image registry', rotation: 'registry' },
};

const FIRST_STEPS: Readonly<Record<Rotation, readonly string[]>> = {
  application: ['as its applications do it: the platform never reads it'],
  login: ['the reconcile job sets it in the server'],
  superuser: ['first `\\password` in the primary’s pod, then the Secret'],
  fixed: ['never: instances do not start while it is another'],
  value: [],
  certificate: ['[docs/certificates.md](../certificates.md)'],
  registry: ['the next pull of an image reads it'],
};

/** What a person does about a new value, and what happens by itself. */
function steps(rotation: Rotation, readers: readonly SecretReader[]): string {
  if (['application', 'fixed', 'certificate', 'registry'].includes(rotation)) return FIRST_STEPS[rotation].join();
  const staying = (mounted: boolean) => [
    ...new Set(readers.filter((one) => one.stays && one.mounted === mounted).map(({ workload }) => workload)),
  ];
  const [restarted, reloaded] = [staying(false), staying(true)];
  const all = [
    ...FIRST_STEPS[rotation],
    ...(restarted.length > 0 ? [`restart ${code(restarted)}`] : []),
    ...reloaded.map((workload) => `\`${workload}\` takes it up by itself`),
  ];
  return all.length > 0 ? all.join('; ') : 'the next run reads it';
}

/** Who makes the platform's Secret. */
function origin(resolved: ResolvedProfile): string[] {
  const { secrets } = resolved.profile;
  if (secrets.kind === 'existing') return ['Once, with generated passwords:', createCommands(resolved)];
  const { name, store, storeKind, remoteKey, refreshInterval } = secrets.props as ExternalSecretProps;
  const kind = storeKind ?? SecretStoreKind.CLUSTER_SECRET_STORE;
  const often = humanTime(refreshInterval ?? Duration.hours(1));
  return [
    `External Secrets Operator makes \`${name}\` from ${kind} \`${store}\`: each key above is a property of \`${remoteKey}\`` +
      ` there. It asks every ${often}; at once with \`kubectl annotate externalsecret ${name} --namespace` +
      ` ${resolved.profile.namespace.name} force-sync=$(date +%s) --overwrite\`.`,
  ];
}
