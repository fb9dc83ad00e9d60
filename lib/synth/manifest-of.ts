import { ApiObject } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { type Fields, fields } from './manifest';
import * as schema from './schema.generated';

/**
 * What `object.toJson()` gives, in a fraction of its time where it is a plain object of a kind that lib/synth knows:
 * cdk8s copies each map once for each of its keys. Anything else (patches, tokens, other kinds, a `toJson` of one's own,
 * a field that is unknown) is left to cdk8s, as is everything in an app with resolvers of its own.
 */
export function manifestOf(object: ApiObject): Fields {
  return direct(object) ?? fields(object.toJson());
}

/** Type names by the method that renders them, so that a subclass with a method of its own is none of them. */
const TYPES = new Map<unknown, string>([
  [ApiObject.prototype.toJson, ''],
  ...Object.values<unknown>(k8s).flatMap((value): [unknown, string][] => {
    if (typeof value !== 'function' || !('GVK' in value)) return [];
    const { apiVersion, kind } = fields(value.GVK);
    const type = schema.kinds[`${apiVersion} ${kind}`];
    return type === undefined ? [] : [[value.prototype.toJson, type]];
  }),
]);

function direct(object: ApiObject): Fields | undefined {
  const type = TYPES.get(object.toJson);
  // Fields that cdk8s keeps to itself: where a version of it has them no more, its own method is called.
  const { props, patches } = object as unknown as { props?: Fields; patches?: readonly unknown[] };
  if (type === undefined || props === undefined || !Array.isArray(patches) || patches.length > 0) return undefined;
  const { apiVersion, kind } = object;
  const metadata = metadataOf(object);
  if (metadata === undefined) return undefined;
  if (type !== '') {
    const rest = record({ ...props, apiVersion, kind, metadata }, type);
    return rest === LEFT ? undefined : (rest as Fields);
  }
  const rest = map(props, TOP_LEVEL);
  return rest === LEFT ? undefined : { apiVersion, kind, metadata, ...(rest as Fields) };
}

const TOP_LEVEL = new Set(['apiVersion', 'kind', 'metadata']);

const PLAIN_METADATA = ['name', 'namespace', 'labels', 'annotations'];

function metadataOf({ metadata }: ApiObject): Fields | undefined {
  const { labels, annotations, finalizers, ownerReferences, _additionalAttributes } = metadata as unknown as Fields;
  const plain =
    Object.keys(fields(_additionalAttributes)).every((key) => PLAIN_METADATA.includes(key)) &&
    [finalizers, ownerReferences].every((value) => Array.isArray(value) && value.length === 0);
  if (!plain) return undefined;
  const written: Record<string, unknown> = {};
  for (const [key, value] of [
    ['annotations', map(fields(annotations))],
    ['labels', map(fields(labels))],
  ] as const) {
    if (value === LEFT) return undefined;
    if (Object.keys(value as Fields).length > 0) written[key] = value;
  }
  const { name, namespace } = metadata;
  if (typeof name !== 'string' || !['string', 'undefined'].includes(typeof namespace)) return undefined;
  written.name = name;
  if (namespace !== undefined) written.namespace = namespace;
  return written;
}

/** The answer to what only cdk8s can render. */
const LEFT = Symbol('left to cdk8s');

interface Field {
  readonly key: string;
  readonly property: string;
  readonly type: string;
}

const plans = new Map<string, readonly Field[]>();

function planOf(type: string): readonly Field[] {
  let plan = plans.get(type);
  if (!plan) {
    const renamed = schema.renamed[type] ?? {};
    plan = Object.entries(schema.fields[type] ?? {}).map(([key, child]) => ({
      key,
      property: renamed[key] ?? key,
      type: child,
    }));
    plans.set(type, plan);
  }
  return plan;
}

/** A value of a type with fields, in the order in which cdk8s writes them. */
function record(value: Fields, type: string): unknown {
  const result: Record<string, unknown> = {};
  let found = 0;
  for (const { key, property, type: child } of planOf(type)) {
    const field = value[property];
    if (field === undefined || field === null) continue;
    found += 1;
    const written = any(field, child);
    if (written === LEFT) return LEFT;
    result[key] = written;
  }
  // Fields beyond those of the type.
  let given = 0;
  for (const key in value) if (value[key] !== undefined && value[key] !== null) given += 1;
  return found === given ? result : LEFT;
}

function any(value: unknown, type: string): unknown {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      return LEFT;
  }
  if (Array.isArray(value)) return list(value, type);
  if (value === null) return LEFT;
  if (value instanceof k8s.Quantity || value instanceof k8s.IntOrString) return value.value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return LEFT;
  return type === '' ? map(value as Fields) : record(value as Fields, type);
}

function list(values: readonly unknown[], type: string): unknown {
  const result: unknown[] = [];
  for (const value of values) {
    const written = any(value, type);
    if (written === LEFT) return LEFT;
    result.push(written);
  }
  return result;
}

/** A map whose keys are somebody's own: cdk8s sorts them. */
function map(value: Fields, without?: ReadonlySet<string>): unknown {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const child = value[key];
    if (child === undefined || child === null || without?.has(key)) continue;
    const written = any(child, '');
    if (written === LEFT) return LEFT;
    result[key] = written;
  }
  return result;
}
