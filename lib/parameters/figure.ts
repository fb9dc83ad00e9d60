import { camelCase } from './case';
import { figureOf } from './check-value';
import type { Major } from './majors';
import { specialsOf } from './specials';
import { parameterTable } from './tables';
import { inBaseUnit } from './units';
import { Special } from './values';

/**
 * What a profile says about a parameter, as a number to calculate with: bytes, milliseconds, a plain number, 1 for on.
 * A special value is the server's figure for it (-1 or 0).
 *
 * @returns undefined where it is not said, the major does not have it, or it is no number
 */
export function parameterFigure(major: Major, values: object, name: string): number | undefined {
  const facts = parameterTable(major)[name];
  const value: unknown = Reflect.get(values, camelCase(name));
  if (facts === undefined || value === undefined) return undefined;
  if (value instanceof Special) return specialsOf(name)[value.kind];
  if (typeof value === 'boolean') return Number(value);
  const figure = figureOf(facts, value);
  return figure === undefined || facts.unit === undefined ? figure : inBaseUnit(facts.unit, figure);
}
