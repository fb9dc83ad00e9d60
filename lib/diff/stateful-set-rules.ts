import { LabelKeys, RESTART_ANNOTATION } from '../names';
import { type FieldRule, IMMUTABLE } from './field-rule';
import { growth } from './volumes';
import { isSingle, majorIn } from './workloads';

const ALONE = 'The pod is replaced: no reads or writes until the new one is ready.';

const ORPHAN = 'kubectl delete statefulset {name}{in} --cascade=orphan';

/** The fields of a StatefulSet: the first rule that fits counts. */
export const STATEFUL_SET_RULES: readonly FieldRule[] = [
  { path: /^(metadata|apiVersion)\b/, effect: 'nothing', what: 'The StatefulSet alone has it, no pod.' },
  {
    path: /^spec\.replicas$/,
    when: ({ after }) => after === 0,
    effect: 'outage',
    what: 'Every instance of {name} stops. Their volumes stay as persistentVolumeClaimRetentionPolicy says.',
  },
  {
    path: /^spec\.replicas$/,
    when: ({ before, after }) => Number(after ?? 1) < Number(before ?? 1),
    effect: 'scale',
    what: 'The last instances stop; if one of them is the primary, another takes over. Their volumes stay as persistentVolumeClaimRetentionPolicy says.',
  },
  {
    path: /^spec\.replicas$/,
    effect: 'scale',
    what: 'New instances start, and copy the data from the primary. The others go on.',
  },
  {
    path: /^spec\.persistentVolumeClaimRetentionPolicy\b/,
    when: ({ after }) => JSON.stringify(after)?.includes('Delete') === true,
    effect: 'data-at-risk',
    what: 'Volumes are deleted with the StatefulSet, or with the pods that a smaller count removes. Set it back to Retain.',
  },
  {
    path: /^spec\.(persistentVolumeClaimRetentionPolicy|updateStrategy|minReadySeconds|revisionHistoryLimit)\b/,
    effect: 'nothing',
    what: 'It counts with the next change of the pods.',
  },
  {
    path: /^spec\.ordinals\b/,
    effect: 'data-at-risk',
    what: 'Pods get other numbers, and with them other claims: they begin with empty volumes. Set it back.',
  },
  {
    path: /^spec\.volumeClaimTemplates\[.*?\]\.spec\.resources\.requests\.storage$/,
    when: (change) => growth(change) === 1,
    effect: 'expand',
    expands: true,
    what: 'The API server takes no other size in a StatefulSet, so a sync fails until the steps are done. No pod restarts.',
  },
  {
    path: /^spec\.volumeClaimTemplates\[.*?\]\.spec\.resources\.requests\.storage$/,
    when: (change) => growth(change) === 0,
    effect: 'nothing',
    what: 'It is the same size in other words.',
  },
  {
    path: /^spec\.volumeClaimTemplates\[.*?\]\.spec\.resources\.requests\.storage$/,
    effect: 'forbidden',
    what: 'No volume ever shrinks. Set the size back; for a smaller one move the data to instances with new volumes.',
  },
  {
    path: /^spec\.volumeClaimTemplates\b/,
    effect: 'forbidden',
    what: `${IMMUTABLE} The step gives it to volumes made later, and leaves those that there are as they are; then sync.`,
    steps: [ORPHAN],
  },
  {
    path: /^spec\.selector\b/,
    effect: 'forbidden',
    what: `${IMMUTABLE} Its pods would belong to nobody: set the platform's name back.`,
  },
  {
    path: /^spec\.(serviceName|podManagementPolicy)\b/,
    effect: 'forbidden',
    what: `${IMMUTABLE} Set it back, or let the step make the StatefulSet anew around its pods, then sync.`,
    steps: [ORPHAN],
  },
  {
    path: clusterLabel(),
    when: ({ before, after }) => before === undefined || after === undefined,
    effect: 'forbidden',
    what: 'Instances become replicated, or single: there is no path from one to the other with this data. Dump it, and restore it into a new platform.',
  },
  {
    path: clusterLabel(),
    effect: 'forbidden',
    what: 'Members that have restarted would be a second cluster beside the others. Set names.prefix back.',
  },
  {
    path: /\.env\[POSTGRES_BIN\]\.value$/,
    when: ({ before, after }) => majorIn(String(before)) !== majorIn(String(after)),
    effect: 'forbidden',
    what: 'Another major version of PostgreSQL does not start on this data, and there is no path for it here. Set it back; for the new one dump the data, and restore it into a new platform.',
  },
  {
    path: /^spec\.template\.spec\.containers\[postgres\]\.image$/,
    when: ({ before, after }) => areOtherMajors(tagMajor(before), tagMajor(after)),
    effect: 'forbidden',
    what: "The images' tags name other major versions of PostgreSQL, and there is no path from one to the other here. Set it back; for the new one dump the data, and restore it into a new platform.",
  },
  {
    path: /\.env\[PGDATA\]\.value$/,
    effect: 'data-at-risk',
    what: 'Instances look for their data elsewhere, and begin with none. Set it back.',
  },
  {
    path: restartAnnotation(),
    when: (_, { after }) => isSingle(after),
    effect: 'restart',
    mirrors: true,
    what: ALONE,
  },
  { path: /^spec\.template\b/, when: (_, { after }) => isSingle(after), effect: 'restart', what: ALONE },
  {
    path: /^spec\.template\..*\.image$/,
    effect: 'restart',
    order: 'one-by-one',
    what: 'The pods are replaced with the new image, one after another from the last; the primary hands over when it is its turn.',
  },
  {
    path: /^spec\.template\b/,
    effect: 'restart',
    order: 'one-by-one',
    what: 'The pods are replaced one after another, from the last; the primary hands over when it is its turn.',
  },
  { path: /./, effect: 'forbidden', what: `${IMMUTABLE} Set it back.` },
];

function restartAnnotation(): RegExp {
  return new RegExp(`^spec\\.template\\.metadata\\.annotations(\\["${RESTART_ANNOTATION}"\\])?$`);
}

function clusterLabel(): RegExp {
  return new RegExp(`^spec\\.template\\.metadata\\.labels\\["${LabelKeys.CLUSTER}"\\]$`);
}

/** The major that an image's tag begins with: 16 of `registry.example:5000/postgres:16.14-1`. */
function tagMajor(image: unknown): string | undefined {
  return /:(\d+)[^/]*$/.exec(String(image))?.[1];
}

function areOtherMajors(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
