import { Duration, Size } from 'cdk8s';
import { renderValue } from '../../lib/parameters/render';
import { familyOf } from '../../lib/parameters/units';
import { ONLY_AT_START } from './exceptions';
import { TEXTS } from './texts';
import { amount, type OpenParameter } from './values';

/** One wrong line. */
export interface Mistake {
  readonly parameter: OpenParameter;
  /** The line's name: the parameter's, or one that there is not. */
  readonly name: string;
  /** Where a profile has it. */
  readonly place: readonly string[];
  /** What a profile has there. */
  readonly value: unknown;
  /** What stands in the file. */
  readonly text: string;
}

/** Every kind of mistake, with those that it makes of a parameter. */
export const MISTAKES: Readonly<Record<string, (parameter: OpenParameter) => readonly Mistake[]>> = {
  'a figure below the range': (parameter) => figures(parameter, -1),
  'a figure above the range': (parameter) => figures(parameter, 1),
  'a value that its list has not': (parameter) => {
    const [known = ''] = parameter.facts.enumValues ?? [];
    const wrong = [`${known}s`, 'nonsense'];
    return parameter.facts.vartype === 'enum' ? wrong.map((text) => mistake(parameter, text, text)) : [];
  },
  'no boolean': (parameter) => (parameter.facts.vartype === 'bool' ? [mistake(parameter, 'maybe', 'maybe')] : []),
  'a wrong unit': wrongUnit,
  'a text that cannot be parsed': (parameter) =>
    (TEXTS[parameter.name]?.invalid ?? []).map((text) => mistake(parameter, text, text)),
  'a name that there is not': (parameter) => {
    const { place } = parameter;
    const last = place.at(-1) ?? '';
    // An extension's own names are placeholders to a server: it takes any.
    if (place.length > 1) return [];
    return [
      { parameter, name: `${parameter.name}s`, place: [`${last}s`], value: true, text: 'on' },
      { parameter, name: `my_${parameter.name}`, place: [`my${last}`], value: true, text: 'on' },
    ];
  },
};

function mistake(parameter: OpenParameter, value: unknown, text: string): Mistake {
  return { parameter, name: parameter.name, place: parameter.place, value, text };
}

/** Just past an end of the range, and far past it, where the profile's types can say it. */
function figures(parameter: OpenParameter, side: -1 | 1): Mistake[] {
  const { facts, specials } = parameter;
  const { min, max, multipleOf = 1, unit, vartype } = facts;
  const end = side < 0 ? min : max;
  if (side < 0 && ONLY_AT_START.has(parameter.name)) return [];
  if (end === undefined || Math.abs(end) > 1e300 || !['integer', 'real'].includes(vartype)) return [];
  return [multipleOf, 1000 * multipleOf]
    .map((step) => end + side * step)
    .filter((figure) => (unit === undefined || figure >= 0) && !Object.values(specials).includes(figure))
    .map((figure) => {
      const value = amount(facts, figure);
      return mistake(parameter, value, renderValue(facts, {}, value));
    });
}

function wrongUnit(parameter: OpenParameter): Mistake[] {
  const { unit, vartype } = parameter.facts;
  if (!['integer', 'real'].includes(vartype)) return [];
  const size = mistake(parameter, Size.mebibytes(5), '5MB');
  const time = mistake(parameter, Duration.minutes(5), '5min');
  if (unit === undefined) return [size, time];
  return familyOf(unit) === 'size' ? [time] : [size];
}
