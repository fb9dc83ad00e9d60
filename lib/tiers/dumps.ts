import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import type { Resources } from '../profile/resources';
import { JOB_DEADLINES } from '../profile/scheduled-jobs';
import { type DumpDestination, destinationVariables, rcloneVariables } from './dump-destination';
import { quantity } from './pod';
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
        ...destinationVariables(destination, props.platform),
        { name: 'STAGING', value: STAGING_FOLDER },
        { name: 'DEADLINE', value: String(deadlineSeconds) },
        { name: 'LOCK_WAIT', value: `${props.lockWaitSeconds ?? DEFAULT_LOCK_WAIT_SECONDS}s` },
        ...rcloneVariables(destination),
      ],
      resources: props.resources ?? DEFAULT_RESOURCES,
      volumes: [stagingVolume(props.staging)],
      volumeMounts: [{ name: 'staging', mountPath: STAGING_FOLDER }],
    });
  }
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
