import { type Fault, first, pod, testFaults } from './faults';

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

describe('checkNames, checkLimits and checkPods', () => {
  testFaults(NAMES);
  testFaults(LIMITS);
});
