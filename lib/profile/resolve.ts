import { type Finding, FindingsError } from '../findings';
import { DEFAULT_IMAGES } from '../images';
import { PlatformNames, passwordKey } from '../names';
import { checkPgBouncerSettings } from '../parameters';
import { proveAll } from '../proofs';
import { judge, type Verdict } from '../proofs/acceptance';
import type { Proof } from '../proofs/proof';
import { checkDumps } from './check-dumps';
import { checkConnectionLimits, checkOneDatabaseExtensions, checkPools, checkTopology } from './check-figures';
import { checkIdentifiers } from './check-identifiers';
import { checkImages } from './check-images';
import { checkLabels } from './check-labels';
import { checkMigrations } from './check-migrations';
import { checkForeignNames, checkObjectNames } from './check-names';
import { checkClients, checkNeighbors, checkNetwork } from './check-network';
import { checkParametersOfSets, checkServerParameters } from './check-parameters';
import { checkPartitions } from './check-partitions';
import { checkRoleReferences, checkTargets } from './check-references';
import { checkDumpRetention } from './check-retention';
import { checkSecrets } from './check-secrets';
import { checkSessionParameters } from './check-session-parameters';
import { checkSources } from './check-sources';
import { checkStructure } from './check-structure';
import { checkDurations, checkSchedules } from './check-times';
import { descriptor } from './descriptor.generated';
import type { Image } from './images';
import { checkNotRendered } from './not-rendered';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import {
  type GroupConnections,
  groupConnections,
  type ServerConnectionCaps,
  serverConnectionCaps,
} from './resolve-pools';
import { checkSchemaState } from './schema-state';
import { asGroups } from './single';
import { type ResolvedSystemRole, resolveSystemRoles, type SystemRoleKind, systemRolesInUse } from './system-roles';
import type { ReplicatedTopology } from './topology';

/** A profile, and what is derived from it. */
export interface ResolvedProfile {
  /** As it was written. */
  readonly profile: PostgresProfile;
  readonly names: PlatformNames;
  /** One instance is one member. */
  readonly topology: ReplicatedTopology;
  readonly systemRoles: Readonly<Record<SystemRoleKind, ResolvedSystemRole>>;
  /** For each role that logs in, the key of its password in the Secret. */
  readonly passwordKeys: Readonly<Record<string, string>>;
  /** Who connects to the servers, by group. */
  readonly connections: readonly GroupConnections[];
  /** Server connections per pod, by pool and entry. */
  readonly serverConnections: ServerConnectionCaps;
}

/** A profile that can be rendered: checked and proven. */
export interface ProvenProfile extends ResolvedProfile {
  /** What the proofs found, with their budgets. */
  readonly proofs: readonly Proof[];
  /** Which warnings the profile accepts, and which it does not. */
  readonly verdict: Verdict;
}

/**
 * Checks a profile, proves it, and derives what it does not say.
 *
 * @throws FindingsError with every fault that was found, each with its path and what to change
 */
export function resolve(profile: PostgresProfile): ProvenProfile {
  const { findings, proven } = examine(profile);
  if (proven === undefined || findings.length > 0) throw new FindingsError(findings);
  return proven;
}

/** Every fault of a profile, in the order of the profile's fields. */
export function checkProfile(profile: PostgresProfile): Finding[] {
  return examine(profile).findings;
}

/** What a profile does not say, derived without a check. */
export function derive(profile: PostgresProfile): ResolvedProfile {
  const systemRoles = resolveSystemRoles(profile);
  const connections = groupConnections(profile);
  return {
    profile,
    names: new PlatformNames({
      platform: profile.name,
      prefix: profile.names?.prefix ?? profile.name,
      namespace: profile.namespace.name,
      ...(profile.network.clusterDomain && { clusterDomain: profile.network.clusterDomain }),
    }),
    topology: asGroups(profile.topology),
    systemRoles,
    passwordKeys: Object.fromEntries([
      ...systemRolesInUse(profile).map((kind) => [systemRoles[kind].name, systemRoles[kind].passwordKey]),
      ...Object.entries(profile.roles)
        .filter(([, { login = true }]) => login)
        .map(([name, role]) => [name, role.passwordKey ?? passwordKey(name)]),
    ]),
    connections,
    serverConnections: serverConnectionCaps(connections),
  };
}

