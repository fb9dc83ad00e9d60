/**
 * S3's storage classes that an object can be moved to, and the days that are paid for even where it is deleted earlier.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
const MINIMUM_DAYS: Readonly<Record<string, number>> = {
  STANDARD: 0,
  REDUCED_REDUNDANCY: 0,
  INTELLIGENT_TIERING: 0,
  STANDARD_IA: 30,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
};

export const STORAGE_CLASSES: readonly string[] = Object.keys(MINIMUM_DAYS);

/** Days of that class that are paid for at least. */
export function minimumDays(storageClass: string): number {
  return MINIMUM_DAYS[storageClass] ?? 0;
}
