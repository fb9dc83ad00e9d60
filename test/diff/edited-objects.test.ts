import { type Edit, editable, Files, findsEdits } from './edits';
import { brief, objectsOf } from './repository';

const EDITS: readonly Edit[] = [
  [
    'a script of the instances',
    Files.CONFIG,
    ': >"$CLONE_MARKER"',
    'touch "$CLONE_MARKER"',
    expect.stringMatching(/^ConfigMap postgres-operations data\["pg-basebackup\.sh"\]: .*: nothing$/),
  ],
  [
    'a script of a CronJob',
    Files.CRON_JOBS,
    'set -euo pipefail',
    'set -euxo pipefail',
    expect.stringMatching(/^ConfigMap postgres-dump data\["dump\.sh"\]: .*: nothing$/),
  ],
  [
    'a script of a Job',
    Files.SCHEMA,
    'lines of its configuration',
    'lines of its files',
    expect.stringMatching(/^ConfigMap postgres-parameters data\["instance-files\.sh"\]: .*: run$/),
  ],
  [
    'the clusterIP of a Service',
    Files.POOL,
    '  selector:\n    cdk8s-postgres/platform: dict\n    cdk8s-postgres/workload: pgbouncer\n  type: ClusterIP',
    '  clusterIP: None\n  selector:\n    cdk8s-postgres/platform: dict\n    cdk8s-postgres/workload: pgbouncer\n  type: ClusterIP',
    'Service pgbouncer spec.clusterIP: none -> None: forbidden',
  ],
  [
    "no number of a pool's pods",
    Files.POOL,
    '  replicas: 3\n',
    '',
    'Deployment pgbouncer spec.replicas: 3 -> none: scale',
  ],
  [
    'the role of a binding',
    Files.CONFIG,
    /kind: Role\n {2}name: postgres-patroni\nsubjects/,
    'kind: Role\n  name: other\nsubjects',
    'RoleBinding postgres-patroni roleRef.name: postgres-patroni -> other: forbidden',
  ],
  [
    'the authority of a certificate',
    Files.CONFIG,
    /name: platform-ca\n(?=[\s\S]*secretName: postgres-pool-tls)/,
    'name: other-ca\n',
    'Certificate postgres-server-tls spec.issuerRef.name: platform-ca -> other-ca: reload',
  ],
  [
    'a claim grows',
    'dist/claim.yaml',
    '10Gi',
    '20Gi',
    'PersistentVolumeClaim own spec.resources.requests.storage: 10Gi -> 20Gi: expand',
  ],
  [
    'a claim shrinks',
    'dist/claim.yaml',
    '10Gi',
    '5Gi',
    'PersistentVolumeClaim own spec.resources.requests.storage: 10Gi -> 5Gi: forbidden',
  ],
  [
    'the class of a claim',
    'dist/claim.yaml',
    'fast',
    'slow',
    'PersistentVolumeClaim own spec.storageClassName: fast -> slow: forbidden',
  ],
  [
    'the value of a Secret, which is shown nowhere',
    'dist/secret.yaml',
    'a-former-value',
    'a-new-value',
    'Secret own stringData.password: (hidden) -> (hidden): reload',
  ],
  ['the type of a Secret', 'dist/secret.yaml', 'Opaque', 'other', 'Secret own type: Opaque -> other: forbidden'],
  [
    'what keeps a Namespace from being pruned',
    'dist/namespace.yaml',
    'Prune=false',
    'Delete=false',
    'Namespace own metadata.annotations["argocd.argoproj.io/sync-options"]: Prune=false -> Delete=false: data-at-risk',
  ],
  [
    'a Job under its name',
    'dist/job.yaml',
    'spec: {}',
    'spec: { priority: 1 }',
    'Job own spec.template.spec.priority: none -> 1: forbidden',
  ],
  [
    'how a pool is replaced',
    Files.POOL,
    'minReadySeconds: 60',
    'minReadySeconds: 30',
    'Deployment pgbouncer spec.minReadySeconds: 60 -> 30: nothing',
  ],
  [
    'no pod of a pool',
    Files.POOL,
    '  replicas: 3\n',
    '  replicas: 0\n',
    'Deployment pgbouncer spec.replicas: 3 -> 0: outage',
  ],
  [
    'the Secret of a certificate',
    Files.CONFIG,
    /secretName: postgres-pool-tls/,
    'secretName: other-tls',
    'Certificate postgres-pool-tls spec.secretName: postgres-pool-tls -> other-tls: nothing',
  ],
  [
    'the Secret of an ExternalSecret',
    'dist/external.yaml',
    '    name: own',
    '    name: other',
    'ExternalSecret own spec.target.name: own -> other: data-at-risk',
  ],
  [
    'how often an ExternalSecret asks',
    'dist/external.yaml',
    '1h',
    '2h',
    'ExternalSecret own spec.refreshInterval: 1h -> 2h: nothing',
  ],
  [
    'the bounds of an autoscaler',
    'dist/scaler.yaml',
    'maxReplicas: 4',
    'maxReplicas: 6',
    'HorizontalPodAutoscaler own spec.maxReplicas: 4 -> 6: scale',
  ],
  [
    'a claim of the same size',
    'dist/claim.yaml',
    '10Gi',
    '10240Mi',
    'PersistentVolumeClaim own spec.resources.requests.storage: 10Gi -> 10240Mi: nothing',
  ],
  [
    'a label',
    Files.MEMBERS,
    'app.kubernetes.io/managed-by: cdk8s-postgres',
    'app.kubernetes.io/managed-by: me',
    expect.stringMatching(/: nothing$/),
  ],
];

const repository = editable();

describe('what no pair of profiles can change of other objects:', () => {
  findsEdits(repository, EDITS);

  test.each([
    ['claim.yaml', 'PersistentVolumeClaim own removed: data-at-risk'],
    ['secret.yaml', 'Secret own removed: data-at-risk'],
    ['namespace.yaml', 'Namespace own removed: data-at-risk'],
    ['job.yaml', 'Job own removed: nothing'],
    ['external.yaml', 'ExternalSecret own removed: data-at-risk'],
    ['unclaimed.yaml', 'StatefulSet own removed: outage'],
  ])('%s goes away', (file, line) => {
    repository.git('rm', '--quiet', `dist/${file}`);
    expect(brief(repository.report())).toEqual([line]);
  });

  test('an object that moves to another file is the same object', () => {
    repository.write('dist/volume.yaml', repository.read('dist/claim.yaml'));
    repository.git('rm', '--quiet', '--force', 'dist/claim.yaml');
    expect(objectsOf(repository.report())).toEqual([]);
  });
});
