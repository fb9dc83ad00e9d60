import type { PostgresProfile } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';

/** Where a field is; instances of classes are passed through by their `props`, which need not be said. */
export type Place = ReadonlyArray<string | number>;

/** A copy of a profile with one field of another value; undefined takes it away. */
export function change(profile: PostgresProfile, place: Place, value: unknown): PostgresProfile {
  return changed(profile, place, value) as PostgresProfile;
}

/** A copy of a profile without some of its fields, and without what rests on them: promises and accepted warnings. */
export function without(profile: PostgresProfile, ...fields: readonly string[]): PostgresProfile {
  const all = [...fields, 'objectives', 'accepts'];
  return all.reduce((rest, field) => change(rest, [field], undefined), profile);
}

/** One fault: its name, the place in the base, the value there, and what the user is told. */
export type Fault = readonly [title: string, place: Place, value: unknown, path: string, message: string];

/** Each fault alone, in a profile that is right otherwise, is found with its path and message, and nothing else is. */
export function findsFaults(base: PostgresProfile, faults: readonly Fault[]): void {
  test.each(faults.map((fault) => [...fault] as const))('%s', (_title, place, value, path, message) => {
    expect(checkProfile(change(base, place, value))).toEqual([{ path, message }]);
  });
}

function changed(base: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(base))
    return base.map((item: unknown, index) => (index === key ? changed(item, rest, value) : item));
  const object = (base ?? {}) as Record<string, unknown>;
  if (!Object.hasOwn(object, key) && isInstance(object)) {
    return likeInstance(object, { ...object, props: changed(object.props, [key, ...rest], value) });
  }
  const { [key]: _, ...others } = object;
  const part = changed(object[key], rest, value);
  return part === undefined ? others : { ...object, [key]: part };
}

function isInstance(object: Record<string, unknown>): boolean {
  return Object.getPrototypeOf(object) !== Object.prototype && Object.hasOwn(object, 'props');
}

function likeInstance(original: object, fields: object): object {
  return Object.assign(Object.create(Object.getPrototypeOf(original)), fields);
}
