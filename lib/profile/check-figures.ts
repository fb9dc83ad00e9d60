import { isIP } from 'node:net';
import type { Duration, Size } from 'cdk8s';
import type { Finding } from '../findings';
import { EXTENSIONS, type Extension } from './extensions';
import type { Peer } from './network';
import type { PostgresProfile } from './profile';
import type { Resources } from './resources';
import type { Failover, InstanceGroup, ReplicatedTopology } from './topology';

/** Numbers, addresses, tags and versions that cannot work. */
export function checkFigures(profile: PostgresProfile): Finding[] {
  const { props } = profile.topology;
  return [
    ...imageTag(profile),
    ...('members' in props ? replicated(props) : []),
    ...Object.entries(profile.pools ?? {}).flatMap(([name, pool]) => [
      ...atLeast(`pools.${name}.replicas`, pool.replicas, 1),
      ...(pool.port === undefined ? [] : within(`pools.${name}.port`, pool.port, 1024, 65535)),
      ...(pool.resources ? resources(`pools.${name}.resources`, pool.resources) : []),
      ...peers(`pools.${name}.clients`, pool.clients),
      ...Object.entries(pool.databases ?? {}).flatMap(([entry, { maxServerConnections, poolSize }]) => [
        ...(maxServerConnections === undefined
          ? []
          : atLeast(`pools.${name}.databases.${entry}.maxServerConnections`, maxServerConnections, 1)),
        ...(poolSize === undefined ? [] : atLeast(`pools.${name}.databases.${entry}.poolSize`, poolSize, 1)),
      ]),
    ]),
    ...Object.entries(profile.access ?? {}).flatMap(([name, access]) => [
      ...atLeast(`access.${name}.maxConnections`, access.maxConnections, 1),
      ...peers(`access.${name}.clients`, access.clients),
    ]),
    ...network(profile),
    ...oneDatabaseExtensions(profile),
  ];
}

function imageTag({ postgres }: PostgresProfile): Finding[] {
  const path = 'postgres.image.tag';
  const { tag } = postgres.props.image.props;
  const major = /^(\d+)(\.|-|$)/.exec(tag)?.[1];
  if (major === String(postgres.major)) return [];
  const found = major ? `names PostgreSQL ${major}` : 'does not begin with a PostgreSQL version';
  return [
    {
      path,
      message: `"${tag}" ${found}, and the profile says Postgres.v${postgres.major}. Use a tag such as ${postgres.major}.4-1, or the other factory.`,
    },
  ];
}

function replicated({ members, sets = {}, failover = {}, synchronous }: ReplicatedTopology): Finding[] {
  return [
    ...(members.count >= 2
      ? []
      : [
          {
            path: 'topology.members.count',
            message: `${members.count} leaves nobody to fail over to. Use at least 2.`,
          },
        ]),
    ...group('topology.members', members),
    ...Object.entries(sets).flatMap(([name, set]) => [
      ...atLeast(`topology.sets.${name}.count`, set.count, 1),
      ...group(`topology.sets.${name}`, set),
    ]),
    ...failoverTimes(failover),
    ...(synchronous?.standbys === undefined
      ? []
      : within('topology.synchronous.standbys', synchronous.standbys, 1, Math.max(1, members.count - 1))),
  ];
}

function group(path: string, instances: InstanceGroup): Finding[] {
  return [
    ...(Number.isInteger(instances.count)
      ? []
      : [{ path: `${path}.count`, message: `${instances.count} is no whole number.` }]),
    ...resources(`${path}.resources`, instances.resources),
    ...(instances.storage.size.toMebibytes() >= 1024
      ? []
      : [
          {
            path: `${path}.storage.size`,
            message: `${sizeText(instances.storage.size)} cannot hold a cluster and its WAL. Use at least 1 GiB.`,
          },
        ]),
    ...(instances.sharedMemory && instances.sharedMemory.toKibibytes() >= instances.resources.memory.limit.toKibibytes()
      ? [
          {
            path: `${path}.sharedMemory`,
            message: `${sizeText(instances.sharedMemory)} counts against the memory limit of ${sizeText(instances.resources.memory.limit)}. Lower it, or raise the limit.`,
          },
        ]
      : []),
  ];
}

function resources(path: string, { memory, cpu }: Resources): Finding[] {
  const cpuRequest = millicores(cpu.request.amount);
  const cpuLimit = cpu.limit && millicores(cpu.limit.amount);
  return [
    ...(memory.request.toKibibytes() > memory.limit.toKibibytes()
      ? [
          {
            path: `${path}.memory.request`,
            message: `${sizeText(memory.request)} is above the limit of ${sizeText(memory.limit)}. Lower it, or raise the limit.`,
          },
        ]
      : []),
    ...(cpuLimit !== undefined && cpuRequest > cpuLimit
      ? [
          {
            path: `${path}.cpu.request`,
            message: `${cpuRequest}m is above the limit of ${cpuLimit}m. Lower it, or raise the limit.`,
          },
        ]
      : []),
  ];
}

