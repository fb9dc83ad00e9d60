import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type * as k8s from '../../imports/k8s';
import type { Resources } from '../profile/resources';
import { JOB_DEADLINES } from '../profile/scheduled-jobs';
import { literal, secretVariable } from './pod';
import { type JobSchedule, ScheduledJob } from './scheduled-job';
import { type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

/** Maintenance of partitions: pg_partman's (4.7 or 5), the platform's own library's, or both. */
export interface PartitionMaintenanceProps {
  /** The platform's name. */
  readonly platform: string;
  /** Name of the CronJob and of the ConfigMap with its script; at most 52 characters. */
  readonly name: string;
  /** An image with bash and psql: the platform's. */
  readonly image: string;
  /** Secrets with registry credentials. @default - none */
  readonly pullSecrets?: readonly string[];
  /** The primary: a standby can create no partitions. */
  readonly server: ServerEndpoint;
  /**
   * The databases, each with the role that maintains it: a member of the roles that own the partitioned tables, which
   * may use all of pg_partman's schema, with `BYPASSRLS` where row-level security is forced on tables (else the run fails
   * and says so). Partitions that it makes go to their table's owner. Never a superuser: pg_partman calls functions by
   * names that whoever may write to its schema chooses.
   *
   * @see https://github.com/pgpartman/pg_partman#installation
   */
  readonly databases: { readonly [name: string]: MaintainedDatabase };
  /** When, and for how long at most. @default - daily at 02:00 UTC, ended after an hour */
  readonly schedule?: JobSchedule;
  /** Seconds that a table is waited for; whoever comes later waits behind it. @default 10 */
  readonly lockTimeoutSeconds?: number;
  /** CPU and memory of a run. @default - 20m to 500m CPU, 32 Mi to 128 Mi */
  readonly resources?: Resources;
}

export interface MaintainedDatabase extends Login {
  /** Whether pg_partman looks after tables of it. @default true */
  readonly partman?: boolean;
  /** Whether the library that the reconcile job installs looks after tables of it. @default false */
  readonly library?: boolean;
}

const DEFAULT_SCHEDULE: JobSchedule = { cron: '0 2 * * *' };
const DEFAULT_LOCK_TIMEOUT_SECONDS = 10;

const DEFAULT_RESOURCES: Resources = {
  cpu: { request: Cpu.millis(20), limit: Cpu.millis(500) },
  memory: { request: Size.mebibytes(32), limit: Size.mebibytes(128) },
};

/**
 * A CronJob that creates partitions ahead and retires old ones, database by database; one that fails keeps none of the
 * others from it. It names default partitions that hold rows, since those came too late or too early.
 */
export class PartitionMaintenance extends Construct {
  /** The workload label's value, which NetworkPolicies select by. */
  public readonly workload: string;
  /** Keys of Secrets that must exist. */
  public readonly secretKeys: readonly SecretKey[];

  /** @throws RangeError where no database is named */
  public constructor(scope: Construct, id: string, props: PartitionMaintenanceProps) {
    super(scope, id);
    const { server, schedule = DEFAULT_SCHEDULE } = props;
    const databases = Object.keys(props.databases).sort();
    const logins = databases.map((database) => props.databases[database] as MaintainedDatabase);
    const [first] = logins;
    if (!first) throw new RangeError('databases: none is named. Name at least one, or leave the job out.');
    this.workload = props.name;
    this.secretKeys = [...logins.map(({ password }) => password), { secret: server.caSecret, key: 'ca.crt' }];
    new ScheduledJob(this, 'job', {
      platform: props.platform,
      name: props.name,
      container: 'maintain-partitions',
      image: props.image,
      pullSecrets: props.pullSecrets ?? [],
      server,
      schedule: { ...schedule, deadlineSeconds: schedule.deadlineSeconds ?? JOB_DEADLINES.partitions },
      retries: 2,
      operation: 'maintain-partitions',
      args: databases.map(literal),
      env: [
        ...libpqEnvironment(server, first, 'maintain-partitions').filter(({ name }) => !LOGIN_VARIABLES.has(name)),
        ...logins.flatMap(loginVariables),
        { name: 'LOCK_TIMEOUT', value: `${props.lockTimeoutSeconds ?? DEFAULT_LOCK_TIMEOUT_SECONDS}s` },
        { name: 'HOME', value: '/tmp' },
      ],
      resources: props.resources ?? DEFAULT_RESOURCES,
    });
  }
}

/** What the script sets itself, for each database. */
const LOGIN_VARIABLES: ReadonlySet<string> = new Set(['PGUSER', 'PGPASSWORD']);

function loginVariables(database: MaintainedDatabase, index: number): k8s.EnvVar[] {
  const { role, password, partman = true, library = false } = database;
  return [
    { name: `ROLE_${index}`, value: literal(role) },
    secretVariable(`PASSWORD_${index}`, password.secret, password.key),
    ...(partman ? [] : [{ name: `PARTMAN_${index}`, value: 'no' }]),
    ...(library ? [{ name: `LIBRARY_${index}`, value: 'yes' }] : []),
  ];
}
