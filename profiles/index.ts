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
