import { commandFigures } from './command';
import { type Figure, table } from './figure';
import { kustomizeFigures } from './kustomize';
import { proofFigures } from './proofs';
import { sqlFigures } from './sql';
import { synthFigures } from './synth';

/** Measures everything in one run and prints medians beside their goals. No test: a goal that is not met is no error. */
async function main(): Promise<void> {
  const parts = [commandFigures, synthFigures, proofFigures, kustomizeFigures, sqlFigures];
  const figures: Figure[] = [];
  // One after the other, on a machine that does nothing else.
  for (const measure of parts) figures.push(...(await measure()));
  console.log(table(figures));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
