import { Cron, Duration } from 'cdk8s';
import type { DumpRetention } from '../../lib';
import { proveRetention } from '../../lib/proofs/retention';
import { dict } from '../../profiles/dict';
import { techcorp } from '../profile/techcorp';
import { changed, found } from './budgets';

const kept = (retention: DumpRetention, at = Cron.daily()) =>
  changed(dict, [['backups', 'dumps', 'retention'], retention], [['backups', 'dumps', 'schedule', 'at'], at]);
const days = (daily: number, more: DumpRetention = {}): DumpRetention => ({ daily: Duration.days(daily), ...more });

test('D17 30 days, 12 months in Glacier and 7 years in Deep Archive are sound', () => {
  expect(found(proveRetention, dict)).toEqual([]);
  expect(found(proveRetention, techcorp)).toEqual([]);
});

test('D17 days that end before the next dump are refused', () => {
  expect(found(proveRetention, kept(days(6), Cron.weekly()))).toEqual([
    [
      'error dump-retention',
      'backups.dumps.retention.daily',
      '6 d is less than the 7 d between two dumps ("0 0 * * 0"), so that only the newest would be kept by day. Raise it ' +
        'to at least 7 d.',
    ],
  ]);
  expect(found(proveRetention, kept(days(7), Cron.weekly()))).toEqual([]);
  expect(found(proveRetention, kept(days(1)))).toEqual([]);
});

test('D17 a class that has to be paid for longer than any dump lives is refused', () => {
  const glacier = (daily: number, monthly: number) => kept(days(daily, { monthly, monthlyStorageClass: 'GLACIER' }));
  expect(found(proveRetention, glacier(30, 2))).toEqual([
    [
      'error storage-class',
      'backups.dumps.retention.monthlyStorageClass',
      'GLACIER is paid for 90 d at least, and a monthly dump lives 93 d at most, of which 30 d as a daily one: none ' +
        'would be moved. Raise monthly to at least 3, or remove it.',
    ],
  ]);
  expect(found(proveRetention, glacier(30, 3))).toEqual([]);
  expect(found(proveRetention, glacier(1, 2))).toEqual([]);
  const deep = kept(days(600, { yearly: 1, yearlyStorageClass: 'DEEP_ARCHIVE' }));
  expect(found(proveRetention, deep)[0]?.slice(0, 2)).toEqual([
    'error storage-class',
    'backups.dumps.retention.yearlyStorageClass',
  ]);
});
