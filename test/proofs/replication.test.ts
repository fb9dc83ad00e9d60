import { Duration, Size } from 'cdk8s';
import { ParameterOverrides, type PostgresProfile, Special, WithoutStandbys } from '../../lib';
import { proveReplication } from '../../lib/proofs/replication';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { techcorp } from '../profile/techcorp';
import { changed, found, named, sum } from './budgets';

const parameter = (name: string) => ['postgres', 'parameters', name];
const analytics = (field: string) => ['topology', 'sets', 'analytics', field];
const own = (parameters: Parameters<typeof ParameterOverrides.v15>[0]) =>
  change(techcorp, analytics('parameters'), ParameterOverrides.v15(parameters));

describe('senders and slots', () => {
  test('D5 of dict are for one standby and a copy', () => {
    expect(sum(proveReplication, dict, 'max_wal_senders')).toMatchObject({ total: 3, limit: 10 });
    expect(sum(proveReplication, dict, 'max_replication_slots')).toMatchObject({ total: 2, limit: 10 });
    expect(found(proveReplication, dict)).toEqual([]);
  });

  test('T1 of techcorp are for members and sets: six just fit, and five are one too few', () => {
    expect(found(proveReplication, change(techcorp, parameter('maxWalSenders'), 6))).toEqual([]);
    expect(found(proveReplication, change(techcorp, parameter('maxWalSenders'), 5))).toEqual([
      [
        'error replication-slots',
        'postgres.parameters.maxWalSenders',
        '5 are too few: 1 (standbys among the members) + 2 (standbys of the set replica) + 1 (standbys of the set analytics) ' +
          '+ 2 (a copy of the primary) = 6. Raise it to at least 6.',
      ],
    ]);
    expect(found(proveReplication, change(techcorp, parameter('maxReplicationSlots'), 5))).toEqual([]);
    expect(named(proveReplication, change(techcorp, parameter('maxReplicationSlots'), 4))).toEqual([
      'error replication-slots postgres.parameters.maxReplicationSlots',
    ]);
  });
});

describe('what a standby may not have less of', () => {
  test('T4 is refused in a set, with the primary’s figure', () => {
    expect(found(proveReplication, own({ maxConnections: 100 }))).toEqual([
      [
        'error standby-parameters',
        'topology.sets.analytics.parameters.maxConnections',
        "100 is below the primary's 500, and a standby refuses to start. Remove it: Patroni keeps it in one store for all " +
          'instances, from postgres.parameters.',
      ],
    ]);
  });

  test.each(['maxWorkerProcesses', 'maxWalSenders', 'maxLocksPerTransaction', 'maxConnections'] as const)(
    'is %s among others',
    (name) => {
      expect(named(proveReplication, own({ [name]: 4 }))).toEqual([
        `error standby-parameters topology.sets.analytics.parameters.${name}`,
      ]);
    },
  );

  test('may not be more either, since Patroni has one store for all', () => {
    expect(found(proveReplication, own({ maxConnections: 600, walKeepSize: Size.gibibytes(1) }))).toEqual(
      ['maxConnections', 'walKeepSize'].map((name) => [
        'error store-parameters',
        `topology.sets.analytics.parameters.${name}`,
        'is the same for all instances, since Patroni keeps it in one store. Set it in postgres.parameters.',
      ]),
    );
  });
});

describe('synchronous replication', () => {
  const synchronous = (count: number, withoutStandbys: WithoutStandbys, standbys?: number) =>
    changed(
      dict,
      [['topology', 'members', 'count'], count],
      [['topology', 'synchronous'], { withoutStandbys, ...(standbys && { standbys }) }],
    );

  test('C1 of one standby alone stops writes when it is down, where the profile says so', () => {
    expect(found(proveReplication, synchronous(2, WithoutStandbys.STOP_WRITES))).toEqual([
      [
        'warning no-spare-synchronous-standby',
        'topology.synchronous.standbys',
        '1 of the 1 standbys among the members must confirm each commit, so that writes stop while one of them is down. ' +
          'Raise topology.members.count to at least 3, or say WithoutStandbys.CONTINUE.',
      ],
    ]);
  });

  test('C1 stops nothing with a standby to spare, or where commits go on', () => {
    expect(found(proveReplication, synchronous(3, WithoutStandbys.STOP_WRITES))).toEqual([]);
    expect(found(proveReplication, synchronous(2, WithoutStandbys.CONTINUE))).toEqual([]);
    expect(found(proveReplication, synchronous(3, WithoutStandbys.STOP_WRITES, 2))).toHaveLength(1);
  });
});

describe('long queries of a set', () => {
  const feedback = (delay: Duration | Special) => own({ maxStandbyStreamingDelay: delay, hotStandbyFeedback: true });

  test('T1 hold up vacuum on the primary where the set sends feedback', () => {
    expect(found(proveReplication, feedback(Duration.hours(1)))).toEqual([
      [
        'warning feedback-of-long-queries',
        'topology.sets.analytics.parameters.hotStandbyFeedback',
        'the set "analytics" may run queries for 1 h (max_standby_streaming_delay) and sends feedback, so that vacuum on ' +
          'the primary removes nothing that they see. Set hotStandbyFeedback: false in topology.sets.analytics.parameters.',
      ],
    ]);
    expect(named(proveReplication, feedback(Special.UNLIMITED))).toHaveLength(1);
    expect(found(proveReplication, feedback(Duration.minutes(5)))).toEqual([]);
    expect(found(proveReplication, techcorp)).toEqual([]);
  });

  test('T1 keep no lag that is shorter than they may hold up replay', () => {
    const tolerated = (lag: Duration): PostgresProfile => change(techcorp, analytics('toleratedLag'), lag);
    expect(found(proveReplication, tolerated(Duration.minutes(60)))).toEqual([]);
    expect(found(proveReplication, tolerated(Duration.minutes(59)))).toEqual([
      [
        'error tolerated-lag',
        'topology.sets.analytics.toleratedLag',
        '59 min cannot be kept: queries may hold up replay for 1 h (max_standby_streaming_delay). Raise it, or lower ' +
          'topology.sets.analytics.parameters.maxStandbyStreamingDelay to at most 59 min.',
      ],
    ]);
  });
});
