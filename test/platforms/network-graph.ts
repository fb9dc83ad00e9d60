import type * as k8s from '../../imports/k8s';
import type { Manifest } from './rendered';

/** A pod, or, with an address alone, something outside of the cluster's pods. */
export interface Endpoint {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly address?: string;
}

export interface Destination {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

type Policy = Manifest<k8s.NetworkPolicySpec>;

/**
 * Says what NetworkPolicies let through, as Kubernetes documents it: a pod that no policy selects is open; one that
 * some policy selects for a direction is closed but for the union of the rules. Both ends must agree.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkGraph {
  public constructor(private readonly policies: readonly Policy[]) {}

  public allows(from: Endpoint, to: Endpoint, destination: Destination): boolean {
    return this.passes('Egress', from, to, destination) && this.passes('Ingress', to, from, destination);
  }

  private passes(direction: 'Ingress' | 'Egress', own: Endpoint, other: Endpoint, destination: Destination): boolean {
    if (own.labels === undefined) return true;
    const selecting = this.policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === own.namespace &&
        directionsOf(spec).includes(direction) &&
        matches(spec.podSelector, own.labels ?? {}),
    );
    if (selecting.length === 0) return true;
    return selecting.some((policy) =>
      rulesOf(policy.spec, direction).some(
        ({ peers, ports }) =>
          (peers.length === 0 || peers.some((peer) => isPeer(peer, other, policy.metadata.namespace))) &&
          (ports.length === 0 || ports.some((port) => isPort(port, destination))),
      ),
    );
  }
}

function directionsOf({ policyTypes, egress }: k8s.NetworkPolicySpec): string[] {
  return policyTypes ?? ['Ingress', ...(egress ? ['Egress'] : [])];
}

function rulesOf(spec: k8s.NetworkPolicySpec, direction: 'Ingress' | 'Egress') {
  return direction === 'Ingress'
    ? (spec.ingress ?? []).map(({ from = [], ports = [] }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

function isPeer(peer: k8s.NetworkPolicyPeer, other: Endpoint, home: string | undefined): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    return (
      other.address !== undefined &&
      contains(cidr, other.address) &&
      !except.some((one) => contains(one, other.address ?? ''))
    );
  }
  if (other.labels === undefined) return false;
  const namespace = peer.namespaceSelector
    ? matches(peer.namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace ?? '' })
    : other.namespace === home;
  return namespace && (peer.podSelector === undefined || matches(peer.podSelector, other.labels));
}

function isPort({ port, endPort, protocol = 'TCP' }: k8s.NetworkPolicyPort, destination: Destination): boolean {
  if (protocol !== destination.protocol) return false;
  if (port === undefined) return true;
  // Read back from YAML, it is the bare number.
  const first: unknown = port;
  if (typeof first !== 'number') throw new Error(`a port by name is not understood here: ${String(first)}`);
  return destination.port >= first && destination.port <= (endPort ?? first);
}

function matches(selector: k8s.LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (selector?.matchExpressions) throw new Error('matchExpressions are not understood here');
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function contains(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const shift = 2 ** (32 - Number(bits));
  return Math.floor(toNumber(network) / shift) === Math.floor(toNumber(address) / shift);
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}
