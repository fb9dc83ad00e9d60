import { Duration } from 'cdk8s';
import type { DumpRetention, PostgresProfile } from '../../../lib';
import { cronTimes, DAY_MINUTES } from '../../../lib/profile/cron-times';
import { change } from '../../profile/change';

/** Days that any storage class is paid for at least. */
const PAID_DAYS = 180;

/** Dumps are kept until the next one, and in another class for as long as it is paid for. */
export function withRetention(profile: PostgresProfile): PostgresProfile {
  const { schedule, retention } = profile.backups?.dumps ?? {};
  if (!schedule || !retention) return profile;
  const { monthlyStorageClass, yearlyStorageClass, ...kept } = retention;
  const gap = Math.ceil(cronTimes(schedule.at.expressionString).gap / DAY_MINUTES);
  const days = Math.max(gap, kept.daily?.toDays() ?? 0);
  const isKept = kept.daily !== undefined || (kept.monthly ?? kept.yearly) === undefined;
  const pays = (life: number) => life - days - 1 >= PAID_DAYS;
  const settled: DumpRetention = {
    ...kept,
    ...(isKept && { daily: Duration.days(days) }),
    ...(monthlyStorageClass !== undefined && pays(31 * ((kept.monthly ?? -1) + 1)) && { monthlyStorageClass }),
    ...(yearlyStorageClass !== undefined && pays(366 * ((kept.yearly ?? -1) + 1)) && { yearlyStorageClass }),
  };
  return change(profile, ['backups', 'dumps', 'retention'], settled);
}
