import { camelCase } from './case';
import { extensionTable } from './extension-table';
import { type Major, majors } from './majors';
import type { Context, ParameterTable } from './table';
import { leftOut15, parameters15 } from './table-15.generated';
import { leftOut16, parameters16 } from './table-16.generated';
import { leftOut17, parameters17 } from './table-17.generated';
import { leftOut18, parameters18 } from './table-18.generated';

/** The parameters of a major, by their names in postgresql.conf. */
export function parameterTable(major: Major): ParameterTable {
  return tables[major];
}

/** The name in postgresql.conf of what a profile calls `sharedBuffers`; undefined where the major has none. */
export function snakeName(major: Major, camel: string): string | undefined {
  return snakeNames(major).get(camel);
}

/** What a profile can call the parameters of a major, without those that the platform owns. */
export function camelNames(major: Major): readonly string[] {
  return [...snakeNames(major).keys()];
}

/** Whether a parameter is one for PostgreSQL's developers, or one that nobody can set. */
export function isLeftOut(major: Major, name: string): boolean {
  return leftOut[major].includes(name);
}

/** The majors that have a parameter, ascending. */
export function majorsWith(name: string): readonly Major[] {
  return majors.filter((major) => Object.hasOwn(tables[major], name));
}

/**
 * When a change of a parameter takes effect: of PostgreSQL's own and of the extensions that the platform knows;
 * undefined for any other.
 */
export function contextOf(major: Major, name: string): Context | undefined {
  if (Object.hasOwn(tables[major], name)) return tables[major][name].context;
  const [prefix, ...rest] = name.split('.');
  const group = Object.values(extensionTable).find((candidate) => candidate.prefix === prefix);
  return group?.parameters[rest.join('.')]?.context;
}

/** The manual's chapter of a parameter of PostgreSQL; undefined for one of an extension. */
export function categoryOf(major: Major, name: string): string | undefined {
  return Object.hasOwn(tables[major], name) ? tables[major][name].category : undefined;
}

const tables: Readonly<Record<Major, ParameterTable>> = {
  15: parameters15,
  16: parameters16,
  17: parameters17,
  18: parameters18,
};

const leftOut: Readonly<Record<Major, readonly string[]>> = {
  15: leftOut15,
  16: leftOut16,
  17: leftOut17,
  18: leftOut18,
};

const names = new Map<Major, ReadonlyMap<string, string>>();

function snakeNames(major: Major): ReadonlyMap<string, string> {
  const known = names.get(major) ?? new Map(Object.keys(tables[major]).map((name) => [camelCase(name), name]));
  names.set(major, known);
  return known;
}
