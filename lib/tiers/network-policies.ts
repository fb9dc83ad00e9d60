import * as k8s from '../../imports/k8s';
import { LabelKeys } from '../names';
import type { Peer } from '../profile/network';
import { SyncWave, syncWave } from './annotations';
import { workloadSelector } from './pod';

/** One end of a flow. */
export type Party =
  | { readonly kind: 'workload'; readonly workload: string }
  | { readonly kind: 'peer'; readonly peer: Peer }
  | { readonly kind: 'cidrs'; readonly cidrs: readonly string[] };

/** Who connects to whom; whatever is not listed is denied. */
export interface Flow {
  readonly from: Party;
  readonly to: Party;
  /** TCP ports at the receiving end. */
  readonly ports: readonly number[];
}

export const workload = (name: string): Party => ({ kind: 'workload', workload: name });
export const peer = (value: Peer): Party => ({ kind: 'peer', peer: value });
export const cidrs = (values: readonly string[]): Party => ({ kind: 'cidrs', cidrs: values });

export interface NetworkPoliciesProps {
  readonly platform: string;
  /** What the name of the policy that closes the network starts with. */
  readonly prefix: string;
  readonly flows: readonly Flow[];
  readonly dns: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly nodeLocalCidrs: readonly string[];
  };
}

/**
 * A policy that denies everything to and from every pod of the platform but the resolution of names, and one for each
 * workload, of its name, with what it may do.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicies(props: NetworkPoliciesProps): k8s.KubeNetworkPolicyProps[] {
  const workloads = [...new Set(props.flows.flatMap(({ from, to }) => [from, to]).flatMap(workloadName))].sort();
  return [closedPolicy(props), ...workloads.map((name) => workloadPolicy(props, name))];
}

function closedPolicy({ platform, prefix, dns }: NetworkPoliciesProps): k8s.KubeNetworkPolicyProps {
  return {
    metadata: metadata(platform, `${prefix}-closed`),
    spec: {
      podSelector: { matchLabels: { [LabelKeys.PLATFORM]: platform } },
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': dns.namespace } },
              podSelector: { matchLabels: { ...dns.labels } },
            },
            ...dns.nodeLocalCidrs.map((cidr) => ({ ipBlock: { cidr } })),
          ],
          ports: ['UDP', 'TCP'].map((protocol) => ({ port: k8s.IntOrString.fromNumber(53), protocol })),
        },
      ],
    },
  };
}

function workloadPolicy({ platform, flows }: NetworkPoliciesProps, name: string): k8s.KubeNetworkPolicyProps {
  const ingress = flows.filter(({ to }) => workloadName(to).includes(name));
  const egress = flows.filter(({ from }) => workloadName(from).includes(name));
  return {
    metadata: metadata(platform, name),
    spec: {
      podSelector: { matchLabels: workloadSelector({ platform, workload: name }) },
      policyTypes: [...(ingress.length > 0 ? ['Ingress'] : []), ...(egress.length > 0 ? ['Egress'] : [])],
      ...(ingress.length > 0 && {
        ingress: byPorts(ingress).map(([ports, same]) => ({
          from: ends(
            platform,
            same.map(({ from }) => from),
          ),
          ports,
        })),
      }),
      ...(egress.length > 0 && {
        egress: byPorts(egress).map(([ports, same]) => ({
          to: ends(
            platform,
            same.map(({ to }) => to),
          ),
          ports,
        })),
      }),
    },
  };
}

function byPorts(flows: readonly Flow[]): Array<[k8s.NetworkPolicyPort[], Flow[]]> {
  const groups = new Map<string, Flow[]>();
  for (const flow of flows) groups.set(flow.ports.join(), [...(groups.get(flow.ports.join()) ?? []), flow]);
  return [...groups.values()].map((same) => [
    (same[0]?.ports ?? []).map((port) => ({ port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' })),
    same,
  ]);
}

/** Two flows may have one end, such as a client of two names. */
function ends(platform: string, parties: readonly Party[]): k8s.NetworkPolicyPeer[] {
  const all = parties.flatMap((party) => partyEnds(platform, party));
  return [...new Map(all.map((end) => [JSON.stringify(end), end])).values()];
}

function partyEnds(platform: string, party: Party): k8s.NetworkPolicyPeer[] {
  switch (party.kind) {
    case 'workload':
      return [{ podSelector: { matchLabels: workloadSelector({ platform, workload: party.workload }) } }];
    case 'cidrs':
      return party.cidrs.map((cidr) => ({ ipBlock: { cidr } }));
    case 'peer':
      return [peerEnd(party.peer)];
  }
}

function peerEnd({ props }: Peer): k8s.NetworkPolicyPeer {
  if (props.cidr !== undefined) return { ipBlock: { cidr: props.cidr } };
  return {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': props.namespace ?? '' } },
    ...(props.labels && { podSelector: { matchLabels: { ...props.labels } } }),
  };
}

function workloadName(party: Party): string[] {
  return party.kind === 'workload' ? [party.workload] : [];
}

function metadata(platform: string, name: string): k8s.ObjectMeta {
  return {
    name,
    labels: { 'app.kubernetes.io/part-of': platform, [LabelKeys.PLATFORM]: platform },
    annotations: syncWave(SyncWave.CONFIG),
  };
}
