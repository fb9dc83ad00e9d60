import type * as k8s from '../../imports/k8s';
import { type Endpoint, NetworkGraph } from './network-graph';

const a: Endpoint = { name: 'a', namespace: 'one', labels: { app: 'a' } };
const b: Endpoint = { name: 'b', namespace: 'one', labels: { app: 'b' } };
const far: Endpoint = { name: 'far', namespace: 'two', labels: { app: 'b' } };
const host: Endpoint = { name: 'host', address: '10.1.2.3' };

/** As YAML gives it. */
function graph(...specs: readonly object[]): NetworkGraph {
  return new NetworkGraph(
    specs.map((spec, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy-${index}`, namespace: 'one' },
      spec: spec as k8s.NetworkPolicySpec,
      data: {},
    })),
  );
}

const https = { port: 443, protocol: 'TCP' } as const;
const selectsA = { podSelector: { matchLabels: { app: 'a' } } };

describe('the reading of NetworkPolicies', () => {
  it('leaves a pod open that no policy selects, and closes one that any does', () => {
    expect(graph().allows(b, a, https)).toBe(true);
    expect(graph({ ...selectsA, policyTypes: ['Ingress'] }).allows(b, a, https)).toBe(false);
    expect(graph({ ...selectsA, policyTypes: ['Ingress'] }).allows(a, b, https)).toBe(true);
    expect(graph({ podSelector: {}, policyTypes: ['Egress'] }).allows(a, b, https)).toBe(false);
  });

  it('wants both ends to agree', () => {
    const out = { podSelector: { matchLabels: { app: 'b' } }, policyTypes: ['Egress'], egress: [{ to: [selectsA] }] };
    const closed = { ...selectsA, policyTypes: ['Ingress'] };
    expect(graph(out).allows(b, a, https)).toBe(true);
    expect(graph(out, closed).allows(b, a, https)).toBe(false);
  });

  it('takes a pod selector for the policy’s own namespace, unless a namespace is named', () => {
    const from = (peer: object) => graph({ ...selectsA, ingress: [{ from: [peer] }] });
    const podSelector = { matchLabels: { app: 'b' } };
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'two' } };
    expect(from({ podSelector }).allows(b, a, https)).toBe(true);
    expect(from({ podSelector }).allows(far, a, https)).toBe(false);
    expect(from({ podSelector, namespaceSelector }).allows(far, a, https)).toBe(true);
    expect(from({ podSelector, namespaceSelector }).allows(b, a, https)).toBe(false);
  });

  it('compares ports, protocols and address ranges with their exceptions', () => {
    const ports = [{ port: 400, endPort: 443, protocol: 'TCP' }];
    const ipBlock = { cidr: '10.1.0.0/16', except: ['10.1.3.0/24'] };
    const one = graph({ ...selectsA, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock }], ports }] });
    expect(one.allows(a, host, https)).toBe(true);
    expect(one.allows(a, host, { port: 443, protocol: 'UDP' })).toBe(false);
    expect(one.allows(a, host, { port: 444, protocol: 'TCP' })).toBe(false);
    expect(one.allows(a, { name: 'excepted', address: '10.1.3.9' }, https)).toBe(false);
    expect(one.allows(a, { name: 'outside', address: '10.2.0.1' }, https)).toBe(false);
  });
});
