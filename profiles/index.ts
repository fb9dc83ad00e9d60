import type { PostgresProfile } from '../lib';
import { dict } from './dict';

/** The platforms that `npm run synth` renders, each into `dist/<name>/`. */
export const profiles: readonly PostgresProfile[] = [dict];
