import type { Finding } from '../../lib/findings';
import { checkObjects } from '../../lib/synth/checks';
import type { Fields } from '../../lib/synth/manifest';
import { goodObjects, rendered, set } from './objects';

/** Object, field, what the field is set to (undefined: removed), where the fault is reported, what is said. */
export type Fault = [object: string, field: string, value: unknown, at: string, says: RegExp];

/** Where the pods and the first container of StatefulSet/postgres are. */
export const pod = 'spec.template.spec';
export const first = `${pod}.containers.0`;

/** One test a fault: put into the good objects, it is found once, at its place, with its mend. */
export function testFaults(faults: readonly Fault[]): void {
  const table = faults.map((fault): [string, Fault] => [
    `${fault[0]} ${fault[1]} = ${JSON.stringify(fault[2])?.slice(0, 40)}`,
    fault,
  ]);
  test.each(table)('find %s', (_title, [object, field, value, at, says]) => {
    const findings = findingsAfter((objects) => set(objects.get(object) as Fields, field, value));
    const found = findings.filter(({ path }) => path.startsWith('dict/1-primary.yaml ') && path.endsWith(` ${at}`));
    expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
    expect(found[0]?.message).toMatch(/[.?]$/);
  });
}

/** The findings of the good objects, changed. */
export function findingsAfter(change?: (objects: Map<string, Fields>) => void): Finding[] {
  const objects = goodObjects();
  change?.(objects);
  return checkObjects(rendered(objects.values()));
}
