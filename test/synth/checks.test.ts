import { checkObjects } from '../../lib/synth/checks';
import type { Fields } from '../../lib/synth/manifest';
import { goodObjects, rendered, set } from './objects';

const pod = 'spec.template.spec';
const first = `${pod}.containers.0`;

/** object, field, what it is set to (undefined: removed), where the fault is reported, what is said */
type Fault = [object: string, field: string, value: unknown, at: string, says: RegExp];

const SCHEMA: Fault[] = [
  ['StatefulSet/postgres', 'spec.replica', 3, 'spec.replica', /unknown\. Did you mean "replicas"\?/],
  [
    'StatefulSet/postgres',
    `${first}.readinesProbe`,
    {},
    'spec.template.spec.containers[0].readinesProbe',
    /Did you mean "readinessProbe"/,
  ],
  ['StatefulSet/postgres', 'spec.replicas', '2', 'spec.replicas', /"2" is a text; it must be an integer/],
  ['StatefulSet/postgres', 'spec.replicas', -1, 'spec.replicas', /-1 is below 0/],
  ['StatefulSet/postgres', 'spec.replicas', 1.5, 'spec.replicas', /must be an integer/],
  ['StatefulSet/postgres', 'spec.selector', undefined, 'spec.selector', /missing.*Add it/],
  ['StatefulSet/postgres', `${first}.image`, undefined, 'spec.template.spec.containers[0].image', /missing/],
  [
    'StatefulSet/postgres',
    'spec.volumeClaimTemplates.0.spec.resources.requests.storage',
    null,
    'spec.volumeClaimTemplates[0].spec.resources.requests.storage',
    /is null/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.resources.limits.memory`,
    '1 GB',
    'spec.template.spec.containers[0].resources.limits.memory',
    /"1 GB" is no quantity such as/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.imagePullPolicy`,
    'Sometimes',
    'spec.template.spec.containers[0].imagePullPolicy',
    /not among "Always", "IfNotPresent", "Never"/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.ports.0.containerPort`,
    70000,
    'spec.template.spec.containers[0].ports[0].containerPort',
    /above 65535/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.volumes.0.configMap.defaultMode`,
    755,
    'spec.template.spec.volumes[0].configMap.defaultMode',
    /755 is above 511/,
  ],
  ['StatefulSet/postgres', `${pod}.tolerations`, [], 'spec.template.spec.tolerations', /empty/],
  ['StatefulSet/postgres', 'status', {}, 'status', /unknown/],
  ['StatefulSet/postgres', 'apiVersion', 'apps/v1beta1', 'apiVersion', /Write apiVersion: apps\/v1\./],
  ['StatefulSet/postgres', 'kind', 'StatefullSet', 'kind', /Did you mean "apps\/v1 StatefulSet"/],
  ['ConfigMap/config', 'data.MODE', 1, 'data.MODE', /1 is an integer; it must be a text/],
  ['Namespace/postgres', 'metadata.namespace', 'postgres', 'metadata.namespace', /belongs to no namespace/],
  ['Certificate/server-tls', 'spec.dnsName', ['a'], 'spec.dnsName', /Did you mean "dnsNames"/],
  ['Certificate/server-tls', 'spec.duration', '90d', 'spec.duration', /"90d" is no text of the form/],
  [
    'ExternalSecret/s3',
    'spec.data.0.remoteRef.propertys',
    'a',
    'spec.data[0].remoteRef.propertys',
    /Did you mean "property"/,
  ],
  [
    'PodMonitor/pool',
    'spec.podMetricsEndpoints.0.interval',
    30,
    'spec.podMetricsEndpoints[0].interval',
    /must be a text/,
  ],
  ['PrometheusRule/postgres', 'spec.groups.0.rules.0.expr', '', 'spec.groups[0].rules[0].expr', /empty/],
];

