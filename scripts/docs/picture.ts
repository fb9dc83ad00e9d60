import { Ports } from '../../lib/names';
import type { LogicalBackups } from '../../lib/profile/backups';
import { MigrationApply } from '../../lib/profile/databases';
import { migratedDatabases } from '../../lib/profile/migrated-databases';
import type { Peer } from '../../lib/profile/network';
import { partitionedDatabases } from '../../lib/profile/partitioned-databases';
import type { ResolvedProfile } from '../../lib/profile/resolve';
import { expirySchedule } from '../../lib/profile/scheduled-jobs';
import type { InstanceGroup } from '../../lib/profile/topology';
import { podNames } from '../../lib/tiers/instance-services';
import { quantity } from '../../lib/tiers/pod';
import { exporterName } from '../../lib/wiring/exporter';
import { targetService } from '../../lib/wiring/pools';

/**
 * A platform as a flowchart: who connects through what to which instances, and what works on them.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function picture(resolved: ResolvedProfile): string {
  const lines = [
    ...clients(resolved),
    ...pools(resolved),
    ...instances(resolved),
    ...jobs(resolved),
    ...monitoring(resolved),
  ];
  return ['```mermaid', 'flowchart LR', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

function clients(resolved: ResolvedProfile): string[] {
  const { pools = {}, access = {} } = resolved.profile;
  const reached = [
    ...Object.entries(pools).map(([name, pool]) => ({ name, to: name, peers: pool.clients })),
    ...Object.entries(access).map(([name, { clients: peers, target }]) => ({
      name,
      to: targetService(resolved, target),
      peers,
    })),
  ];
  return reached.flatMap(({ name, to, peers = {} }) =>
    Object.entries(peers).flatMap(([client, peer]) => [
      node(`${name}-${client}`, '[', client, describePeer(peer)),
      arrow(`${name}-${client}`, to),
    ]),
  );
}

function pools(resolved: ResolvedProfile): string[] {
  const { profile } = resolved;
  return Object.entries(profile.pools ?? {}).flatMap(([name, pool]) => {
    const services = new Map<string, string[]>();
    for (const [entry, { target }] of Object.entries(pool.databases)) {
      const service = targetService(resolved, target);
      services.set(service, [...(services.get(service) ?? []), entry]);
    }
    return [
      node(name, '[', `${name} :${pool.port ?? Ports.PGBOUNCER}`, `PgBouncer, ${count(pool.replicas, 'pod')}`),
      ...[...services].map(([service, entries]) => arrow(name, service, entries.join('<br/>'))),
    ];
  });
}

function instances({ names, topology }: ResolvedProfile): string[] {
  const sets = Object.entries(topology.sets ?? {});
  return [
    node(names.primary, '([', names.primary, 'Service'),
    node(names.standby, '([', names.standby, 'Service'),
    ...group('members', 'Patroni: one member is primary', names.members, topology.members),
    arrow(names.primary, 'members', 'role primary'),
    arrow(names.standby, 'members', 'role replica'),
    ...sets.flatMap(([name, set]) => [
      ...group(`set-${name}`, `${name}: never promoted`, names.set(name), set),
      node(names.set(name), '([', names.set(name), 'Service'),
      arrow(names.set(name), `set-${name}`),
      arrow('members', `set-${name}`, 'WAL'),
    ]),
    node('api', '[(', 'Kubernetes API', `ConfigMaps ${names.scope}-*`),
    arrow('members', 'api', 'Patroni’s state'),
  ];
}

function group(key: string, title: string, statefulSet: string, definition: InstanceGroup): string[] {
  const { size, storageClass } = definition.storage;
  const volume = [quantity(size), storageClass].filter(Boolean).join(' ');
  const what = `${quantity(definition.resources.memory.limit)} memory<br/>${volume}`;
  return [
    `subgraph ${id(key)}["${title}"]`,
    ...podNames(statefulSet, definition.count).map((pod) => `  ${node(pod, '[', pod, what)}`),
    'end',
  ];
}

function jobs(resolved: ResolvedProfile): string[] {
  const { profile, names } = resolved;
  const { primary } = names;
  const job = (name: string, when: string) => [
    node(names.prefixed(name), '[/', names.prefixed(name), when),
    arrow(names.prefixed(name), primary),
  ];
  const dumps = profile.backups?.dumps;
  const { bucket, prefix } = dumps?.destination.props ?? {};
  return [
    ...job('parameters', 'with each sync'),
    ...job('reconcile', 'with each sync, and hourly'),
    ...migratedDatabases(profile).flatMap((database) => {
      const name = names.migrations(database);
      const manual = profile.databases[database]?.migrations?.apply === MigrationApply.MANUAL;
      return [node(name, '[/', name, manual ? 'by a person' : 'with each sync'), arrow(name, primary)];
    }),
    ...(partitionedDatabases(resolved.profile).length > 0
      ? job('partition-maintenance', profile.maintenance?.partitions?.at.expressionString ?? 'daily')
      : []),
    ...(dumps
      ? [
          ...job('dump', dumps.schedule.at.expressionString),
          node('bucket', '[(', 'object storage', `${bucket}/${prefix}`),
          arrow(names.prefixed('dump'), 'bucket'),
          ...expiry(resolved, dumps),
        ]
      : []),
  ];
}

function expiry({ names }: ResolvedProfile, dumps: LogicalBackups): string[] {
  if (!dumps.retention) return [];
  const name = names.prefixed('dump-expiry');
  return [node(name, '[/', name, expirySchedule(dumps).at.expressionString), arrow(name, 'bucket')];
}

function monitoring(resolved: ResolvedProfile): string[] {
  const { profile } = resolved;
  const exporter = exporterName(resolved);
  return [
    node(exporter, '[', `${exporter} :${Ports.POSTGRES_EXPORTER}`, 'one per instance'),
    arrow(exporter, 'members'),
    ...Object.entries(profile.network.scrapers ?? {}).flatMap(([name, peer]) => [
      node(`scraper-${name}`, '[', name, describePeer(peer)),
      arrow(`scraper-${name}`, exporter),
      ...Object.keys(profile.pools ?? {}).map((pool) => arrow(`scraper-${name}`, pool)),
    ]),
  ];
}

function describePeer({ props: { cidr, namespace, labels = {} } }: Peer): string {
  if (cidr !== undefined) return cidr;
  const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return wanted.length > 0 ? `${wanted.join(', ')} in ${namespace}` : `namespace ${namespace}`;
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '([': '])', '[(': ')]', '[/': '/]' };

function node(name: string, shape: '[' | '([' | '[(' | '[/', title: string, detail: string): string {
  return `${id(name)}${shape}"${title}<br/>${detail}"${CLOSING[shape]}`;
}

function arrow(from: string, to: string, label?: string): string {
  return `${id(from)} -->${label ? `|"${label}"|` : ''} ${id(to)}`;
}

// `end` and a dash before a letter mean something to mermaid.
function id(name: string): string {
  return `n_${name.replaceAll(/[^a-zA-Z0-9]/g, '_')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
