import { Cron, Duration } from 'cdk8s';
import type { PostgresProfile } from '../../../lib';
import { type Broken, type Fault, wrong } from './fault';
import { dumps } from './needs';

const place = ['backups', 'dumps', 'retention'] as const;

/** Dumps that are not kept as one would think. */
export const RETENTION: readonly Fault[] = [
  {
    kind: 'a retention of nothing',
    needs: [dumps],
    make: (profile) => wrong(profile, place, {}),
    says: /names neither daily, monthly nor yearly/,
  },
  {
    kind: 'dumps that are kept for a day and a half',
    needs: [dumps],
    make: (profile) => kept(profile, { daily: Duration.hours(36) }, 'daily'),
    says: /36 h is no whole number of days of at least 1\. Write Duration\.days\(2\)/,
  },
  {
    kind: 'no month of monthly dumps',
    needs: [dumps],
    make: (profile) => kept(profile, { monthly: 0 }, 'monthly'),
    says: /0 is no whole number from 1 to 12000/,
  },
  {
    kind: 'a storage class that is none',
    needs: [dumps],
    make: (profile) => kept(profile, { monthly: 12, monthlyStorageClass: 'GLACIR' }, 'monthlyStorageClass'),
    says: /"GLACIR" is no storage class of S3\. Did you mean "GLACIER/,
  },
  {
    kind: 'a storage class of dumps that nobody keeps',
    needs: [dumps],
    make: (profile) => kept(profile, { daily: Duration.days(7), yearlyStorageClass: 'GLACIER' }, 'yearlyStorageClass'),
    says: /no yearly dumps are kept that could be in it\. Set yearly/,
  },
  {
    kind: 'dumps that expire before the next one',
    needs: [dumps],
    make: (profile) => {
      const at = Cron.schedule({ weekDay: '0', hour: '14', minute: '0' });
      const weekly = wrong(profile, ['backups', 'dumps', 'schedule', 'at'], at).profile;
      return kept(weekly, { daily: Duration.days(3) }, 'daily');
    },
    says: /3 d is less than the 7 d between two dumps .* Raise it to at least 7 d/,
    proof: 'dump-retention',
  },
  {
    kind: 'a storage class that is paid for longer than dumps live',
    needs: [dumps],
    make: (profile) =>
      kept(
        profile,
        { daily: Duration.days(30), monthly: 2, monthlyStorageClass: 'DEEP_ARCHIVE' },
        'monthlyStorageClass',
      ),
    says: /DEEP_ARCHIVE is paid for 180 d at least, and a monthly dump lives 93 d at most/,
    proof: 'storage-class',
  },
];

/** The fault is in one field, and no promise depends on it. */
function kept(profile: PostgresProfile, retention: object, field: string): Broken {
  const unpromised = wrong(profile, ['objectives', 'backupRetention'], undefined).profile;
  return { ...wrong(unpromised, place, retention), path: [...place, field].join('.') };
}
