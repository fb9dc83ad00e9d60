import type { Finding } from '../findings';
import { PlatformNames } from '../names';
import { madeSecrets, namedSecrets } from './check-secrets';
import { checkStructure } from './check-structure';
import { migratedDatabases } from './migrated-databases';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import { asGroups, singleOf } from './single';

/**
 * What platforms that are rendered together take from each other: folders, namespaces, names of objects. For each
 * profile the faults that it has beside those before it; a profile of another shape has none here.
 */
export function checkPlatforms(profiles: readonly PostgresProfile[]): Finding[][] {
  const owners = new Map<string, string>();
  return profiles.map((profile) => {
    const claims = claimsOf(profile);
    const findings = claims.flatMap(({ path, what, against = what, message }) => {
      const owner = owners.get(against);
      return owner === undefined ? [] : [{ path, message: message(owner) }];
    });
    for (const { what } of claims) if (!owners.has(what)) owners.set(what, String(profile.name));
    return findings;
  });
}

/** Something that one platform alone can have. */
interface Claim {
  readonly path: string;
  /** The same for two platforms that cannot be there together. */
  readonly what: string;
  /** What another platform may not have had before. @default - the same */
  readonly against?: string;
  /** @param owner the name of the platform that has it already */
  readonly message: (owner: string) => string;
}

/** Users of JavaScript may leave out anything. */
function claimsOf(profile: Partial<PostgresProfile> | undefined): Claim[] {
  const { name, names, namespace, pools } = profile ?? {};
  const prefix = names?.prefix ?? name;
  const place = namespace?.name;
  if (name === undefined || place === undefined) return [];
  return [
    {
      path: 'name',
      what: `folder ${name}`,
      message: () => `two profiles are called "${name}", and each is rendered into the folder of its name. Rename one.`,
    },
    ...(namespace?.create === false ? [] : [namespaceClaim(place)]),
    {
      path: 'names.prefix',
      what: `prefix ${place} ${prefix}`,
      message: (owner) =>
        `"${prefix}" is what the objects of the platform "${owner}" begin with, in the same namespace "${place}". Give one of them another prefix, or a namespace of its own.`,
    },
    ...Object.keys(pools ?? {}).map((pool) => poolClaim(place, pool)),
    ...furtherClaims(profile as PostgresProfile, prefix ?? name),
  ];
}

/** What has the wrong shape is said by the checks of each profile. */
function furtherClaims(profile: PostgresProfile, prefix: string): Claim[] {
  if (checkStructure(profile).length > 0) return [];
  const { name: platform, namespace } = profile;
  return [
    ...storeClaims(profile, new PlatformNames({ platform, prefix, namespace: namespace.name })),
    ...secretClaims(profile),
  ];
}

/** ConfigMaps that one platform writes as it runs, and others render: each sync would take its state from it. */
function storeClaims(profile: PostgresProfile, names: PlatformNames): Claim[] {
  const place = names.identity.namespace;
  const { sets = {} } = asGroups(profile.topology);
  const written = singleOf(profile) ? [names.initialized] : names.store;
  const rendered = [
    ['names.prefix', names.config],
    ...Object.keys(sets).map((set) => [childPath('topology.sets', set), `${names.set(set)}-config`]),
    ...migratedDatabases(profile).map((database) => [childPath('databases', database), names.migrations(database)]),
    ...Object.keys(profile.pools ?? {}).map((pool) => [childPath('pools', pool), pool]),
  ] as const;
  return [
    ...written.map((one) => ({
      path: 'names.prefix',
      what: `written ${place} ${one}`,
      against: `rendered ${place} ${one}`,
      message: (owner: string) =>
        `the platform would keep its state in the ConfigMap "${one}", which the platform "${owner}" renders in the same namespace "${place}". Give one of them another prefix, or a namespace of its own.`,
    })),
    ...rendered.map(([path = '', one = '']) => ({
      path,
      what: `rendered ${place} ${one}`,
      against: `written ${place} ${one}`,
      message: (owner: string) =>
        `the ConfigMap "${one}" is where the platform "${owner}" keeps its state, in the same namespace "${place}". Rename one of them, or give one a namespace of its own.`,
    })),
  ];
}

/** Secrets that a controller makes for one platform, and others name: it keeps what is its own in them. */
function secretClaims(profile: PostgresProfile): Claim[] {
  const place = profile.namespace.name;
  return [
    ...madeSecrets(profile).map(({ path, name, by }) => ({
      path: path || 'names.prefix',
      what: `made ${place} ${name}`,
      against: `named ${place} ${name}`,
      message: (owner: string) =>
        `"${name}" is the Secret that ${by}, which holds nothing else, and the platform "${owner}" names it in the same namespace "${place}". Name another one in one of them.`,
    })),
    ...namedSecrets(profile).map(({ path, name }) => ({
      path,
      what: `named ${place} ${name}`,
      against: `made ${place} ${name}`,
      message: (owner: string) =>
        `"${name}" is a Secret that a controller makes for the platform "${owner}" in the same namespace "${place}", which holds nothing else. Name another one.`,
    })),
  ];
}

function namespaceClaim(place: string): Claim {
  return {
    path: 'namespace.create',
    what: `namespace ${place}`,
    message: (owner) =>
      `the Namespace "${place}" is rendered by the platform "${owner}" already. Set create: false in one of them.`,
  };
}

function poolClaim(place: string, pool: string): Claim {
  return {
    path: childPath('pools', pool),
    what: `pool ${place} ${pool}`,
    message: (owner) =>
      `the platform "${owner}" has a pool "${pool}" in the same namespace "${place}" already. Rename one of them.`,
  };
}
