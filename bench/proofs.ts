import { derive } from '../lib/profile/resolve';
import { proveAll } from '../lib/proofs';
import { dict } from '../profiles/dict';
import { atMost, type Figure } from './figure';
import { median, timed } from './measure';

const RUNS = 201;

/** (e) All proofs of the dict platform, warm, with what they calculate with. */
export function proofFigures(): Figure[] {
  const times = Array.from({ length: RUNS }, () => timed(() => proveAll(derive(dict))));
  const value = median(times);
  return [{ name: 'ms for all proofs of one platform', value: value.toFixed(2), goal: atMost(5, value) }];
}

if (require.main === module) for (const { name, value } of proofFigures()) console.log(`${name}: ${value}`);
