import { Duration, Size } from 'cdk8s';
import { type Fault, wrong } from './fault';
import { asynchronous, noDumps, oneInstance, plainServer, synchronous } from './needs';
import { WITH_ARCHIVE, withPhysical } from './physical';

/** Promises that nobody keeps. */
export const OBJECTIVES: readonly Fault[] = [
  {
    kind: 'an RPO that only bytes bound',
    needs: [asynchronous],
    make: (profile) => wrong(profile, ['objectives', 'rpo'], Duration.minutes(5)),
    says: /nothing bounds by time what a disaster loses/,
    proof: 'rpo',
  },
  {
    kind: 'an RPO below the archive',
    needs: [asynchronous],
    make: (profile) => {
      const late = withPhysical(wrong(profile, ['workload'], { walPerSecond: Size.kibibytes(1) }).profile, {
        archiveTimeout: Duration.minutes(5),
      });
      return wrong(late, ['objectives', 'rpo'], Duration.minutes(5));
    },
    says: /300 s cannot be kept\..* 300 s archive_timeout \+ 30 s push .* \+ 30 s margin = 360 s/,
    proof: 'rpo',
    also: WITH_ARCHIVE,
  },
  {
    kind: 'an RPO that a lost standby breaks',
    needs: [synchronous],
    make: (profile) => wrong(profile, ['objectives', 'rpo'], Duration.minutes(5)),
    says: /is kept while a standby follows/,
    proof: 'rpo-without-standbys',
  },
  {
    kind: 'an RTO below a failover',
    needs: [plainServer],
    make: (profile) => wrong(profile, ['objectives', 'rto'], Duration.seconds(30)),
    says: /30 s cannot be kept\. RTO: .* = \d+ s\. Lower topology\.failover\.ttl/,
    proof: 'rto',
    also: /30 s cannot be kept\. RTO/,
  },
  {
    kind: 'an RTO below a restore',
    make: (profile) => {
      const large = wrong(profile, ['workload'], {
        dataSize: Size.tebibytes(10),
        walPerSecond: Size.kibibytes(1),
      }).profile;
      return wrong(
        withPhysical(large, { restorePerSecond: Size.mebibytes(100) }),
        ['objectives', 'rto'],
        Duration.hours(2),
      );
    },
    says: /7200 s cannot be kept\. RTO: every volume is lost/,
    proof: 'restore-time',
    also: WITH_ARCHIVE,
  },
  {
    kind: 'an RTO of one instance, whose node may be lost',
    needs: [plainServer, oneInstance],
    make: (profile) => wrong(profile, ['objectives', 'rto'], Duration.hours(1)),
    says: /One instance is down for as long as its node is/,
    proof: 'rto-of-one-node',
  },
  {
    kind: 'more availability than one failover leaves',
    needs: [plainServer],
    make: (profile) => wrong(profile, ['objectives', 'availability'], 99.999),
    says: /25\.92 s cannot be kept\. Availability: 99\.999 % of 30 days/,
    proof: 'availability',
  },
  {
    kind: 'an availability of a hundred percent',
    make: (profile) => wrong(profile, ['objectives', 'availability'], 100),
    says: /100 is no percentage that can be promised/,
    proof: 'availability',
  },
  {
    kind: 'backups that nobody makes',
    needs: [noDumps],
    make: (profile) => wrong(profile, ['objectives', 'backupRetention'], Duration.days(30)),
    says: /30 d are promised, and nothing is backed up/,
    proof: 'backup-retention',
  },
];
