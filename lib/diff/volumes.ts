import { dig, fields, list, nameOf, text } from '../synth/manifest';
import type { DistObject } from './dist-object';
import type { FieldChange } from './field-changes';
import { type ChangedObject, word } from './verdict';

/**
 * How a volume's size changes: 1 where it grows, -1 where it shrinks, 0 where it is the same in other words; undefined
 * where one of both is no quantity.
 */
export function growth({ before, after }: FieldChange): number | undefined {
  const [former, present] = [quantity(before), quantity(after)];
  return former === undefined || present === undefined ? undefined : Math.sign(present - former);
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function quantity(value: unknown): number | undefined {
  const [, figure, suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*|[eE]\d+)$/.exec(String(value)) ?? [];
  const exponent = /^[eE](\d+)$/.exec(suffix)?.[1];
  const factor = exponent === undefined ? FACTORS[suffix] : 10 ** Number(exponent);
  return figure === undefined || factor === undefined ? undefined : Number(figure) * factor;
}

const FACTORS: Readonly<Record<string, number>> = Object.fromEntries([
  ['', 1],
  ['m', 1e-3],
  ...['k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, 1000 ** (index + 1)]),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, 1024 ** (index + 1)]),
]);

/** Whether a StatefulSet's pods have volumes that outlive them. */
export function hasClaims({ manifest }: DistObject): boolean {
  return list(dig(manifest, 'spec', 'volumeClaimTemplates')).length > 0;
}

/** The names of the claims of a StatefulSet, those of one template or all. */
export function claimsOf({ name, manifest }: DistObject, template?: string): string[] {
  const replicas = dig(manifest, 'spec', 'replicas');
  const count = typeof replicas === 'number' ? replicas : 1;
  return list(dig(manifest, 'spec', 'volumeClaimTemplates'))
    .map((claim) => nameOf(fields(claim)))
    .filter((claim) => template === undefined || claim === template)
    .flatMap((claim) => Array.from({ length: count }, (_, index) => `${claim}-${name}-${index}`));
}

/**
 * How the volumes of a StatefulSet grow: its claims one by one, then the StatefulSet is made anew around its pods, which
 * go on running.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
 */
export function expansionSteps({ before, after, world }: ChangedObject, change: FieldChange): string[] {
  const template = /^spec\.volumeClaimTemplates\[(.*?)\]/.exec(change.path)?.[1] ?? '';
  const claims = claimsOf(before, template).map(word);
  const place = before.namespace === '' ? '' : ` --namespace ${word(before.namespace)}`;
  const patch = JSON.stringify({ spec: { resources: { requests: { storage: change.after } } } });
  return [
    `kubectl get storageclass${storageClass(before, template)} # ALLOWVOLUMEEXPANSION must be true`,
    ...claims.map((claim) => `kubectl patch pvc ${claim}${place} --type merge --patch ${word(patch)}`),
    `kubectl get pvc ${claims.join(' ')}${place} # again, until CAPACITY is the new size`,
    `kubectl delete statefulset ${word(before.name)}${place} --cascade=orphan`,
    `kubectl apply --filename ${word(`${world.dist}/${after.path}`)} # or a sync of Argo CD`,
  ];
}

function storageClass({ manifest }: DistObject, template: string): string {
  const claim = list(dig(manifest, 'spec', 'volumeClaimTemplates')).find((item) => nameOf(fields(item)) === template);
  const name = text(dig(claim, 'spec', 'storageClassName'));
  return name === '' ? '' : ` ${word(name)}`;
}
