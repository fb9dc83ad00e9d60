import { cronTimes } from '../profile/cron-times';
import { type PartitionedTable, PartitionInterval } from '../profile/partitions';
import { childPath } from '../profile/paths';
import type { PostgresProfile } from '../profile/profile';
import { PARTITION_SCHEDULE } from '../profile/scheduled-jobs';
import { error, type ProofFinding } from './proof';

/** What is wrong where rows come before the partition that they belong in: they stay in the default partition. */
export function premadeFindings({ databases, maintenance }: PostgresProfile): ProofFinding[] {
  const { at } = maintenance?.partitions ?? PARTITION_SCHEDULE;
  const tables = Object.entries(databases).flatMap(([name, { partitions = {} }]) =>
    Object.entries(partitions).map(([table, said]) => ({
      path: childPath(`${childPath('databases', name)}.partitions`, table),
      said,
    })),
  );
  return tables.flatMap(({ path, said }) => tooFew(path, said, at.expressionString));
}

function tooFew(path: string, { interval, premake }: PartitionedTable, expression: string): ProofFinding[] {
  const away = longestAway(expression, interval);
  // What is less than one is a finding of its own.
  if (premake < 1 || away <= premake) return [];
  const [ahead, later] = [count(premake, interval), count(away, interval)];
  const message = `partitions are made ${ahead} ahead, and maintenance.partitions ("${expression}") comes again up to ${later} later: rows in between would fall into the default partition. Raise it to at least ${away}, or let maintenance run more often.`;
  return [error('premake', `${path}.premake`, message)];
}

/** The most intervals that one run of a schedule comes after the one before. */
function longestAway(expression: string, interval: PartitionInterval): number {
  const { days } = cronTimes(expression);
  if (days.every((runs) => runs)) return 1;
  const runs = days.flatMap((comes, day) => (comes ? [day] : []));
  const again = runs.slice(0, 1).map((first) => first + days.length);
  const numbers = [...runs, ...again].map(interval === PartitionInterval.DAY ? (day) => day : monthOf);
  return numbers.slice(1).reduce((most, each, index) => Math.max(most, each - (numbers[index] ?? each)), 0);
}

/** Of a day of the calendar of cronTimes, which begins with 2001. */
function monthOf(day: number): number {
  const date = new Date(Date.UTC(2001, 0, 1 + day));
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function count(number: number, interval: PartitionInterval): string {
  return `${number} ${interval}${number === 1 ? '' : 's'}`;
}
