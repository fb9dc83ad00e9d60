import { dig, text } from '../synth/manifest';
import type { FieldChange } from './field-changes';
import { type FieldRule, IMMUTABLE } from './field-rule';
import { STATEFUL_SET_RULES } from './stateful-set-rules';
import type { ChangedObject } from './verdict';
import { growth } from './volumes';

const DEPLOYMENT: readonly FieldRule[] = [
  { path: /^(metadata|apiVersion)\b/, effect: 'nothing', what: 'The Deployment alone has it, no pod.' },
  {
    path: /^spec\.selector\b/,
    effect: 'forbidden',
    what: `${IMMUTABLE} Set it back, or delete the Deployment first: its clients are cut off until the new pods are ready.`,
    steps: ['kubectl delete deployment {name}{in}'],
  },
  {
    path: /^spec\.replicas$/,
    when: ({ after }) => after === 0,
    effect: 'outage',
    what: 'Every pod of {name} stops.',
  },
  {
    path: /^spec\.replicas$/,
    when: ({ after }) => after === undefined,
    effect: 'scale',
    what: 'Nobody says how many pods there are any more: the API server sets 1 until an autoscaler says more.',
  },
  { path: /^spec\.replicas$/, effect: 'scale', what: 'Pods are added or removed; the others go on.' },
  {
    path: /^spec\.template\b/,
    when: isExporter,
    effect: 'exporter-restart',
    what: 'The exporter is replaced: a scrape or two find nobody.',
  },
  {
    path: /^spec\.template\b/,
    effect: 'pool-restart',
    what: 'The pods are replaced as the strategy says; their clients connect anew.',
  },
  { path: /./, effect: 'nothing', what: 'It counts with the next change of the pods.' },
];

const CLAIM: readonly FieldRule[] = [
  {
    path: /^spec\.resources\.requests\.storage$/,
    when: (change) => growth(change) === 1,
    effect: 'expand',
    what: 'A sync asks for it; the volume grows if its StorageClass has allowVolumeExpansion.',
  },
  {
    path: /^spec\.resources\.requests\.storage$/,
    when: (change) => growth(change) !== 0,
    effect: 'forbidden',
    what: 'No volume ever shrinks. Set the size back.',
  },
  {
    path: /^spec\.(?!volumeAttributesClassName|resources)/,
    effect: 'forbidden',
    what: `${IMMUTABLE} Set it back.`,
  },
];

const JOB: readonly FieldRule[] = [
  {
    path: /^spec\.(template|selector|completions|completionMode|podFailurePolicy)\b/,
    when: (_, { before, after }) => before.name === after.name,
    effect: 'forbidden',
    what: `${IMMUTABLE} Argo CD deletes a hook before it makes it anew; for kubectl delete the Job first.`,
    steps: ['kubectl delete job {name}{in}'],
  },
  {
    path: /^metadata\.name$|\.env\[CONFIG_HASH(ES)?\]\.value$/,
    effect: 'run',
    mirrors: true,
    what: 'It runs with the next sync, as a Job of the new name.',
  },
  { path: /./, effect: 'run', what: 'It runs with the next sync.' },
];

/** What Argo CD may not remove, as long as its annotation says so. */
const KEPT: FieldRule = {
  path: /^metadata\.annotations(\["argocd\.argoproj\.io\/sync-options"\])?$/,
  when: ({ before, after }) => isKept(before) && !isKept(after),
  effect: 'data-at-risk',
  what: 'Argo CD may prune or delete it from now on. Put the annotation back.',
};

const ROLE_REF: FieldRule = {
  path: /^roleRef\b/,
  effect: 'forbidden',
  what: `${IMMUTABLE} Set it back, or delete the binding first.`,
};

/** By kind. What no rule fits does nothing, as `DEFAULTS` says. */
export const FIELD_RULES: Readonly<Record<string, readonly FieldRule[]>> = {
  'apps/StatefulSet': STATEFUL_SET_RULES,
  'apps/Deployment': DEPLOYMENT,
  'batch/Job': JOB,
  PersistentVolumeClaim: [KEPT, ...CLAIM],
  Namespace: [KEPT],
  Secret: [
    KEPT,
    { path: /^type$/, effect: 'forbidden', what: `${IMMUTABLE} Set it back.` },
    {
      path: /^(data|stringData)\b/,
      effect: 'reload',
      what: 'Pods that mount it see it within about 90 seconds; those that have it in their environment when they restart.',
    },
  ],
  'external-secrets.io/ExternalSecret': [
    KEPT,
    {
      path: /^spec\.target\b/,
      effect: 'data-at-risk',
      what: 'The Secret that it owns may be deleted, or left to itself. Set it back, or copy the Secret first.',
    },
    { path: /./, effect: 'nothing', what: 'The Secret is made from the new source with the next refresh.' },
  ],
  'cert-manager.io/Certificate': [
    {
      path: /^(metadata|apiVersion|spec\.secretTemplate)\b/,
      effect: 'nothing',
      what: 'The certificate stays as it is.',
    },
    {
      path: /^spec\.secretName$/,
      effect: 'nothing',
      what: 'It is issued into another Secret; nobody renews the former one any more.',
    },
    {
      path: /^spec\.issuerRef\b/,
      effect: 'reload',
      what: 'It is issued by another authority: whoever trusts only the former one refuses it. Read docs/certificates.md first.',
    },
    { path: /./, effect: 'reload', what: 'cert-manager issues it anew where it must; what mounts it reloads it.' },
  ],
  Service: [
    {
      path: /^spec\.(clusterIP|clusterIPs)\b/,
      effect: 'forbidden',
      what: `${IMMUTABLE} Set it back, or delete the Service first: its clients are cut off meanwhile.`,
      steps: ['kubectl delete service {name}{in}'],
    },
    {
      path: /^spec\.ports\b.*(\]|\.port)$/,
      when: ({ before }) => before !== undefined,
      effect: 'outage',
      what: 'Clients that use the former port are cut off until they know the new one.',
    },
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    { path: /^spec\.(min|max)Replicas$/, effect: 'scale', what: 'The autoscaler adds or removes pods.' },
  ],
  'rbac.authorization.k8s.io/RoleBinding': [ROLE_REF],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [ROLE_REF],
};

/** What a change does that no rule fits, by kind. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  Service: 'Traffic follows at once; no pod restarts.',
  'networking.k8s.io/NetworkPolicy': 'Who reaches whom changes at once; no pod restarts.',
  'batch/CronJob': 'Its next run does it so.',
  'policy/PodDisruptionBudget': 'It counts with the next eviction.',
  'rbac.authorization.k8s.io/Role': 'Rights change at once; no pod restarts.',
  'monitoring.coreos.com/PodMonitor': 'Prometheus scrapes it so.',
};

/** What a change does of a kind that nothing is known of. */
export const DEFAULT = 'No pod restarts.';

function isExporter(_: FieldChange, { after }: ChangedObject): boolean {
  return text(dig(after.manifest, 'spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/name')) === EXPORTER;
}

const EXPORTER = 'postgres-exporter';

function isKept(annotation: unknown): boolean {
  return JSON.stringify(annotation)?.includes('Prune=false') === true;
}
