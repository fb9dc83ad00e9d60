import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { camelCase } from './case';
import { valueFault } from './check-value';
import { ownershipFault } from './owned';
import type { PgBouncerSettings } from './pgbouncer';
import { pgBouncerOwned } from './pgbouncer-owned';
import { type PgBouncerFacts, pgBouncerTable } from './pgbouncer-table';
import { renderValue } from './render';

/**
 * Every fault of a pool's settings.
 *
 * @param version PgBouncer's version, for example `1.24` or `1.24.1`
 * @param path where the settings are in the profile, for example `pools.pgbouncer.settings`
 */
export function checkPgBouncerSettings(settings: object, version: string, path: string): Finding[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const message = value === undefined ? undefined : settingFault(name, value, version);
    return message === undefined ? [] : [{ path: `${path}.${name}`, message }];
  });
}

/**
 * Settings as pgbouncer.ini has them: name and text, in the manual's order.
 *
 * @throws Error where `checkPgBouncerSettings` has a finding
 */
export function renderPgBouncerSettings(settings: PgBouncerSettings): Record<string, string> {
  const given = new Map<string, unknown>(Object.entries(settings));
  const rendered = Object.entries(pgBouncerTable).flatMap(([name, facts]) => {
    const value = given.get(camelCase(name));
    return value === undefined ? [] : [[name, settingText(facts, value)] as const];
  });
  return Object.fromEntries(rendered);
}

const settingNames: ReadonlyMap<string, string> = new Map(
  Object.keys(pgBouncerTable).map((name) => [camelCase(name), name]),
);

function settingFault(name: string, value: unknown, version: string): string | undefined {
  const snake = settingNames.get(name);
  if (snake === undefined) return nameFault(name);
  const facts = pgBouncerTable[snake];
  if (facts.since !== undefined && isOlder(version, facts.since)) {
    const mend = 'Leave it out, or upgrade the image.';
    return `${snake} is new in PgBouncer ${facts.since}, and this is PgBouncer ${version}. ${mend}`;
  }
  if (facts.vartype === 'list') return listFault(value);
  return valueFault({ ...facts, vartype: facts.vartype }, facts.specials ?? {}, value) ?? lineFault(value);
}

function nameFault(name: string): string {
  const owned = Object.keys(pgBouncerOwned).find((candidate) => candidate === name || camelCase(candidate) === name);
  if (owned) return ownershipFault(owned, pgBouncerOwned[owned]);
  if (Object.hasOwn(pgBouncerTable, name)) return `Settings are written in camelCase. Write "${camelCase(name)}".`;
  return `PgBouncer has no setting "${name}".${didYouMean(name, [...settingNames.keys()]) || ' Leave it out.'}`;
}

function listFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return "A list of names is needed. Write ['extra_float_digits'], for example.";
  const wrong = value.find((item) => typeof item !== 'string' || !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(item));
  return wrong === undefined ? undefined : `"${String(wrong)}" is not the name of a parameter. Write one name an item.`;
}

/** A setting of pgbouncer.ini ends with its line. */
function lineFault(value: unknown): string | undefined {
  const broken = typeof value === 'string' && /[\n\r]/.test(value);
  return broken ? 'pgbouncer.ini cannot hold a line break in a value. Write it on one line.' : undefined;
}

function settingText(facts: PgBouncerFacts, value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'boolean') return value ? '1' : '0';
  const { vartype } = facts;
  if (vartype === 'list') throw new Error(`${String(value)} was not checked before it was rendered.`);
  return renderValue({ ...facts, vartype, bare: true }, facts.specials ?? {}, value);
}

function isOlder(version: string, since: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  const [sinceMajor, sinceMinor] = since.split('.').map(Number);
  return major < sinceMajor || (major === sinceMajor && minor < sinceMinor);
}
