import { Cron, Duration } from 'cdk8s';
import type { LogicalBackups } from './backups';
import { cronTimes, DAY_MINUTES } from './cron-times';
import { partitionedDatabases } from './partitioned-databases';
import type { PostgresProfile } from './profile';
import type { Schedule } from './schedules';

/** Seconds after which a run is ended, unless its schedule says another time. */
export const JOB_DEADLINES = { dumps: 6 * 3600, expiry: 7200, partitions: 3600, reconcile: 600 } as const;

/** When partitions are maintained, unless the profile says another time. */
export const PARTITION_SCHEDULE: Schedule = {
  at: Cron.schedule({ hour: '2', minute: '0' }),
  deadline: Duration.seconds(JOB_DEADLINES.partitions),
};

/** When roles and privileges are reconciled, unless the profile says another time. */
export const RECONCILE_SCHEDULE: Schedule = {
  at: Cron.schedule({ minute: '17' }),
  deadline: Duration.seconds(JOB_DEADLINES.reconcile),
};

/**
 * When dumps expire, unless the profile says another time: daily, when the last dump of the day, which was checked
 * already, has come to its deadline.
 */
export function expirySchedule({ schedule, retention }: LogicalBackups): Schedule {
  if (retention?.schedule) return retention.schedule;
  const [deadline, lastStart] = [dumpDeadline(schedule), cronTimes(schedule.at.expressionString).minutes.at(-1) ?? 0];
  const minutes = (lastStart + Math.ceil(deadline / 60)) % DAY_MINUTES;
  return {
    at: Cron.schedule({ hour: String(Math.floor(minutes / 60)), minute: String(minutes % 60) }),
    ...(schedule.timeZone !== undefined && { timeZone: schedule.timeZone }),
  };
}

/** Seconds after which a dump is ended. */
export function dumpDeadline({ deadline }: Schedule): number {
  return deadline?.toSeconds() ?? JOB_DEADLINES.dumps;
}

/** What runs by the clock. */
export interface ScheduledJob {
  /** Where its schedule stands in the profile, or would. */
  readonly path: string;
  readonly schedule: Schedule;
  /** Seconds after which a run is ended. @default - never */
  readonly deadline?: number;
  /** Whether it reads or writes so much that a second such job would suffer. */
  readonly heavy: boolean;
}

/** Every job of a platform that runs by the clock. */
export function scheduledJobs(profile: PostgresProfile): ScheduledJob[] {
  const { backups: { dumps, physical } = {}, maintenance } = profile;
  const partitions =
    partitionedDatabases(profile).length > 0 ? (maintenance?.partitions ?? PARTITION_SCHEDULE) : undefined;
  return [
    ...job('backups', 'dumps.schedule', true, dumps?.schedule, JOB_DEADLINES.dumps),
    ...(dumps?.retention
      ? job('backups', 'dumps.retention.schedule', false, expirySchedule(dumps), JOB_DEADLINES.expiry)
      : []),
    ...job('backups', 'physical.full', true, physical?.full),
    ...job('backups', 'physical.differential', true, physical?.differential),
    ...job('maintenance', 'partitions', true, partitions, JOB_DEADLINES.partitions),
    ...job('maintenance', 'reconcile', false, maintenance?.reconcile ?? RECONCILE_SCHEDULE, JOB_DEADLINES.reconcile),
  ];
}

function job(
  part: string,
  name: string,
  heavy: boolean,
  schedule: Schedule | undefined,
  standard?: number,
): ScheduledJob[] {
  if (schedule === undefined) return [];
  const deadline = schedule.deadline?.toSeconds() ?? standard;
  return [{ path: `${part}.${name}`, schedule, heavy, ...(deadline !== undefined && { deadline }) }];
}
