import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type * as k8s from '../../imports/k8s';
import type { Resources } from '../profile/resources';
import { JOB_DEADLINES } from '../profile/scheduled-jobs';
import { type DumpDestination, destinationVariables, rcloneVariables } from './dump-destination';
import { type JobSchedule, ScheduledJob } from './scheduled-job';
import type { SecretKey } from './server';

/** What of the dumps in a bucket is kept, and in which storage class. */
export interface DumpExpiryProps {
  /** The platform's name; its dumps stand under `<prefix>/<platform>/` in the bucket. */
  readonly platform: string;
  /** Name of the CronJob and of the ConfigMap with its scripts; at most 52 characters. */
  readonly name: string;
  /** An image with bash, jq and rclone: the platform's. */
  readonly image: string;
  /** Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** When, and for how long at most. @default - of the deadline: 2 hours */
  readonly schedule: JobSchedule;
  readonly destination: DumpDestination;
  /** Seconds after which a dump is ended: what is unfinished and older is nobody's. */
  readonly dumpDeadlineSeconds: number;
  /** Days that every dump is kept. @default - not kept by day */
  readonly days?: number;
  /** Months after its own in which the first complete dump of a month is kept. @default - none */
  readonly months?: LongKept;
  /** Years after its own in which the first complete dump of a year is kept. @default - none */
  readonly years?: LongKept;
  /** CPU and memory of a run. @default - 20m to 500m CPU, 64 Mi to 256 Mi */
  readonly resources?: Resources;
}

/** Dumps that are kept for long. */
export interface LongKept {
  /** How many months, or years. */
  readonly count: number;
  /** Where they are once they are no longer kept by day. @default - the bucket's own class */
  readonly storageClass?: MoveTo;
}

export interface MoveTo {
  /** S3's name, for example `GLACIER`. */
  readonly name: string;
  /** Days that are paid for at least: what would be deleted sooner is not moved. */
  readonly minimumDays: number;
}

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(20), limit: Cpu.millis(500) },
  memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
};

/**
 * A CronJob that deletes the dumps which nobody has to keep any more, and moves those that are kept for long to a cheaper
 * storage class. `lib/operations/plan-dump-expiry.sh` says which. It talks to the bucket and to nobody else.
 */
export class DumpExpiry extends Construct {
  /** The workload label's value, which NetworkPolicies select by. */
  public readonly workload: string;
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  /** @throws RangeError where nothing is to be kept */
  public constructor(scope: Construct, id: string, props: DumpExpiryProps) {
    super(scope, id);
    const { destination, schedule, days = 0, months, years } = props;
    if (!(days > 0 || (months?.count ?? 0) > 0 || (years?.count ?? 0) > 0)) {
      throw new RangeError('days, months and years: none is above 0. Keep something, or leave the job out.');
    }
    this.workload = props.name;
    this.secretKeys = [destination.accessKeyId, destination.secretAccessKey];
    new ScheduledJob(this, 'job', {
      platform: props.platform,
      name: props.name,
      container: 'expire-dumps',
      image: props.image,
      pullSecrets: props.pullSecrets ?? [],
      schedule: { ...schedule, deadlineSeconds: schedule.deadlineSeconds ?? JOB_DEADLINES.expiry },
      retries: 1,
      operation: 'expire-dumps',
      helpers: ['plan-dump-expiry'],
      env: [
        { name: 'DAILY', value: String(days) },
        ...longKeptVariables('MONTHLY', months),
        ...longKeptVariables('YEARLY', years),
        { name: 'DUMP_DEADLINE', value: String(props.dumpDeadlineSeconds) },
        ...destinationVariables(destination, props.platform),
        ...rcloneVariables(destination),
      ],
      resources: props.resources ?? DEFAULT_RESOURCES,
    });
  }
}

function longKeptVariables(name: string, { count, storageClass }: LongKept = { count: 0 }): k8s.EnvVar[] {
  return [
    { name, value: String(count) },
    ...(storageClass
      ? [
          { name: `${name}_CLASS`, value: storageClass.name },
          { name: `${name}_CLASS_DAYS`, value: String(storageClass.minimumDays) },
        ]
      : []),
  ];
}
