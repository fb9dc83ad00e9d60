import { FindingsError } from '../findings';
import { didYouMean } from '../nearest';
import type { PostgresProfile } from '../profile/profile';
import { resolve } from '../profile/resolve';
import { explain } from '../proofs/explain';

/**
 * Prints what the proofs say about each platform.
 *
 * @param wanted names of platforms; all, where none is named
 * @throws FindingsError where a profile has a fault, or none is called so
 */
export function printExplanations(profiles: readonly PostgresProfile[], wanted: readonly string[] = []): void {
  const known = profiles.map(({ name }) => name);
  const strangers = wanted.filter((name) => !known.includes(name));
  if (strangers.length > 0) {
    throw new FindingsError(
      strangers.map((name) => ({
        path: name,
        message: `no profile is called so.${didYouMean(name, known) || ` There are ${known.join(', ')}.`}`,
      })),
    );
  }
  const chosen = profiles.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const pages = chosen.map((profile) => `# ${profile.name}\n\n${explain(resolve(profile))}\n`);
  process.stdout.write(pages.join('\n'));
}
