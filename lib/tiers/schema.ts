import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { FindingsError } from '../findings';
import { checkReconcile } from '../formats/reconcile-check';
import { loginTrials } from '../formats/reconcile-logins';
import { reconcileFiles, reconcileLibrary } from '../formats/reconcile-sql';
import type { ReconcileDatabase, ReconcileRole, ReconcileState } from '../formats/reconcile-state';
import { readLibrarySql } from '../operations/read-library-sql';
import { readOperation } from '../operations/read-operation';
import type { Resources } from '../profile/resources';
import { JOB_DEADLINES } from '../profile/scheduled-jobs';
import { KEEP_JOB_SECONDS, SyncWave, syncWave } from './annotations';
import { hookJob } from './hook-job';
import { workloadLabels } from './pod';
import { passwordSource, reconcilePod } from './reconcile-pod';
import type { Login, SecretKey, ServerEndpoint } from './server';

export interface SchemaProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the ConfigMap and the CronJob, and what the Job's name starts with; at most 52 characters. */
  readonly name: string;
  /** An image with `sh` and psql >= 15: the platform's. */
  readonly image: string;
  /** Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** The primary. */
  readonly server: ServerEndpoint;
  /** Who the job logs in as. */
  readonly superuser: Login;
  /** The roles that the platform needs. @default - none is made */
  readonly systemRoles?: SchemaSystemRoles;
  /** Roles of applications and people, by name. @default - none */
  readonly roles?: { readonly [name: string]: SchemaRole };
  /** Databases, by name. @default - none */
  readonly databases?: { readonly [name: string]: ReconcileDatabase };
  /** When the CronJob runs. @default - every hour at minute 17, ended after 10 minutes */
  readonly schedule?: SchemaSchedule;
  /** CPU and memory of a run. @default - 20m CPU, 64 Mi to 128 Mi */
  readonly resources?: Resources;
}

/** The platform's own roles. One that is not named is not made. */
export interface SchemaSystemRoles {
  /** Streams WAL to standbys. */
  readonly replication?: Login;
  /** Runs pg_rewind. */
  readonly rewind?: Login;
  /** Reads statistics. */
  readonly monitoring?: Login;
  /** Looks up SCRAM secrets for PgBouncer. */
  readonly lookup?: Login;
  /** Reads everything, for dumps. */
  readonly dump?: Login;
  /** Maintains partitions, where databases have them. */
  readonly maintenance?: Login;
  /** Applies migrations, where databases are `migrated`. */
  readonly migration?: Login;
}

export interface SchemaRole extends ReconcileRole {
  /** Where its password is. A role that logs in needs one. @default - it has none */
  readonly password?: SecretKey;
}

export interface SchemaSchedule {
  /** @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax @default '17 * * * *' */
  readonly cron?: string;
  /** IANA name of the time zone. @default Etc/UTC */
  readonly timeZone?: string;
  /** Seconds after which a run is ended. @default 600 */
  readonly deadlineSeconds?: number;
}

/**
 * Brings one server to what is declared: roles, passwords, databases, schemas, extensions, privileges. With each sync,
 * and on a schedule, since a rotated Secret triggers no sync. It drops nothing.
 */
export class Schema extends Construct {
  /** The workload of both Jobs, for network policies. */
  public readonly workload: string;
  /** Every key of a Secret that a run needs. */
  public readonly secretKeys: readonly SecretKey[];

  /** @throws FindingsError for a name or a reference that the server would refuse */
  public constructor(scope: Construct, id: string, props: SchemaProps) {
    super(scope, id);
    const state = stateOf(props);
    const logins = loginsOf(props, state);
    this.workload = props.name;
    this.secretKeys = [props.superuser, ...logins].map(({ password }) => password);

    const labels = workloadLabels({ platform: props.platform, workload: props.name, application: 'postgresql' });
    const data = configMapData(state, logins);
    const deadline = props.schedule?.deadlineSeconds ?? JOB_DEADLINES.reconcile;
    const jobSpec: k8s.JobSpec = {
      backoffLimit: 2,
      activeDeadlineSeconds: deadline,
      template: {
        metadata: { labels },
        spec: reconcilePod({
          image: props.image,
          pullSecrets: props.pullSecrets ?? [],
          server: props.server,
          superuser: props.superuser,
          logins,
          configMap: props.name,
          // Less than the deadline, so that the message about it is still written.
          waitSeconds: Math.floor(deadline * 0.4),
          resources: props.resources ?? DEFAULT_RESOURCES,
        }),
      },
    };
    new k8s.KubeConfigMap(this, 'config-map', {
      metadata: { name: props.name, labels, annotations: syncWave(SyncWave.CONFIG) },
      data,
    });
    const kept = { ...jobSpec, ttlSecondsAfterFinished: KEEP_JOB_SECONDS };
    new k8s.KubeJob(this, 'job', hookJob({ name: props.name, labels }, SyncWave.SCHEMA, kept, data));
    new k8s.KubeCronJob(this, 'cron-job', {
      metadata: { name: props.name, labels, annotations: syncWave(SyncWave.SCHEMA) },
      spec: {
        schedule: props.schedule?.cron ?? '17 * * * *',
        timeZone: props.schedule?.timeZone ?? 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels }, spec: jobSpec },
      },
    });
  }
}

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(20) },
  memory: { request: Size.mebibytes(64), limit: Size.mebibytes(128) },
};

function stateOf(props: SchemaProps): ReconcileState {
  const { superuser, systemRoles = {}, roles = {}, databases = {} } = props;
  const state: ReconcileState = {
    superuser: superuser.role,
    systemRoles: {
      replication: systemRoles.replication?.role,
      rewind: systemRoles.rewind?.role,
      monitoring: systemRoles.monitoring?.role,
      lookup: systemRoles.lookup?.role,
      dump: systemRoles.dump?.role,
      maintenance: systemRoles.maintenance?.role,
      migration: systemRoles.migration?.role,
    },
    roles,
    databases,
  };
  const findings = checkReconcile(state);
  if (findings.length > 0) throw new FindingsError(findings);
  return state;
}

/** Every role that logs in, with its password. */
function loginsOf(props: SchemaProps, state: ReconcileState): Login[] {
  const system = Object.values(props.systemRoles ?? {}).filter((login): login is Login => login !== undefined);
  const passwords = new Map(system.map(({ role, password }) => [role, password]));
  for (const [role, { password }] of Object.entries(props.roles ?? {})) {
    if (password !== undefined) passwords.set(role, password);
  }
  const roles = loginTrials(state).map(({ role }) => role);
  const missing = roles.filter((role) => !passwords.has(role));
  if (missing.length > 0) {
    throw new FindingsError(
      missing.map((role) => ({
        path: `roles.${role}.password`,
        message: 'the role logs in and has no password. Name a key of a Secret, or set `login: false`.',
      })),
    );
  }
  return roles.flatMap((role) => {
    const password = passwords.get(role);
    return password === undefined ? [] : [{ role, password }];
  });
}

function configMapData(state: ReconcileState, logins: readonly Login[]): Record<string, string> {
  const sources = new Map(logins.map(({ role, password }) => [role, passwordSource(password)]));
  return {
    'reconcile.sh': readOperation('reconcile'),
    ...reconcileFiles(state, (role) => sources.get(role) ?? 'the Secret'),
    ...Object.fromEntries(reconcileLibrary(state).map((file) => [file, readLibrarySql(file)])),
  };
}
