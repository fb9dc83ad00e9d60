import { LabelKeys, RoleLabels } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import type { ReplicatedTopology, Topology } from '../profile/topology';
import { dig, type Fields, fields, list, nameOf, type RenderedObject, text } from '../synth/manifest';
import { code, count, humanTime, table } from './markdown';
import { manifestsOf, podCount, selectedBy, setOf, type Workload } from './objects';
import { describePeer } from './peers';

/** Every Service: its name, what it leads to, and who the NetworkPolicies let through to it. */
export function servicesTable(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const names = clientNames(resolved);
  const services = manifestsOf(objects, 'Service');
  // Names of single pods are what one looks for last.
  const rows = [...services.filter((one) => !isHeadless(one)), ...services.filter(isHeadless)].flatMap((service) => {
    const selected = selectedBy(objects, service);
    return list(dig(service, 'spec', 'ports')).map((value) => {
      const port = Number(fields(value).port);
      const clients = clientsOf(objects, selected, port).map((client) =>
        [names.get(client)?.join(', '), client].filter((one) => one !== undefined).join(': '),
      );
      const host = resolved.names.host(nameOf(service));
      return [
        `\`${host}\``,
        String(port),
        leadsTo(resolved, objects, service, selected),
        clients.join('<br/>') || 'nobody',
      ];
    });
  });
  return table(['Service', 'port', 'leads to', 'clients that are let through'], rows);
}

function isHeadless(service: Fields): boolean {
  return dig(service, 'spec', 'clusterIP') === 'None';
}

function leadsTo(
  { profile: { topology } }: ResolvedProfile,
  objects: readonly RenderedObject[],
  service: Fields,
  selected: readonly Workload[],
): string {
  const role = text(dig(service, 'spec', 'selector', LabelKeys.ROLE));
  if (isHeadless(service)) return `each pod by its own name: \`${selected[0]?.name}-0.${nameOf(service)}\``;
  const names = code([...new Set(selected.map(({ workload }) => workload))]);
  if (role === RoleLabels.PRIMARY) return `the primary, a pod of ${names}`;
  if (role === RoleLabels.REPLICA) return `the standbys among the pods of ${names}${limits(topology, selected)}`;
  return selected.length > 1
    ? `${names}, ${selected.length} pods`
    : `${names}${selected.map((one) => `, ${pods(podCount(objects, one))}`)}`;
}

/** Sets whose readers do not accept any lag. */
function limits({ props }: Topology, selected: readonly Workload[]): string {
  const { sets = {} } = props as Pick<ReplicatedTopology, 'sets'>;
  return selected
    .map((one) => ({ name: one.name, lag: sets[setOf(one)]?.toleratedLag }))
    .map(({ name, lag }) =>
      lag === undefined ? '' : `; one of \`${name}\` leaves while it is more than ${humanTime(lag)} behind`,
    )
    .join('');
}

function pods(number: string): string {
  return /^\d+$/.test(number) ? count(Number(number), 'pod') : `${number} pods`;
}

/** Peers that are no part of the platform and that a policy lets through to any of these pods. */
function clientsOf(objects: readonly RenderedObject[], selected: readonly Workload[], port: number): string[] {
  const policies = manifestsOf(objects, 'NetworkPolicy').filter((policy) => {
    const wanted = Object.entries(fields(dig(policy, 'spec', 'podSelector', 'matchLabels')));
    return selected.some(({ pod: { labels } }) => wanted.every(([key, value]) => labels[key] === value));
  });
  const rules = policies.flatMap((policy) => list(dig(policy, 'spec', 'ingress')).map(fields));
  const open = rules.filter(({ ports }) => list(ports).some((one) => fields(one).port === port));
  return [...new Set(open.flatMap(({ from }) => list(from).flatMap(outsider)))];
}

/** A peer of a NetworkPolicy as the profile's peers are described; pods of the platform's own namespace are none. */
function outsider(peer: unknown): string[] {
  const { ipBlock, namespaceSelector, podSelector } = fields(peer);
  if (ipBlock) return [describePeer({ props: { cidr: text(fields(ipBlock).cidr) } })];
  if (!namespaceSelector) return [];
  const namespace = text(dig(namespaceSelector, 'matchLabels', 'kubernetes.io/metadata.name'));
  const labels = fields(dig(podSelector, 'matchLabels')) as Readonly<Record<string, string>>;
  return [describePeer({ props: { namespace, labels } })];
}

/** How the profile calls each peer, after what it is. */
function clientNames({ profile: { pools = {}, access = {}, network } }: ResolvedProfile): Map<string, string[]> {
  const all = [...Object.values(pools), ...Object.values(access), { clients: network.scrapers }];
  const named = new Map<string, string[]>();
  for (const [name, peer] of all.flatMap(({ clients = {} }) => Object.entries(clients))) {
    const client = describePeer(peer);
    named.set(client, [...new Set([...(named.get(client) ?? []), name])]);
  }
  return named;
}
