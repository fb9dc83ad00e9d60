import { type DistObject, identityOf } from './dist-object';

/** One object before and after; one of both is there. */
export interface Pair {
  readonly before: DistObject | undefined;
  readonly after: DistObject | undefined;
}

/**
 * Which object became which: by kind, namespace and name, whatever its file. A Job whose name ends in a hash of its
 * content is the one whose name begins alike.
 *
 * @returns those that are left or new in their order, then those that are gone
 */
export function matchObjects(before: readonly DistObject[], after: readonly DistObject[]): Pair[] {
  const former = new Map(before.map((object) => [identityOf(object), object]));
  const kept = new Set(after.map(identityOf));
  const gone = new Map(
    before.filter((object) => !kept.has(identityOf(object))).map((object) => [lastingIdentity(object), object]),
  );
  const pairs = after.map((object): Pair => {
    const same = former.get(identityOf(object));
    const renamed = same === undefined && isHashed(object) ? gone.get(lastingIdentity(object)) : undefined;
    return { before: same ?? renamed, after: object };
  });
  const matched = new Set(pairs.map((pair) => pair.before));
  const removed = before.filter((object) => !matched.has(object));
  return [...pairs, ...removed.map((object): Pair => ({ before: object, after: undefined }))];
}

/** A name without the hash of its content. */
export function lastingName({ kind, name }: DistObject): string {
  return kind === 'batch/Job' ? name.replace(HASH, '') : name;
}

/** What `contentHash` makes. */
const HASH = /-[0-9a-f]{10}$/;

function isHashed({ kind, name }: DistObject): boolean {
  return kind === 'batch/Job' && HASH.test(name);
}

function lastingIdentity(object: DistObject): string {
  return identityOf({ ...object, name: lastingName(object) });
}
