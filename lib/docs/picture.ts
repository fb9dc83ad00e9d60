import { LabelKeys, MEMBERS, Ports } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import type { ReplicatedTopology } from '../profile/topology';
import { dig, fields, list, nameOf, type RenderedObject, text } from '../synth/manifest';
import { podNames } from '../tiers/instance-services';
import { exporterName } from '../wiring/exporter';
import { targetService } from '../wiring/pools';
import { block } from './markdown';
import { arrow, group, node } from './mermaid';
import { manifestsOf, podCount, selectedBy, setOf, variable, type Workload, workloads } from './objects';
import { describePeer } from './peers';

/**
 * A platform as a flowchart: who connects through what to which instances, and what works on them.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function picture(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string {
  const lines = [
    ...clients(resolved),
    ...pools(resolved, objects),
    ...instances(resolved, objects),
    ...jobs(resolved, objects),
    ...monitoring(resolved, objects),
  ];
  return block('mermaid', ['flowchart LR', ...lines.map((line) => `  ${line}`)]);
}

function clients(resolved: ResolvedProfile): string[] {
  const { pools = {}, access = {} } = resolved.profile;
  const reached = [
    ...Object.entries(pools).map(([name, pool]) => ({ end: `pool ${name}`, to: name, peers: pool.clients })),
    ...Object.entries(access).map(([name, { clients: peers, target }]) => ({
      end: `access ${name}`,
      to: targetService(resolved, target),
      peers,
    })),
  ];
  return reached.flatMap(({ end, to, peers = {} }) =>
    Object.entries(peers).flatMap(([client, peer]) => [
      node(`client ${end} ${client}`, 'box', client, describePeer(peer)),
      arrow(`client ${end} ${client}`, to),
    ]),
  );
}

function pools(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string[] {
  return Object.entries(resolved.profile.pools ?? {}).flatMap(([name, pool]) => {
    const services = new Map<string, string[]>();
    for (const [entry, { target }] of Object.entries(pool.databases)) {
      const service = targetService(resolved, target);
      services.set(service, [...(services.get(service) ?? []), entry]);
    }
    const deployment = workloads(objects, 'Deployment').find((one) => one.name === name);
    const pods = deployment ? podCount(objects, deployment) : String(pool.replicas);
    return [
      node(
        name,
        'box',
        `${name} :${pool.port ?? Ports.PGBOUNCER}`,
        `PgBouncer, ${pods === '1' ? '1 pod' : `${pods} pods`}`,
      ),
      ...[...services].map(([service, entries]) => arrow(name, service, entries.join('<br/>'))),
    ];
  });
}

/** The groups of instances as they are rendered, and the Services that lead to them. */
function instances(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string[] {
  const { profile, names } = resolved;
  const groups = workloads(objects, 'StatefulSet');
  const services = manifestsOf(objects, 'Service').filter((service) => dig(service, 'spec', 'clusterIP') !== 'None');
  const patroni = profile.topology.kind === 'replicated';
  return [
    ...groups.flatMap((one) => group(groupKey(one), titleOf(one, patroni), podsOf(one))),
    ...services.flatMap((service) => {
      const selected = selectedBy(objects, service).filter(({ kind }) => kind === 'StatefulSet');
      const role = text(dig(service, 'spec', 'selector', LabelKeys.ROLE));
      return [
        ...(selected.length > 0 ? [node(nameOf(service), 'service', nameOf(service), 'Service')] : []),
        ...selected.map((one) => arrow(nameOf(service), groupKey(one), role === '' ? undefined : `role ${role}`)),
      ];
    }),
    ...stream(resolved, groups),
    ...(patroni
      ? [
          node('api', 'store', 'Kubernetes API', `ConfigMaps ${names.scope}-*`),
          ...groups
            .filter((one) => setOf(one) === MEMBERS)
            .map((one) => arrow(groupKey(one), 'api', 'Patroni’s state')),
        ]
      : []),
  ];
}

/** Where each set has its WAL from: the members, or another set. */
function stream({ profile: { topology } }: ResolvedProfile, groups: readonly Workload[]): string[] {
  const { sets = {} } = topology.props as Pick<ReplicatedTopology, 'sets'>;
  return groups.flatMap((one) => {
    const source = groups.find((other) => setOf(other) === (sets[setOf(one)]?.source ?? MEMBERS));
    return setOf(one) === MEMBERS || source === undefined ? [] : [arrow(groupKey(source), groupKey(one), 'WAL')];
  });
}

function groupKey({ name }: Workload): string {
  return `group ${name}`;
}

function titleOf(one: Workload, patroni: boolean): string {
  if (setOf(one) !== MEMBERS) return `${setOf(one)}: never promoted`;
  return patroni ? 'Patroni: one member is primary' : 'one instance, without failover';
}

function podsOf({ name, manifest, pod }: Workload): string[] {
  const [main] = list(pod.spec.containers);
  const memory = dig(main, 'resources', 'limits', 'memory');
  const [claim] = list(dig(manifest, 'spec', 'volumeClaimTemplates'));
  const volume = [dig(claim, 'spec', 'resources', 'requests', 'storage'), dig(claim, 'spec', 'storageClassName')];
  const what = `${memory} memory<br/>${volume.filter((part) => part !== undefined).join(' ')}`;
  return podNames(name, Number(dig(manifest, 'spec', 'replicas') ?? 1)).map((each) => node(each, 'box', each, what));
}

/** Jobs and CronJobs by the name that they share, with the Service or the instance, and the bucket, that they work on. */
function jobs({ names }: ResolvedProfile, objects: readonly RenderedObject[]): string[] {
  const all = workloads(objects, 'Job', 'CronJob');
  const pods = workloads(objects, 'StatefulSet').flatMap((one) => podNames(one.name, podsOf(one).length));
  const servers = [
    ...manifestsOf(objects, 'Service').map((service) => ({ name: nameOf(service), host: names.host(nameOf(service)) })),
    ...pods.map((name) => ({ name, host: names.host(`${name}.${names.headless}`) })),
  ];
  const buckets: string[] = [];
  const lines = [...new Set(all.map(({ workload }) => workload))].flatMap((name) => {
    const same = all.filter(({ workload }) => workload === name);
    const hosts = new Set(same.map((one) => variable(one, 'PGHOST')));
    const [bucket] = same.flatMap((one) => variable(one, 'DESTINATION') ?? []);
    if (bucket !== undefined && !buckets.includes(bucket)) buckets.push(bucket);
    return [
      node(name, 'job', name, same.map(whenRun).join(', and ')),
      ...servers.filter(({ host }) => hosts.has(host)).map((server) => arrow(name, server.name)),
      ...(bucket === undefined ? [] : [arrow(name, `bucket ${buckets.indexOf(bucket)}`)]),
    ];
  });
  return [...lines, ...buckets.map((bucket, index) => node(`bucket ${index}`, 'store', 'object storage', bucket))];
}

function whenRun({ kind, manifest }: Workload): string {
  const { schedule, suspend } = fields(manifest.spec);
  if (kind === 'Job') return 'with each sync';
  return suspend === true ? 'by a person' : text(schedule);
}

function monitoring(resolved: ResolvedProfile, objects: readonly RenderedObject[]): string[] {
  const { profile } = resolved;
  const exporter = exporterName(resolved);
  return [
    node(exporter, 'box', `${exporter} :${Ports.POSTGRES_EXPORTER}`, 'one per instance'),
    ...workloads(objects, 'StatefulSet').map((one) => arrow(exporter, groupKey(one))),
    ...Object.entries(profile.network.scrapers ?? {}).flatMap(([name, peer]) => [
      node(`scraper ${name}`, 'box', name, describePeer(peer)),
      arrow(`scraper ${name}`, exporter),
      ...Object.keys(profile.pools ?? {}).map((pool) => arrow(`scraper ${name}`, pool)),
    ]),
  ];
}
