import { Duration } from 'cdk8s';
import { ParameterOverrides, type PostgresProfile, WithoutStandbys } from '../../../lib';
import { setsOf } from '../generator/context';
import { type Broken, type Fault, pathOf, wrong, wrongAt } from './fault';
import { aSet, first, plainServer, synchronous, threeMembers } from './needs';

const parameters = ['postgres', 'parameters'] as const;
const members = ['topology', 'members'] as const;

/** Standbys that cannot follow. */
export const REPLICATION: readonly Fault[] = [
  {
    kind: 'a set with fewer connections than its primary',
    needs: [aSet],
    make: (profile) => ofSet(profile, { maxConnections: 25 }, 'maxConnections'),
    says: /25 is below the primary's \d+, and a standby refuses to start/,
    proof: 'standby-parameters',
    also: /leave|too few|has no parameter/,
  },
  {
    kind: "a set with a parameter of Patroni's store",
    needs: [aSet],
    make: (profile) => ofSet(profile, { walLevel: 'logical' }, 'walLevel'),
    says: /is the same for all instances/,
    proof: 'store-parameters',
  },
  {
    kind: 'more standbys than senders of WAL',
    needs: [plainServer],
    make: (profile) => wrongAt('postgres.parameters.maxWalSenders', profile, [...members, 'count'], 40),
    says: /\d+ are too few: 39 .* Raise it to at least \d+/,
    proof: 'replication-slots',
    also: /\d+ are too few: 39 /,
  },
  {
    kind: 'a lag that queries may exceed',
    needs: [aSet],
    make: (profile) => {
      const place = ['topology', 'sets', first(setsOf(profile)), 'toleratedLag'];
      const slow = wrong(profile, [...parameters, 'maxStandbyStreamingDelay'], Duration.minutes(30)).profile;
      const bare = wrong(slow, [...place.slice(0, -1), 'parameters'], undefined).profile;
      return wrong(wrong(bare, ['objectives'], undefined).profile, place, Duration.minutes(1));
    },
    says: /1 min cannot be kept: queries may hold up replay for 30 min/,
    proof: 'tolerated-lag',
  },
  {
    kind: 'no synchronous standby to spare',
    needs: [threeMembers, synchronous],
    make: (profile) =>
      wrongAt('topology.synchronous.standbys', profile, ['topology', 'synchronous'], {
        standbys: 2,
        withoutStandbys: WithoutStandbys.STOP_WRITES,
      }),
    says: /2 of the 2 standbys among the members must confirm each commit/,
    proof: 'no-spare-synchronous-standby',
  },
  {
    kind: 'long queries that hold back vacuum',
    needs: [aSet],
    make: (profile) => {
      const path = pathOf(['topology', 'sets', first(setsOf(profile)), 'parameters', 'hotStandbyFeedback']);
      return { ...ofSet(profile, { hotStandbyFeedback: true, maxStandbyStreamingDelay: Duration.hours(2) }, ''), path };
    },
    says: /may run queries for 2 h .* Set hotStandbyFeedback: false/,
    proof: 'feedback-of-long-queries',
  },
];

function ofSet(profile: PostgresProfile, own: object, name: string): Broken {
  const place = ['topology', 'sets', first(setsOf(profile)), 'parameters'];
  return {
    ...wrong(profile, place, ParameterOverrides[`v${profile.postgres.major}`](own)),
    path: pathOf([...place, name]),
  };
}
