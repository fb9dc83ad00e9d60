import { closest, distance } from 'fastest-levenshtein';

/**
 * The known name that a misspelt one most likely meant, as the end of a sentence: ` Did you mean "sharedBuffers"?`,
 * or an empty string where none is near enough to help.
 */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const lower = new Map(known.map((candidate) => [candidate.toLowerCase(), candidate]));
  const best = closest(name.toLowerCase(), [...lower.keys()]);
  const near = distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(name.length / 3));
  return near ? ` Did you mean "${lower.get(best)}"?` : '';
}
