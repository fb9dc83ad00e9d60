import { once, oncePer } from '../once';

/** When a schedule starts: minutes of a day, and the days on which it does. */
export interface CronTimes {
  /** Ascending, from midnight on. */
  readonly minutes: readonly number[];
  /** For each day of 28 years, after which the calendar repeats itself. */
  readonly days: readonly boolean[];
  /** The fewest minutes between two starts. */
  readonly gap: number;
}

export const DAY_MINUTES = 1440;

/**
 * The times of a schedule that was checked already.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export const cronTimes = oncePer((expression): CronTimes => {
  const [minute = '', hour = '', day = '', month = '', weekDay = ''] = expression.trim().split(/\s+/);
  const minutes = values(minute, 0, 59);
  const [days, months, weekDays] = [values(day, 1, 31), values(month, 1, 12, MONTHS), values(weekDay, 0, 6, WEEK_DAYS)];
  const either = !isEvery(day) && !isEvery(weekDay);
  const ofDay = [...values(hour, 0, 23)].flatMap((one) => [...minutes].map((other) => one * 60 + other));
  // Most are daily, and the calendar is long.
  if ([day, month, weekDay].every(isEvery)) return { minutes: ofDay, days: everyDay(), gap: shortestGap(ofDay, 1) };
  const starts = calendar().map((date) => {
    const [onDay, onWeekDay] = [days.has(date.day), weekDays.has(date.weekDay)];
    // Where both are said, either will do.
    return months.has(date.month) && (either ? onDay || onWeekDay : onDay && onWeekDay);
  });
  return { minutes: ofDay, days: starts, gap: shortestGap(ofDay, fewestDays(starts)) };
});

/**
 * The first start of one schedule at which a run of the other still goes, or starts before it ends.
 *
 * @param durations of a run of each, in minutes
 * @returns minutes of the day, of either; undefined where they never meet
 */
export function firstOverlap(
  one: CronTimes,
  other: CronTimes,
  durations: readonly [number, number],
): readonly [number, number] | undefined {
  const reach = Math.ceil(Math.max(...durations) / DAY_MINUTES) + 1;
  for (const start of one.minutes) {
    for (const second of other.minutes) {
      for (let later = -reach; later <= reach; later += 1) {
        const apart = later * DAY_MINUTES + second - start;
        if (apart < durations[0] && -apart < durations[1] && meets(one.days, other.days, later)) return [start, second];
      }
    }
  }
  return undefined;
}

/** @param days the fewest between two days with a start */
function shortestGap(minutes: readonly number[], days: number): number {
  const [first = 0] = minutes;
  const last = minutes.at(-1) ?? first;
  const within = minutes.slice(1).map((minute, index) => minute - (minutes[index] ?? 0));
  return Math.min(days * DAY_MINUTES + first - last, ...within);
}

function fewestDays(days: readonly boolean[]): number {
  const runs = days.flatMap((runs, index) => (runs ? [index] : []));
  const between = runs.map((day, index) => (runs[index + 1] ?? (runs[0] ?? 0) + days.length) - day);
  return between.reduce((least, each) => Math.min(least, each), days.length);
}

function meets(one: readonly boolean[], other: readonly boolean[], later: number): boolean {
  return one.some((runs, day) => runs && other[(day + later + other.length) % other.length]);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEK_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The values of one field, ascending: `5`, `1-5`, `mon,wed`, every one, or each with a step. */
function values(field: string, least: number, most: number, words: readonly string[] = []): ReadonlySet<number> {
  const number = (text: string) => {
    const word = words.indexOf(text.toLowerCase());
    return word < 0 ? Number(text) : least + word;
  };
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const first = isEvery(from) ? least : number(from);
    // `5/10` is every ten from five on.
    const last = to !== undefined ? number(to) : isEvery(from) || step !== undefined ? most : first;
    for (let value = first; value <= last; value += Number(step ?? 1)) found.add(value);
  }
  return new Set([...found].sort((one, other) => one - other));
}

function isEvery(field: string): boolean {
  return field === '*' || field === '?';
}

interface DayOfYear {
  readonly day: number;
  readonly month: number;
}

interface CalendarDay extends DayOfYear {
  readonly weekDay: number;
}

/** 28 years, of which the first, 2001, begins on a Monday. */
const calendar = once((): readonly CalendarDay[] => {
  const years = Array.from({ length: 28 }, (_, index) => 2001 + index);
  return years.flatMap(yearDays).map((date, index) => ({ ...date, weekDay: (index + 1) % 7 }));
});

const everyDay = once((): readonly boolean[] => Array(28 * 365 + 7).fill(true));

function yearDays(year: number): DayOfYear[] {
  const february = year % 4 === 0 ? 29 : 28;
  return [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].flatMap((length, index) =>
    Array.from({ length }, (_, day) => ({ day: day + 1, month: index + 1 })),
  );
}
