import { checkObjects } from '../../lib/synth/checks';
import { type Fault, first, pod, testFaults } from './faults';
import { rendered } from './objects';

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

describe('checkSchema', () => {
  testFaults(SCHEMA);

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
