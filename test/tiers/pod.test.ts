import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import * as k8s from '../../imports/k8s';
import { contentHash } from '../../lib/tiers/content-hash';
import {
  quantity,
  resourceRequirements,
  serviceAccountVolume,
  workloadLabels,
  workloadSelector,
} from '../../lib/tiers/pod';

describe('what pods share', () => {
  test.each([
    [Size.gibibytes(8), '8Gi'],
    [Size.mebibytes(8192), '8Gi'],
    [Size.mebibytes(1536), '1536Mi'],
    [Size.tebibytes(2), '2Ti'],
    [Size.tebibytes(2048), '2048Ti'],
    [Size.kibibytes(1), '1Ki'],
    [Size.kibibytes(0), '0Ki'],
  ])('a size is written in the largest unit that is exact: $1', (size, text) => expect(quantity(size)).toBe(text));

  test('resources have a limit of memory always, and of CPU where it is said', () => {
    const memory = { request: Size.gibibytes(1), limit: Size.gibibytes(2) };
    expect(resourceRequirements({ cpu: { request: Cpu.millis(100) }, memory })).toEqual({
      requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('1Gi') },
      limits: { memory: k8s.Quantity.fromString('2Gi') },
    });
  });

  test('the labels of a workload hold its selector', () => {
    const identity = { platform: 'dict', workload: 'postgres', application: 'postgresql' };
    expect(workloadLabels(identity)).toMatchObject(workloadSelector(identity));
    expect(workloadLabels(identity)).not.toHaveProperty('app.kubernetes.io/instance');
  });

  test('the token is the one that Kubernetes would mount, with its certificate and namespace', () => {
    const files = serviceAccountVolume('x').projected?.sources?.flatMap(
      ({ serviceAccountToken, configMap, downwardApi }) => [
        ...(serviceAccountToken ? [serviceAccountToken.path] : []),
        ...(configMap?.items ?? []).map(({ path }) => path),
        ...(downwardApi?.items ?? []).map(({ path }) => path),
      ],
    );
    expect(files).toEqual(['token', 'ca.crt', 'namespace']);
  });

  test('a hash follows the content and not the order of keys', () => {
    expect(contentHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(contentHash({ b: [{ d: 3, c: 2 }], a: 1 }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
    expect(contentHash({})).toMatch(/^[0-9a-f]{10}$/);
  });
});
