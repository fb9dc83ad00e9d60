import { dig, text } from '../synth/manifest';
import { podTemplate } from '../synth/pods';
import type { DistObject } from './dist-object';
import { fill, type Verdict, type World } from './verdict';
import { claimsOf, hasClaims } from './volumes';

/** What an object does that comes or goes. */
export function presenceVerdict(change: 'added' | 'removed', object: DistObject, world: World): Verdict {
  const rules = change === 'added' ? ADDED : REMOVED;
  const rule = rules.find(({ kind, when }) => (kind === undefined || kind === object.kind) && (when?.(object) ?? true));
  const verdict = rule ?? NOTHING;
  const more = { claims: claimsOf(object).join(', '), heir: change === 'removed' ? heirOf(object, world) : '' };
  return fill(verdict, object, more);
}

interface PresenceRule extends Verdict {
  /** @default - any */
  readonly kind?: string;
  /** @default - every object of the kind */
  readonly when?: (object: DistObject) => boolean;
}

const NOTHING: Verdict = { effect: 'nothing', what: 'No pod restarts.' };

/** The first rule that fits counts. */
const ADDED: readonly PresenceRule[] = [
  { kind: 'apps/StatefulSet', effect: 'scale', what: 'Its pods start.' },
  { kind: 'apps/Deployment', effect: 'scale', what: 'Its pods start.' },
  { kind: 'batch/Job', effect: 'run', what: 'It runs with the next sync.' },
  { kind: 'batch/CronJob', effect: 'nothing', what: 'It runs when its schedule says.' },
  {
    kind: 'networking.k8s.io/NetworkPolicy',
    effect: 'nothing',
    what: 'The pods that it selects reach only what rules allow.',
  },
];

const REMOVED: readonly PresenceRule[] = [
  {
    kind: 'apps/StatefulSet',
    when: hasClaims,
    effect: 'data-at-risk',
    what: 'Its instances stop. Their volumes ({claims}) have no user any more, and stay only as persistentVolumeClaimRetentionPolicy says.{heir}',
  },
  { kind: 'apps/StatefulSet', effect: 'outage', what: 'Its pods stop.' },
  { kind: 'PersistentVolumeClaim', effect: 'data-at-risk', what: 'Deleted, it takes the volume and its data with it.' },
  {
    kind: 'Namespace',
    effect: 'data-at-risk',
    what: 'Deleted, it takes everything in it along: instances, volumes, Secrets.',
  },
  { kind: 'Secret', effect: 'data-at-risk', what: 'Deleted, its values are gone.' },
  {
    kind: 'external-secrets.io/ExternalSecret',
    when: ownsItsSecret,
    effect: 'data-at-risk',
    what: 'Deleted, it takes the Secret along that it owns; its values stay in their store.',
  },
  { kind: 'apps/Deployment', when: isExporter, effect: 'nothing', what: 'Its figures are missing from then on.' },
  { kind: 'apps/Deployment', effect: 'outage', what: 'Its pods stop, and their clients are cut off.' },
  { kind: 'Service', effect: 'outage', what: 'Its name resolves no more: clients that use it are cut off.' },
  { kind: 'batch/Job', effect: 'nothing', what: 'It runs no more.' },
  { kind: 'batch/CronJob', effect: 'nothing', what: 'It runs no more.' },
  {
    kind: 'cert-manager.io/Certificate',
    effect: 'nothing',
    what: 'Its Secret stays, and nobody renews it any more.',
  },
  {
    kind: 'networking.k8s.io/NetworkPolicy',
    effect: 'nothing',
    what: 'What it allowed is closed, or what it closed is open.',
  },
];

function ownsItsSecret({ manifest }: DistObject): boolean {
  const policy = text(dig(manifest, 'spec', 'target', 'creationPolicy'));
  return policy === '' || policy === 'Owner';
}

function isExporter(object: DistObject): boolean {
  return podTemplate(object)?.labels['app.kubernetes.io/name'] === 'postgres-exporter';
}

/** A sentence about the StatefulSet that seems to take the place of one that goes. */
function heirOf(object: DistObject, { before, after }: World): string {
  const former = before.filter(isStatefulSet).map(placeOf);
  const heir = after.find((other) => isStatefulSet(other) && !former.includes(placeOf(other)));
  if (object.kind !== 'apps/StatefulSet' || heir === undefined) return '';
  return ` ${placeOf(heir)} is new, and begins with empty volumes: were names.prefix or namespace.name changed? Set them back, or move the data.`;
}

function isStatefulSet({ kind }: DistObject): boolean {
  return kind === 'apps/StatefulSet';
}

function placeOf({ namespace, name }: DistObject): string {
  return `StatefulSet ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
