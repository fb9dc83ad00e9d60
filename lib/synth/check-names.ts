import type { Finding } from '../findings';
import { labelKeyFault, labelValueFault } from '../labels';
import { dig, type Fields, fields, groupKind, locate, nameOf, type RenderedObject, step, text } from './manifest';
import { podTemplate } from './pods';

/** Whether the names and labels of an object are such as Kubernetes takes, and leaves room for what it appends. */
export function checkNames(object: RenderedObject): Finding[] {
  const { manifest } = object;
  const rule = RULES[groupKind(manifest)] ?? SUBDOMAIN;
  const namespace = text(fields(manifest.metadata).namespace);
  return [
    ...checkName(object, 'metadata.name', nameOf(manifest), rule),
    ...(namespace === '' ? [] : checkName(object, 'metadata.namespace', namespace, LABEL)),
    ...labelSets(object).flatMap(([field, labels]) => checkLabels(object, field, labels)),
    ...checkKeys(object, 'metadata.annotations', fields(dig(manifest, 'metadata', 'annotations'))),
  ];
}

export interface NameRule {
  readonly pattern: RegExp;
  readonly longest: number;
  /** What the pattern means, for people. */
  readonly words: string;
  /** Why it is no longer. */
  readonly why?: string;
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const LABEL: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 63,
  words: 'a DNS label: lower-case letters, digits and "-", beginning and ending with a letter or digit',
};

export const PORT_NAME: NameRule = {
  pattern: /^(?!.*--)(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  longest: 15,
  words: 'a port name: lower-case letters, digits and single "-" between them, with a letter among them',
};

const SUBDOMAIN: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  longest: 253,
  words: 'a DNS name: lower-case letters, digits, "-" and "."',
};

const PATH_SEGMENT: NameRule = { pattern: /^(?!\.{1,2}$)[^/%]+$/, longest: 253, words: 'a name without "/" and "%"' };

const RULES: Readonly<Record<string, NameRule>> = {
  Namespace: LABEL,
  Service: {
    pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
    longest: 63,
    words: 'a DNS label that begins with a letter: lower-case letters, digits and "-"',
  },
  // @see https://github.com/kubernetes/kubernetes/issues/64023
  'apps/StatefulSet': { ...LABEL, longest: 52, why: 'its pods carry the name and 11 more characters in a label' },
  'batch/CronJob': { ...SUBDOMAIN, longest: 52, why: 'its Jobs append 11 characters' },
  'batch/Job': { ...LABEL, why: 'its pods carry the name in a label' },
  'rbac.authorization.k8s.io/Role': PATH_SEGMENT,
  'rbac.authorization.k8s.io/RoleBinding': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRole': PATH_SEGMENT,
  'rbac.authorization.k8s.io/ClusterRoleBinding': PATH_SEGMENT,
};

/** The faults of one name by one rule. */
export function checkName(object: RenderedObject, field: string, name: string, rule: NameRule): Finding[] {
  const message = nameFault(name, rule);
  return message === undefined ? [] : [{ path: locate(object, field), message }];
}

function nameFault(name: string, rule: NameRule): string | undefined {
  if (name === '') return 'The name is missing. Give one.';
  if (name.length > rule.longest) {
    const why = rule.why ? `, since ${rule.why}` : '';
    return `"${name}" has ${name.length} characters; at most ${rule.longest} fit${why}. Shorten it.`;
  }
  return rule.pattern.test(name) ? undefined : `"${name}" is not ${rule.words}. Rename it.`;
}

function labelSets(object: RenderedObject): (readonly [string, Fields])[] {
  const { manifest } = object;
  const pod = podTemplate(object);
  const selector = dig(manifest, 'spec', 'selector', 'matchLabels');
  return [
    ['metadata.labels', fields(dig(manifest, 'metadata', 'labels'))] as const,
    ...(pod && pod.field !== 'spec' ? [[pod.field.replace(/spec$/, 'metadata.labels'), pod.labels] as const] : []),
    ...(selector === undefined ? [] : [['spec.selector.matchLabels', fields(selector)] as const]),
  ];
}

function checkLabels(object: RenderedObject, field: string, labels: Fields): Finding[] {
  const values = Object.entries(labels).flatMap(([key, value]) => {
    const message = typeof value === 'string' ? labelValueFault(value, 'Change it, or use an annotation.') : undefined;
    return message === undefined ? [] : [{ path: locate(object, step(field, key)), message }];
  });
  return [...checkKeys(object, field, labels), ...values];
}

function checkKeys(object: RenderedObject, field: string, map: Fields): Finding[] {
  return Object.keys(map).flatMap((key) => {
    const message = labelKeyFault(key);
    return message === undefined ? [] : [{ path: locate(object, step(field, key)), message }];
  });
}