const NAMES: Fault[] = [
  ['Service/headless', 'metadata.name', '9headless', 'metadata.name', /begins with a letter/],
  ['ConfigMap/config', 'metadata.name', 'Config_1', 'metadata.name', /"Config_1" is not a DNS name/],
  ['ConfigMap/config', 'metadata.name', undefined, 'metadata.name', /missing/],
  ['StatefulSet/postgres', 'metadata.name', 'a'.repeat(53), 'metadata.name', /53 characters; at most 52/],
  [
    'CronJob/dump',
    'metadata.name',
    'a'.repeat(53),
    'metadata.name',
    /53 characters; at most 52 fit, since its Jobs append 11/,
  ],
  ['ConfigMap/config', 'metadata.labels.app', 'a b', 'metadata.labels.app', /is no label/],
  ['ConfigMap/config', 'metadata.labels.app', 'a'.repeat(64), 'metadata.labels.app', /64 characters/],
  ['ConfigMap/config', 'metadata.annotations', { 'a b': 'c' }, 'metadata.annotations["a b"]', /not of the form/],
  [
    'StatefulSet/postgres',
    `${first}.ports.1.name`,
    'a'.repeat(16),
    'spec.template.spec.containers[0].ports[1].name',
    /16 characters; at most 15/,
  ],
];

const LIMITS: Fault[] = [
  [
    'ConfigMap/config',
    'data.big',
    'é'.repeat(600_000),
    'data',
    /1200023 bytes together, 151447 over the 1048576 bytes \(1 MiB\).*"big" with 1200000 bytes\. Split/,
  ],
  ['ConfigMap/config', 'data', { 'postgresql.conf': '', MODE: '', 'a/b': '' }, 'data["a/b"]', /no file name/],
  ['Service/headless', 'spec.ports.1', { name: 'postgres', port: 1 }, 'spec.ports[1].name', /names two ports/],
  ['Service/headless', 'spec.ports.1', { port: 1 }, 'spec.ports[1].name', /2 ports, so each needs a name/],
  [
    'StatefulSet/postgres',
    `${pod}.initContainers.0.name`,
    'postgres',
    'spec.template.spec.containers[0].name',
    /two containers/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.ports.2`,
    { name: 'postgres', containerPort: 1 },
    'spec.template.spec.containers[0].ports[2].name',
    /two ports/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.env.1.name`,
    'PASSWORD',
    'spec.template.spec.containers[0].env[1].name',
    /set twice/,
  ],
  ['StatefulSet/postgres', `${pod}.volumes.2.name`, 'tls', 'spec.template.spec.volumes[2].name', /two volumes/],
  [
    'StatefulSet/postgres',
    `${first}.volumeMounts.1.mountPath`,
    '/data/',
    'spec.template.spec.containers[0].volumeMounts[1].mountPath',
    /at "\/data"/,
  ],
];

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

const SECURITY: Fault[] = [
  ['StatefulSet/postgres', `${pod}.hostNetwork`, true, 'spec.template.spec.hostNetwork', /Leave it out/],
  [
    'StatefulSet/postgres',
    `${pod}.securityContext.runAsUser`,
    0,
    'spec.template.spec.securityContext.runAsUser',
    /other than 0/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.securityContext.runAsNonRoot`,
    undefined,
    'spec.template.spec.initContainers[0].securityContext.runAsNonRoot',
    /Set it to true/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.securityContext.seccompProfile`,
    { type: 'Unconfined' },
    'spec.template.spec.containers[0].securityContext.seccompProfile',
    /RuntimeDefault/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.securityContext.allowPrivilegeEscalation`,
    undefined,
    'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
    /Set it to false/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.securityContext.capabilities.add`,
    ['SYS_ADMIN'],
    'spec.template.spec.containers[0].securityContext.capabilities',
    /Drop ALL/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.securityContext.capabilities.drop`,
    ['NET_RAW'],
    'spec.template.spec.containers[0].securityContext.capabilities',
    /Drop ALL/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.securityContext.readOnlyRootFilesystem`,
    false,
    'spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem',
    /emptyDir/,
  ],
  [
    'StatefulSet/postgres',
    `${first}.securityContext.privileged`,
    true,
    'spec.template.spec.containers[0].securityContext.privileged',
    /Leave it out/,
  ],
  ['StatefulSet/postgres', `${first}.ports.0.hostPort`, 5432, 'spec.template.spec.containers[0].ports', /hostPort/],
  [
    'StatefulSet/postgres',
    `${first}.livenessProbe.httpGet.host`,
    'example.org',
    'spec.template.spec.containers[0].livenessProbe.httpGet.host',
    /Leave it out/,
  ],
  [
    'StatefulSet/postgres',
    `${pod}.volumes.2`,
    { name: 'marker', hostPath: { path: '/' } },
    'spec.template.spec.volumes[2].hostPath',
    /emptyDir/,
  ],
];

