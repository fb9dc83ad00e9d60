import type * as k8s from '../../imports/k8s';
import { podNames } from '../../lib/tiers/instance-services';
import { Primary } from '../../lib/tiers/primary';
import { emptyChart } from './empty-chart';
import { everything, minimal } from './instances-example';
import { Manifests } from './manifests';

function render(members = minimal) {
  const chart = emptyChart();
  const tier = new Primary(chart, 'primary', { members, service: 'postgres-primary' });
  const rendered = new Manifests(chart);
  const services = Object.fromEntries(rendered.all<k8s.ServiceSpec>('Service').map((one) => [one.metadata.name, one]));
  return { tier, rendered, services, set: rendered.one<k8s.StatefulSetSpec>('StatefulSet') };
}

describe.each([
  ['minimal props', minimal],
  ['all the props', everything],
])('the primary tier with %s', (_title, members) => {
  const { tier, rendered, services, set } = render(members);

  test('is the members, two Services and a budget', () => {
    expect(rendered.kinds).toEqual(['PodDisruptionBudget', 'Service', 'Service', 'StatefulSet']);
    expect([tier.service, tier.port, tier.pods]).toEqual(['postgres-primary', 5432, ['postgres-0', 'postgres-1']]);
  });

  test('D6 the Service of the primary selects the live role, which no template has', () => {
    const selector = services['postgres-primary']?.spec.selector ?? {};
    const { 'cdk8s-postgres/role': role, ...others } = selector;
    expect(role).toBe('primary');
    expect(set.spec.template.metadata?.labels).toMatchObject(others);
    expect(services['postgres-primary']?.spec.type).toBe('ClusterIP');
  });

  test('D5 the headless Service names every instance before it is ready', () => {
    const headless = services['postgres-headless'];
    expect(headless?.spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(set.spec.template.metadata?.labels).toMatchObject(headless?.spec.selector ?? {});
    expect(headless?.spec.selector).not.toHaveProperty('cdk8s-postgres/set');
    expect(set.spec.serviceName).toBe('postgres-headless');
    expect(headless?.spec.ports?.map(({ port }) => port)).toEqual([5432, 8008]);
  });

  test('a node can be drained: the budget is one of all members, not the primary alone', () => {
    const budget = rendered.one<k8s.PodDisruptionBudgetSpec>('PodDisruptionBudget');
    expect(budget.spec).toEqual({ maxUnavailable: 1, selector: set.spec.selector });
  });

  test('comes before everything that connects to it', () => {
    for (const kind of ['StatefulSet', 'PodDisruptionBudget', 'Service']) {
      for (const { metadata } of rendered.all(kind)) {
        expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '1' });
      }
    }
  });
});

test('pods are numbered from nothing', () => expect(podNames('a', 3)).toEqual(['a-0', 'a-1', 'a-2']));
