import { type Size, SizeRoundingBehavior } from 'cdk8s';
import type { Finding } from '../findings';

/** The one finding where the fault is present; otherwise nothing. */
export function fault(present: boolean, path: string, message: string): Finding[] {
  return present ? [{ path, message }] : [];
}

export function atLeast(path: string, value: number | undefined, least: number): Finding[] {
  const fits = value === undefined || (Number.isInteger(value) && value >= least);
  return fault(!fits, path, `${value} is no whole number of at least ${least}.`);
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
  const amount = kibibytes(size);
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const unit = [3, 2, 1].find((power) => amount > 0 && amount % 1024 ** power === 0) ?? 0;
  return `${amount / 1024 ** unit} ${units[unit]}`;
}
