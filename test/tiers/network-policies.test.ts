import * as k8s from '../../imports/k8s';
import { Peer } from '../../lib/profile/network';
import { cidrs, type NetworkPoliciesProps, networkPolicies, peer, workload } from '../../lib/tiers/network-policies';
import { emptyChart } from './empty-chart';
import { Manifests } from './manifests';

const minimal: NetworkPoliciesProps = {
  platform: 'dict',
  prefix: 'postgres',
  flows: [],
  dns: { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, nodeLocalCidrs: [] },
};
const everything: Required<NetworkPoliciesProps> = {
  ...minimal,
  dns: { ...minimal.dns, nodeLocalCidrs: ['169.254.20.10/32'] },
  flows: [
    { from: workload('postgres'), to: workload('postgres'), ports: [5432, 8008] },
    { from: workload('postgres'), to: cidrs(['10.96.0.1/32', '10.0.0.0/28']), ports: [443, 6443] },
    { from: workload('pgbouncer'), to: workload('postgres'), ports: [5432] },
    { from: peer(Peer.cidr('10.20.0.0/16')), to: workload('postgres'), ports: [5432] },
    { from: peer(Peer.pods('dict', { app: 'core' })), to: workload('pgbouncer'), ports: [6432] },
    { from: peer(Peer.pods('dict', { app: 'core' })), to: workload('pgbouncer'), ports: [6432] },
    { from: peer(Peer.namespace('temporal')), to: workload('pgbouncer'), ports: [6432] },
  ],
};

function render(props: NetworkPoliciesProps) {
  const chart = emptyChart();
  for (const policy of networkPolicies(props)) new k8s.KubeNetworkPolicy(chart, policy.metadata?.name ?? '', policy);
  const policies = new Manifests(chart).all<k8s.NetworkPolicySpec>('NetworkPolicy');
  return Object.fromEntries(policies.map(({ metadata, spec }) => [metadata.name, spec]));
}

const pods = (name: string) => ({
  matchLabels: { 'cdk8s-postgres/platform': 'dict', 'cdk8s-postgres/workload': name },
});
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));

describe('network policies', () => {
  test('T8 with minimal props close the network in both directions, but for names', () => {
    expect(render(minimal)).toEqual({
      'postgres-closed': {
        podSelector: { matchLabels: { 'cdk8s-postgres/platform': 'dict' } },
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { port: 53, protocol: 'UDP' },
              { port: 53, protocol: 'TCP' },
            ],
          },
        ],
      },
    });
  });

  test('T8 with all the props open each flow at both ends, and nothing more', () => {
    const { 'postgres-closed': closed, ...others } = render(everything);
    expect(closed?.egress?.[0]?.to).toHaveLength(2);
    expect(others).toEqual({
      postgres: {
        podSelector: pods('postgres'),
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { from: [{ podSelector: pods('postgres') }], ports: tcp(5432, 8008) },
          { from: [{ podSelector: pods('pgbouncer') }, { ipBlock: { cidr: '10.20.0.0/16' } }], ports: tcp(5432) },
        ],
        egress: [
          { to: [{ podSelector: pods('postgres') }], ports: tcp(5432, 8008) },
          { to: [{ ipBlock: { cidr: '10.96.0.1/32' } }, { ipBlock: { cidr: '10.0.0.0/28' } }], ports: tcp(443, 6443) },
        ],
      },
      pgbouncer: {
        podSelector: pods('pgbouncer'),
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dict' } },
                podSelector: { matchLabels: { app: 'core' } },
              },
              { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'temporal' } } },
            ],
            ports: tcp(6432),
          },
        ],
        egress: [{ to: [{ podSelector: pods('postgres') }], ports: tcp(5432) }],
      },
    });
  });

  test('have the names of their workloads, so that two of them never have one', () => {
    const flows = ['replica', 'postgres-replica', 'post'].map((name) => ({
      from: peer(Peer.namespace('x')),
      to: workload(name),
      ports: [5432],
    }));
    expect(Object.keys(render({ ...minimal, flows }))).toEqual([
      'postgres-closed',
      'post',
      'postgres-replica',
      'replica',
    ]);
  });
});
