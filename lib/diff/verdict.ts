import type { DistObject } from './dist-object';
import type { Effect, RestartOrder } from './effect';
import { type FieldChange, shown } from './field-changes';
import type { Change } from './report';

/** What one change does. */
export interface Verdict {
  readonly effect: Effect;
  /** @default - no instance restarts */
  readonly order?: RestartOrder;
  /** Sentences. Those of tables may have placeholders, see `fill`. */
  readonly what: string;
  /** Lines of shell, likewise. @default - nobody has to do anything */
  readonly steps?: readonly string[];
}

/** A change on its way into the report. */
export interface JudgedChange extends Change {
  /** It only mirrors another one: a hash of what changed. Left out beside one that is as grave. */
  readonly mirrors: boolean;
}

/** The objects of dist/ before and after, of everything that may have changed. */
export interface World {
  readonly before: readonly DistObject[];
  readonly after: readonly DistObject[];
  /** The folder, as it was named. */
  readonly dist: string;
}

/** An object that is there before and after. */
export interface ChangedObject {
  readonly before: DistObject;
  readonly after: DistObject;
  readonly world: World;
}

/** A change with what it does. */
export function judged({ path, before, after }: FieldChange, verdict: Verdict, mirrors = false): JudgedChange {
  return {
    path,
    before: shown(before),
    after: shown(after),
    effect: verdict.effect,
    order: verdict.order ?? null,
    what: verdict.what,
    steps: verdict.steps ?? [],
    mirrors,
  };
}

/**
 * A verdict of a table with its placeholders filled: `{name}` of the object, and whatever is given, as words of the shell
 * in steps; there `{in}` too, the namespace for kubectl.
 */
export function fill(verdict: Verdict, object: DistObject, more: Readonly<Record<string, string>> = {}): Verdict {
  const values: Readonly<Record<string, string>> = { name: object.name, ...more };
  const place = object.namespace === '' ? '' : ` --namespace ${word(object.namespace)}`;
  const what = replaced(verdict.what, (key) => values[key]);
  const steps = verdict.steps?.map((step) =>
    replaced(step, (key) => (key === 'in' ? place : values[key] && word(values[key]))),
  );
  return { ...verdict, what, ...(steps && { steps }) };
}

function replaced(line: string, textOf: (key: string) => string | undefined): string {
  return line.replace(/\{(\w+)\}/g, (whole, key: string) => textOf(key) ?? whole);
}

/** A word of a shell, in quotes where it needs them: what is compared may come from anybody's pull request. */
export function word(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`).replaceAll(/[\n\r]/g, ' ')}'`;
}
