/** The environment variable that repeats a run: its value is the seed that the run printed. */
export const SEED_VARIABLE = 'PROPERTY_SEED';

/** The seed of one suite: that of the environment, or a new one. It is printed, so that a failure can be repeated. */
export function announcedSeed(suite: string): number {
  const said = process.env[SEED_VARIABLE];
  const seed = said === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(said);
  if (!Number.isSafeInteger(seed)) throw new Error(`${SEED_VARIABLE}=${said} is no whole number.`);
  process.stderr.write(`${suite}: ${SEED_VARIABLE}=${seed} repeats this run.\n`);
  return seed;
}
