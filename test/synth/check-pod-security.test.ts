import { checkObjects } from '../../lib/synth/checks';
import type { Fields } from '../../lib/synth/manifest';
import { type Fault, first, pod, testFaults } from './faults';
import { goodObjects, rendered, set } from './objects';

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

describe('checkPodSecurity', () => {
  testFaults(SECURITY);

  test('pods that are not to be restricted may be anything', () => {
    const objects = goodObjects();
    set(objects.get('StatefulSet/postgres') as Fields, `${pod}.hostNetwork`, true);
    const users = rendered(objects.values()).map((object) => ({ ...object, restricted: false }));
    expect(checkObjects(users)).toEqual([]);
  });
});
