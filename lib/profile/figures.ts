import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import type { Finding } from '../findings';

/** The one finding where the fault is present; otherwise nothing. */
export function fault(present: boolean, path: string, message: string): Finding[] {
  return present ? [{ path, message }] : [];
}

/** Kubernetes, PostgreSQL and Patroni count in 32 bits. */
const MOST = 2 ** 31 - 1;

export function atLeast(path: string, value: number | undefined, least: number): Finding[] {
  if (value !== undefined && Number.isInteger(value) && value > MOST) return within(path, value, least, MOST);
  const fits = value === undefined || (Number.isInteger(value) && value >= least);
  return fault(!fits, path, `${value} is no whole number of at least ${least}.`);
}

/** The same of seconds. */
export function wholeSeconds(path: string, duration: Duration | undefined, least: number, most = MOST): Finding[] {
  if (duration === undefined) return [];
  const value = duration.toMilliseconds() / 1000;
  return [
    ...fault(
      !Number.isInteger(value) || value < least,
      path,
      `${value} s is no whole number of seconds of at least ${least}.`,
    ),
    ...fault(value > most, path, `${value} s is above the most that there can be, which is ${most} s. Lower it.`),
  ];
}

export function within(path: string, value: number | undefined, least: number, most: number): Finding[] {
  const fits = value === undefined || (Number.isInteger(value) && value >= least && value <= most);
  return fault(!fits, path, `${value} is no whole number from ${least} to ${most}.`);
}

/** @param fails why a smaller one is of no use */
export function minimumSize(path: string, size: Size | undefined, least: Size, fails: string): Finding[] {
  if (size === undefined) return [];
  const amount = kibibytes(size);
  return [
    ...fault(!Number.isInteger(amount), path, `${amount} KiB is no whole number of KiB. Round it.`),
    ...fault(amount < kibibytes(least), path, `${sizeText(size)} ${fails}. Use at least ${sizeText(least)}.`),
  ];
}

/** Size itself throws where the number is not whole. */
export function kibibytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
}

export function sizeText(size: Size): string {
  return bytesText(kibibytes(size) * 1024);
}

/** In the largest unit that it is a whole number of. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const unit = [4, 3, 2, 1].find((power) => bytes !== 0 && bytes % 1024 ** power === 0) ?? (bytes === 0 ? 1 : 0);
  return `${bytes / 1024 ** unit} ${units[unit]}`;
}

/** Milliseconds in the largest unit that they are a whole number of. */
export function durationText(milliseconds: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const;
  const [unit, size] = units.find(([, each]) => milliseconds > 0 && milliseconds % each === 0) ?? ['ms', 1];
  return `${milliseconds / size} ${milliseconds === 0 ? 's' : unit}`;
}
