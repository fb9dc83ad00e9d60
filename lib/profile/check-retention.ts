import type { Duration } from 'cdk8s';
import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { durationText, fault, within } from './figures';
import type { PostgresProfile } from './profile';
import { STORAGE_CLASSES } from './storage-classes';

const PATH = 'backups.dumps.retention';

/** Retention of dumps that keeps nothing, or what nobody can say. */
export function checkDumpRetention({ backups }: PostgresProfile): Finding[] {
  const { retention } = backups?.dumps ?? {};
  if (!retention) return [];
  const { daily, monthly, yearly, monthlyStorageClass, yearlyStorageClass } = retention;
  return [
    ...fault(
      daily === undefined && monthly === undefined && yearly === undefined,
      PATH,
      'names neither daily, monthly nor yearly, so that only the newest dump would be kept. Name one, or remove it to keep all.',
    ),
    ...wholeDays(daily),
    ...within(`${PATH}.monthly`, monthly, 1, 12 * MOST_YEARS),
    ...within(`${PATH}.yearly`, yearly, 1, MOST_YEARS),
    ...storageClass('monthly', monthly, monthlyStorageClass),
    ...storageClass('yearly', yearly, yearlyStorageClass),
  ];
}

const DAY_MILLISECONDS = 86_400_000;

/** The plan of the expiry writes years in four digits. */
const MOST_YEARS = 1000;
const MOST_DAYS = 365 * MOST_YEARS;

function wholeDays(daily: Duration | undefined): Finding[] {
  if (daily === undefined) return [];
  const milliseconds = daily.toMilliseconds();
  if (milliseconds > MOST_DAYS * DAY_MILLISECONDS) return within(`${PATH}.daily`, daily.toDays(), 1, MOST_DAYS);
  return fault(
    milliseconds <= 0 || milliseconds % DAY_MILLISECONDS !== 0,
    `${PATH}.daily`,
    `${durationText(milliseconds)} is no whole number of days of at least 1. Write Duration.days(${Math.max(1, Math.ceil(milliseconds / DAY_MILLISECONDS))}).`,
  );
}

function storageClass(which: string, count: number | undefined, name: string | undefined): Finding[] {
  if (name === undefined) return [];
  const path = `${PATH}.${which}StorageClass`;
  const mend = didYouMean(name, STORAGE_CLASSES) || ` Write one of ${STORAGE_CLASSES.join(', ')}.`;
  return [
    ...fault(!STORAGE_CLASSES.includes(name), path, `"${name}" is no storage class of S3.${mend}`),
    ...fault(count === undefined, path, `no ${which} dumps are kept that could be in it. Set ${which}, or remove it.`),
  ];
}
