import { Cron, Duration } from 'cdk8s';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const TIMES: readonly Fault[] = [
  [
    'a dump at an hour that is none',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '24', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "24" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  [
    'a dump on a day that never comes',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ minute: '0', hour: '3', day: '30', month: '2' }),
    'backups.dumps.schedule.at',
    '"0 3 30 2 *" comes on no day of any year. Correct its day or its month.',
  ],
  [
    'a dump from late to early',
    ['backups', 'dumps', 'schedule', 'at'],
    Cron.schedule({ hour: '22-3', minute: '0' }),
    'backups.dumps.schedule.at',
    'hour "22-3" is none from 0 to 23, so there is no such time. Correct it.',
  ],
  ...[
    ['backups', 'dumps', 'retention', 'schedule', 'at'],
    ['maintenance', 'partitions', 'at'],
    ['maintenance', 'reconcile', 'at'],
  ].map(
    (place): Fault => [
      `a day that never comes at ${place.join('.')}`,
      place,
      Cron.schedule({ minute: '30', hour: '8', day: '31', month: '2,4,6' }),
      place.join('.'),
      '"30 8 31 2,4,6 *" comes on no day of any year. Correct its day or its month.',
    ],
  ),
  [
    'maintenance in a time zone that is none',
    ['maintenance', 'partitions', 'timeZone'],
    'America/SaoPaulo',
    'maintenance.partitions.timeZone',
    '"America/SaoPaulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a time zone in another case, which is another file',
    ['maintenance', 'partitions', 'timeZone'],
    'america/sao_paulo',
    'maintenance.partitions.timeZone',
    '"america/sao_paulo" is no time zone of IANA\'s. Did you mean "America/Sao_Paulo"?',
  ],
  [
    'a run that ends before it begins',
    ['maintenance', 'partitions', 'deadline'],
    Duration.millis(0),
    'maintenance.partitions.deadline',
    '0 s is no whole number of seconds of at least 1.',
  ],
  [
    'certificates that are never renewed in time',
    ['tls', 'renewBefore'],
    Duration.days(90),
    'tls.renewBefore',
    "7776000 s is not less than the certificates' life of 7776000 s. Lower it, or raise tls.duration.",
  ],
];

describe('of schedules is refused', () => findsFaults(dict, TIMES));

describe('what is right', () => {
  test.each([
    Cron.schedule({ minute: '*/15', hour: '8-18', weekDay: 'mon-FRI' }),
    Cron.schedule({ minute: '0', hour: '3', day: '1', month: '1,4,7,oct' }),
    Cron.daily(),
    // Mondays of February, where there is no thirtieth.
    Cron.schedule({ minute: '0', hour: '3', day: '30', month: '2', weekDay: 'mon' }),
    Cron.schedule({ minute: '0', hour: '3', day: '29', month: '2' }),
  ])('a schedule may be $expressionString', (at) => {
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at }))).toEqual([]);
  });

  test.each(['Etc/UTC', 'America/Sao_Paulo', 'Asia/Calcutta', 'UTC', 'GMT'])('%s is a time zone', (timeZone) => {
    const at = Cron.daily();
    expect(checkProfile(change(dict, ['maintenance', 'reconcile'], { at, timeZone }))).toEqual([]);
  });
});
