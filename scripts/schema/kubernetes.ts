import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DROPPED_FIELDS, FIELD_RULES, REQUIRED_FIELDS } from './field-rules';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Strict schemas of Kubernetes' kinds and of all types that they are made of, by the types' names. */
export interface KubernetesSchemas {
  /** `apps/v1 StatefulSet` -> the definition's name. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  /** Every `<apiVersion> <kind>` that the library knows, with schema or without. */
  readonly known: readonly string[];
  /** Type -> key of the manifest -> the property that the library's types call it by, where the two differ. */
  readonly renamed: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Read from cdk8s-plus-28: types and mandatory fields from its `.jsii` file, the fields' names as Kubernetes spells them
 * from the key maps of its compiled code.
 */
export function kubernetesSchemas(wanted: readonly string[]): KubernetesSchemas {
  const library = readLibrary();
  const definitions: Record<string, JsonSchema> = {};
  const kinds: Record<string, string> = {};
  for (const kind of wanted) {
    const props = library.kinds.get(kind);
    if (!props) throw new Error(`cdk8s-plus-28 has no kind "${kind}".`);
    const [apiVersion, name] = kind.split(' ');
    collect(library, props, definitions);
    const definition = name as string;
    const fields = definitions[props] as { properties: object; required?: string[] };
    definitions[definition] = {
      ...fields,
      properties: { apiVersion: { const: apiVersion }, kind: { const: name }, ...fields.properties },
      required: ['apiVersion', 'kind', 'metadata', ...(fields.required ?? [])],
    };
    kinds[kind] = definition;
  }
  refuseUnknownRules(library);
  const reached = reachable(kinds, definitions);
  return { kinds, definitions: reached, known: [...library.kinds.keys()].sort(), renamed: renamedIn(library, reached) };
}

function renamedIn(library: Library, definitions: object): Record<string, Record<string, string>> {
  const types = Object.keys(definitions).map((type) => {
    const keys = [...(library.keys.get(type) ?? [])].filter(([property, key]) => property !== key);
    return [type, Object.fromEntries(keys.map(([property, key]) => [key, property]))] as const;
  });
  return Object.fromEntries(types.filter(([, keys]) => Object.keys(keys).length > 0));
}

function refuseUnknownRules(library: Library): void {
  const fields = new Set(
    [...library.keys].flatMap(([type, keys]) => [...keys.values()].map((key) => `${type}.${key}`)),
  );
  const unknown = [...Object.keys(FIELD_RULES), ...DROPPED_FIELDS].filter((field) => !fields.has(field));
  if (unknown.length > 0) throw new Error(`The rules name fields that Kubernetes lacks: ${unknown.join(', ')}.`);
}

interface JsiiType {
  readonly name: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly members?: readonly { readonly name: string }[];
  readonly properties?: readonly { readonly name: string; readonly optional?: boolean; readonly type: TypeReference }[];
}

interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: string; readonly elementtype: TypeReference };
}

interface Library {
  readonly types: ReadonlyMap<string, JsiiType>;
  /** Type -> property of the type -> key of the manifest. */
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** `apps/v1 StatefulSet` -> `KubeStatefulSetProps`. */
  readonly kinds: ReadonlyMap<string, string>;
}

function readLibrary(): Library {
  const folder = path.dirname(require.resolve('cdk8s-plus-28/package.json'));
  const assembly: { types: Record<string, JsiiType> } = JSON.parse(readFileSync(path.join(folder, '.jsii'), 'utf8'));
  const types = Object.values(assembly.types).filter((type) => type.namespace === 'k8s');
  const source = readFileSync(path.join(folder, 'lib/imports/k8s.js'), 'utf8');
  return { types: new Map(types.map((type) => [type.name, type])), keys: readKeys(source), kinds: readKinds(source) };
}

