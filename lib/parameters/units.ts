import { type Duration, type Size, SizeRoundingBehavior } from 'cdk8s';
import { plainDecimal } from './decimals';

/** The units of pg_settings. */
export type Unit = 'B' | 'kB' | '8kB' | 'MB' | 'ms' | 's' | 'min';

/** Whether an amount is memory or time. */
export function familyOf(unit: Unit): 'size' | 'time' {
  return units[unit].family;
}

/**
 * A figure in postgresql.conf's words: the largest unit that it is a whole number of, as `SHOW` answers.
 *
 * @example withUnit(16384, '8kB') // 128MB
 */
export function withUnit(figure: number, unit: Unit): string {
  const best = largestExact(figure, unit);
  return best === undefined ? plainDecimal(figure) : `${plainDecimal(best.figure)}${best.name}`;
}

/** The same for a person: `128 MB`; figures that no larger unit divides are rounded: `about 8 TB`. */
export function humanAmount(figure: number, unit: Unit): string {
  const best = largestExact(figure, unit) ?? { figure, name: unit };
  if (best.figure < 1e6) return `${plainDecimal(best.figure)} ${best.name}`;
  const { family, factor } = units[unit];
  const [name, step] = steps[family].find(([, size]) => figure * factor >= size) ?? [unit, factor];
  return `about ${plainDecimal(Math.round((figure * factor * 10) / step) / 10)} ${name}`;
}

/** The TypeScript that says a figure of at least 0: `Size.mebibytes(128)`, `Duration.minutes(5)`. */
export function asExpression(figure: number, unit: Unit): string {
  const best = largestExact(figure, unit) ?? { figure, name: familyOf(unit) === 'size' ? 'kB' : 's' };
  const amount = best.name === 'us' ? best.figure / 1000 : best.figure;
  return `${factories[best.name]}(${plainDecimal(amount)})`;
}

/** How many of a unit a size is. */
export function sizeIn(unit: Unit, bytes: number): number {
  return bytes / units[unit].factor;
}

/** How many of a unit a time is. */
export function timeIn(unit: Unit, milliseconds: number): number {
  return (milliseconds * 1000) / units[unit].factor;
}

/** A figure of a unit in bytes, or in milliseconds. */
export function inBaseUnit(unit: Unit, figure: number): number {
  const { family, factor } = units[unit];
  return (figure * factor) / (family === 'size' ? 1 : 1000);
}

/** The bytes of a Size, unrounded. */
export function bytesOf(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}

/** The milliseconds of a Duration, unrounded. */
export function millisecondsOf(duration: Duration): number {
  return duration.toMilliseconds({ integral: false });
}

/** The figure and unit of a text such as `64MB`, or undefined where it is none of that family. */
export function parseAmount(text: string, unit: Unit): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*$/.exec(text);
  const step = match && steps[familyOf(unit)].find(([name]) => name === match[2]);
  return match && step ? (Number(match[1]) * step[1]) / units[unit].factor : undefined;
}

type Family = 'size' | 'time';

/** Sizes count in bytes and times in microseconds, so that every unit is a whole number. */
const units: Readonly<Record<Unit, { readonly family: Family; readonly factor: number }>> = {
  B: { family: 'size', factor: 1 },
  kB: { family: 'size', factor: 1024 },
  '8kB': { family: 'size', factor: 8192 },
  MB: { family: 'size', factor: 1024 ** 2 },
  ms: { family: 'time', factor: 1e3 },
  s: { family: 'time', factor: 1e6 },
  min: { family: 'time', factor: 6e7 },
};

const steps: Readonly<Record<Family, readonly (readonly [name: string, factor: number])[]>> = {
  size: [
    ['TB', 1024 ** 4],
    ['GB', 1024 ** 3],
    ['MB', 1024 ** 2],
    ['kB', 1024],
    ['B', 1],
  ],
  time: [
    ['d', 864e8],
    ['h', 36e8],
    ['min', 6e7],
    ['s', 1e6],
    ['ms', 1e3],
    ['us', 1],
  ],
};

const factories: Readonly<Record<string, string>> = {
  TB: 'Size.tebibytes',
  GB: 'Size.gibibytes',
  MB: 'Size.mebibytes',
  kB: 'Size.kibibytes',
  B: 'Bytes.of',
  d: 'Duration.days',
  h: 'Duration.hours',
  min: 'Duration.minutes',
  s: 'Duration.seconds',
  ms: 'Duration.millis',
  us: 'Milliseconds.of',
};

function largestExact(figure: number, unit: Unit): { figure: number; name: string } | undefined {
  if (figure <= 0) return undefined;
  const { family, factor } = units[unit];
  const amount = figure * factor;
  const step = steps[family].find(([, size]) => Number.isInteger(amount / size));
  return step && { figure: amount / step[1], name: step[0] };
}
