import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { checkSelectors } from './check-selectors';
import { findExternal, Inventory, type Keys } from './inventory';
import { locate, type RenderedObject } from './manifest';
import { type Reference, referencesOf } from './references';

/**
 * Whether everything that the objects name of each other is rendered in its namespace, or declared with
 * `declareExternal`: ConfigMaps and Secrets with their keys, Services, ServiceAccounts, Roles, claims, scaled workloads,
 * and the pods and ports that selectors mean.
 */
export function checkReferences(objects: readonly RenderedObject[]): Finding[] {
  const inventory = new Inventory(objects);
  const findings: Finding[] = [];
  for (const object of objects) {
    for (const reference of referencesOf(object)) {
      const found = checkReference(object, reference, inventory);
      if (found) findings.push(found);
    }
    findings.push(...checkSelectors(object, inventory));
  }
  return findings;
}

function checkReference(object: RenderedObject, reference: Reference, inventory: Inventory): Finding | undefined {
  const { kind, namespace, name, key } = reference;
  if (isBuiltIn(reference)) return undefined;
  const declared = findExternal(object.external ?? [], kind, name);
  const rendered = inventory.find(kind, namespace, name);
  if (declared || rendered) {
    if (key === undefined || holds(declared, key) || holds(rendered, key)) return undefined;
  }
  const path = locate(object, reference.field());
  const shortKind = kind.slice(kind.lastIndexOf('/') + 1);
  if (!declared && !rendered) {
    const place = namespace === '' ? '' : ` in namespace "${namespace}"`;
    const mend =
      didYouMean(name, inventory.namesOf(kind, namespace)) ||
      ` Render it, or name it in declareExternal() where others make it.`;
    return { path, message: `There is no ${shortKind} "${name}"${place}.${mend}` };
  }
  const keys = [declared, rendered].flatMap((found) => (found === undefined || found === 'any' ? [] : [...found]));
  const mend =
    didYouMean(key ?? '', keys) ||
    (keys.length === 0 ? ' It has none.' : ` It has ${keys.map((known) => `"${known}"`).join(', ')}.`);
  return { path, message: `${shortKind} "${name}" has no key "${key}".${mend}` };
}

function holds(keys: Keys | undefined, key: string): boolean {
  return keys === 'any' || keys?.has(key) === true;
}

/** What every cluster or namespace has without anybody rendering it. */
function isBuiltIn({ kind, name }: Reference): boolean {
  return BUILT_IN[kind]?.test(name) ?? false;
}

const BUILT_IN: Readonly<Record<string, RegExp>> = {
  ServiceAccount: /^default$/,
  ConfigMap: /^kube-root-ca\.crt$/,
  'rbac.authorization.k8s.io/ClusterRole': /^(cluster-admin|admin|edit|view|system:.*)$/,
};
