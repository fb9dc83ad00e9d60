import { checkObjects } from '../../lib/synth/checks';
import type { Fields } from '../../lib/synth/manifest';
import { findingsAfter } from './faults';
import { goodObjects, rendered, set } from './objects';

describe('checkObjects', () => {
  test('objects without a fault pass', () => {
    expect(findingsAfter()).toEqual([]);
  });

  test('all faults of all objects are reported at once', () => {
    const findings = findingsAfter((objects) => {
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
});
