import type { Finding } from '../findings';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/**
 * What platforms that are rendered together take from each other: folders, namespaces, names of objects. For each
 * profile the faults that it has beside those before it; a profile of another shape has none here.
 */
export function checkPlatforms(profiles: readonly PostgresProfile[]): Finding[][] {
  const owners = new Map<string, string>();
  return profiles.map((profile) => {
    const claims = claimsOf(profile);
    const findings = claims.flatMap(({ path, what, message }) => {
      const owner = owners.get(what);
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
