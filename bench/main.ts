import { commandFigures } from './command';
import { table } from './figure';
import { kustomizeFigures } from './kustomize';
import { synthFigures } from './synth';

/** Measures everything in one run and prints medians beside their goals. No test: a goal that is not met is no error. */
function main(): void {
  const parts = [commandFigures, synthFigures, kustomizeFigures];
  console.log(table(parts.flatMap((figures) => figures())));
}

main();
