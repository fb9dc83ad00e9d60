import type { Fields } from '../../lib/synth/manifest';
import { type Fault, findingsAfter, first, pod, testFaults } from './faults';
import { set } from './objects';

const REFERENCES: Fault[] = [
  [
    'StatefulSet/postgres',
    `${first}.volumeMounts.1.name`,
    'confg',
    'spec.template.spec.containers[0].volumeMounts[1].name',
    /no volume "confg"\. Did you mean "config"/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.livenessProbe.httpGet.port`,
    'http',
    'spec.template.spec.containers[0].livenessProbe.httpGet.port',
    /no port named "http"/,
  ],
  [
    'StatefulSet/postgres',
    'spec.template.metadata.labels.app',
    'other',
    'spec.selector.matchLabels',
    /lack the label app=postgres/,
  ],
  [
    'StatefulSet/postgres',
    'spec.serviceName',
    'headles',
    'spec.serviceName',
    /no Service "headles" in namespace "postgres"\. Did you mean "headless"/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.serviceAccountName`,
    'nobody',
    'spec.template.spec.serviceAccountName',
    /no ServiceAccount "nobody".*declareExternal/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.volumes.0.configMap.items.0.key`,
    'postgres.conf',
    'spec.template.spec.volumes[0].configMap.items[0]',
    /no key "postgres.conf"\. Did you mean "postgresql.conf"/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.volumes.1.secret.items.0.key`,
    'cert',
    'spec.template.spec.volumes[1].secret.items[0]',
    /It has "tls.crt", "tls.key", "ca.crt"/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.env.0.valueFrom.secretKeyRef.key`,
    'password',
    'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef',
    /Secret "passwords" has no key "password"/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.env.1.valueFrom.configMapKeyRef.key`,
    'mode',
    'spec.template.spec.containers[0].env[1].valueFrom.configMapKeyRef',
    /Did you mean "MODE"/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.envFrom.0.secretRef.name`,
    's4',
    'spec.template.spec.containers[0].envFrom[0].secretRef',
    /no Secret "s4"/,
  ],
  ['ServiceAccount/patroni', 'imagePullSecrets.0.name', 'unknown', 'imagePullSecrets[0]', /no Secret "unknown"/],
  ['RoleBinding/patroni', 'roleRef.name', 'patronus', 'roleRef', /no Role "patronus"/],
  [
    'RoleBinding/patroni',
    'subjects.0.namespace',
    'elsewhere',
    'subjects[0]',
    /no ServiceAccount "patroni" in namespace "elsewhere"/,
  ],
  ['ClusterRoleBinding/patroni-observer', 'roleRef.name', 'observers', 'roleRef', /no ClusterRole "observers"\./],
  ['HorizontalPodAutoscaler/pool', 'spec.scaleTargetRef.name', 'pond', 'spec.scaleTargetRef', /no Deployment "pond"/],
  [
    'CronJob/dump',
    'spec.jobTemplate.spec.template.spec.volumes.0.persistentVolumeClaim.claimName',
    'worx',
    'spec.jobTemplate.spec.template.spec.volumes[0].persistentVolumeClaim',
    /no PersistentVolumeClaim "worx"/,
  ],
  ['Service/primary', 'spec.selector.app', 'postgre', 'spec.selector', /No pod of namespace "postgres".*app=postgre\)/],
  ['Service/primary', 'spec.ports.0.targetPort', 'postgresql', 'spec.ports[0].targetPort', /port named "postgresql"/],
  ['PodDisruptionBudget/postgres', 'spec.selector.matchLabels.app', 'x', 'spec.selector', /No pod/],
  ['NetworkPolicy/postgres', 'spec.podSelector.matchExpressions.0.values', ['x'], 'spec.podSelector', /No pod/],
  [
    'NetworkPolicy/postgres',
    'spec.ingress.0.ports.0.port',
    'postgre',
    'spec.ingress[0].ports[0].port',
    /Did you mean "postgres"/,
  ],
  [
    'PodMonitor/pool',
    'spec.podMetricsEndpoints.0.port',
    'metrics',
    'spec.podMetricsEndpoints[0].port',
    /port named "metrics"/,
  ],
  ['PodMonitor/pool', 'spec.namespaceSelector', { matchNames: ['other'] }, 'spec.selector', /namespace "other"/],
];

describe('checkReferences', () => {
  testFaults(REFERENCES);

  test('a ConfigMap of another namespace does not count', () => {
    const findings = findingsAfter((objects) =>
      set(objects.get('ConfigMap/config') as Fields, 'metadata.namespace', 'other'),
    );
    expect(findings.map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringMatching(/no ConfigMap "config" in namespace "postgres"/)),
    );
  });
});
