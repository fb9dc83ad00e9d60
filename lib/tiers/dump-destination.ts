import type * as k8s from '../../imports/k8s';
import { literal, secretVariable } from './pod';
import type { SecretKey } from './server';

/** A bucket that speaks S3. */
export interface DumpDestination {
  readonly bucket: string;
  /** What every object's key starts with, without a slash at either end. */
  readonly prefix: string;
  /** For example `us-east-1`. */
  readonly region: string;
  /** URL of a server that is not Amazon's, with `https://`. @default - Amazon's of that region */
  readonly endpoint?: string;
  /**
   * The key by which the bucket encrypts (SSE-KMS), where it does so. Its objects then have no MD5 to compare.
   *
   * @default - the bucket's own encryption
   */
  readonly kmsKeyId?: string;
  /**
   * For dumps: may list the prefix, read and write objects, and delete those under `<prefix>/<platform>/.partial/`. For
   * their expiry: may list the prefix, and read, write and delete objects.
   */
  readonly accessKeyId: SecretKey;
  readonly secretAccessKey: SecretKey;
}

/** Where a platform's dumps are, and what to check when it refuses. */
export function destinationVariables(destination: DumpDestination, platform: string): k8s.EnvVar[] {
  const { bucket, prefix } = destination;
  return [
    { name: 'DESTINATION', value: literal(`${bucket}/${prefix}/${platform}`) },
    { name: 'DESTINATION_HINT', value: literal(destinationHint(destination)) },
  ];
}

/** For the person on call, who reads it in the log. */
function destinationHint({ bucket, region, endpoint, accessKeyId, secretAccessKey }: DumpDestination): string {
  const keys = [accessKeyId, secretAccessKey].map(({ secret, key }) => `${key} of Secret ${secret}`).join(' and ');
  const place = `region ${region}${endpoint ? ` at ${endpoint}` : ''}`;
  return `Check ${keys}, that bucket ${bucket} is in ${place}, and that a NetworkPolicy lets this pod out.`;
}

/**
 * rclone's remote `store`, by environment alone. `/notfound` is rclone's word for no configuration file.
 *
 * @see https://rclone.org/s3/
 */
export function rcloneVariables(destination: DumpDestination): k8s.EnvVar[] {
  const { accessKeyId, secretAccessKey, kmsKeyId, endpoint } = destination;
  const settings: Record<string, string> = {
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: endpoint ? 'Other' : 'AWS',
    RCLONE_CONFIG_STORE_REGION: destination.region,
    ...(endpoint && { RCLONE_CONFIG_STORE_ENDPOINT: endpoint }),
    ...(kmsKeyId && {
      RCLONE_CONFIG_STORE_SERVER_SIDE_ENCRYPTION: 'aws:kms',
      RCLONE_CONFIG_STORE_SSE_KMS_KEY_ID: kmsKeyId,
    }),
    // The credentials need not be allowed to make buckets.
    RCLONE_CONFIG_STORE_NO_CHECK_BUCKET: 'true',
    RCLONE_CONFIG: '/notfound',
    RCLONE_CACHE_DIR: '/tmp/rclone',
    HOME: '/tmp',
  };
  return [
    ...Object.entries(settings).map(([name, value]) => ({ name, value: literal(value) })),
    secretVariable('RCLONE_CONFIG_STORE_ACCESS_KEY_ID', accessKeyId.secret, accessKeyId.key),
    secretVariable('RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY', secretAccessKey.secret, secretAccessKey.key),
  ];
}
