import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { migrationData } from '../formats/migration-files';
import { MigrationApply } from '../profile/databases';
import type { Resources } from '../profile/resources';
import { KEEP_JOB_SECONDS, SyncWave, syncWave } from './annotations';
import { hookJob } from './hook-job';
import { jobPod } from './job-pod';
import { literal, memoryVolume, OPERATIONS_FOLDER, workloadLabels } from './pod';
import { passwordSource } from './reconcile-pod';
import { type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

export interface MigrationsJobProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the ConfigMap and of the CronJob, and what the Job's name starts with; at most 52 characters. */
  readonly name: string;
  /** An image with dbmate and psql >= 15: dbmate's own. */
  readonly image: string;
  /** Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** The primary, without a pool in between: a lock is held for as long as the session. */
  readonly server: ServerEndpoint;
  /** Who logs in: a member of `owner`, and of the owners that migrations change to. No superuser. */
  readonly login: Login;
  readonly database: string;
  /** The role that owns the database, which migrations work as. */
  readonly owner: string;
  /** The text of each migration, by the file's name; see `readMigrations`. */
  readonly files: { readonly [name: string]: string };
  /** The text of their `migrations.lock`. */
  readonly lock: string;
  /** Schemas that must be there before anything is applied. @default - none */
  readonly schemas?: readonly string[];
  /** Extensions that must be there before anything is applied. @default - none */
  readonly extensions?: readonly string[];
  /** When they are applied. @default MigrationApply.AUTOMATIC */
  readonly apply?: MigrationApply;
  /** Whether `partitions.maintain_all()` is called at the end, so that new tables have partitions. @default false */
  readonly maintainPartitions?: boolean;
  /** Seconds that a statement waits for a lock; whoever comes later waits behind it. Then it is tried again. @default 5 */
  readonly lockTimeoutSeconds?: number;
  /** Seconds after which a run is ended. @default 3600 */
  readonly deadlineSeconds?: number;
  /** CPU and memory of a run. @default - 20m CPU, 64 Mi to 128 Mi */
  readonly resources?: Resources;
}

/**
 * Applies the migrations of one database: with each sync, before what comes in later waves, or by a person, who makes a
 * Job from a suspended CronJob.
 */
export class MigrationsJob extends Construct {
  /** The workload of the Job or CronJob, for network policies. */
  public readonly workload: string;
  /** Every key of a Secret that a run needs. */
  public readonly secretKeys: readonly SecretKey[];

  public constructor(scope: Construct, id: string, props: MigrationsJobProps) {
    super(scope, id);
    const { name, server, files, lock, owner, schemas = [], extensions = [] } = props;
    this.workload = name;
    this.secretKeys = [props.login.password, { secret: server.caSecret, key: 'ca.crt' }];
    const labels = workloadLabels({ platform: props.platform, workload: name, application: 'postgresql' });
    const data = migrationData({ files, lock }, { owner, schemas, extensions });
    const jobSpec: k8s.JobSpec = {
      backoffLimit: 2,
      activeDeadlineSeconds: deadlineOf(props),
      ttlSecondsAfterFinished: KEEP_JOB_SECONDS,
      template: { metadata: { labels }, spec: podSpec(props) },
    };
    new k8s.KubeConfigMap(this, 'config-map', {
      metadata: { name, labels, annotations: { ...syncWave(SyncWave.CONFIG), ...serverSide(data) } },
      data,
    });
    if (props.apply === MigrationApply.MANUAL) {
      new k8s.KubeCronJob(this, 'cron-job', {
        metadata: { name, labels, annotations: syncWave(SyncWave.MIGRATIONS) },
        spec: {
          // Never by the clock: a person makes a Job from it.
          schedule: '0 0 1 1 *',
          suspend: true,
          timeZone: 'Etc/UTC',
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: 600,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: { metadata: { labels }, spec: jobSpec },
        },
      });
    } else {
      new k8s.KubeJob(this, 'job', hookJob({ name, labels }, SyncWave.MIGRATIONS, jobSpec, data));
    }
  }
}

const DEFAULT_DEADLINE_SECONDS = 3600;
const DEFAULT_LOCK_TIMEOUT_SECONDS = 5;

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(20) },
  memory: { request: Size.mebibytes(64), limit: Size.mebibytes(128) },
};

function deadlineOf({ deadlineSeconds = DEFAULT_DEADLINE_SECONDS }: MigrationsJobProps): number {
  return deadlineSeconds;
}

function podSpec(props: MigrationsJobProps): k8s.PodSpec {
  const { login, server, lockTimeoutSeconds = DEFAULT_LOCK_TIMEOUT_SECONDS } = props;
  const variables = {
    PGDATABASE: props.database,
    OWNER: props.owner,
    PASSWORD_SOURCE: passwordSource(login.password),
    // Less than the deadline, so that the message about it is still written.
    WAIT_SECONDS: String(Math.floor(deadlineOf(props) * 0.4)),
    STATEMENT_TIMEOUT: String(Math.floor(deadlineOf(props) * 0.9)),
    LOCK_TIMEOUT: String(lockTimeoutSeconds),
    ...(props.maintainPartitions && { MAINTAIN_PARTITIONS: 'yes' }),
  };
  return jobPod({
    name: 'migrate',
    image: props.image,
    pullSecrets: props.pullSecrets ?? [],
    command: ['/bin/sh', `${OPERATIONS_FOLDER}/migrate.sh`],
    env: [
      ...libpqEnvironment(server, login, 'migrate'),
      ...Object.entries(variables).map(([name, value]) => ({ name, value: literal(value) })),
    ],
    resources: props.resources ?? DEFAULT_RESOURCES,
    configMap: props.name,
    server,
    scratch: memoryVolume('tmp', Size.mebibytes(16)),
  });
}

/** `kubectl apply` keeps a second copy of an object in an annotation, which holds 256 KiB. */
const LARGEST_CLIENT_SIDE = 200 * 1024;

/** @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply */
function serverSide(data: Record<string, string>): Record<string, string> {
  return Buffer.byteLength(JSON.stringify(data)) > LARGEST_CLIENT_SIDE
    ? { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' }
    : {};
}
