import { oncePer } from '../once';
import { cronTimes, DAY_MINUTES, firstOverlap } from '../profile/cron-times';
import { durationText } from '../profile/figures';
import type { ResolvedProfile } from '../profile/resolve';
import { type ScheduledJob, scheduledJobs } from '../profile/scheduled-jobs';
import { premadeFindings } from './premade';
import { error, type Proof, type ProofFinding, warning } from './proof';

/**
 * What runs by the clock is over before the next run, and heavy jobs (dumps, backups, maintenance of partitions) leave
 * each other alone.
 *
 *     deadline < shortest time between two starts
 *     expectedDuration <= deadline
 *     of two heavy jobs, no run starts within expectedDuration (or the deadline) of the other's start
 *     longest time between two maintenances of partitions <= premake x interval
 *
 * Every CronJob names a time zone, Etc/UTC unless the profile says another. Heavy jobs need the same one: two that keep
 * apart today would meet when the clock of one changes. A start between midnight and 03:59 in a zone whose clock changes
 * is left out or repeated on those days: the warning `clock-change`.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function proveSchedules({ profile }: ResolvedProfile): Proof {
  const jobs = scheduledJobs(profile);
  const heavy = jobs.filter((job) => job.heavy);
  const pairs = heavy.flatMap((job, index) => heavy.slice(index + 1).map((other) => [job, other] as const));
  return {
    name: 'schedules',
    findings: [
      ...jobs.flatMap(deadlineFindings),
      ...pairs.flatMap(pairFindings),
      ...heavy.flatMap(clockFindings),
      ...premadeFindings(profile),
    ],
  };
}

const UTC = 'Etc/UTC';

function zoneOf({ schedule }: ScheduledJob): string {
  return schedule.timeZone ?? UTC;
}

function gapOf({ schedule }: ScheduledJob): number {
  return cronTimes(schedule.at.expressionString).gap * 60;
}

function deadlineFindings(job: ScheduledJob): ProofFinding[] {
  const { path, schedule, deadline, heavy } = job;
  const expected = schedule.expectedDuration?.toSeconds();
  const gap = gapOf(job);
  if (deadline === undefined) {
    if (!heavy || expected !== undefined) return [];
    const message = 'is not said, and nothing else says how long a run takes. Declare it, or expectedDuration.';
    return [error('undeclared-duration', `${path}.deadline`, message)];
  }
  const [limit, period] = [durationText(deadline * 1000), durationText(gap * 1000)];
  return [
    ...(deadline >= gap
      ? [
          error(
            'deadline',
            `${path}.deadline`,
            `${limit} is not less than the ${period} between two starts ("${schedule.at.expressionString}"): a run that ` +
              `takes so long keeps the next from starting. Lower it to less than ${period}, or let it run less often.`,
          ),
        ]
      : []),
    ...(expected !== undefined && expected > deadline
      ? [
          error(
            'expected-duration',
            `${path}.expectedDuration`,
            `${durationText(expected * 1000)} is above the deadline of ${limit}, at which a run is ended. Raise ${path}.deadline to at least ${durationText(expected * 1000)}.`,
          ),
        ]
      : []),
  ];
}

type Pair = readonly [ScheduledJob, ScheduledJob];

function pairFindings(pair: Pair): ProofFinding[] {
  const [one, other] = pair;
  if (zoneOf(one) !== zoneOf(other)) {
    const message = `${zoneOf(other)} is another time zone than the ${zoneOf(one)} of ${one.path}, so that nobody can say whether both run at once. Write the same one.`;
    return [error('time-zones', `${other.path}.timeZone`, message)];
  }
  const durations = [durationOf(one), durationOf(other)] as const;
  const times = pair.map(({ schedule }) => cronTimes(schedule.at.expressionString));
  const [first, second] = times;
  const meeting = first && second && firstOverlap(first, second, [durations[0] / 60, durations[1] / 60]);
  if (meeting === undefined) return [];
  const runs = pair.map(({ path, schedule }, index) => {
    const length = durations[index] ?? 0;
    const what = schedule.expectedDuration ? 'expectedDuration' : 'deadline';
    return `${path} from ${clock(meeting[index] ?? 0)} for ${durationText(length * 1000)} (${what})`;
  });
  const end = clock(meeting[0] + durations[0] / 60);
  const message = `${runs.join(' and ')} would run at once, and both are heavy. Start the second at ${end} or later, or declare an expectedDuration that is shorter.`;
  return [error('overlap', `${other.path}.at`, message)];
}

/** Seconds. What nobody declared is a finding already. */
function durationOf({ schedule, deadline }: ScheduledJob): number {
  return schedule.expectedDuration?.toSeconds() ?? deadline ?? 0;
}

function clock(minutes: number): string {
  const ofDay = Math.ceil(minutes) % DAY_MINUTES;
  return [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** Clocks change between midnight and four in the morning, wherever they do. */
const LAST_CHANGE_MINUTE = 4 * 60 - 1;

function clockFindings(job: ScheduledJob): ProofFinding[] {
  const zone = zoneOf(job);
  const start = cronTimes(job.schedule.at.expressionString).minutes.find((minute) => minute <= LAST_CHANGE_MINUTE);
  if (start === undefined || !changesClock(zone)) return [];
  const message = `${clock(start)} in ${zone} is left out, or comes twice, on the days when the clock changes. Use ${UTC}, or a time from 04:00 on.`;
  return [warning('clock-change', `${job.path}.timeZone`, message)];
}

/** Two years, since some clocks change for Ramadan alone, which moves. */
const SAMPLED_MONTHS = 24;

/** Whether a zone's clock differs between the months of a year. */
const changesClock = oncePer((zone): boolean => {
  if (zone === UTC || zone === 'UTC') return false;
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsets = Array.from({ length: SAMPLED_MONTHS }, (_, month) => {
    const parts = format.formatToParts(Date.UTC(2026, month, 1));
    return parts.find(({ type }) => type === 'timeZoneName')?.value;
  });
  return new Set(offsets).size > 1;
});
