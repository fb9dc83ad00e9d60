import type { Finding } from '../findings';
import { recently } from '../once';
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

const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

function checkLabels(object: RenderedObject, field: string, labels: Fields): Finding[] {
  const findings = checkKeys(object, field, labels);
  for (const [key, value] of Object.entries(labels)) {
    if (typeof value !== 'string') continue;
    const path = () => locate(object, step(field, key));
    if (value.length > 63) {
      findings.push({
        path: path(),
        message: `"${value}" has ${value.length} characters; a label holds at most 63. Shorten it.`,
      });
    } else if (!LABEL_VALUE.test(value)) {
      const message = `"${value}" is no label: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit. Change it, or use an annotation.`;
      findings.push({ path: path(), message });
    }
  }
  return findings;
}

const KEY =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

const isKey = recently((key) => KEY.test(key));

/** Keys of labels and annotations: an optional DNS name, a slash, and at most 63 characters. */
function checkKeys(object: RenderedObject, field: string, map: Fields): Finding[] {
  const wrong = Object.keys(map).filter((key) => !isKey(key));
  if (wrong.length === 0) return [];
  const message =
    'The key is not of the form "example.org/name", with at most 63 characters after the slash. Rename it.';
  return wrong.map((key) => ({ path: locate(object, step(field, key)), message }));
}
