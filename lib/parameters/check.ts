import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { camelCase } from './case';
import { customFindings } from './check-custom';
import { processFindings } from './check-processes';
import { togetherFindings } from './check-together';
import { valueFault } from './check-value';
import { extensionTable } from './extension-table';
import type { Major } from './majors';
import { ownershipFault, platformOwned } from './owned';
import { specialsOf } from './specials';
import { camelNames, isLeftOut, majorsWith, parameterTable, snakeName } from './tables';
import { grammarFault } from './texts';

/**
 * Every fault of a profile's parameters: names that the major does not have, names that the platform sets, and values
 * that its server would refuse or round.
 *
 * @param path where the parameters are in the profile, for example `postgres.parameters`
 * @param inherited what a server has beside them, where it has not these
 */
export function checkParameters(major: Major, values: object, path: string, inherited: object = {}): Finding[] {
  const each = Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const at = `${path}.${name}`;
    if (name === 'extensions') return extensionFindings(major, value, at);
    if (name === 'custom') return customFindings(major, value, at);
    return finding(at, parameterFault(major, name, value));
  });
  const together = togetherFindings({ ...inherited, ...values }, values, path);
  return [...each, ...processFindings(major, values, path), ...together];
}

function parameterFault(major: Major, name: string, value: unknown): string | undefined {
  const snake = snakeName(major, name);
  if (snake === undefined) return nameFault(major, name);
  if (platformOwned[snake]) return ownershipFault(name, platformOwned[snake]);
  const fault = valueFault(parameterTable(major)[snake], specialsOf(snake), value);
  return fault ?? (typeof value === 'string' ? grammarFault(snake, value) : undefined);
}

/** Why a major does not have a parameter of that name. */
function nameFault(major: Major, name: string): string {
  const snake = asSnake(name);
  const having = majorsWith(snake);
  if (having.includes(major)) {
    const owner = platformOwned[snake];
    return owner ? ownershipFault(name, owner) : `Parameters are written in camelCase. Write "${camelCase(snake)}".`;
  }
  if (isLeftOut(major, snake)) {
    return `PostgreSQL keeps ${snake} for its developers or for itself, so a platform does not set it. Leave it out.`;
  }
  if (having.length > 0) return elsewhereFault(major, name, snake, having);
  const known = camelNames(major).filter((camel) => !platformOwned[snakeName(major, camel) ?? '']);
  const nearest = didYouMean(name, [...known, 'extensions', 'custom']);
  const mend = ' Leave it out; parameters of other extensions go under `custom`.';
  return `PostgreSQL ${major} has no parameter "${name}".${nearest || mend}`;
}

function elsewhereFault(major: Major, name: string, snake: string, having: readonly Major[]): string {
  const first = having[0];
  const last = having[having.length - 1];
  if (major < first) {
    return newerFault(`"${name}"`, first, major);
  }
  const successor = successors[snake];
  const mend =
    successor && majorsWith(successor).includes(major) ? `Write "${camelCase(successor)}".` : 'Leave it out.';
  return `"${name}" was removed in PostgreSQL ${last + 1}, and this is PostgreSQL ${major}. ${mend}`;
}

function newerFault(what: string, since: Major, major: Major): string {
  return `${what} is new in PostgreSQL ${since}, and this is PostgreSQL ${major}. Leave it out, or upgrade.`;
}

/** What took the place of a removed parameter. */
const successors: Readonly<Record<string, string>> = { ssl_ecdh_curve: 'ssl_groups' };

/** `transactionTimeout` and `transaction_timeout` are the same parameter, in whatever major it is. */
function asSnake(name: string): string {
  const lower = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return majorsWith(name).length > 0 ? name : lower;
}

function extensionFindings(major: Major, values: unknown, path: string): Finding[] {
  if (!isRecord(values)) return finding(path, 'The parameters of extensions are an object. Write { … }.');
  return Object.entries(values).flatMap(([extension, parameters]) => {
    const at = `${path}.${extension}`;
    const group = Object.hasOwn(extensionTable, extension) ? extensionTable[extension] : undefined;
    if (parameters === undefined) return [];
    if (group === undefined) {
      const nearest = didYouMean(extension, Object.keys(extensionTable));
      return finding(
        at,
        `"${extension}" is no extension with typed parameters.${nearest || ' Set them under `custom`.'}`,
      );
    }
    if (!isRecord(parameters)) return finding(at, 'The parameters of an extension are an object. Write { … }.');
    return Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : finding(`${at}.${name}`, extensionFault(major, extension, name, value)),
    );
  });
}

function extensionFault(major: Major, extension: string, name: string, value: unknown): string | undefined {
  const { prefix, parameters } = extensionTable[extension];
  const snake = Object.keys(parameters).find((candidate) => camelCase(candidate) === name);
  if (snake === undefined) {
    const nearest = didYouMean(name, Object.keys(parameters).map(camelCase));
    return `${prefix} has no typed parameter "${name}".${nearest || ' Set it under `custom`.'}`;
  }
  const facts = parameters[snake];
  if (facts.owned) return ownershipFault(`${prefix}.${snake}`, facts.owned);
  if (facts.since !== undefined && major < facts.since) {
    return newerFault(`${prefix}.${snake}`, facts.since, major);
  }
  return valueFault(facts, facts.specials ?? {}, value);
}

function finding(path: string, message: string | undefined): Finding[] {
  return message === undefined ? [] : [{ path, message }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