function readKeys(source: string): Map<string, Map<string, string>> {
  const functions = source.matchAll(/^function toJson_(\w+)\(obj\) \{[\s\S]*?const result = \{\n([\s\S]*?)\n {4}\};/gm);
  return new Map([...functions].map(([, type, body]) => [type as string, readKeyMap(body as string)]));
}

function readKeyMap(body: string): Map<string, string> {
  return new Map(
    [...body.matchAll(/^ {8}'([^']+)': .*?obj\.(\w+)/gm)].map(([, key, name]) => [name as string, key as string]),
  );
}

function readKinds(source: string): Map<string, string> {
  const found = source.matchAll(/^(Kube\w+)\.GVK = \{\n\s+apiVersion: '([^']+)',\n\s+kind: '([^']+)',/gm);
  return new Map(
    [...found]
      .filter(([, , , kind]) => !kind?.endsWith('List'))
      .map(([, type, version, kind]) => [`${version} ${kind}`, `${type}Props`]),
  );
}

function collect(library: Library, name: string, into: Record<string, JsonSchema>): void {
  if (into[name]) return;
  const type = library.types.get(name);
  const keys = library.keys.get(name);
  if (!type || !keys) throw new Error(`cdk8s-plus-28 has no type "${name}", or no key map of it.`);
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [...(REQUIRED_FIELDS[name] ?? [])];
  into[name] = { type: 'object', additionalProperties: false, properties, required };
  const typed = new Map((type.properties ?? []).map((property) => [property.name, property]));
  const unmapped = [...typed.keys()].filter((property) => !keys.has(property));
  if (unmapped.length > 0) throw new Error(`cdk8s-plus-28 maps no key to "${name}.${unmapped.join(', ')}".`);
  // In the order of the key map, which is the order of the fields in what cdk8s renders.
  for (const [propertyName, key] of keys) {
    const property = typed.get(propertyName);
    if (!property) throw new Error(`cdk8s-plus-28 has no type for "${name}.${propertyName}".`);
    const field = `${name}.${key}`;
    if (DROPPED_FIELDS.has(field)) continue;
    properties[key] = { ...schemaOf(library, property.type, into), ...FIELD_RULES[field] };
    if (!property.optional && !required.includes(key)) required.push(key);
  }
}

/** Kubernetes' own pattern for quantities, without the negative ones. */
const QUANTITY = '^\\+?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$';

const UNIONS: Readonly<Record<string, JsonSchema>> = {
  IntOrString: { type: ['integer', 'string'], minimum: 0, pattern: '.' },
  Quantity: { type: ['number', 'string'], minimum: 0, pattern: QUANTITY },
};

function schemaOf(library: Library, type: TypeReference, into: Record<string, JsonSchema>): JsonSchema {
  if (type.collection) {
    const element = schemaOf(library, type.collection.elementtype, into);
    // The API server drops empty lists, and Argo CD would report the difference for ever.
    return type.collection.kind === 'array'
      ? { type: 'array', items: element, minItems: 1 }
      : { type: 'object', additionalProperties: element };
  }
  if (type.fqn) return named(library, type.fqn.split('.').at(-1) as string, into);
  // No number of the kinds that are rendered here is a fraction, and hardly one may be negative.
  if (type.primitive === 'number') return { type: 'integer', minimum: 0 };
  if (type.primitive === 'string' || type.primitive === 'date') return { type: 'string' };
  return type.primitive === 'boolean' ? { type: 'boolean' } : {};
}

function named(library: Library, name: string, into: Record<string, JsonSchema>): JsonSchema {
  const union = UNIONS[name];
  if (union) {
    into[name] = union;
  } else {
    const type = library.types.get(name);
    if (type?.kind === 'enum') return { type: 'string' };
    collect(library, name, into);
  }
  return { $ref: `#/definitions/${name}` };
}

function reachable(
  kinds: Readonly<Record<string, string>>,
  definitions: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> {
  const found = new Set<string>(Object.values(kinds));
  for (const name of found) {
    for (const [, referred] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/(\w+)"/g))
      found.add(referred as string);
  }
  return Object.fromEntries([...found].sort().map((name) => [name, definitions[name] as JsonSchema]));
}
