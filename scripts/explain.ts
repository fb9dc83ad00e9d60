import { printExplanations } from '../lib/cli/explain';
import { FindingsError } from '../lib/findings';

/** `npm run explain -- dict`: what the proofs say about platforms of this checkout; all of them where none is named. */
try {
  // Loaded here, where faults are printed.
  const { profiles }: typeof import('../profiles') = require('../profiles');
  printExplanations(profiles, process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FindingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