interface Examination {
  readonly findings: Finding[];
  /** @default - the profile is not right enough to be proven */
  readonly proven?: ProvenProfile;
}

function examine(profile: PostgresProfile): Examination {
  const structure = checkStructure(profile);
  const attempt = <Result>(check: () => Result): Result | undefined => {
    try {
      return check();
    } catch (error) {
      // What has the wrong shape is said already; a check that trips over it has nothing to add.
      if (structure.length > 0) return undefined;
      throw error;
    }
  };
  const findingsOf = (check: Check) => attempt(() => check(profile)) ?? [];
  const own = [...structure, ...CHECKS.flatMap(findingsOf)];
  // It knows the profile less well: where both find a fault, the other says it with the more exact path. And a role
  // whose name is misspelt where it has rights seems to have none. Who connects is said in `access`, by its own path.
  const misspelt = findingsOf(checkRoleReferences).length > 0;
  const state = findingsOf(checkSchemaState).filter(
    ({ path: outer }) =>
      outer === 'roles' ||
      !(
        own.some(({ path }) => isWithin(path, outer)) ||
        (misspelt && (isWithin(outer, 'roles') || outer.endsWith('.connect')))
      ),
  );
  const faults = [...own, ...state];
  // What is merely not rendered yet is as provable as the rest.
  const notRendered = findingsOf(checkNotRendered);
  const proven = attempt(() => prove(profile, faults));
  return {
    findings: inOrder(unique([...faults, ...notRendered, ...(proven?.verdict.errors ?? [])].map(plain))),
    proven,
  };
}

function prove(profile: PostgresProfile, faults: readonly Finding[]): ProvenProfile {
  const resolved = derive(profile);
  const proofs = proveAll(resolved, faults);
  return { ...resolved, proofs, verdict: judge(proofs, profile.accepts ?? {}, faults.length === 0) };
}

function plain({ path, message }: Finding): Finding {
  return { path, message };
}

type Check = (profile: PostgresProfile) => Finding[];

/** Each a part of its own, so that one that trips over a wrong shape takes no other with it. */
const CHECKS: readonly Check[] = [
  checkObjectNames,
  checkForeignNames,
  checkLabels,
  checkSecrets,
  checkIdentifiers,
  checkRoleReferences,
  checkTargets,
  checkSources,
  checkMigrations,
  checkPartitions,
  checkImages,
  checkServerParameters,
  checkSessionParameters,
  checkTopology,
  checkParametersOfSets,
  checkDurations,
  checkPools,
  checkPoolSettings,
  checkConnectionLimits,
  checkClients,
  checkNetwork,
  checkNeighbors,
  checkDumps,
  checkDumpRetention,
  checkSchedules,
  checkOneDatabaseExtensions,
];

function checkPoolSettings({ pools = {}, images }: PostgresProfile): Finding[] {
  return Object.entries(pools).flatMap(([name, { settings = {} }]) =>
    checkPgBouncerSettings(settings, pgbouncerVersion(images), `${childPath('pools', name)}.settings`),
  );
}

/** The version that the image's tag names, which decides on the settings that there are. */
function pgbouncerVersion(images: PostgresProfile['images']): string {
  const version = (image: Image) => /\d+\.\d+/.exec(image.props.tag)?.[0];
  return version(images?.pgbouncer ?? DEFAULT_IMAGES.pgbouncer) ?? version(DEFAULT_IMAGES.pgbouncer) ?? '';
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.path}\n${finding.message}`, finding])).values()];
}

function inOrder(findings: readonly Finding[]): Finding[] {
  const fields = (descriptor.interfaces[descriptor.root]?.fields ?? []).map(({ name }) => name);
  // What is no field of a profile comes first.
  const place = ({ path }: Finding) => fields.indexOf(/^\w*/.exec(path)?.[0] ?? '');
  return [...findings].sort((a, b) => place(a) - place(b));
}
