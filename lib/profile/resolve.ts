import { type Finding, FindingsError } from '../findings';
import { DEFAULT_IMAGES } from '../images';
import { PlatformNames, passwordKey } from '../names';
import { checkParameters, checkPgBouncerSettings } from '../parameters';
import { checkFigures } from './check-figures';
import { checkNames } from './check-names';
import { checkReferences } from './check-references';
import { checkStructure } from './check-structure';
import type { Image } from './images';
import { checkNotRendered } from './not-rendered';
import type { PostgresProfile } from './profile';
import { checkSetParameters } from './resolve-parameters';
import { resolveServerConnections, type ServerConnectionCaps } from './resolve-pools';
import { type ResolvedSystemRole, resolveSystemRoles, type SystemRoleKind } from './system-roles';
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
      ...Object.values(systemRoles).map(({ name, passwordKey: key }) => [name, key]),
      ...Object.entries(profile.roles)
        .filter(([, { login = true }]) => login)
        .map(([name, role]) => [name, role.passwordKey ?? passwordKey(name)]),
    ]),
    serverConnections: resolveServerConnections(profile).caps,
  };
}

/** Every fault of a profile, in the order of the profile's fields where they have one. */
export function checkProfile(profile: PostgresProfile): Finding[] {
  const structure = checkStructure(profile);
  const others = CHECKS.flatMap((check) => {
    try {
      return check(profile);
    } catch (error) {
      // What has the wrong shape is said already; a check that trips over it has nothing to add.
      if (structure.length > 0) return [];
      throw error;
    }
  });
  return unique([...structure, ...others]);
}

const CHECKS: ReadonlyArray<(profile: PostgresProfile) => Finding[]> = [
  checkNames,
  checkReferences,
  checkFigures,
  ({ postgres }) => checkParameters(postgres.major, postgres.props.parameters ?? {}, 'postgres.parameters'),
  setParameterFindings,
  ({ pools = {}, images }) =>
    Object.entries(pools).flatMap(([name, { settings = {} }]) =>
      checkPgBouncerSettings(settings, pgbouncerVersion(images), `pools.${name}.settings`),
    ),
  (profile) => resolveServerConnections(profile).findings,
  checkNotRendered,
];

/** The version that the image's tag names, which decides on the settings that there are. */
function pgbouncerVersion(images: PostgresProfile['images']): string {
  const version = (image: Image) => /\d+\.\d+/.exec(image.props.tag)?.[0];
  return version(images?.pgbouncer ?? DEFAULT_IMAGES.pgbouncer) ?? version(DEFAULT_IMAGES.pgbouncer) ?? '';
}

function setParameterFindings({ postgres, topology: { props } }: PostgresProfile): Finding[] {
  return Object.entries(('sets' in props && props.sets) || {}).flatMap(([name, { parameters }]) => {
    const path = `topology.sets.${name}.parameters`;
    if (!parameters) return [];
    if (parameters.major !== postgres.major) {
      return [
        {
          path,
          message: `ParameterOverrides.v${parameters.major} do not fit Postgres.v${postgres.major}. Write ParameterOverrides.v${postgres.major}.`,
        },
      ];
    }
    const findings = checkParameters(postgres.major, parameters.props, path);
    return findings.length > 0 ? findings : checkSetParameters(path, postgres.major, parameters.props);
  });
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.path}\n${finding.message}`, finding])).values()];
}
