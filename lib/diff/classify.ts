import { groupOf, text } from '../synth/manifest';
import { configMapChanges } from './config-map';
import { byGravity, gravest, RESTART_ORDERS, type RestartOrder } from './effect';
import { type FieldChange, fieldChanges } from './field-changes';
import { DEFAULT, DEFAULTS, FIELD_RULES } from './field-rules';
import type { Pair } from './match';
import { presenceVerdict } from './presence';
import type { Change, ObjectDiff } from './report';
import { type ChangedObject, fill, type JudgedChange, judged, type World } from './verdict';
import { expansionSteps } from './volumes';

/**
 * What becomes of one object; undefined where nothing of it differs.
 *
 * @throws FindingsError where a file in a ConfigMap is not of its format
 */
export function classify({ before, after }: Pair, world: World): ObjectDiff | undefined {
  const object = after ?? before;
  if (object === undefined) return undefined;
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const changes =
    before && after
      ? changesOf({ before, after, world })
      : [judged(WHOLE, presenceVerdict(before ? 'removed' : 'added', object, world))];
  if (changes.length === 0) return undefined;
  return {
    change,
    group: groupOf(object.manifest),
    kind: text(object.manifest.kind),
    namespace: object.namespace === '' ? null : object.namespace,
    name: object.name,
    file: object.path,
    effect: gravest(changes.map(({ effect }) => effect)),
    order: firstOrder(changes),
    changes: reported(changes),
  };
}

/** The most careful of several orders. */
export function firstOrder(changes: ReadonlyArray<{ readonly order: RestartOrder | null }>): RestartOrder | null {
  return RESTART_ORDERS.find((order) => changes.some((change) => change.order === order)) ?? null;
}

const WHOLE: FieldChange = { path: '', before: undefined, after: undefined };

function changesOf(object: ChangedObject): JudgedChange[] {
  const { before, after } = object;
  const isConfigMap = after.kind === 'ConfigMap';
  const outside = fieldChanges(before.manifest, after.manifest)
    .filter(({ path }) => !isConfigMap || !/^data\b/.test(path))
    .map((change) => fieldChange(object, change));
  return isConfigMap ? [...outside, ...configMapChanges(object)] : outside;
}

function fieldChange(object: ChangedObject, change: FieldChange): JudgedChange {
  const { after } = object;
  const known = Object.hasOwn(FIELD_RULES, after.kind) ? (FIELD_RULES[after.kind] ?? []) : [];
  const rule = known.find(({ path, when }) => path.test(change.path) && (when?.(change, object) ?? true));
  const secret = after.kind === 'Secret' && /^(data|stringData)\b/.test(change.path);
  const said = secret ? { ...change, before: hidden(change.before), after: hidden(change.after) } : change;
  if (rule === undefined) return judged(said, { effect: 'nothing', what: defaultOf(after.kind) });
  const verdict = rule.expands ? { ...rule, steps: expansionSteps(object, change) } : fill(rule, after);
  return judged(said, verdict, rule.mirrors);
}

function defaultOf(kind: string): string {
  return (Object.hasOwn(DEFAULTS, kind) ? DEFAULTS[kind] : undefined) ?? DEFAULT;
}

/** No value of a Secret leaves the program. */
function hidden(value: unknown): unknown {
  return value === undefined ? undefined : '(hidden)';
}

/** The gravest first; without what only mirrors another change that is as grave. */
function reported(changes: readonly JudgedChange[]): Change[] {
  const own = changes.filter(({ mirrors }) => !mirrors);
  const least = gravest(own.map(({ effect }) => effect));
  const told = changes.filter(({ mirrors, effect }) => !mirrors || own.length === 0 || byGravity(effect, least) < 0);
  return [...told].sort((a, b) => byGravity(a.effect, b.effect)).map(({ mirrors: _, ...change }) => change);
}
