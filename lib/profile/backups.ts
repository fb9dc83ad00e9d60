import type { Duration, Size } from 'cdk8s';
import type { Schedule } from './schedules';

export interface Backups {
  /** Logical dumps (`pg_dump`): of every database, and of roles. @default - none */
  readonly dumps?: LogicalBackups;
  /** Base backups and continuous archive of WAL (pgBackRest), for recovery to a point in time. @default - none */
  readonly physical?: PhysicalBackups;
}

export interface LogicalBackups {
  /** When. */
  readonly schedule: Schedule;
  /** Where to. */
  readonly destination: ObjectStore;
  /** Room for one run's files before they are uploaded: the largest database's dump. */
  readonly stagingSize: Size;
  /** StorageClass of that volume, which lives as long as a run. @default - the cluster's default class */
  readonly stagingStorageClass?: string;
  /** How long dumps are kept. @default - for ever */
  readonly retention?: DumpRetention;
}

/**
 * What is kept, counted from the newest dump that is complete; that one is always kept, so that dumps which fail for a
 * while do not let the rest expire. Days, months and years are those of UTC.
 */
export interface DumpRetention {
  /** Every dump, for so many whole days. @default - not kept by day */
  readonly daily?: Duration;
  /** The first complete dump of each month, until so many months after it are over. @default - none */
  readonly monthly?: number;
  /** The first complete dump of each year, until so many years after it are over. @default - none */
  readonly yearly?: number;
  /**
   * Storage class of monthly dumps, for example `GLACIER`, once they are no longer daily ones.
   *
   * @default - the bucket's
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
   */
  readonly monthlyStorageClass?: string;
  /**
   * Storage class of yearly dumps, for example `DEEP_ARCHIVE`, once they are no longer daily ones.
   *
   * @default - the bucket's
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
   */
  readonly yearlyStorageClass?: string;
  /**
   * When dumps are deleted and moved.
   *
   * @default - daily, when the day's last dump has come to its deadline; ended after 2 hours
   */
  readonly schedule?: Schedule;
  /**
   * The Secret with credentials that may delete dumps, so that those of the dump job need not.
   *
   * @default - those of the destination
   */
  readonly credentials?: S3Credentials;
}

/** @see https://pgbackrest.org/configuration.html */
export interface PhysicalBackups {
  /** Full backups. */
  readonly full: Schedule;
  /** Backups of what changed since the last full one. @default - none */
  readonly differential?: Schedule;
  /** Where to; a second one elsewhere makes a region's loss survivable. */
  readonly repositories: { readonly [name: string]: ObjectStore };
  /** A segment of WAL is archived after this time even when it is not full. @default Duration.seconds(60) */
  readonly archiveTimeout?: Duration;
  /** How long a segment takes to the repository, at worst. @default Duration.seconds(30) */
  readonly pushTime?: Duration;
  /** How long the repository may be away before the volume is full of WAL. @default Duration.hours(4) */
  readonly outage?: Duration;
  /** What a restore reads a second, for the recovery time. @default - not declared: no recovery time can be promised */
  readonly restorePerSecond?: Size;
  /** For how long one can recover to any point. */
  readonly retention: Duration;
}

/** A bucket. */
export class ObjectStore {
  /** S3, or what speaks its protocol. */
  public static s3(props: S3Props): ObjectStore {
    return new ObjectStore('s3', props);
  }

  private constructor(
    public readonly kind: 's3',
    public readonly props: S3Props,
  ) {}
}

export interface S3Props {
  /** The bucket. */
  readonly bucket: string;
  /** What every object's key starts with, without a slash at either end. */
  readonly prefix: string;
  /** For example `us-east-1`. */
  readonly region: string;
  /**
   * URL of a server that is not Amazon's, with `https://`.
   *
   * @default - Amazon's of that region
   */
  readonly endpoint?: string;
  /** The Secret with the credentials; exists in the namespace. */
  readonly credentials: S3Credentials;
}

export interface S3Credentials {
  /** The Secret's name. */
  readonly secret: string;
  /** @default access-key-id */
  readonly accessKeyIdKey?: string;
  /** @default secret-access-key */
  readonly secretAccessKeyKey?: string;
}
