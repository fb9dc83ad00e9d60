import { Size } from 'cdk8s';
import { Special } from '../../../lib';
import { type Fault, wrong, wrongAt } from './fault';
import { plainServer } from './needs';
import { NOT_RENDERED, WITH_ARCHIVE, withPhysical } from './physical';

const parameters = ['postgres', 'parameters'] as const;

/** WAL that fills a volume. */
export const WAL: readonly Fault[] = [
  {
    kind: 'slots that keep WAL without end',
    make: (profile) => wrong(profile, [...parameters, 'maxSlotWalKeepSize'], Special.UNLIMITED),
    says: /would keep WAL until the volume of .* is full/,
    proof: 'unlimited-slots',
  },
  {
    kind: 'more WAL than the volume holds',
    make: (profile) =>
      wrongAt('topology.members.storage.size', profile, [...parameters, 'maxWalSize'], Size.tebibytes(100)),
    says: /are no more than what WAL may take on the members/,
    proof: 'wal-volume',
    also: /what WAL may take on the set/,
  },
  {
    kind: 'an archive without a declared rate of WAL',
    make: (profile) => {
      const undeclared = wrong(profile, ['workload'], undefined).profile;
      return { profile: withPhysical(undeclared), path: 'workload.walPerSecond' };
    },
    says: /is not declared, and backups\.physical keeps WAL/,
    proof: 'undeclared-wal-rate',
    also: WITH_ARCHIVE,
  },
  {
    kind: 'an outage of the archive that fills the volume',
    make: (profile) => {
      const busy = wrong(profile, ['workload'], { walPerSecond: Size.gibibytes(1) }).profile;
      return { profile: withPhysical(busy), path: 'topology.members.storage.size' };
    },
    says: /kept while the archive is away \(4 h x 1 GiB a second\)/,
    proof: 'wal-volume',
    also: WITH_ARCHIVE,
  },
  {
    kind: 'a threshold of lag that no standby reaches',
    needs: [plainServer],
    make: (profile) =>
      wrongAt('monitoring.alerts.replicationLagBytes', profile, ['monitoring', 'alerts'], {
        replicationLagBytes: Size.tebibytes(90),
      }),
    says: /90 TiB can never be measured/,
    proof: 'unreachable-alert',
    also: NOT_RENDERED,
  },
];
