import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Sets that stream from a set that there is not, or from each other in a circle: none of them would have a primary. */
export function checkSources({ topology: { props } }: PostgresProfile): Finding[] {
  const sets = ('sets' in props && props.sets) || {};
  return Object.entries(sets).flatMap(([name, { source }]) => {
    if (source === undefined) return [];
    const path = `${childPath('topology.sets', name)}.source`;
    if (!Object.hasOwn(sets, source)) {
      const mend = didYouMean(source, Object.keys(sets)) || ' Declare it, or leave the source out: the primary.';
      return [{ path, message: `the set "${source}" is not declared in topology.sets.${mend}` }];
    }
    const circle = circleFrom(name, (set) => sets[set]?.source);
    if (circle === undefined) return [];
    const message = `${circle.join(' streams from ')}: nothing reaches them. Leave the source of one of them out.`;
    return [{ path, message }];
  });
}

/** The sets on the way from one set back to itself; nothing where the way ends at the primary, or in another circle. */
function circleFrom(start: string, sourceOf: (set: string) => string | undefined): string[] | undefined {
  const way = [start];
  for (let next = sourceOf(start); next !== undefined; next = sourceOf(next)) {
    way.push(next);
    if (next === start) return way;
    if (way.indexOf(next) < way.length - 1) return undefined;
  }
  return undefined;
}
