import type { PostgresProfile } from '../lib';
import { ageparHomologation, ageparProduction } from './agepar';
import { conecta } from './conecta';
import { dict } from './dict';
import { sagaz } from './sagaz';
import { techcorp } from './techcorp';

/** The platforms that `npm run synth` renders, each into `dist/<name>/`. */
export const profiles: readonly PostgresProfile[] = [
  dict,
  techcorp,
  ageparHomologation,
  ageparProduction,
  conecta,
  sagaz,
];

/**
 * Which platforms are environments of one system, by the system's name: docs/environments/<system>.md says in what they
 * differ. Each is among `profiles` too.
 */
export const environments: Readonly<Record<string, readonly PostgresProfile[]>> = {
  agepar: [ageparHomologation, ageparProduction],
};
