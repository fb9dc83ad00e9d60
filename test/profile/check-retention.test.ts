import { Cron, Duration } from 'cdk8s';
import type { DumpRetention } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const PLACE = ['backups', 'dumps', 'retention'];
const PATH = 'backups.dumps.retention';
const daily = Duration.days(30);
const set = (field: keyof DumpRetention, value: unknown, message: string): Fault => [
  `${field} ${value}`,
  [...PLACE, field],
  value,
  `${PATH}.${field}`,
  message,
];
const NOT_LONG = 'no whole number of days of at least 1.';

const FAULTS: readonly Fault[] = [
  [
    'nothing that is kept',
    PLACE,
    { schedule: { at: Cron.daily() } },
    PATH,
    'names neither daily, monthly nor yearly, so that only the newest dump would be kept. Name one, or remove it to keep all.',
  ],
  set('daily', Duration.hours(36), `36 h is ${NOT_LONG} Write Duration.days(2).`),
  set('daily', Duration.days(0), `0 s is ${NOT_LONG} Write Duration.days(1).`),
  set('monthly', 0, '0 is no whole number from 1 to 12000.'),
  set('yearly', 1.5, '1.5 is no whole number from 1 to 1000.'),
  set('daily', Duration.days(1e6), '1000000 is no whole number from 1 to 365000.'),
  set('monthly', 1e21, '1e+21 is no whole number from 1 to 12000.'),
  set('yearly', 8000, '8000 is no whole number from 1 to 1000.'),
  set('monthlyStorageClass', 'GLACIR', '"GLACIR" is no storage class of S3. Did you mean "GLACIER"?'),
  set(
    'yearlyStorageClass',
    'TAPE',
    '"TAPE" is no storage class of S3. Write one of STANDARD, REDUCED_REDUNDANCY, INTELLIGENT_TIERING, STANDARD_IA, ' +
      'ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE.',
  ),
  [
    'a class of months that nobody keeps',
    [...PLACE, 'monthly'],
    undefined,
    `${PATH}.monthlyStorageClass`,
    'no monthly dumps are kept that could be in it. Set monthly, or remove it.',
  ],
  [
    'a Secret of no name',
    [...PLACE, 'credentials'],
    { secret: 'Expiry' },
    `${PATH}.credentials.secret`,
    '"Expiry" is no DNS name. Use lower-case letters, digits, hyphens and dots.',
  ],
  [
    'a time of day that is none',
    [...PLACE, 'schedule'],
    { at: Cron.schedule({ hour: '25', minute: '0' }) },
    `${PATH}.schedule.at`,
    'hour "25" is none from 0 to 23, so there is no such time. Correct it.',
  ],
];

describe('D17 retention of dumps that cannot be meant:', () => {
  // What 30 days of backups need is another proof's.
  findsFaults(change(dict, ['objectives'], undefined), FAULTS);
});

test('D17 any of days, months and years will do alone', () => {
  const base = change(dict, ['objectives'], undefined);
  const kept: readonly DumpRetention[] = [{ daily }, { monthly: 1 }, { yearly: 10, yearlyStorageClass: 'STANDARD_IA' }];
  for (const retention of kept) expect(checkProfile(change(base, PLACE, retention))).toEqual([]);
});
