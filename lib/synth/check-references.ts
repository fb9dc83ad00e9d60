import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { checkSelectors } from './check-selectors';
import { findExternal, Inventory } from './inventory';
import { locate, type RenderedObject } from './manifest';
import { type Reference, referencesOf } from './references';

/**
 * Whether everything that the objects name of each other is rendered in its namespace, or declared with
 * `declareExternal`: ConfigMaps and Secrets with their keys, Services, ServiceAccounts, Roles, claims, scaled workloads,
 * and the pods and ports that selectors mean.
 */
export function checkReferences(objects: readonly RenderedObject[]): Finding[] {
  const inventory = new Inventory(objects);
  return objects.flatMap((object) => [
    ...referencesOf(object).flatMap((reference) => checkReference(object, reference, inventory)),
    ...checkSelectors(object, inventory),
  ]);
}

function checkReference(object: RenderedObject, reference: Reference, inventory: Inventory): Finding[] {
  const { field, kind, namespace, name, key } = reference;
  if (isBuiltIn(reference)) return [];
  const declared = findExternal(object.external ?? [], kind, name);
  const rendered = inventory.find(kind, namespace, name);
  const path = locate(object, field);
  const shortKind = kind.slice(kind.lastIndexOf('/') + 1);
  if (!declared && !rendered) {
    const place = namespace === '' ? '' : ` in namespace "${namespace}"`;
    const mend =
      didYouMean(name, inventory.namesOf(kind, namespace)) ||
      ` Render it, or name it in declareExternal() where others make it.`;
    return [{ path, message: `There is no ${shortKind} "${name}"${place}.${mend}` }];
  }
  if (key === undefined || [declared, rendered].some((keys) => keys === 'any' || keys?.has(key))) return [];
  const keys = [declared, rendered].flatMap((found) => (found === undefined || found === 'any' ? [] : [...found]));
  const mend =
    didYouMean(key, keys) ||
    (keys.length === 0 ? ' It has none.' : ` It has ${keys.map((known) => `"${known}"`).join(', ')}.`);
  return [{ path, message: `${shortKind} "${name}" has no key "${key}".${mend}` }];
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
