import type * as k8s from '../../imports/k8s';
import { Primary } from '../../lib/tiers/primary';
import { Standby, type StandbyProps } from '../../lib/tiers/standby';
import { emptyChart } from './empty-chart';
import { minimal as members } from './instances-example';
import { Manifests } from './manifests';

const set = (name: string, count: number) => ({
  instances: { ...members, name: `postgres-${name}`, set: name, count, config: `postgres-${name}-config` },
  service: `postgres-${name}`,
});
const minimal: StandbyProps = { platform: 'dict', scope: 'postgres-scope', service: 'postgres-standby' };
const analytics = set('analytics', 1);
const everything: Required<StandbyProps> = {
  ...minimal,
  allStandbysService: 'postgres-all-standbys',
  sets: [set('replica', 2), { ...analytics, instances: { ...analytics.instances, dedicated: true } }],
};

function render(props: StandbyProps) {
  const chart = emptyChart();
  const tier = new Standby(chart, 'standby', props);
  const rendered = new Manifests(chart);
  return { tier, rendered, services: rendered.all<k8s.ServiceSpec>('Service') };
}

describe('the standby tier', () => {
  test('D25 with minimal props is the Service of the members that are standbys now', () => {
    const { tier, rendered, services } = render(minimal);
    expect(rendered.kinds).toEqual(['Service']);
    expect(services[0]?.spec.selector).toEqual({
      'cdk8s-postgres/platform': 'dict',
      'cdk8s-postgres/cluster': 'postgres-scope',
      'cdk8s-postgres/role': 'replica',
      'cdk8s-postgres/set': 'members',
    });
    expect([tier.service, tier.port]).toEqual(['postgres-standby', 5432]);
  });

  test('T1 with all the props has a StatefulSet, a Service and a budget for each set', () => {
    const { rendered } = render(everything);
    expect(rendered.kinds).toEqual([
      ...Array(2).fill('PodDisruptionBudget'),
      ...Array(4).fill('Service'),
      ...Array(2).fill('StatefulSet'),
    ]);
  });

  test('T6 reads of a set go to its own instances and to no member', () => {
    const { rendered, services } = render(everything);
    for (const { metadata, spec } of rendered.all<k8s.StatefulSetSpec>('StatefulSet')) {
      const selector = services.find((service) => service.metadata.name === metadata.name)?.spec.selector ?? {};
      const { 'cdk8s-postgres/role': role, ...others } = selector;
      expect(role).toBe('replica');
      expect(spec.template.metadata?.labels).toMatchObject(others);
      const matching = rendered
        .all<k8s.StatefulSetSpec>('StatefulSet')
        .filter((one) => one.spec.template.metadata?.labels?.['cdk8s-postgres/set'] === others['cdk8s-postgres/set']);
      expect(matching).toHaveLength(1);
    }
  });

  test('T6 reads of every standby go to the members and the sets, and to none that is dedicated', () => {
    const { rendered, services } = render(everything);
    const all = services.find(({ metadata }) => metadata.name === 'postgres-all-standbys')?.spec.selector ?? {};
    const { 'cdk8s-postgres/role': role, ...others } = all;
    expect(role).toBe('replica');
    const chart = emptyChart();
    new Primary(chart, 'primary', { members, service: 'postgres-primary' });
    const sets = [rendered, new Manifests(chart)].flatMap((one) => one.all<k8s.StatefulSetSpec>('StatefulSet'));
    const matching = sets.filter(({ spec }) => {
      const labels = spec.template.metadata?.labels ?? {};
      return Object.entries(others).every(([key, value]) => labels[key] === value);
    });
    expect(matching.map(({ metadata }) => metadata.name).sort()).toEqual(['postgres', 'postgres-replica']);
  });

  test('the members and the sets are one cluster, with names in one headless Service', () => {
    const [replica] = render(everything).rendered.all<k8s.StatefulSetSpec>('StatefulSet');
    expect(replica?.spec.serviceName).toBe('postgres-headless');
    expect(replica?.spec.template.metadata?.labels).toMatchObject({ 'cdk8s-postgres/cluster': 'postgres-scope' });
    expect(replica?.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '2' });
  });

  test('T1 a set that streams from another one is applied once that one is healthy', () => {
    const [replica] = everything.sets;
    if (!replica) throw new Error('there is no set');
    const set = (name: string, source?: string) => ({
      instances: { ...replica.instances, set: name, name: `postgres-${name}` },
      service: `postgres-${name}`,
      ...(source !== undefined && { source }),
    });
    const { rendered } = render({ ...everything, sets: [set('last', 'middle'), set('first'), set('middle', 'first')] });
    const waves = rendered
      .all<k8s.StatefulSetSpec>('StatefulSet')
      .map(({ metadata }) => [metadata.name, metadata.annotations?.['argocd.argoproj.io/sync-wave']]);
    expect(Object.fromEntries(waves)).toEqual({ 'postgres-first': '2', 'postgres-middle': '3', 'postgres-last': '4' });
  });
});
