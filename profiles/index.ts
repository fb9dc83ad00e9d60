import type { PostgresProfile } from '../lib';
import { dict } from './dict';

/** The platforms that `npm run synth` renders, each into `dist/<name>/`. */
export const profiles: readonly PostgresProfile[] = [dict];

/**
 * Which platforms are environments of one system, by the system's name: docs/environments/<system>.md says in what they
 * differ. Each is among `profiles` too.
 */
export const environments: Readonly<Record<string, readonly PostgresProfile[]>> = {};
