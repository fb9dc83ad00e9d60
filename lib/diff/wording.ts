import type { Change, DiffReport, ObjectDiff, PlatformDiff } from './report';

/** Fields that a change does the same to, told together. */
export interface ChangeGroup {
  readonly changes: readonly Change[];
  readonly what: string;
  readonly steps: readonly string[];
}

/** Changes with the same sentence and steps, in the order of the first of each. */
export function grouped(changes: readonly Change[]): ChangeGroup[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.effect, change.what, change.steps]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map((group) => ({
    changes: group,
    what: group[0]?.what ?? '',
    steps: group[0]?.steps ?? [],
  }));
}

/** Every change of all objects of all platforms. */
export function changesIn(platforms: readonly PlatformDiff[]): Change[] {
  return platforms.flatMap(({ objects }) => changesOf(objects));
}

/** Every change of objects. */
export function changesOf(objects: readonly ObjectDiff[]): Change[] {
  return objects.flatMap(({ changes }) => changes);
}

/** Objects that come or go and do the same, told together; any other stays alone. */
export function objectGroups(objects: readonly ObjectDiff[]): ReadonlyArray<readonly [ObjectDiff, ...ObjectDiff[]]> {
  const groups = new Map<string, [ObjectDiff, ...ObjectDiff[]]>();
  for (const [index, object] of objects.entries()) {
    const key = object.change === 'changed' ? String(index) : JSON.stringify([object.change, object.changes]);
    const group = groups.get(key);
    if (group) group.push(object);
    else groups.set(key, [object]);
  }
  return [...groups.values()];
}

/** `StatefulSet postgres/postgres` */
export function objectName({ kind, namespace, name }: ObjectDiff): string {
  return printable(`${kind} ${namespace === null ? '' : `${namespace}/`}${name}`);
}

/** `main (1a2b3c4d5e6f)` */
export function comparedWith({ ref, commit }: DiffReport): string {
  return commit.startsWith(ref) ? commit.slice(0, 12) : `${printable(ref)} (${commit.slice(0, 12)})`;
}

/** A value on one line, as much of it as a reader wants to see. */
export function valueText(value: string | null): string {
  if (value === null) return 'not set';
  const line = printable(value);
  return line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE - 1)}…` : line;
}

const LONGEST_VALUE = 100;

/** Without what moves a terminal's cursor: what is compared may come from anybody's pull request. */
export function printable(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
