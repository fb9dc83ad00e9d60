import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { type Fields, fields, groupOf, isClusterScoped, locate, type RenderedObject, step, text } from './manifest';
import * as schema from './schema.generated';

/**
 * Whether the object is what Kubernetes takes: every field known, of the right type, in its range, none null. Kinds of
 * others than Kubernetes, and its rarer ones, pass unless they are plainly misspelt.
 */
export function checkSchema(object: RenderedObject): Finding[] {
  const { manifest } = object;
  const type = schema.kinds[kindOf(manifest)];
  const validate = schema.validators[kindOf(manifest)];
  const scope = clusterScopeFault(object);
  if (!type || !validate) return [...scope, ...checkKind(object)];
  if (validate(manifest)) return scope;
  const seen = new Set<string>();
  const findings = (validate.errors ?? []).map((fault) => describe(object, type, fault));
  return [...scope, ...findings.filter(({ path }) => !seen.has(path) && seen.add(path))];
}

function kindOf(manifest: Fields): string {
  return `${text(manifest.apiVersion)} ${text(manifest.kind)}`;
}

function clusterScopeFault(object: RenderedObject): Finding[] {
  const namespace = fields(object.manifest.metadata).namespace;
  if (namespace === undefined || !isClusterScoped(object.manifest)) return [];
  const message = `A ${text(object.manifest.kind)} belongs to no namespace, and this one has "${String(namespace)}" from its chart. Remove it: addJsonPatch(JsonPatch.remove('/metadata/namespace')).`;
  return [{ path: locate(object, 'metadata.namespace'), message }];
}

/** Groups that Kubernetes itself serves. The others under k8s.io are custom resources. */
const OWN_GROUPS = new Set(schema.known.map((kind) => groupOf({ apiVersion: kind.split(' ')[0] })));

function checkKind(object: RenderedObject): Finding[] {
  const { manifest } = object;
  const kind = kindOf(manifest);
  if (text(manifest.apiVersion) === '' || text(manifest.kind) === '') {
    return [{ path: locate(object), message: 'The object has no apiVersion or no kind. Give it both.' }];
  }
  if (!OWN_GROUPS.has(groupOf(manifest)) || schema.known.includes(kind)) return [];
  const elsewhere = schema.known.filter((known) => known.endsWith(` ${text(manifest.kind)}`));
  if (elsewhere.length > 0) {
    const versions = elsewhere.map((known) => known.split(' ')[0]).join(' or ');
    return [
      { path: locate(object, 'apiVersion'), message: `Kubernetes has no "${kind}". Write apiVersion: ${versions}.` },
    ];
  }
  // Kinds newer than the library's Kubernetes pass: only what is near a known one is taken for a mistake.
  const near = didYouMean(kind, schema.known);
  return near === '' ? [] : [{ path: locate(object, 'kind'), message: `Kubernetes has no "${kind}".${near}` }];
}

function describe(object: RenderedObject, type: string, fault: schema.SchemaFault): Finding {
  const found = walk(object.manifest, type, fault.path);
  if (fault.keyword === 'required') {
    return {
      path: locate(object, step(found.path, String(fault.wanted))),
      message: 'This is missing, and Kubernetes refuses the object without it. Add it.',
    };
  }
  if (fault.keyword === 'additionalProperties') {
    const known = Object.keys(schema.fields[found.type] ?? {});
    const hint = didYouMean(String(fault.wanted), known);
    return {
      path: locate(object, step(found.path, String(fault.wanted))),
      message: `This field is unknown.${hint === '' ? ' Remove it.' : hint}`,
    };
  }
  const secret = object.manifest.kind === 'Secret';
  return { path: locate(object, found.path), message: explain(fault, found.value, secret) };
}

interface Place {
  readonly path: string;
  readonly value: unknown;
  /** The name of the type that the value should have, where it has one. */
  readonly type: string;
}

function walk(manifest: Fields, type: string, pointer: string): Place {
  let place: Place = { path: '', value: manifest, type };
  for (const segment of pointer.split('/').slice(1)) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    const { value } = place;
    place = Array.isArray(value)
      ? { path: step(place.path, Number(key)), value: value[Number(key)], type: place.type }
      : { path: step(place.path, key), value: fields(value)[key], type: schema.fields[place.type]?.[key] ?? '' };
  }
  return place;
}

function explain(fault: schema.SchemaFault, value: unknown, secret: boolean): string {
  if (value === null) return 'This is null. Leave the field out, or give it a value.';
  const shown = secret ? 'The value' : shorten(value);
  switch (fault.keyword) {
    case 'type':
      return `${shown} is ${typeName(value)}; it must be ${[fault.wanted].flat().map(article).join(' or ')}.`;
    case 'enum':
      return `${shown} is not among ${[fault.wanted]
        .flat()
        .map((word) => JSON.stringify(word))
        .join(', ')}.${didYouMean(text(value), [fault.wanted].flat().map(String))}`;
    case 'minimum':
      return `${shown} is below ${String(fault.wanted)}. Raise it.`;
    case 'maximum':
      return `${shown} is above ${String(fault.wanted)}. Lower it.`;
    case 'minItems':
      return 'The list is empty. Leave the field out: Kubernetes drops it, and Argo CD would report the difference for ever.';
    case 'pattern':
      return value === ''
        ? 'The text is empty. Give it a value.'
        : `${shown} is no ${patternName(String(fault.wanted))}.`;
    default:
      return `${shown} must be ${JSON.stringify(fault.wanted)}.`;
  }
}

function shorten(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return article(Number.isInteger(value) ? 'integer' : typeof value);
}

const ARTICLES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  integer: 'an integer',
  string: 'a text',
};

function article(type: unknown): string {
  return ARTICLES[String(type)] ?? `a ${String(type)}`;
}

function patternName(pattern: string): string {
  return pattern.includes('[KMGTPE]i') ? 'quantity such as 500m, 2 or 10Gi' : `text of the form ${pattern}`;
}