/** @see https://patroni.readthedocs.io/en/latest/dynamic_configuration.html */
function failoverTimes(failover: Failover): Finding[] {
  const seconds = (duration: Duration | undefined, standard: number) => duration?.toSeconds() ?? standard;
  const ttl = seconds(failover.ttl, 30);
  const loopWait = seconds(failover.loopWait, 10);
  const retryTimeout = seconds(failover.retryTimeout, 10);
  const least = loopWait + 2 * retryTimeout;
  return [
    ...(ttl < 20
      ? [{ path: 'topology.failover.ttl', message: `${ttl} s is below Patroni's minimum. Use at least 20 s.` }]
      : []),
    ...(least > ttl
      ? [
          {
            path: 'topology.failover.ttl',
            message: `${ttl} s is less than loopWait + 2 x retryTimeout (${loopWait} + 2 x ${retryTimeout} = ${least} s): the leader would lose its lock while it still retries. Raise ttl to at least ${least} s, or lower the others.`,
          },
        ]
      : []),
  ];
}

function network({
  network: { apiServer, objectStorage, dns, podCidrs, scrapers },
  backups,
}: PostgresProfile): Finding[] {
  const endpoint = (path: string, value: { cidrs: readonly string[]; ports: readonly number[] }): Finding[] => [
    ...(value.cidrs.length === 0
      ? [{ path: `${path}.cidrs`, message: 'is empty, so nothing could be reached. Name at least one range.' }]
      : []),
    ...(value.ports.length === 0
      ? [{ path: `${path}.ports`, message: 'is empty, so nothing could be reached. Name at least one port.' }]
      : []),
    ...value.cidrs.flatMap((text, index) => cidr(`${path}.cidrs[${index}]`, text)),
    ...value.ports.flatMap((port, index) => within(`${path}.ports[${index}]`, port, 1, 65535)),
  ];
  return [
    ...endpoint('network.apiServer', apiServer),
    ...(objectStorage ? endpoint('network.objectStorage', objectStorage) : []),
    ...(backups?.dumps && !objectStorage
      ? [
          {
            path: 'network.objectStorage',
            message:
              'is missing, and backups.dumps uploads to it: the network is closed. Name its address ranges and ports.',
          },
        ]
      : []),
    ...(dns?.nodeLocalCidrs ?? []).flatMap((text, index) => cidr(`network.dns.nodeLocalCidrs[${index}]`, text)),
    ...(podCidrs ?? []).flatMap((text, index) => cidr(`network.podCidrs[${index}]`, text)),
    ...peers('network.scrapers', scrapers),
  ];
}

function peers(path: string, named: Readonly<Record<string, Peer>> | undefined): Finding[] {
  return Object.entries(named ?? {}).flatMap(([name, { props }]) =>
    props.cidr === undefined ? [] : cidr(`${path}.${name}`, props.cidr),
  );
}

function cidr(path: string, text: string): Finding[] {
  const [address = '', bits = ''] = text.split('/');
  const version = isIP(address);
  const highest = version === 4 ? 32 : 128;
  if (version !== 0 && /^\d+$/.test(bits) && Number(bits) <= highest) return [];
  return [
    { path, message: `"${text}" is no address range. Write one such as 10.0.0.0/8, or 10.1.2.3/32 for one address.` },
  ];
}

function oneDatabaseExtensions({ databases }: PostgresProfile): Finding[] {
  const holders = new Map<Extension, string[]>();
  for (const [name, { extensions = [] }] of Object.entries(databases)) {
    for (const extension of extensions) {
      if (EXTENSIONS[extension]?.oneDatabase) holders.set(extension, [...(holders.get(extension) ?? []), name]);
    }
  }
  return [...holders]
    .filter(([, names]) => names.length > 1)
    .map(([extension, names]) => ({
      path: `databases.${names[1]}.extensions`,
      message: `${extension} works in one database of a server, and ${names.join(', ')} name it. Keep it in one.`,
    }));
}

function atLeast(path: string, value: number, least: number): Finding[] {
  return Number.isInteger(value) && value >= least
    ? []
    : [{ path, message: `${value} is no whole number of at least ${least}.` }];
}

function within(path: string, value: number, least: number, most: number): Finding[] {
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [{ path, message: `${value} is no whole number from ${least} to ${most}.` }];
}

function millicores(amount: string): number {
  return amount.endsWith('m') ? Number(amount.slice(0, -1)) : Number(amount) * 1000;
}

function sizeText(size: Size): string {
  const mebibytes = size.toKibibytes() / 1024;
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024} GiB` : `${mebibytes} MiB`;
}
