import { Cron, Duration, Size } from 'cdk8s';
import { type Objectives, ObjectStore, type PhysicalBackups, type PostgresProfile, WithoutStandbys } from '../../lib';
import { proveObjectives } from '../../lib/proofs/objectives';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { techcorp } from '../profile/techcorp';
import { changed, found, named, sum } from './budgets';

const promise = (objectives: Objectives, base = dict) => change(base, ['objectives'], objectives);
const physical = (fields: Partial<PhysicalBackups> = {}): PhysicalBackups => ({
  full: { at: Cron.daily() },
  repositories: {
    main: ObjectStore.s3({ bucket: 'backups', prefix: 'dict', region: 'us-east-1', credentials: { secret: 's3' } }),
  },
  retention: Duration.days(30),
  ...fields,
});
const archived = (fields: Partial<PhysicalBackups>, objectives: Objectives = { rpo: Duration.minutes(5) }) =>
  change(promise(objectives), ['backups', 'physical'], physical(fields));

describe('the recovery point', () => {
  test('D26 is archive_timeout + push + margin: 240 s just keep five minutes', () => {
    const kept = archived({ archiveTimeout: Duration.seconds(240) });
    expect(sum(proveObjectives, kept, 'RPO')).toEqual({
      archive_timeout: 240,
      'push to the repository': 30,
      margin: 30,
      total: 300,
      limit: 300,
    });
    expect(found(proveObjectives, kept)).toEqual([]);
  });

  test('D15 D26 archive_timeout of 300 s, as the specification has it, does not keep them', () => {
    expect(found(proveObjectives, archived({ archiveTimeout: Duration.seconds(300) }))).toEqual([
      [
        'error rpo',
        'objectives.rpo',
        '300 s cannot be kept. RPO: what a disaster may lose: 300 s archive_timeout + 30 s push to the repository + 30 s ' +
          'margin = 360 s. Lower backups.physical.archiveTimeout to at most 240 s, or promise at least 360 s, or declare ' +
          'topology.synchronous.',
      ],
    ]);
    expect(found(proveObjectives, archived({ archiveTimeout: Duration.seconds(241) }))).toHaveLength(1);
    const slow = archived({ archiveTimeout: Duration.seconds(240), pushTime: Duration.seconds(31) });
    expect(found(proveObjectives, slow)).toHaveLength(1);
  });

  test('D26 is bounded by nothing where standbys are asynchronous and nothing is archived', () => {
    const [[name, path, message] = []] = found(proveObjectives, promise({ rpo: Duration.minutes(5) }));
    expect([name, path]).toEqual(['error rpo', 'objectives.rpo']);
    expect(message).toContain(
      'Declare topology.synchronous, or promise none; backups.physical with an archiveTimeout of at most 240 s will do',
    );
  });

  test('C1 is nothing with synchronous replication, which warns where commits go on without standbys', () => {
    const synchronous = (withoutStandbys: WithoutStandbys) =>
      change(promise({ rpo: Duration.seconds(1) }), ['topology', 'synchronous'], { withoutStandbys });
    expect(found(proveObjectives, synchronous(WithoutStandbys.STOP_WRITES))).toEqual([]);
    expect(sum(proveObjectives, synchronous(WithoutStandbys.STOP_WRITES), 'RPO')).toEqual({ total: 0, limit: 1 });
    expect(named(proveObjectives, synchronous(WithoutStandbys.CONTINUE))).toEqual([
      'warning rpo-without-standbys objectives.rpo',
    ]);
  });
});

