import { type Finding, FindingsError } from '../findings';
import { DEFAULT_IMAGES } from '../images';
import { PlatformNames, passwordKey } from '../names';
import { checkPgBouncerSettings } from '../parameters';
import {
  checkConnectionLimits,
  checkDumps,
  checkOneDatabaseExtensions,
  checkPools,
  checkTopology,
} from './check-figures';
import { checkIdentifiers } from './check-identifiers';
import { checkImages } from './check-images';
import { checkForeignNames, checkObjectNames } from './check-names';
import { checkClients, checkNetwork } from './check-network';
import { checkParametersOfSets, checkServerParameters } from './check-parameters';
import { checkMigrations, checkRoleReferences, checkTargets } from './check-references';
import { checkStructure } from './check-structure';
import { checkDurations, checkSchedules } from './check-times';
import { descriptor } from './descriptor.generated';
import type { Image } from './images';
import { checkNotRendered } from './not-rendered';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { resolveServerConnections, type ServerConnectionCaps } from './resolve-pools';
import { checkSchemaState } from './schema-state';
import { type ResolvedSystemRole, resolveSystemRoles, type SystemRoleKind, systemRolesInUse } from './system-roles';
import type { ReplicatedTopology } from './topology';

/** A profile that can be rendered: checked, and with what is derived from it. */
export interface ResolvedProfile {
  /** As it was written. */
  readonly profile: PostgresProfile;
  readonly names: PlatformNames;
  readonly topology: ReplicatedTopology;
  readonly systemRoles: Readonly<Record<SystemRoleKind, ResolvedSystemRole>>;
  /** For each role that logs in, the key of its password in the Secret. */
  readonly passwordKeys: Readonly<Record<string, string>>;
  /** Server connections per pod, by pool and entry. */
  readonly serverConnections: ServerConnectionCaps;
}

/**
 * Checks a profile and derives what it does not say.
 *
 * @throws FindingsError with every fault that was found, each with its path and what to change
 */
export function resolve(profile: PostgresProfile): ResolvedProfile {
  const findings = checkProfile(profile);
  if (findings.length > 0) throw new FindingsError(findings);
  const systemRoles = resolveSystemRoles(profile);
  return {
    profile,
    names: new PlatformNames({
      platform: profile.name,
      prefix: profile.names?.prefix ?? profile.name,
      namespace: profile.namespace.name,
      ...(profile.network.clusterDomain && { clusterDomain: profile.network.clusterDomain }),
    }),
    topology: profile.topology.props as ReplicatedTopology,
    systemRoles,
    passwordKeys: Object.fromEntries([
      ...systemRolesInUse(profile).map((kind) => [systemRoles[kind].name, systemRoles[kind].passwordKey]),
      ...Object.entries(profile.roles)
        .filter(([, { login = true }]) => login)
        .map(([name, role]) => [name, role.passwordKey ?? passwordKey(name)]),
    ]),
    serverConnections: resolveServerConnections(profile).caps,
  };
}

/** Every fault of a profile, in the order of the profile's fields. */
export function checkProfile(profile: PostgresProfile): Finding[] {
  const structure = checkStructure(profile);
  const attempt = (check: Check): Finding[] => {
    try {
      return check(profile);
    } catch (error) {
      // What has the wrong shape is said already; a check that trips over it has nothing to add.
      if (structure.length > 0) return [];
      throw error;
    }
  };
  const own = [...structure, ...CHECKS.flatMap(attempt)];
  // It knows the profile less well: where both find a fault, the other says it with the more exact path. And a role
  // whose name is misspelt where it has rights seems to have none.
  const misspelt = attempt(checkRoleReferences).length > 0;
  const state = attempt(checkSchemaState).filter(
    ({ path: outer }) =>
      outer === 'roles' || !(own.some(({ path }) => isWithin(path, outer)) || (misspelt && isWithin(outer, 'roles'))),
  );
  return inOrder(unique([...own, ...state]));
}

type Check = (profile: PostgresProfile) => Finding[];

/** Each a part of its own, so that one that trips over a wrong shape takes no other with it. */
const CHECKS: readonly Check[] = [
  checkObjectNames,
  checkForeignNames,
  checkIdentifiers,
  checkRoleReferences,
  checkTargets,
  checkMigrations,
  checkImages,
  checkServerParameters,
  checkTopology,
  checkParametersOfSets,
  checkDurations,
  checkPools,
  checkPoolSettings,
  checkConnectionLimits,
  checkClients,
  checkNetwork,
  checkDumps,
  checkSchedules,
  checkOneDatabaseExtensions,
  (profile) => resolveServerConnections(profile).findings,
  checkNotRendered,
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
