import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { aPlainPool, aPool, first, synchronous } from './needs';

const parameters = ['postgres', 'parameters'] as const;
const members = ['topology', 'members'] as const;

/** Counts and sizes, each for itself. */
export const SIZES: readonly Fault[] = [
  {
    kind: 'one member',
    make: (profile) => wrong(profile, [...members, 'count'], 1),
    says: /leaves nobody to fail over to/,
  },
  {
    kind: 'members that tolerate every taint',
    make: (profile) =>
      wrongAt('topology.members.placement.tolerations[0].key', profile, [...members, 'placement'], {
        tolerations: [{ key: '' }],
      }),
    says: /would tolerate every taint/,
  },
  {
    kind: 'half a member more',
    make: (profile) => wrong(profile, [...members, 'count'], 2.5),
    says: /2\.5 is no whole number of at least 2/,
  },
  {
    kind: 'more memory set aside than allowed',
    make: (profile) => wrong(profile, [...members, 'resources', 'memory', 'request'], Size.tebibytes(9)),
    says: /is above the limit of/,
  },
  {
    kind: 'more processor time set aside than allowed',
    make: (profile) => {
      const limited = wrong(profile, [...members, 'resources', 'cpu', 'limit'], Cpu.units(1)).profile;
      return wrong(limited, [...members, 'resources', 'cpu', 'request'], Cpu.millis(1500));
    },
    says: /1500m is above the limit of 1000m/,
  },
  {
    kind: 'a volume that holds no cluster',
    make: (profile) => wrong(profile, [...members, 'storage', 'size'], Size.mebibytes(512)),
    says: /512 MiB cannot hold a cluster and its WAL\. Use at least 1 GiB/,
  },
  {
    kind: 'shared memory above the limit',
    make: (profile) => wrong(profile, [...members, 'sharedMemory'], Size.tebibytes(9)),
    says: /counts against the memory limit/,
  },
  {
    kind: 'more synchronous standbys than there are',
    needs: [synchronous],
    make: (profile) => wrong(profile, ['topology', 'synchronous', 'standbys'], 9),
    says: /9 is no whole number from 1 to \d/,
  },
  {
    kind: 'a lock that expires while Patroni retries',
    make: (profile) => {
      const times = { ttl: Duration.seconds(20), loopWait: Duration.seconds(10), retryTimeout: Duration.seconds(10) };
      return wrongAt('topology.failover.ttl', profile, ['topology', 'failover'], times);
    },
    says: /20 s is less than loopWait \+ 2 x retryTimeout \(10 \+ 2 x 10 = 30 s\)/,
  },
  {
    kind: 'fewer sessions than none',
    make: (profile) => wrong(profile, ['roles', first(profile.roles), 'connectionLimit'], -2),
    says: /-2 is no whole number of at least 0/,
  },
  {
    kind: 'a pool without a pod',
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'replicas'], 0),
    says: /0 is no whole number of at least 1/,
  },
  {
    kind: "a pool on its exporter's port",
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'port'], 9127),
    says: /9127 is the port of the pool's exporter/,
  },
  {
    kind: 'a pool that serves nobody',
    needs: [aPool],
    make: (profile) => wrong(profile, ['pools', first(profile.pools), 'databases'], {}),
    says: /is empty, so the pool would serve nobody/,
    also: /leads to the primary anyway/,
  },
  {
    kind: 'reads that fall back to where they are',
    needs: [aPlainPool],
    make: (profile) => wrong(profile, ['pools', 'plain-1', 'fallbackToPrimary'], true),
    says: /every entry leads to the primary anyway/,
  },
  {
    kind: 'autoscaling below the replicas',
    needs: [aPool],
    make: (profile) => {
      const pool = first(profile.pools);
      const more = wrong(profile, ['pools', pool, 'replicas'], 3).profile;
      return wrongAt(pathOf(['pools', pool, 'autoscaling', 'maxReplicas']), more, ['pools', pool, 'autoscaling'], {
        maxReplicas: 2,
      });
    },
    says: /2 is no whole number of at least 3/,
    also: /max_db_connections|leave \d+ for pools|too little/,
  },
  {
    kind: 'a ConfigMap that is too large',
    make: (profile) =>
      wrongAt(/ConfigMap\/\S+-config data$/, profile, [...parameters, 'custom'], { 'app.text': 'x'.repeat(1_100_000) }),
    says: /over the 1048576 bytes \(1 MiB\) that a ConfigMap holds/,
    also: /over the 1048576 bytes/,
  },
  {
    kind: 'no processor at all',
    make: (profile) =>
      wrongAt('topology.members.resources.cpu.request', profile, [...members, 'resources', 'cpu'], {
        request: Cpu.millis(0),
      }),
    says: /is a Cpu of 0m, which must be at least 1m/,
  },
];