describe('the recovery time', () => {
  test('D26 C6 of dict is 93 s where an instance is lost, and 132 s where the server crashes in vain', () => {
    expect(sum(proveObjectives, dict, 'RTO: an instance is lost')).toEqual({
      "the leader's lock expires, or the container is killed": 31,
      'a standby notices (loop_wait)': 10,
      'replay behind queries (max_standby_streaming_delay)': 30,
      promotion: 10,
      'only the new primary is behind the Service': 5,
      'pools connect again': 7,
      total: 93,
      limit: 1800,
    });
    expect(sum(proveObjectives, dict, 'RTO: the server crashes')).toMatchObject({ total: 132, limit: 1800 });
    expect(found(proveObjectives, dict)).toEqual([]);
  });

  test('D26 132 s just keep an RTO of 132 s, and not one of 131 s', () => {
    const rto = (seconds: number) => found(proveObjectives, promise({ rto: Duration.seconds(seconds) }));
    expect(rto(132)).toEqual([]);
    expect(rto(131)).toEqual([
      [
        'error rto',
        'objectives.rto',
        '131 s cannot be kept. RTO: the server crashes, and does not recover in time: 10 s Patroni notices (loop_wait) + ' +
          '60 s it recovers, in vain (primary_start_timeout) + 10 s a standby notices (loop_wait) + 30 s replay behind ' +
          'queries (max_standby_streaming_delay) + 10 s promotion + 5 s only the new primary is behind the Service + 7 s ' +
          'pools connect again = 132 s. Lower topology.failover.ttl, loopWait or primaryStartTimeout, or ' +
          'maxStandbyStreamingDelay of the members.',
      ],
    ]);
  });

  test('C6 follows Patroni’s times', () => {
    const failover = { ttl: Duration.seconds(60), loopWait: Duration.seconds(5), retryTimeout: Duration.seconds(5) };
    const slow = change(dict, ['topology', 'failover'], failover);
    expect(sum(proveObjectives, slow, 'RTO: an instance is lost')).toMatchObject({ total: 117 });
    expect(sum(proveObjectives, slow, 'RTO: the server crashes')).toMatchObject({ total: 122 });
  });

  test('A9 of a restore is the data’s size at a declared rate, and cannot be promised without', () => {
    const sized = (rate?: Size, data?: Size): PostgresProfile =>
      changed(
        archived({ archiveTimeout: Duration.seconds(60), restorePerSecond: rate }, { rto: Duration.minutes(30) }),
        [['workload'], { dataSize: data }],
      );
    expect(found(proveObjectives, sized())).toEqual([
      [
        'error restore-time',
        'objectives.rto',
        'the time of a restore is not known. Declare workload.dataSize and backups.physical.restorePerSecond.',
      ],
    ]);
    const rate = Size.mebibytes(50);
    expect(sum(proveObjectives, sized(rate, Size.gibibytes(80)), 'RTO: every volume')).toEqual({
      restore: 1639,
      start: 60,
      total: 1699,
      limit: 1800,
    });
    expect(found(proveObjectives, sized(rate, Size.mebibytes(50 * 1740)))).toEqual([]);
    expect(named(proveObjectives, sized(rate, Size.mebibytes(50 * 1740 + 1)))).toEqual([
      'error restore-time objectives.rto',
    ]);
  });
});

describe('the other objectives', () => {
  test('D26 99.9 % of a month are 2592 s away, and hold one failover', () => {
    expect(sum(proveObjectives, dict, 'Availability')).toMatchObject({ total: 132, limit: 2592 });
    expect(found(proveObjectives, promise({ availability: 99.99 }))).toEqual([]);
    expect(found(proveObjectives, promise({ availability: 99.999 }))).toEqual([
      [
        'error availability',
        'objectives.availability',
        '25.92 s cannot be kept. Availability: 99.999 % of 30 days: 132 s the server crashes, and does not recover in time ' +
          '= 132 s. Promise less, or fail over faster.',
      ],
    ]);
    expect(named(proveObjectives, promise({ availability: 100 }))).toEqual([
      'error availability objectives.availability',
    ]);
  });

  test('D26 30 days of backups are kept by dumps that nobody expires, or by base backups', () => {
    const days = { backupRetention: Duration.days(30) };
    expect(found(proveObjectives, promise(days))).toEqual([]);
    expect(found(proveObjectives, archived({ retention: Duration.days(7) }, days))).toEqual([]);
    const expired = change(promise(days), ['backups', 'dumps', 'retention'], { daily: Duration.days(29) });
    expect(found(proveObjectives, expired)).toEqual([
      [
        'error backup-retention',
        'objectives.backupRetention',
        '30 d are promised, and backups are kept for 29 d. Keep backups.physical or daily dumps for at least 30 d.',
      ],
    ]);
    expect(found(proveObjectives, promise(days, techcorp))[0]?.[2]).toMatch(
      /^30 d are promised, and nothing is backed up/,
    );
  });

  test('nothing is promised, and nothing is proven, where the profile promises nothing', () => {
    expect(found(proveObjectives, techcorp)).toEqual([]);
    expect(found(proveObjectives, promise({}))).toEqual([]);
  });
});
