import { Cron, Duration } from 'cdk8s';
import { ObjectStore, PartitionInterval, type PostgresProfile, type Schedule } from '../../lib';
import { cronTimes } from '../../lib/profile/cron-times';
import { proveSchedules } from '../../lib/proofs/schedules';
import { dict } from '../../profiles/dict';
import { change, without } from '../profile/change';
import { techcorp } from '../profile/techcorp';
import { changed, found, named } from './budgets';

const DUMPS = ['backups', 'dumps', 'schedule'];
const PARTITIONS = ['maintenance', 'partitions'];
const at = (hour: string, minute = '0', fields: object = {}) => Cron.schedule({ hour, minute, ...fields });
const partitions = (schedule: Partial<Schedule>) =>
  change(dict, PARTITIONS, { ...dict.maintenance?.partitions, ...schedule });
const dumps = (schedule: Partial<Schedule>, base: PostgresProfile = dict) =>
  change(base, DUMPS, { ...dict.backups?.dumps?.schedule, ...schedule });

describe('heavy jobs', () => {
  test('D13 D16 of dict leave each other alone: partitions until 03:00, dumps from then on', () => {
    expect(found(proveSchedules, dict)).toEqual([]);
    expect(found(proveSchedules, techcorp)).toEqual([]);
  });

  test('D13 D16 that overlap by one minute are refused, with the time from which they would not', () => {
    expect(found(proveSchedules, partitions({ deadline: Duration.minutes(61) }))).toEqual([
      [
        'error overlap',
        'maintenance.partitions.at',
        'backups.dumps.schedule from 03:00 for 4 h (deadline) and maintenance.partitions from 02:00 for 61 min (deadline) ' +
          'would run at once, and both are heavy. Start the second at 07:00 or later, or declare an expectedDuration that ' +
          'is shorter.',
      ],
    ]);
  });

  test('may have long deadlines where they are known to be shorter', () => {
    const known = { deadline: Duration.hours(2), expectedDuration: Duration.minutes(60) };
    expect(found(proveSchedules, partitions(known))).toEqual([]);
    expect(named(proveSchedules, partitions({ ...known, expectedDuration: Duration.minutes(61) }))).toEqual([
      'error overlap maintenance.partitions.at',
    ]);
  });

  test('meet over midnight too', () => {
    const late = (hours: number) => dumps({ at: at('22'), deadline: Duration.hours(hours) });
    expect(found(proveSchedules, late(4))).toEqual([]);
    expect(named(proveSchedules, late(5))).toEqual(['error overlap maintenance.partitions.at']);
  });

  test('that run on days of their own do not meet', () => {
    const monday = partitions({ at: at('4', '0', { weekDay: 'mon' }) });
    expect(named(proveSchedules, monday)).toEqual(['error overlap maintenance.partitions.at']);
    expect(found(proveSchedules, dumps({ at: at('3', '0', { weekDay: '2-6' }) }, monday))).toEqual([]);
    // The first of a month is a Monday sooner or later.
    expect(named(proveSchedules, dumps({ at: at('3', '0', { day: '1' }) }, monday))).toHaveLength(1);
  });

  test('A9 count base backups, which must say how long they take', () => {
    const physical = (full: Schedule) =>
      change(dict, ['backups', 'physical'], {
        full,
        repositories: {
          main: ObjectStore.s3({ bucket: 'b', prefix: 'p', region: 'us-east-1', credentials: { secret: 's3' } }),
        },
        retention: Duration.days(7),
      });
    expect(named(proveSchedules, physical({ at: at('8') }))).toEqual([
      'error undeclared-duration backups.physical.full.deadline',
    ]);
    expect(found(proveSchedules, physical({ at: at('8'), expectedDuration: Duration.hours(3) }))).toEqual([]);
    expect(named(proveSchedules, physical({ at: at('6'), expectedDuration: Duration.hours(3) }))).toEqual([
      'error overlap backups.physical.full.at',
    ]);
  });

  test('name one time zone', () => {
    expect(found(proveSchedules, dumps({ timeZone: 'America/Sao_Paulo' }))).toEqual([
      [
        'error time-zones',
        'maintenance.partitions.timeZone',
        'Etc/UTC is another time zone than the America/Sao_Paulo of backups.dumps.schedule, so that nobody can say whether ' +
          'both run at once. Write the same one.',
      ],
    ]);
  });

  test('are warned of where the clock changes while they would start', () => {
    const zone = (timeZone: string) =>
      changed(dict, [[...DUMPS, 'timeZone'], timeZone], [[...PARTITIONS, 'timeZone'], timeZone]);
    expect(named(proveSchedules, zone('Europe/Berlin'))).toEqual([
      'warning clock-change backups.dumps.schedule.timeZone',
      'warning clock-change maintenance.partitions.timeZone',
    ]);
    // Its clock goes back for Ramadan, which is neither in January nor in July.
    expect(named(proveSchedules, zone('Africa/Casablanca'))).toHaveLength(2);
    expect(named(proveSchedules, zone('Australia/Lord_Howe'))).toHaveLength(2);
    expect(found(proveSchedules, zone('America/Sao_Paulo'))).toEqual([]);
    expect(found(proveSchedules, zone('Asia/Kolkata'))).toEqual([]);
    const later = dumps({ at: at('4'), timeZone: 'Europe/Berlin' }, zone('Europe/Berlin'));
    expect(named(proveSchedules, later)).toEqual(['warning clock-change maintenance.partitions.timeZone']);
  });
});

