import type { Platform } from './platform';

const STEP_MILLISECONDS = 900_000;

/** A test that prints the pods' state and logs where it fails. */
export function step(title: string, started: () => Platform, body: (platform: Platform) => Promise<void>): void {
  it(
    title,
    async () => {
      try {
        await body(started());
      } catch (error) {
        process.stderr.write(`\n== ${title}\n${await started().describe()}\n`);
        throw error;
      }
    },
    STEP_MILLISECONDS,
  );
}

/** Figures for the reader: what was measured is nowhere asserted. */
export function say(line: string): void {
  process.stderr.write(`cluster: ${line}\n`);
}
