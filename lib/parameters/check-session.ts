import { didYouMean } from '../nearest';
import { camelCase } from './case';
import { CUSTOM_NAME } from './check-custom';
import { rangeFault, type ValueFacts } from './check-value';
import { type ExtensionFacts, extensionTable } from './extension-table';
import type { Major } from './majors';
import { ownershipFault, platformOwned } from './owned';
import type { Context, ParameterFacts } from './table';
import { isLeftOut, majorsWith, parameterTable } from './tables';
import { grammarFault } from './texts';
import { familyOf, parseAmount } from './units';

/**
 * Why `ALTER ROLE ... SET` or `ALTER DATABASE ... SET` would not take a parameter, or would keep what sessions do not
 * understand; undefined where it is right.
 *
 * @param name in any case, as PostgreSQL takes it
 */
export function sessionParameterFault(major: Major, name: string, value: string): string | undefined {
  if (/[\0\n\r]/.test(name + value)) return 'it holds a line break or the character NUL. Leave it out.';
  if (name.includes('.')) return extensionFault(major, name, value);
  // In no list of the server's, and of every version.
  if (name.toLowerCase() === 'role') return undefined;
  const known = Object.keys(parameterTable(major)).find((one) => one.toLowerCase() === name.toLowerCase());
  if (known === undefined) return nameFault(major, name);
  const facts = parameterTable(major)[known];
  return ownedFault(major, known) ?? contextFault(known, facts.context) ?? sessionValueFault(known, facts, value);
}

function nameFault(major: Major, name: string): string {
  const lower = name.toLowerCase();
  if (isLeftOut(major, lower)) {
    return `PostgreSQL keeps ${lower} for its developers or for itself, so a platform does not set it. Leave it out.`;
  }
  const others = majorsWith(lower);
  if (others.length > 0) {
    return `"${name}" is no parameter of PostgreSQL ${major}, but of ${others.join(', ')}. Leave it out.`;
  }
  const open = Object.entries(parameterTable(major)).filter(
    ([one, { context }]) => !platformOwned[one] && isOpen(context),
  );
  const nearest = didYouMean(
    name,
    open.map(([one]) => one),
  );
  return `"${name}" is no session parameter of PostgreSQL ${major}.${nearest || " Leave it out; an extension's has a dot: prefix.name."}`;
}

function ownedFault(major: Major, name: string): string | undefined {
  const standard = `default_${name}`;
  if (standard in parameterTable(major)) return `${name} is a state of one transaction. Write ${standard}.`;
  return platformOwned[name] && ownershipFault(name, platformOwned[name]);
}

/** Contexts in which roles and databases have a value. Of `backend` too there is one for the server only. */
function isOpen(context: Context): boolean {
  return context === 'user' || context === 'superuser';
}

function contextFault(name: string, context: Context, field = `postgres.parameters.${camelCase(name)}`) {
  if (isOpen(context)) return undefined;
  const when = context === 'postmaster' ? 'a restart' : 'a reload';
  return `${name} is the whole server's, which takes it at ${when}; no role and no database has its own. Write it as ${field}.`;
}

function extensionFault(major: Major, name: string, value: string): string | undefined {
  const [prefix = '', ...rest] = name.toLowerCase().split('.');
  const entry = Object.entries(extensionTable).find(([, group]) => group.prefix === prefix);
  const { parameters = {} } = entry?.[1] ?? {};
  const parameter = rest.join('.');
  if (!CUSTOM_NAME.test(name)) return `"${name}" is not the name of an extension's parameter. Write prefix.name.`;
  if (!Object.hasOwn(parameters, parameter)) {
    const nearest = didYouMean(parameter, Object.keys(parameters));
    return nearest === '' ? undefined : `${prefix} has no parameter "${parameter}".${nearest}`;
  }
  const { since = major, owned, ...facts }: ExtensionFacts = parameters[parameter];
  if (owned) return ownershipFault(name, owned);
  if (since > major) return `"${name}" is new in PostgreSQL ${since}, and this is PostgreSQL ${major}. Leave it out.`;
  const field = `postgres.parameters.extensions.${entry?.[0]}.${camelCase(parameter)}`;
  return contextFault(name, facts.context, field) ?? sessionValueFault(name, facts, value);
}

function sessionValueFault(name: string, facts: Facts, value: string): string | undefined {
  return TYPES[facts.vartype](facts, value) ?? grammarFault(name, value);
}

type Facts = Pick<ExtensionFacts, 'bare'> & ValueFacts;

const TYPES: Readonly<Record<ParameterFacts['vartype'], (facts: Facts, value: string) => string | undefined>> = {
  bool: (_, value) => (isBoolean(value) ? undefined : `"${value}" is not a boolean. Write on or off.`),
  enum: enumFault,
  integer: numberFault,
  real: numberFault,
  string: () => undefined,
};

/** A word may be cut off where it is still the only one. */
function isBoolean(value: string): boolean {
  const text = value.toLowerCase();
  return ['on', 'off', 'of', '1', '0'].includes(text) || /^(t(r(ue?)?)?|f(a(l(se?)?)?)?|y(es?)?|no?)$/.test(text);
}

/** Other words for values, which the server takes and does not list. */
const ALIASES: Readonly<Record<string, string>> = {
  true: 'on',
  yes: 'on',
  1: 'on',
  false: 'off',
  no: 'off',
  0: 'off',
  debug: 'debug2',
};

function enumFault({ enumValues = [] }: Facts, value: string): string | undefined {
  const text = value.toLowerCase();
  const said = enumValues.map((one) => one.toLowerCase());
  if (said.includes(text) || said.includes(ALIASES[text] ?? '')) return undefined;
  return `"${value}" is none of its values: ${enumValues.join(', ')}.${didYouMean(value, enumValues)}`;
}

const NUMBER = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]*)\s*$/i;

const UNITS = { size: 'B, kB, MB, GB and TB', time: 'us, ms, s, min, h and d' };

/** As PostgreSQL reads it: with a unit or, without one, in the parameter's own. */
function numberFault(facts: Facts, value: string): string | undefined {
  const unit = facts.bare ? undefined : facts.unit;
  const [, digits = '', named = ''] = NUMBER.exec(value) ?? [];
  const factor = named === '' ? 1 : unit && parseAmount(`1${named}`, unit);
  if (digits === '' || factor === undefined) {
    const units = unit === undefined ? 'It has no unit.' : `Its units are ${UNITS[familyOf(unit)]}.`;
    return `"${value}" is no number that PostgreSQL reads. ${units}`;
  }
  const { vartype, min = -Infinity, max = Infinity } = facts;
  const exact = Number(digits) * factor;
  const figure = vartype === 'integer' ? Math.round(exact) : exact;
  return figure < min || figure > max ? rangeFault({ ...facts, unit }, {}, figure) : undefined;
}
