import type { LogicalBackups } from '../profile/backups';
import { cronTimes, DAY_MINUTES } from '../profile/cron-times';
import { durationText } from '../profile/figures';
import type { ResolvedProfile } from '../profile/resolve';
import { minimumDays } from '../profile/storage-classes';
import { error, type Proof, type ProofFinding } from './proof';

/**
 * Retention of dumps keeps what it is written for.
 *
 *     daily >= the time between two dumps
 *     life of a monthly or yearly dump - daily >= the days that its storage class is paid for at least
 *
 * A dump that expires earlier than that stays in the bucket's own class; where that is every one, the class does nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
export function proveRetention({ profile }: ResolvedProfile): Proof {
  const { dumps } = profile.backups ?? {};
  const findings = dumps?.retention ? [...periodFindings(dumps), ...classFindings(dumps)] : [];
  return { name: 'retention', findings };
}

const PATH = 'backups.dumps.retention';

function periodFindings({ schedule: { at }, retention }: LogicalBackups): ProofFinding[] {
  const days = retention?.daily?.toDays();
  const gap = cronTimes(at.expressionString).gap / DAY_MINUTES;
  if (days === undefined || days >= gap) return [];
  const message = `${days} d is less than the ${durationText(gap * 86_400_000)} between two dumps ("${at.expressionString}"), so that only the newest would be kept by day. Raise it to at least ${Math.ceil(gap)} d.`;
  return [error('dump-retention', `${PATH}.daily`, message)];
}

/** The longest that a month and a year may be. */
const LONGEST = { month: 31, year: 366 };

function classFindings({ retention = {} }: LogicalBackups): ProofFinding[] {
  const { daily, monthly, yearly, monthlyStorageClass, yearlyStorageClass } = retention;
  const days = daily?.toDays() ?? 0;
  return [
    ...classFinding('monthly', 'month', days, monthly, monthlyStorageClass),
    ...classFinding('yearly', 'year', days, yearly, yearlyStorageClass),
  ];
}

function classFinding(
  which: string,
  unit: keyof typeof LONGEST,
  daily: number,
  count: number | undefined,
  storageClass: string | undefined,
): ProofFinding[] {
  if (count === undefined || storageClass === undefined) return [];
  const least = minimumDays(storageClass);
  // From the first of its month or year, until the last of those after it.
  const life = (count + 1) * LONGEST[unit];
  if (life - daily - 1 >= least) return [];
  const raised = Math.ceil((least + daily + 1) / LONGEST[unit]) - 1;
  const message = `${storageClass} is paid for ${least} d at least, and a ${which} dump lives ${life} d at most, of which ${daily} d as a daily one: none would be moved. Raise ${which} to at least ${raised}, or remove it.`;
  return [error('storage-class', `${PATH}.${which}StorageClass`, message)];
}
