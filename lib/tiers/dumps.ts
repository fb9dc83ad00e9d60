import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import type { Resources } from '../profile/resources';
import { JOB_DEADLINES } from '../profile/scheduled-jobs';
import { quantity, secretVariable } from './pod';
import { type JobSchedule, ScheduledJob } from './scheduled-job';
import { type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

/** Logical dumps of every database, and of the roles, into a bucket. */
export interface DumpsProps {
  /** The platform's name; its dumps stand under `<prefix>/<platform>/` in the bucket. */
  readonly platform: string;
  /** Name of the CronJob and of the ConfigMap with its script; at most 52 characters. */
  readonly name: string;
  /** The platform's image; its pg_dump may not be older than the server. */
  readonly image: string;
  /** Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /**
   * Where dumps are read from: the primary. A standby cancels a dump that is older than max_standby_streaming_delay,
   * unless it has hot_standby_feedback on, which in turn holds back vacuum on the primary.
   *
   * @see https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT
   */
  readonly server: ServerEndpoint;
  /**
   * A role with BYPASSRLS that is a member of pg_read_all_data and may connect to every database and to `postgres`. It
   * cannot read large objects (`lo`) that nobody granted to it: a database with such ones fails, and says so.
   */
  readonly login: Login;
  /** When, and for how long at most. @default - of the deadline: 6 hours */
  readonly schedule: JobSchedule;
  readonly destination: DumpDestination;
  /** The volume that a run writes its files to, one after the other. It lives as long as the run's pod. */
  readonly staging: DumpStaging;
  /** Seconds that pg_dump waits for a table that somebody has locked. @default 300 */
  readonly lockWaitSeconds?: number;
  /** CPU and memory of a run. @default - 250m to 2 CPU, 256 Mi to 1 Gi: enough for a dump of a terabyte */
  readonly resources?: Resources;
}

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
  /** May list the prefix, read and write objects, and delete those under `<prefix>/<platform>/.partial/`. */
  readonly accessKeyId: SecretKey;
  readonly secretAccessKey: SecretKey;
}

export interface DumpStaging {
  /** Room for the largest database's dump. */
  readonly size: Size;
  /** @default - the cluster's default storage class */
  readonly storageClass?: string;
}

const DEFAULT_LOCK_WAIT_SECONDS = 300;
const STAGING_FOLDER = '/staging';

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(250), limit: Cpu.units(2) },
  memory: { request: Size.mebibytes(256), limit: Size.gibibytes(1) },
};

/**
 * A CronJob that dumps every database that accepts connections, checks each dump, uploads it by rclone under a temporary
 * name, renames it in the bucket, and writes a manifest last. `lib/operations/dump.sh` says how to restore.
 */
export class Dumps extends Construct {
  /** The workload label's value, which NetworkPolicies select by. */
  public readonly workload: string;
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: DumpsProps) {
    super(scope, id);
    const { server, login, destination, schedule } = props;
    this.workload = props.name;
    this.secretKeys = [
      login.password,
      destination.accessKeyId,
      destination.secretAccessKey,
      { secret: server.caSecret, key: 'ca.crt' },
    ];
    const deadlineSeconds = schedule.deadlineSeconds ?? JOB_DEADLINES.dumps;
    new ScheduledJob(this, 'job', {
      platform: props.platform,
      name: props.name,
      container: 'dump',
      image: props.image,
      pullSecrets: props.pullSecrets ?? [],
      server,
      schedule: { ...schedule, deadlineSeconds },
      // A run is long and most failures last, so that a third try would only eat the deadline.
      retries: 1,
      operation: 'dump',
      env: [
        ...libpqEnvironment(server, login, 'dump'),
        { name: 'PGDATABASE', value: MAINTENANCE_DATABASE },
        { name: 'DESTINATION', value: `${destination.bucket}/${destination.prefix}/${props.platform}` },
        { name: 'DESTINATION_HINT', value: destinationHint(destination) },
        { name: 'STAGING', value: STAGING_FOLDER },
        { name: 'DEADLINE', value: String(deadlineSeconds) },
        { name: 'LOCK_WAIT', value: `${props.lockWaitSeconds ?? DEFAULT_LOCK_WAIT_SECONDS}s` },
        ...rcloneEnvironment(destination),
      ],
      resources: props.resources ?? DEFAULT_RESOURCES,
      volumes: [stagingVolume(props.staging)],
      volumeMounts: [{ name: 'staging', mountPath: STAGING_FOLDER }],
    });
  }
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
function rcloneEnvironment(destination: DumpDestination): k8s.EnvVar[] {
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
    ...Object.entries(settings).map(([name, value]) => ({ name, value })),
    secretVariable('RCLONE_CONFIG_STORE_ACCESS_KEY_ID', accessKeyId.secret, accessKeyId.key),
    secretVariable('RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY', secretAccessKey.secret, secretAccessKey.key),
  ];
}

/**
 * A volume of the run's own: an emptyDir would fill the node's disk, and the kubelet would evict pods for it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
 */
function stagingVolume({ size, storageClass }: DumpStaging): k8s.Volume {
  return {
    name: 'staging',
    ephemeral: {
      volumeClaimTemplate: {
        spec: {
          accessModes: ['ReadWriteOnce'],
          ...(storageClass && { storageClassName: storageClass }),
          resources: { requests: { storage: k8s.Quantity.fromString(quantity(size)) } },
        },
      },
    },
  };
}
