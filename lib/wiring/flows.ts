import { Ports } from '../names';
import { migratedDatabases } from '../profile/migrated-databases';
import { monitoredDatabases } from '../profile/monitored-databases';
import { partitionedDatabases } from '../profile/partitioned-databases';
import type { ResolvedProfile } from '../profile/resolve';
import { singleOf } from '../profile/single';
import { groupsOfEntry, groupsOfTarget } from '../profile/target-groups';
import { metricsPort } from '../tiers/exporter';
import { cidrs, type Flow, type Party, peer, workload } from '../tiers/network-policies';
import { exporterName } from './exporter';
import type { WiredGroup } from './instances';

/** Every connection of the platform: what is not here is denied. */
export function wireFlows(resolved: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  return [
    ...instanceFlows(resolved, groups),
    ...jobFlows(resolved, groups),
    ...poolFlows(resolved, groups),
    ...accessFlows(resolved, groups),
    ...metricsFlows(resolved, groups),
  ];
}

const MEMBER_PORTS = [Ports.POSTGRES, Ports.PATRONI];

/** Instances stream from each other, ask each other who is ahead, and keep their state in the Kubernetes API. */
function instanceFlows({ profile }: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  if (singleOf(profile)) return [];
  const instances = groups.map(party);
  const { apiServer } = profile.network;
  return instances.flatMap((from): Flow[] => [
    ...instances.map((to) => ({ from, to, ports: MEMBER_PORTS })),
    { from, to: cidrs(apiServer.cidrs), ports: apiServer.ports },
  ]);
}

function jobFlows(resolved: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  const { profile, names } = resolved;
  const { objectStorage, apiServer } = profile.network;
  const members = groups.slice(0, 1).map(party);
  const to = (job: string, targets: readonly Party[], ports: readonly number[]): Flow[] =>
    targets.map((target) => ({ from: workload(names.prefixed(job)), to: target, ports }));
  return [
    ...(singleOf(profile)
      ? [...to('parameters', members, [Ports.POSTGRES]), ...to('parameters', [cidrs(apiServer.cidrs)], apiServer.ports)]
      : to('parameters', groups.map(party), MEMBER_PORTS)),
    ...to('reconcile', members, [Ports.POSTGRES]),
    ...migratedDatabases(profile).flatMap((database) =>
      members.map((member) => ({ from: workload(names.migrations(database)), to: member, ports: [Ports.POSTGRES] })),
    ),
    ...(partitionedDatabases(profile).length > 0 ? to('partition-maintenance', members, [Ports.POSTGRES]) : []),
    ...(profile.backups?.dumps
      ? [
          ...to('dump', members, [Ports.POSTGRES]),
          ...(objectStorage ? to('dump', [cidrs(objectStorage.cidrs)], objectStorage.ports) : []),
        ]
      : []),
  ];
}

function poolFlows({ profile }: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  return Object.entries(profile.pools ?? {}).flatMap(([name, pool]) => {
    const targets = new Set(Object.keys(pool.databases).flatMap((entry) => groupsOfEntry(profile, pool, entry)));
    return [
      ...named(groups, [...targets]).map((to) => ({ from: workload(name), to, ports: [Ports.POSTGRES] })),
      ...Object.values(pool.clients ?? {}).map((client) => ({
        from: peer(client),
        to: workload(name),
        ports: [pool.port ?? Ports.PGBOUNCER],
      })),
    ];
  });
}

function accessFlows({ profile }: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  return Object.values(profile.access ?? {}).flatMap(({ clients, target }) =>
    Object.values(clients).flatMap((client) =>
      named(groups, groupsOfTarget(profile, target)).map((to) => ({ from: peer(client), to, ports: [Ports.POSTGRES] })),
    ),
  );
}

function metricsFlows(resolved: ResolvedProfile, groups: readonly WiredGroup[]): Flow[] {
  const { profile } = resolved;
  const exporter = workload(exporterName(resolved));
  const scrapers = Object.values(profile.network.scrapers ?? {}).map(peer);
  const pools = Object.keys(profile.pools ?? {}).map(workload);
  return [
    ...groups.map((group) => ({ from: exporter, to: party(group), ports: [Ports.POSTGRES] })),
    ...scrapers.flatMap((from): Flow[] => [
      { from, to: exporter, ports: monitoredDatabases(profile).map((_, index) => metricsPort(index)) },
      ...pools.map((to) => ({ from, to, ports: [Ports.PGBOUNCER_EXPORTER] })),
    ]),
  ];
}

function named(groups: readonly WiredGroup[], names: readonly string[]): Party[] {
  return groups.filter(({ instances }) => names.includes(instances.set)).map(party);
}

function party({ instances }: WiredGroup): Party {
  return workload(instances.name);
}
