import type { Finding } from '../findings';
import { MEMBERS, MIGRATIONS, STORE_SUFFIXES } from '../names';
import { fault } from './figures';
import type { Peer } from './network';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { serverGroups } from './server-groups';

/** What object names end with, so that no set may be called so, and no pool by the prefix and it. */
const TAKEN_SUFFIXES: ReadonlySet<string> = new Set([
  MEMBERS,
  'primary',
  'standby',
  'all-standbys',
  'headless',
  'config',
  'operations',
  'patroni',
  'exporter',
  'reconcile',
  'parameters',
  'dump',
  'dump-expiry',
  'partition-maintenance',
  'server-tls',
  'pool-tls',
  'closed',
  'initialized',
  ...STORE_SUFFIXES,
]);

/**
 * Object names start with it, and Kubernetes takes 52 characters for a CronJob or a StatefulSet: `<prefix>-` and
 * `partition-maintenance`, or the name of a set.
 */
const LONGEST_PREFIX = 30;
const LONGEST_SET = 20;

/** Names of objects that Kubernetes would refuse, or that two of them would have. */
export function checkObjectNames(profile: PostgresProfile): Finding[] {
  const { name, names = {}, namespace, pools = {} } = profile;
  const prefix = names.prefix ?? name;
  const sets = Object.keys(setsOf(profile));
  return [
    ...inherited('name', name),
    ...sets.flatMap((set) => inherited(childPath('topology.sets', set), set)),
    ...Object.keys(pools).flatMap((pool) => inherited(childPath('pools', pool), pool)),
    ...checkName('name', name, SERVICE, names.prefix === undefined ? LONGEST_PREFIX : LABEL.longest),
    ...checkName('namespace.name', namespace.name, LABEL),
    ...checkName('names.prefix', names.prefix, SERVICE, LONGEST_PREFIX),
    ...sets.flatMap(setName),
    ...Object.keys(pools).flatMap((pool) => poolName(pool, prefix, sets)),
  ];
}

/** Names of what is not rendered: Secrets, namespaces and domains of others. */
export function checkForeignNames(profile: PostgresProfile): Finding[] {
  const { secrets, tls, images, network, backups, pools = {}, access = {} } = profile;
  const { serverSecret = undefined, poolSecret = undefined } = 'serverSecret' in tls.props ? tls.props : {};
  return [
    ...checkName('secrets.name', secrets.props.name, SUBDOMAIN),
    ...checkName('tls.serverSecret', serverSecret, SUBDOMAIN),
    ...checkName('tls.poolSecret', poolSecret, SUBDOMAIN),
    ...(images?.pullSecrets ?? []).flatMap((secret, index) =>
      checkName(`images.pullSecrets[${index}]`, secret, SUBDOMAIN),
    ),
    ...checkName(
      'backups.dumps.destination.credentials.secret',
      backups?.dumps?.destination.props.credentials.secret,
      SUBDOMAIN,
    ),
    ...checkName(
      'backups.dumps.retention.credentials.secret',
      backups?.dumps?.retention?.credentials?.secret,
      SUBDOMAIN,
    ),
    ...checkName('network.dns.namespace', network.dns?.namespace, LABEL),
    ...checkName('network.clusterDomain', network.clusterDomain, SUBDOMAIN),
    ...serverGroups(profile).flatMap(({ path, definition: { storage } }) =>
      checkName(`${path}.storage.storageClass`, storage.storageClass, SUBDOMAIN),
    ),
    ...checkName('backups.dumps.stagingStorageClass', backups?.dumps?.stagingStorageClass, SUBDOMAIN),
    ...peers('network.scrapers', network.scrapers),
    ...Object.entries(pools).flatMap(([name, { clients }]) => peers(`${childPath('pools', name)}.clients`, clients)),
    ...Object.entries(access).flatMap(([name, { clients }]) => peers(`${childPath('access', name)}.clients`, clients)),
  ];
}

interface NameRule {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly kind: string;
  readonly mend: string;
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LABEL: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  kind: 'DNS label',
  mend: 'Use lower-case letters, digits and hyphens, beginning and ending with a letter or digit.',
};

const SERVICE: NameRule = {
  ...LABEL,
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  mend: 'Use lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit.',
};

const SUBDOMAIN: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
  kind: 'DNS name',
  mend: 'Use lower-case letters, digits, hyphens and dots.',
};

function checkName(path: string, name: string | undefined, rule: NameRule, longest = rule.longest): Finding[] {
  if (name === undefined || (rule.pattern.test(name) && name.length <= longest)) return [];
  const { length } = name;
  const found = length > longest ? `has ${length} characters, at most ${longest} fit` : `is no ${rule.kind}`;
  return [{ path, message: `"${name}" ${found}. ${rule.mend}` }];
}

/** The tree of constructs keeps its children in an object, which has this already. No other such name is a DNS label. */
function inherited(path: string, name: string): Finding[] {
  return fault(name === 'constructor', path, '"constructor" is a word of JavaScript\'s. Choose another name.');
}

/** Objects with migrations have names that go on with their database's. */
function isTaken(suffix: string): boolean {
  return TAKEN_SUFFIXES.has(suffix) || suffix.startsWith(`${MIGRATIONS}-`);
}

function setName(name: string): Finding[] {
  const path = childPath('topology.sets', name);
  if (!isTaken(name)) return checkName(path, name, SERVICE, LONGEST_SET);
  return [{ path, message: `"${name}" is what the platform calls an object of its own. Choose another name.` }];
}

function poolName(name: string, prefix: string, sets: readonly string[]): Finding[] {
  const path = childPath('pools', name);
  const suffix = name.startsWith(`${prefix}-`) ? name.slice(prefix.length + 1) : undefined;
  const set = sets.find((candidate) => suffix === candidate || suffix === `${candidate}-config`);
  const owner = set === undefined ? 'of the platform' : `of the set "${set}"`;
  const taken = name === prefix || set !== undefined || (suffix !== undefined && isTaken(suffix));
  return [
    ...checkName(path, name, SERVICE, 52),
    ...fault(taken, path, `"${name}" is the name of an object ${owner}. Choose another name.`),
  ];
}

function peers(path: string, named: Readonly<Record<string, Peer>> = {}): Finding[] {
  return Object.entries(named).flatMap(([name, { props }]) => checkName(childPath(path, name), props.namespace, LABEL));
}

function setsOf({ topology: { props } }: PostgresProfile): object {
  return ('sets' in props && props.sets) || {};
}
