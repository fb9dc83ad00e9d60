import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { ParameterOverrides, Peer } from '../../lib';
import { dict } from '../../profiles/dict';
import { type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const RANGE = 'is no address range. Write one such as 10.0.0.0/8, or 10.1.2.3/32 for one address.';
const INSTANCES: readonly Fault[] = [
  [
    'one member alone',
    ['topology', 'members', 'count'],
    1,
    'topology.members.count',
    '1 leaves nobody to fail over to. Use at least 2.',
  ],
  [
    'members that tolerate every taint',
    ['topology', 'members', 'placement'],
    { tolerations: [{ key: 'databases' }, { key: '' }] },
    'topology.members.placement.tolerations[1].key',
    'is empty, and would tolerate every taint, of nodes that are not ready too. Name the key of one.',
  ],
  [
    'half a member',
    ['topology', 'members', 'count'],
    2.5,
    'topology.members.count',
    '2.5 is no whole number of at least 2.',
  ],
  [
    'a volume without room',
    ['topology', 'members', 'storage', 'size'],
    Size.mebibytes(512),
    'topology.members.storage.size',
    '512 MiB cannot hold a cluster and its WAL. Use at least 1 GiB.',
  ],
  [
    'a size that no quantity says',
    ['topology', 'members', 'storage', 'size'],
    Size.gibibytes(1.0000001),
    'topology.members.storage.size',
    '1048576.1048576 KiB is no whole number of KiB. Round it.',
  ],
  [
    'more memory asked for than allowed',
    ['topology', 'members', 'resources', 'memory', 'request'],
    Size.gibibytes(10),
    'topology.members.resources.memory.request',
    '10 GiB is above the limit of 8 GiB. Lower it, or raise the limit.',
  ],
  [
    'more CPU asked for than allowed',
    ['topology', 'members', 'resources', 'cpu', 'request'],
    Cpu.millis(4500),
    'topology.members.resources.cpu.request',
    '4500m is above the limit of 4000m. Lower it, or raise the limit.',
  ],
  [
    'shared memory that the limit kills',
    ['topology', 'members', 'sharedMemory'],
    Size.gibibytes(8),
    'topology.members.sharedMemory',
    '8 GiB counts against the memory limit of 8 GiB. Lower it, or raise the limit.',
  ],
  [
    'a startup that is over at once',
    ['topology', 'members', 'startupTimeout'],
    Duration.seconds(5),
    'topology.members.startupTimeout',
    '5 s is no whole number of seconds of at least 10.',
  ],
  [
    'a startup for thousands of years, whose tries the kubelet could not count',
    ['topology', 'members', 'startupTimeout'],
    Duration.days(1e6),
    'topology.members.startupTimeout',
    '86400000000 s is above the most that there can be, which is 2147483647 s. Lower it.',
  ],
  [
    'no processor at all',
    ['topology', 'members', 'resources', 'cpu'],
    { request: Cpu.millis(0) },
    'topology.members.resources.cpu.request',
    'is a Cpu of 0m, which must be at least 1m: units with at most three decimals, or whole millis; write a Cpu such as Cpu.units(2).',
  ],
  [
    'less of a processor than Kubernetes counts',
    ['topology', 'members', 'resources', 'cpu'],
    { request: Cpu.units(1e-9) },
    'topology.members.resources.cpu.request',
    'is a Cpu of 1e-9, which must be at least 1m: units with at most three decimals, or whole millis; write a Cpu such as Cpu.units(2).',
  ],
  [
    'more synchronous standbys than there are',
    ['topology', 'synchronous'],
    { standbys: 2, withoutStandbys: 'continue' },
    'topology.synchronous.standbys',
    '2 is no whole number from 1 to 1.',
  ],
  [
    'a lock that is shorter than Patroni takes',
    ['topology', 'failover'],
    { ttl: Duration.seconds(15), loopWait: Duration.seconds(5), retryTimeout: Duration.seconds(5) },
    'topology.failover.ttl',
    '15 s is no whole number of seconds of at least 20.',
  ],
  [
    'a lock that is shorter than its renewal',
    ['topology', 'failover'],
    { ttl: Duration.seconds(25) },
    'topology.failover.ttl',
    '25 s is less than loopWait + 2 x retryTimeout (10 + 2 x 10 = 30 s): the leader would lose its lock while it still retries. Raise ttl to at least 30 s, or lower the others.',
  ],
  [
    'times that Patroni would round',
    ['topology', 'failover'],
    { loopWait: Duration.millis(2500) },
    'topology.failover.loopWait',
    '2.5 s is no whole number of seconds of at least 1.',
  ],
];

const SETS: readonly Fault[] = [
  [
    'a tolerated lag that the probe cannot ask for',
    ['topology', 'sets', 'replica', 'toleratedLag'],
    Duration.millis(60_500),
    'topology.sets.replica.toleratedLag',
    '60.5 s is no whole number of seconds of at least 1.',
  ],
  [
    'a set of nobody',
    ['topology', 'sets', 'replica', 'count'],
    0,
    'topology.sets.replica.count',
    '0 is no whole number of at least 1.',
  ],
  [
    "a set's parameters of another major",
    ['topology', 'sets', 'analytics', 'parameters'],
    ParameterOverrides.v16({ workMem: Size.gibibytes(1) }),
    'topology.sets.analytics.parameters',
    'ParameterOverrides.v16 do not fit Postgres.v15. Write ParameterOverrides.v15.',
  ],
  [
    "a set's own number of connections",
    ['topology', 'sets', 'analytics', 'parameters'],
    ParameterOverrides.v15({ maxConnections: 100, workMem: Size.gibibytes(1) }),
    'topology.sets.analytics.parameters.maxConnections',
    "100 is below the primary's 500, and a standby refuses to start. Remove it: Patroni keeps it in one store for all instances, from postgres.parameters.",
  ],
  [
    "a set's parameter that the platform owns",
    ['topology', 'sets', 'analytics', 'parameters', 'port'],
    5433,
    'topology.sets.analytics.parameters.port',
    'The platform sets port: instances listen on 5432, behind Services that have names and ports of their own. Leave it out; `names` sets it.',
  ],
  [
    'clients outside at an address that is none',
    ['access', 'analysts', 'clients', 'bi'],
    Peer.cidr('10.20.0.0'),
    'access.analysts.clients.bi',
    `"10.20.0.0" ${RANGE}`,
  ],
  [
    'direct clients without a session',
    ['access', 'analysts', 'maxConnections'],
    0,
    'access.analysts.maxConnections',
    '0 is no whole number of at least 1.',
  ],
];

describe('of instances is refused', () => findsFaults(dict, INSTANCES));
describe('of sets and direct access is refused', () => findsFaults(techcorp, SETS));
