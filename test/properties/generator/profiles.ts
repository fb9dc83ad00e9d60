import fc from 'fast-check';
import type { PostgresProfile } from '../../../lib';
import { profiles } from '../../../profiles';
import { change } from '../../profile/change';
import { withAcceptedWarnings } from './budgets';
import { fieldValue } from './build';
import { ENTRIES, type Mutation } from './entries';
import { NOT_RENDERED } from './not-rendered';
import { type FieldPlace, fieldPlaces } from './places';
import { Random } from './random';
import { settled } from './settle';

/** What is mutated: the profiles that are shipped, without what is not rendered yet. */
export const BASES: readonly PostgresProfile[] = profiles
  .filter(({ topology }) => !NOT_RENDERED.has(`Topology.${topology.kind}`))
  .map((profile) =>
    fieldPlaces(profile)
      .filter(({ key }) => NOT_RENDERED.has(key))
      .reduce((before, { place }) => change(before, place, undefined), profile),
  );

/** What has mutations of its own: maps whose entries come and go, and the major. What is in a topology stands apart. */
const BY_ENTRIES: ReadonlySet<string> = new Set([
  'PostgresProfile.accepts',
  'PostgresProfile.access',
  'PostgresProfile.databases',
  'PostgresProfile.pools',
  'PostgresProfile.postgres',
  'PostgresProfile.roles',
  'PostgresProfile.topology',
  'ReplicatedTopology.sets',
]);

/** A factory decides: another peer or target is another instance, whole. */
const GIVEN = /^(PeerProps|TargetProps)\./;

/** One field anew: another value, or none. */
const anotherField: Mutation = (profile, random) => another(profile, random, () => true);

/** One part anew: an object of several fields, or of another kind. */
const anotherPart: Mutation = (profile, random) =>
  another(profile, random, ({ field: { type } }) => type.kind === 'interface' || type.kind === 'class');

function another(profile: PostgresProfile, random: Random, choose: (one: FieldPlace) => boolean): PostgresProfile {
  const open = fieldPlaces(profile).filter(
    (one) => choose(one) && !BY_ENTRIES.has(one.key) && !NOT_RENDERED.has(one.key) && !GIVEN.test(one.key),
  );
  // First the field and then its place, so that what stands in every role does not crowd out the rest.
  const key = random.of([...new Set(open.map((one) => one.key))]);
  const { place, field, value } = random.of(open.filter((one) => one.key === key));
  const absent = !field.required && value !== undefined && random.chance(0.3);
  return change(profile, place, absent ? undefined : fieldValue(key, field.type, random, profile, place));
}

/** Steps from a profile that is right to another one that is. */
export interface Recipe {
  readonly base: number;
  readonly steps: ReadonlyArray<{ readonly mutation: string; readonly seed: number }>;
}

const MUTATIONS: Readonly<Record<string, Mutation>> = { ...ENTRIES, anotherField, anotherPart };

export const recipes: fc.Arbitrary<Recipe> = fc.record({
  base: fc.integer({ min: 0, max: BASES.length - 1 }),
  steps: fc.array(
    fc.record({
      mutation: fc.oneof(
        { weight: 3, arbitrary: fc.constant('anotherField') },
        { weight: 2, arbitrary: fc.constant('anotherPart') },
        { weight: 2, arbitrary: fc.constantFrom(...Object.keys(ENTRIES)) },
        { weight: 1, arbitrary: fc.constant('anotherMajor') },
      ),
      seed: fc.nat(),
    }),
    { minLength: 1, maxLength: 20, size: 'max' },
  ),
});

/** The profile of a recipe. Each step starts from a profile that is settled. */
export function profileOf({ base, steps }: Recipe): PostgresProfile {
  const first = BASES[base];
  if (first === undefined) throw new Error(`there is no base ${base}`);
  const last = steps.reduce((before, { mutation, seed }) => {
    const mutate = MUTATIONS[mutation];
    return mutate ? settled(mutate(before, new Random(seed))) : before;
  }, first);
  return withAcceptedWarnings(last);
}
