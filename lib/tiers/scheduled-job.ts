import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { readOperation } from '../operations/read-operation';
import type { Resources } from '../profile/resources';
import { SyncWave, syncWave } from './annotations';
import { jobPod } from './job-pod';
import { OPERATIONS_FOLDER, scratchVolume, workloadLabels } from './pod';
import type { ServerEndpoint } from './server';

/** When a CronJob runs. */
export interface JobSchedule {
  /** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
  readonly cron: string;
  /** IANA name of the time zone. @default Etc/UTC */
  readonly timeZone?: string;
  /** Seconds after which a run, with its retries, is ended. @default - the job's own */
  readonly deadlineSeconds?: number;
}

/** A script of `lib/operations` that a CronJob runs. */
export interface ScheduledJobProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the CronJob and of the ConfigMap with its scripts; at most 52 characters. */
  readonly name: string;
  /** The container's name. */
  readonly container: string;
  /** The platform's image. */
  readonly image: string;
  /** Secrets with registry credentials. */
  readonly pullSecrets: readonly string[];
  /** Whose certificate authority it knows. @default - it connects to no server */
  readonly server?: ServerEndpoint;
  readonly schedule: JobSchedule & { readonly deadlineSeconds: number };
  /** How many times a failed run is tried again before the deadline. */
  readonly retries: number;
  /** The script's name in `lib/operations`, without `.sh`. */
  readonly operation: string;
  /** Scripts that it runs, by their names too. @default - none */
  readonly helpers?: readonly string[];
  /** The script's arguments. @default - none */
  readonly args?: readonly string[];
  readonly env: readonly k8s.EnvVar[];
  readonly resources: Resources;
  /** Volumes beside /tmp, the script and the certificate authority. @default - none */
  readonly volumes?: readonly k8s.Volume[];
  /** @default - none */
  readonly volumeMounts?: readonly k8s.VolumeMount[];
}

/** A run that could not start within this time is left out; the next one is due anyway. */
const STARTING_DEADLINE_SECONDS = 3600;
/** Long enough to read a night's log in the morning. After it the pods go, and with them their volumes. */
const KEEP_SECONDS = 43200;
/** Between SIGTERM and SIGKILL: what is half-done is cleared away. */
const GRACE_SECONDS = 60;

/**
 * A CronJob and the ConfigMap with its scripts. Runs never overlap.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class ScheduledJob extends Construct {
  public constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    const { platform, name, schedule, operation, helpers = [] } = props;
    const labels = workloadLabels({ platform, workload: name, application: 'postgresql' });
    const metadata = { name, labels, annotations: syncWave(SyncWave.CRONJOBS) };
    new k8s.KubeConfigMap(this, 'config-map', {
      metadata,
      data: Object.fromEntries([operation, ...helpers].map((script) => [`${script}.sh`, readOperation(script)])),
    });
    new k8s.KubeCronJob(this, 'cron-job', {
      metadata,
      spec: {
        schedule: schedule.cron,
        timeZone: schedule.timeZone ?? 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          metadata: { labels },
          spec: {
            backoffLimit: props.retries,
            activeDeadlineSeconds: schedule.deadlineSeconds,
            ttlSecondsAfterFinished: KEEP_SECONDS,
            template: { metadata: { labels }, spec: podSpec(props) },
          },
        },
      },
    });
  }
}

function podSpec(props: ScheduledJobProps): k8s.PodSpec {
  const { name, operation, args = [], volumes = [], volumeMounts = [] } = props;
  return jobPod({
    name: props.container,
    image: props.image,
    pullSecrets: props.pullSecrets,
    command: [`${OPERATIONS_FOLDER}/${operation}.sh`, ...args],
    env: props.env,
    resources: props.resources,
    configMap: name,
    ...(props.server && { server: props.server }),
    scratch: scratchVolume('tmp', Size.mebibytes(64)),
    graceSeconds: GRACE_SECONDS,
    volumes,
    volumeMounts,
  });
}
