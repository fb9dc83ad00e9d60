import { Duration, Size } from 'cdk8s';
import { didYouMean } from '../nearest';
import { plainDecimal } from './decimals';
import type { Specials } from './specials';
import type { ParameterFacts } from './table';
import {
  asExpression,
  bytesOf,
  familyOf,
  humanAmount,
  millisecondsOf,
  parseAmount,
  sizeIn,
  timeIn,
  type Unit,
} from './units';
import { Bytes, Milliseconds, Special } from './values';

/** What is said about a value, of PostgreSQL, of an extension or of PgBouncer. */
export type ValueFacts = Pick<ParameterFacts, 'vartype' | 'unit' | 'min' | 'max' | 'multipleOf' | 'enumValues'>;

/** What is wrong with a value and how to mend it; undefined where it is right. */
export function valueFault(facts: ValueFacts, specials: Specials, value: unknown): string | undefined {
  if (value === null) return 'null is no value. Leave the parameter out for its default.';
  if (value instanceof Special) return specialFault(specials, value);
  if (facts.vartype === 'bool') return typeof value === 'boolean' ? undefined : boolFault(value);
  if (facts.vartype === 'enum') return enumFault(facts.enumValues ?? [], value);
  if (facts.vartype === 'string') return textFault(value);
  const figure = figureOf(facts, value);
  return figure === undefined ? typeFault(facts, specials, value) : figureFault(facts, specials, figure);
}

/** A value in the parameter's unit; undefined where it is of another kind. */
export function figureOf({ unit, vartype }: ValueFacts, value: unknown): number | undefined {
  if (unit === undefined) return typeof value === 'number' ? value : undefined;
  if (familyOf(unit) === 'size') {
    if (unit === 'B' && value instanceof Bytes) return value.amount;
    return isSize(value) ? sizeIn(unit, bytesOf(value)) : undefined;
  }
  if (vartype === 'real' && value instanceof Milliseconds) return timeIn(unit, value.amount);
  return isDuration(value) ? timeIn(unit, millisecondsOf(value)) : undefined;
}

/** Another copy of cdk8s may have made it, so its class alone does not tell. */
function isSize(value: unknown): value is Size {
  return value instanceof Size || hasMethod(value, 'toKibibytes');
}

function isDuration(value: unknown): value is Duration {
  return value instanceof Duration || hasMethod(value, 'toMilliseconds');
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function specialFault(specials: Specials, value: Special): string | undefined {
  if (specials[value.kind] !== undefined) return undefined;
  const allowed = specialNames(specials);
  if (allowed.length === 0) return `Special.${value.kind} has no meaning here. Write an amount.`;
  return `Special.${value.kind} has no meaning here. Write ${allowed.join(' or ')}, or an amount.`;
}

function boolFault(value: unknown): string {
  const meant = { on: true, true: true, yes: true, 1: true, off: false, false: false, no: false, 0: false };
  const boolean = Object.entries(meant).find(([text]) => text === String(value).toLowerCase())?.[1];
  return `${shown(value)} is not a boolean. Write ${boolean ?? 'true or false'}.`;
}

function enumFault(allowed: readonly string[], value: unknown): string | undefined {
  if (typeof value === 'string' && allowed.includes(value)) return undefined;
  const nearest = typeof value === 'string' ? didYouMean(value, allowed) : '';
  return `${shown(value)} is none of its values: ${allowed.map((text) => text || "''").join(', ')}.${nearest}`;
}

function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return `${shown(value)} is not a string. Write it as text.`;
  return value.includes('\0') ? 'A value cannot contain the character NUL. Leave it out.' : undefined;
}

/** A value of another kind than the parameter's unit asks for. */
function typeFault({ unit, vartype }: ValueFacts, specials: Specials, value: unknown): string {
  const special = Object.keys(specials).find((name) => Reflect.get(specials, name) === value);
  if (special) return `${String(value)} is written Special.${special}.`;
  if (unit === undefined) return `${shown(value)} is not a number. Write a ${nounOf(vartype)}.`;
  const kind = familyOf(unit) === 'size' ? 'Size' : 'Duration';
  if (typeof value === 'number' && value >= 0) {
    const read = `${plainDecimal(value)} has no unit; the server would read ${humanAmount(value, unit)}`;
    return `The number ${read}. Write ${asExpression(value, unit)}, or the ${kind} that you mean.`;
  }
  const parsed = typeof value === 'string' ? parseAmount(value, unit) : undefined;
  const mend = parsed === undefined ? `a ${kind}, for example ${example(unit)}` : asExpression(parsed, unit);
  return `${shown(value)} is not a ${kind}. Write ${mend}.`;
}

function figureFault(facts: ValueFacts, specials: Specials, figure: number): string | undefined {
  const { vartype, unit, min = -Infinity, max = Infinity, multipleOf = 1 } = facts;
  if (!Number.isFinite(figure)) return `${figure} is not a number. Write a finite ${nounOf(vartype)}.`;
  if (Object.values(specials).includes(figure)) return undefined;
  if (figure < min || figure > max) return rangeFault(facts, specials, figure);
  if (vartype !== 'integer' || Number.isInteger(figure / multipleOf)) return undefined;
  const below = Math.floor(figure / multipleOf) * multipleOf;
  const near = [below, below + multipleOf].filter((candidate) => candidate >= min && candidate <= max);
  if (unit === undefined) return `${plainDecimal(figure)} is not a whole number. Write ${near.join(' or ')}.`;
  const step = humanAmount(multipleOf, unit);
  const mend = near.map((candidate) => asExpression(candidate, unit)).join(' or ');
  return `${humanAmount(figure, unit)} is not a multiple of ${step}, in which the server counts. Write ${mend}.`;
}

/** A figure that is outside of the range. */
export function rangeFault({ unit, min = 0, max = 0 }: ValueFacts, specials: Specials, figure: number): string {
  const human = (amount: number) => (unit === undefined ? plainDecimal(amount) : humanAmount(amount, unit));
  const least = min < 0 && Object.values(specials).includes(min) ? 0 : min;
  const [side, mend] = figure < least ? ['below', 'Raise it to at least'] : ['above', 'Lower it to at most'];
  const range = max >= 1e300 ? `at least ${human(least)}` : `${human(least)} to ${human(max)}`;
  const bound = human(side === 'below' ? least : max);
  const others = specialNames(specials).map((name) => `, or write ${name}`);
  return `${human(figure)} is ${side} the range, which is ${range}. ${mend} ${bound}${others.join('')}.`;
}

function nounOf(vartype: ValueFacts['vartype']): string {
  return vartype === 'integer' ? 'whole number' : 'number';
}

function specialNames(specials: Specials): string[] {
  return Object.keys(specials).map((name) => `Special.${name}`);
}

function example(unit: Unit): string {
  return familyOf(unit) === 'size' ? 'Size.mebibytes(64)' : 'Duration.seconds(30)';
}

/** How a finding names a value of any kind, without its contents where it has some. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  if (isSize(value)) return 'A Size';
  if (isDuration(value)) return 'A Duration';
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object') return `A ${value?.constructor?.name ?? 'value'}`;
  return String(value);
}
