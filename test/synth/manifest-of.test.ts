import { ApiObject, Chart, JsonPatch, Lazy, App as StockApp } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { PostgresPlatform } from '../../lib/platform';
import { App } from '../../lib/synth/app';
import { manifestOf } from '../../lib/synth/manifest-of';
import { dict } from '../../profiles/dict';

function chart(): Chart {
  return new Chart(new StockApp(), 'chart', { namespace: 'space', labels: { tier: 'test' } });
}

const metadata = { name: 'thing' };

const container = {
  name: 'main',
  image: 'image',
  command: ['sh'],
  ports: [{ containerPort: 80, hostIp: '127.0.0.1' }],
  resources: { limits: { cpu: k8s.Quantity.fromNumber(2), memory: k8s.Quantity.fromString('1Gi') } },
  env: [
    { name: 'B', value: 'b' },
    { name: 'A', value: undefined },
  ],
};

/** What is rendered without cdk8s, and what is left to it. */
const OBJECTS: Readonly<Record<string, (scope: Chart) => ApiObject>> = {
  'keys that Kubernetes spells otherwise': (scope) =>
    new k8s.KubeService(scope, 'x', {
      metadata,
      spec: { clusterIp: 'None', ports: [{ port: 80, targetPort: k8s.IntOrString.fromString('http') }] },
    }),
  'keys of maps, which nobody renames': (scope) =>
    new k8s.KubeConfigMap(scope, 'x', { metadata, data: { hostIp: 'b', clusterIp: 'c', 'a.conf': '', 10: 'ten' } }),
  'quantities, lists and fields that are undefined': (scope) =>
    new k8s.KubePod(scope, 'x', { metadata, spec: { hostNetwork: false, containers: [container] } }),
  'empty maps and lists': (scope) =>
    new k8s.KubePod(scope, 'x', { metadata, spec: { containers: [], volumes: [{ name: 'tmp', emptyDir: {} }] } }),
  'labels and annotations that are added later': (scope) => {
    const object = new k8s.KubeConfigMap(scope, 'x', { metadata: { ...metadata, labels: { b: '1' } } });
    object.metadata.addLabel('a', '2');
    object.metadata.addAnnotation('c', '3');
    return object;
  },
  finalizers: (scope) => new k8s.KubeConfigMap(scope, 'x', { metadata: { ...metadata, finalizers: ['a.b/c'] } }),
  'an owner that is added later': (scope) => {
    const object = new k8s.KubeConfigMap(scope, 'x', { metadata });
    object.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: 'u' });
    return object;
  },
  'a patch': (scope) => {
    const object = new k8s.KubeConfigMap(scope, 'x', { metadata });
    object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    return object;
  },
  'a token': (scope) =>
    new k8s.KubeConfigMap(scope, 'x', { metadata, data: { a: Lazy.any({ produce: () => 'later' }) as string } }),
  'a field that is unknown': (scope) =>
    new k8s.KubeService(scope, 'x', { metadata, spec: { clusterip: 'None' } as unknown as k8s.ServiceSpec }),
  'a value where a field is': (scope) =>
    new k8s.KubeService(scope, 'x', { metadata, spec: { clusterIP: 'None' } as unknown as k8s.ServiceSpec }),
  'null in a list': (scope) =>
    new k8s.KubePod(scope, 'x', { metadata, spec: { containers: [null as unknown as k8s.Container] } }),
  'null in a map': (scope) =>
    new k8s.KubeConfigMap(scope, 'x', { metadata, data: { a: null as unknown as string, b: 'b' } }),
  'a kind that has no schema here': (scope) =>
    new k8s.KubeLease(scope, 'x', { metadata, spec: { holderIdentity: 'a' } }),
  'a custom kind': (scope) =>
    new ApiObject(scope, 'x', {
      apiVersion: 'a.b/v1',
      kind: 'C',
      metadata,
      spec: { z: [1, { y: true, a: 'x' }], b: {} },
    }),
  'no metadata': (scope) => new ApiObject(scope, 'x', { apiVersion: 'a.b/v1', kind: 'C' }),
};

describe('manifestOf gives what cdk8s gives, to the order of the keys', () => {
  test.each(Object.entries(OBJECTS))('%s', (_title, make) => {
    const object = make(chart());
    expect(JSON.stringify(manifestOf(object))).toBe(JSON.stringify(object.toJson()));
  });

  test('a class with a toJson of its own is asked', () => {
    class Own extends k8s.KubeConfigMap {
      public override toJson() {
        return { own: true };
      }
    }
    expect(manifestOf(new Own(chart(), 'x', { metadata }))).toEqual({ own: true });
  });

  test('what cdk8s refuses is refused with its message', () => {
    const wrong = { a: new Map() as unknown as string };
    const object = new k8s.KubeConfigMap(chart(), 'x', { metadata, data: wrong });
    expect(() => manifestOf(object)).toThrow(/can't render non-simple object of type 'Map'/);
  });
});

describe('the objects of a platform', () => {
  const app = new App();
  new PostgresPlatform(app, 'dict', dict);
  const objects = app.node.findAll().filter((construct) => construct instanceof ApiObject) as ApiObject[];

  test('are what cdk8s makes of them', () => {
    for (const object of objects) {
      expect(JSON.stringify(manifestOf(object))).toBe(JSON.stringify(object.toJson()));
    }
  });

  test('are rendered without cdk8s, but for the one that is patched', () => {
    const patches = jest.spyOn(JsonPatch, 'apply');
    const left = objects.filter((object) => {
      patches.mockClear();
      manifestOf(object);
      return patches.mock.calls.length > 0;
    });
    patches.mockRestore();
    expect(left.map(({ kind }) => kind)).toEqual(['Namespace']);
  });

  test('an app with resolvers of its own has them asked', () => {
    const resolving = new App({
      resolvers: [{ resolve: (context) => context.value === 'plain' && context.replaceValue('resolved') }],
    });
    new k8s.KubeConfigMap(new Chart(resolving, 'chart'), 'x', { metadata, data: { a: 'plain' } });
    expect(resolving.synthYaml()).toContain('a: resolved');
  });
});
