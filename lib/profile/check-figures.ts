import { Size } from 'cdk8s';
import type { Finding } from '../findings';
import { Ports } from '../names';
import { EXTENSIONS, type Extension } from './extensions';
import { atLeast, fault, kibibytes, minimumSize, sizeText, within } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';
import type { Resources } from './resources';
import { MOST_CONNECTIONS } from './server-connections';
import { isPrimary } from './target-groups';
import type { Instance } from './topology';

/** Sizes and counts of the instances that cannot work. */
export function checkTopology({ topology: { props } }: PostgresProfile): Finding[] {
  if (!('members' in props)) return instance('topology', props);
  const { members, sets = {}, synchronous, failover } = props;
  // What is no count bounds nothing; it has a finding of its own.
  const standbys = Number.isInteger(members.count) ? Math.max(1, members.count - 1) : Number.MAX_SAFE_INTEGER;
  return [
    ...(members.count === 0 || members.count === 1
      ? [{ path: 'topology.members.count', message: `${members.count} leaves nobody to fail over to. Use at least 2.` }]
      : atLeast('topology.members.count', members.count, 2)),
    ...instance('topology.members', members),
    ...Object.entries(sets).flatMap(([name, set]) => {
      const path = childPath('topology.sets', name);
      return [...atLeast(`${path}.count`, set.count, 1), ...instance(path, set)];
    }),
    ...minimumSize('topology.failover.maximumLag', failover?.maximumLag, Size.kibibytes(1), 'lets nobody be promoted'),
    ...within('topology.synchronous.standbys', synchronous?.standbys, 1, standbys),
  ];
}

/** Counts, ports and sizes of the pools that cannot work. */
export function checkPools({ pools = {} }: PostgresProfile): Finding[] {
  return Object.entries(pools).flatMap(([name, pool]) => {
    const path = childPath('pools', name);
    const { replicas, port, databases, autoscaling, fallbackToPrimary, settings = {} } = pool;
    return [
      ...atLeast(`${path}.replicas`, replicas, 1),
      ...atLeast(`${path}.autoscaling.maxReplicas`, autoscaling?.maxReplicas, Math.max(1, Math.ceil(replicas))),
      ...atLeast(`${path}.autoscaling.cpuPercent`, autoscaling?.cpuPercent, 1),
      ...(port === Ports.PGBOUNCER_EXPORTER
        ? [{ path: `${path}.port`, message: `${port} is the port of the pool's exporter. Use another one.` }]
        : within(`${path}.port`, port, 1024, 65535)),
      ...(pool.resources ? resources(`${path}.resources`, pool.resources) : []),
      ...fault(
        Object.keys(databases).length === 0,
        `${path}.databases`,
        'is empty, so the pool would serve nobody. Name a database.',
      ),
      ...fault(
        fallbackToPrimary === true && Object.values(databases).every(({ target }) => isPrimary(target)),
        `${path}.fallbackToPrimary`,
        'is said where every entry leads to the primary anyway. Remove it, or give an entry the target Target.STANDBYS.',
      ),
      ...noServerHas(`${path}.settings.defaultPoolSize`, settings.defaultPoolSize),
      ...noServerHas(`${path}.settings.reservePoolSize`, settings.reservePoolSize),
      ...Object.entries(databases).flatMap(([entry, { maxServerConnections, poolSize }]) => [
        ...atLeast(`${childPath(`${path}.databases`, entry)}.maxServerConnections`, maxServerConnections, 1),
        ...atLeast(`${childPath(`${path}.databases`, entry)}.poolSize`, poolSize, 1),
        ...noServerHas(`${childPath(`${path}.databases`, entry)}.poolSize`, poolSize),
      ]),
    ];
  });
}

function noServerHas(path: string, connections: number | undefined): Finding[] {
  return fault(
    connections !== undefined && connections > MOST_CONNECTIONS,
    path,
    `${connections} connections are more than the ${MOST_CONNECTIONS} that a server can have. Lower it.`,
  );
}

/** Limits of sessions. */
export function checkConnectionLimits({ roles, databases, access = {} }: PostgresProfile): Finding[] {
  const limits = (map: string, named: Readonly<Record<string, { readonly connectionLimit?: number }>>) =>
    Object.entries(named).flatMap(([name, { connectionLimit }]) =>
      atLeast(`${childPath(map, name)}.connectionLimit`, connectionLimit, 0),
    );
  return [
    ...limits('roles', roles),
    ...limits('databases', databases),
    ...Object.entries(access).flatMap(([name, { maxConnections }]) =>
      atLeast(`${childPath('access', name)}.maxConnections`, maxConnections, 1),
    ),
  ];
}

/** Extensions that a server keeps in one database. */
export function checkOneDatabaseExtensions({ databases }: PostgresProfile): Finding[] {
  const holders = new Map<Extension, string[]>();
  for (const [name, { extensions = [] }] of Object.entries(databases)) {
    for (const extension of new Set(extensions)) {
      if (EXTENSIONS[extension]?.oneDatabase) holders.set(extension, [...(holders.get(extension) ?? []), name]);
    }
  }
  return [...holders].flatMap(([extension, names]) =>
    names.slice(1).map((name) => ({
      path: `${childPath('databases', name)}.extensions`,
      message: `${extension} works in one database of a server, and ${names.join(', ')} name it. Keep it in one.`,
    })),
  );
}

function instance(path: string, { resources: reserved, storage, sharedMemory }: Instance): Finding[] {
  const { limit } = reserved.memory;
  return [
    ...resources(`${path}.resources`, reserved),
    ...minimumSize(`${path}.storage.size`, storage.size, Size.gibibytes(1), 'cannot hold a cluster and its WAL'),
    ...minimumSize(`${path}.sharedMemory`, sharedMemory, Size.mebibytes(1), 'cannot hold a hash table'),
    ...(sharedMemory && kibibytes(sharedMemory) >= kibibytes(limit)
      ? [
          {
            path: `${path}.sharedMemory`,
            message: `${sizeText(sharedMemory)} counts against the memory limit of ${sizeText(limit)}. Lower it, or raise the limit.`,
          },
        ]
      : []),
  ];
}

function resources(path: string, { memory, cpu }: Resources): Finding[] {
  const requested = millicores(cpu.request.amount);
  const allowed = cpu.limit ? millicores(cpu.limit.amount) : Number.POSITIVE_INFINITY;
  return [
    ...minimumSize(`${path}.memory.request`, memory.request, Size.mebibytes(1), 'holds no process'),
    ...minimumSize(`${path}.memory.limit`, memory.limit, Size.mebibytes(1), 'holds no process'),
    ...fault(
      kibibytes(memory.request) > kibibytes(memory.limit),
      `${path}.memory.request`,
      `${sizeText(memory.request)} is above the limit of ${sizeText(memory.limit)}. Lower it, or raise the limit.`,
    ),
    ...fault(
      // A limit of nothing has a finding of its own.
      requested > allowed && allowed > 0,
      `${path}.cpu.request`,
      `${requested}m is above the limit of ${allowed}m. Lower it, or raise the limit.`,
    ),
  ];
}

function millicores(amount: string): number {
  return amount.endsWith('m') ? Number(amount.slice(0, -1)) : Number(amount) * 1000;
}