function findingsOf(change?: (objects: Map<string, Fields>) => void) {
  const objects = goodObjects();
  change?.(objects);
  return checkObjects(rendered(objects.values()));
}

describe('the checks of every object', () => {
  test('objects without a fault pass', () => {
    expect(findingsOf()).toEqual([]);
  });

  const groups = { SCHEMA, NAMES, LIMITS, REFERENCES, SECURITY };
  const table = Object.values(groups)
    .flat()
    .map((fault): [string, Fault] => [`${fault[0]} ${fault[1]} = ${JSON.stringify(fault[2])?.slice(0, 40)}`, fault]);

  test.each(table)('find %s', (_title, [object, field, value, at, says]) => {
    const findings = findingsOf((objects) => set(objects.get(object) as Fields, field, value));
    const found = findings.filter(({ path }) => path.startsWith('dict/1-primary.yaml ') && path.endsWith(` ${at}`));
    expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
    expect(found[0]?.message).toMatch(/[.?]$/);
  });

  test('all faults of all objects are reported at once', () => {
    const findings = findingsOf((objects) => {
      set(objects.get('StatefulSet/postgres') as Fields, 'spec.replicas', -1);
      set(objects.get('StatefulSet/postgres') as Fields, 'spec.serviceName', 'gone');
      set(objects.get('Service/primary') as Fields, 'spec.ports.0.port', 0);
    });
    expect(findings.map(({ path }) => path)).toEqual([
      'dict/1-primary.yaml StatefulSet/postgres spec.replicas',
      'dict/1-primary.yaml Service/primary spec.ports[0].port',
      'dict/1-primary.yaml StatefulSet/postgres spec.serviceName',
    ]);
  });

  test('no two files claim one object, whatever its version', () => {
    const good = rendered(goodObjects().values());
    const twin = rendered(
      [
        {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: { name: 'postgres', namespace: 'postgres' },
          spec: {},
        },
      ],
      'other/1-primary.yaml',
    );
    expect(checkObjects([...good, ...twin])).toEqual([
      {
        path: 'dict/1-primary.yaml PodDisruptionBudget/postgres',
        message: expect.stringMatching(
          /in namespace "postgres" is rendered 2 times: here .* and in other\/1-primary\.yaml \(dict\/1-primary\/0\)\. Rename one/,
        ),
      },
    ]);
  });

  test('equal names in different namespaces are different objects', () => {
    const map = (namespace: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace } });
    expect(checkObjects(rendered([map('one'), map('two')]))).toEqual([]);
  });

  test('a ConfigMap of another namespace does not count', () => {
    const findings = findingsOf((objects) =>
      set(objects.get('ConfigMap/config') as Fields, 'metadata.namespace', 'other'),
    );
    expect(findings.map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringMatching(/no ConfigMap "config" in namespace "postgres"/)),
    );
  });

  test('pods that are not to be restricted may be anything', () => {
    const objects = goodObjects();
    set(objects.get('StatefulSet/postgres') as Fields, `${pod}.hostNetwork`, true);
    const users = rendered(objects.values()).map((object) => ({ ...object, restricted: false }));
    expect(checkObjects(users)).toEqual([]);
  });

  test('kinds of others, and rare or newer ones of Kubernetes, pass without a schema', () => {
    const kinds = [
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'a' }, anything: null },
      { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'b' }, spec: { hard: { pods: 1 } } },
      { apiVersion: 'resource.k8s.io/v1', kind: 'DeviceTaintRule', metadata: { name: 'c' } },
    ];
    expect(checkObjects(rendered(kinds))).toEqual([]);
  });

  test('values of a Secret are never repeated in a message', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      stringData: { password: ['hunter2'] },
      immutable: 'hunter2',
    };
    const messages = checkObjects(rendered([secret])).map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages.join()).not.toContain('hunter2');
  });
});