describe('maintenance of partitions', () => {
  const premade = (interval: PartitionInterval, premake: number, at: Cron) =>
    found(
      proveSchedules,
      changed(
        without(dict, 'backups'),
        [['databases', 'temporal', 'partitions'], { events: { interval, premake } }],
        [[...PARTITIONS, 'at'], at],
      ),
    );
  const { DAY, MONTH } = PartitionInterval;
  const weekly = Cron.schedule({ minute: '0', hour: '5', weekDay: '0' });
  const first = Cron.schedule({ minute: '0', hour: '5', day: '1' });
  const yearly = Cron.schedule({ minute: '0', hour: '5', day: '1', month: '1' });

  test('comes again before the partitions that are ahead are used up', () => {
    expect(premade(DAY, 1, weekly)).toEqual([
      [
        'error premake',
        'databases.temporal.partitions.events.premake',
        'partitions are made 1 day ahead, and maintenance.partitions ("0 5 * * 0") comes again up to 7 days later: rows ' +
          'in between would fall into the default partition. Raise it to at least 7, or let maintenance run more often.',
      ],
    ]);
    expect(premade(MONTH, 3, yearly)[0]?.[2]).toMatch(/^partitions are made 3 months ahead, .* up to 12 months later/);
  });

  test.each([
    [DAY, 1, at('5')],
    [DAY, 7, weekly],
    [DAY, 31, first],
    [MONTH, 1, first],
    [MONTH, 1, weekly],
    [MONTH, 12, yearly],
    // There is no 31st of every other month.
    [MONTH, 2, Cron.schedule({ minute: '0', hour: '5', day: '31' })],
  ])('by %s with %i ahead may come at $expressionString', (interval, premake, schedule) => {
    expect(premade(interval, premake, schedule)).toEqual([]);
    if (premake > 1) expect(premade(interval, premake - 1, schedule)).toHaveLength(1);
  });
});

describe('a deadline', () => {
  const reconcile = (deadline: Duration) =>
    change(dict, ['maintenance', 'reconcile'], { at: Cron.schedule({ minute: '*/15' }), deadline });

  test('is shorter than the time between two runs', () => {
    expect(found(proveSchedules, reconcile(Duration.seconds(899)))).toEqual([]);
    expect(found(proveSchedules, reconcile(Duration.minutes(15)))).toEqual([
      [
        'error deadline',
        'maintenance.reconcile.deadline',
        '15 min is not less than the 15 min between two starts ("*/15 * * * *"): a run that takes so long keeps the next ' +
          'from starting. Lower it to less than 15 min, or let it run less often.',
      ],
    ]);
  });

  test('is the job’s own where the profile says none', () => {
    const often = change(dict, ['maintenance', 'reconcile'], { at: Cron.schedule({ minute: '*/10' }) });
    expect(named(proveSchedules, often)).toEqual(['error deadline maintenance.reconcile.deadline']);
  });

  test('is no less than what a run is known to take', () => {
    const known = partitions({ deadline: Duration.minutes(30), expectedDuration: Duration.minutes(31) });
    expect(found(proveSchedules, known)).toEqual([
      [
        'error expected-duration',
        'maintenance.partitions.expectedDuration',
        '31 min is above the deadline of 30 min, at which a run is ended. Raise maintenance.partitions.deadline to at least ' +
          '31 min.',
      ],
    ]);
  });
});

describe('the minutes between two starts', () => {
  test.each([
    ['0 3 * * *', 1440],
    ['17 * * * *', 60],
    ['*/25 * * * *', 10],
    ['5/20 1 * * *', 20],
    ['0 22,2 * * *', 240],
    ['0 3 * * 0', 7 * 1440],
    ['0 3 * * mon-fri', 1440],
    ['0 3 1 * *', 28 * 1440],
    ['0 3 31 * *', 31 * 1440],
    ['0 3 1 jan *', 365 * 1440],
    // Either will do where both are said.
    ['0 3 1 * 0', 1440],
    ['0 0,23 * * sat,sun', 60],
  ])('of %s are %i at least', (expression, minutes) => {
    expect(cronTimes(expression).gap).toBe(minutes);
  });
});
