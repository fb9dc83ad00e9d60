import { MEMBERS } from '../names';
import { type Pool, Target } from './pools';
import type { PostgresProfile } from './profile';

/** The groups whose servers a target leads to: `members`, or sets by name. */
export function groupsOfTarget(profile: PostgresProfile, target: Target = Target.PRIMARY): string[] {
  if (target.kind === 'allStandbys') return [MEMBERS, ...sharedSets(profile)];
  return [target.setName ?? MEMBERS];
}

/** The groups on whose servers a pool's entry may hold connections: where its target leads to, and where it falls back. */
export function groupsOfEntry(profile: PostgresProfile, pool: Pool, entry: string): string[] {
  const target = pool.databases[entry]?.target;
  return [...new Set([...groupsOfTarget(profile, target), ...(pool.fallbackToPrimary ? [MEMBERS] : [])])];
}

/** Whether anything leads to every standby, or could lead to more than those among the members. */
export function hasAllStandbys(profile: PostgresProfile): boolean {
  const { pools = {}, access = {} } = profile;
  const targets = [
    ...Object.values(pools).flatMap(({ databases }) => Object.values(databases)),
    ...Object.values(access),
  ];
  return sharedSets(profile).length > 0 || targets.some(({ target }) => target?.kind === 'allStandbys');
}

/** The sets that reads of every standby go to. */
export function sharedSets({ topology: { props } }: PostgresProfile): string[] {
  const sets = ('sets' in props && props.sets) || {};
  return Object.entries(sets).flatMap(([name, { dedicated }]) => (dedicated ? [] : [name]));
}
