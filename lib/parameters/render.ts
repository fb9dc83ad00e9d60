import { camelCase } from './case';
import { figureOf, type ValueFacts } from './check-value';
import type { CommonParameters } from './common';
import { plainDecimal } from './decimals';
import { extensionTable } from './extension-table';
import type { Major } from './majors';
import type { Parameters15 } from './postgres-15.generated';
import type { Parameters16 } from './postgres-16.generated';
import type { Parameters17 } from './postgres-17.generated';
import type { Parameters18 } from './postgres-18.generated';
import { type Specials, specialsOf } from './specials';
import { categoryOf, parameterTable } from './tables';
import { withUnit } from './units';
import { Special } from './values';

/**
 * Parameters as postgresql.conf has them: name and text, unquoted, as `SHOW` answers them. In the order of the manual's
 * chapters, then the extensions', then the custom ones, so that the order in the profile does not matter.
 *
 * @throws Error where `checkParameters` has a finding
 */
export function renderParameters(major: Major, values: Parameters): Record<string, string> {
  const given = new Map<string, unknown>(Object.entries(values));
  const own = Object.entries(parameterTable(major)).flatMap(([name, facts]) =>
    entry(name, given.get(camelCase(name)), (value) => renderValue(facts, specialsOf(name), value)),
  );
  const custom = Object.entries(values.custom ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...own, ...extensionEntries(values), ...custom.sort(byName)]);
}

/** Parameters of one chapter of the manual. */
export interface RenderedCategory {
  readonly title: string;
  /** Names and texts as `renderParameters` gives them. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Rendered parameters by chapter, in the manual's order; those of extensions come last, sorted by name. */
export function groupByCategory(major: Major, rendered: Readonly<Record<string, string>>): RenderedCategory[] {
  const order = Object.keys(parameterTable(major)).filter((name) => Object.hasOwn(rendered, name));
  const others = Object.keys(rendered).filter((name) => categoryOf(major, name) === undefined);
  const groups = new Map<string, [string, string][]>();
  for (const name of [...order, ...others.sort()]) {
    const title = categoryOf(major, name) ?? 'Customized Options';
    groups.set(title, [...(groups.get(title) ?? []), [name, rendered[name]]]);
  }
  return [...groups].map(([title, parameters]) => ({ title, parameters }));
}

/**
 * A value's text as a configuration file has it: without its unit where `bare`.
 *
 * @throws Error where the value is of another kind than the parameter
 */
export function renderValue(facts: ValueFacts & { bare?: boolean }, specials: Specials, value: unknown): string {
  if (value instanceof Special) return String(orThrow(specials[value.kind], value.kind));
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  const figure = orThrow(figureOf(facts, value), value);
  return facts.unit === undefined || facts.bare ? plainDecimal(figure) : withUnit(figure, facts.unit);
}

/**
 * A value as a line of postgresql.conf needs it: in quotes unless it is a plain word or number.
 *
 * @see https://www.postgresql.org/docs/current/config-setting.html
 * @throws Error where the text contains NUL, which no file can hold
 */
export function quoteConfValue(text: string): string {
  if (text.includes('\0')) throw new Error('A value of postgresql.conf cannot contain the character NUL.');
  // A word with a dot in it reads as the name of a parameter, which is no value.
  if (/^(?:[A-Za-z_][A-Za-z0-9_:/-]*|-?\d+[A-Za-z]*|-?\d+\.\d+)$/.test(text)) return text;
  // The server reads backslashes in quotes as escapes, and a line of the file ends at a line's end.
  const escaped = text.replace(/[\\'\n\r]/g, (character) => escapes[character]);
  return `'${escaped}'`;
}

type Parameters = Parameters15 | Parameters16 | Parameters17 | Parameters18;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "''", '\n': '\\n', '\r': '\\r' };

function extensionEntries({ extensions = {} }: CommonParameters): [string, string][] {
  const given = new Map<string, object | undefined>(Object.entries(extensions));
  return Object.entries(extensionTable).flatMap(([extension, { prefix, parameters }]) => {
    const values = new Map<string, unknown>(Object.entries(given.get(extension) ?? {}));
    return Object.entries(parameters).flatMap(([name, facts]) =>
      entry(`${prefix}.${name}`, values.get(camelCase(name)), (value) =>
        renderValue(facts, facts.specials ?? {}, value),
      ),
    );
  });
}

function entry(name: string, value: unknown, text: (value: unknown) => string): [string, string][] {
  return value === undefined ? [] : [[name, text(value)]];
}

function orThrow<T>(value: T | undefined, what: unknown): T {
  if (value === undefined) throw new Error(`${String(what)} was not checked before it was rendered.`);
  return value;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
