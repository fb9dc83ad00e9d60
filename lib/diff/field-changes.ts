import { fields, nameOf, step, text } from '../synth/manifest';
import { sequenceChanges } from './sequence-changes';

/** One value that differs. Undefined where there is none. */
export interface FieldChange {
  /** `spec.template.spec.containers[postgres].image` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Where two values differ, as deep as both have the same shape. Items of a list are matched by their names, where they
 * have some; else one by one where the list is as long as before, else by what was taken out and put in.
 */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (isSame(before, after)) return [];
  if (isMap(before) && isMap(after)) return mapChanges(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  return [{ path, before, after }];
}

/** A value in a report: text as it is, anything else as JSON; null where there is none. */
export function shown(value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') return JSON.stringify(value);
  const lines = value.split('\n').length - (value.endsWith('\n') ? 1 : 0);
  return lines > 1 ? `${lines} lines` : value;
}

function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    isMap(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: string,
): FieldChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => fieldChanges(own(before, key), own(after, key), step(path, key)));
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: string): FieldChange[] {
  const [former, present] = [namesOf(before), namesOf(after)];
  if (former && present) {
    const names = [...new Set([...former, ...present])];
    const changes = names.flatMap((name) =>
      fieldChanges(before[former.indexOf(name)], after[present.indexOf(name)], `${path}[${name}]`),
    );
    // Nothing but the order: it counts, as in the variables of a container.
    return changes.length > 0 ? changes : [{ path, before: former, after: present }];
  }
  if (before.length === after.length && [...before, ...after].every(isMap)) {
    return before.flatMap((item, index) => fieldChanges(item, after[index], `${path}[${index}]`));
  }
  return sequenceChanges(before.map(canonical), after.map(canonical)).map(({ from, to }) => ({
    path: `${path}[]`,
    before: from === undefined ? undefined : before[from],
    after: to === undefined ? undefined : after[to],
  }));
}

/** The name of each item; undefined unless each has one of its own. */
function namesOf(items: readonly unknown[]): readonly string[] | undefined {
  const names = items.map((item) => text(fields(item).name) || nameOf(fields(item)));
  return names.includes('') || new Set(names).size < names.length ? undefined : names;
}
