import type { Finding } from '../findings';
import { camelCase } from './case';
import { extensionTable } from './extension-table';
import type { Major } from './majors';
import { ownershipFault, platformOwned } from './owned';
import { majorsWith } from './tables';

/** Faults of `custom`: names that are typed elsewhere, names that are none, values that are no text. */
export function customFindings(major: Major, values: unknown, path: string): Finding[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return [{ path, message: "Custom parameters are an object of texts by name. Write { 'prefix.name': 'value' }." }];
  }
  return Object.entries(values).flatMap(([name, value]) => {
    const message = value === undefined ? undefined : (nameFault(major, name) ?? textFault(value));
    return message === undefined ? [] : [{ path: `${path}["${name}"]`, message }];
  });
}

/** PostgreSQL's own rule for the name of a custom parameter: identifiers with at least one dot between them. */
export const CUSTOM_NAME = /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)+$/;

function nameFault(major: Major, name: string): string | undefined {
  const core = [name, name.toLowerCase()].find((candidate) => majorsWith(candidate).length > 0);
  if (core !== undefined) return coreFault(major, core);
  const typed = typedFault(name);
  if (typed !== undefined) return typed;
  if (CUSTOM_NAME.test(name)) return undefined;
  const example = 'for example pg_prewarm.autoprewarm';
  return `"${name}" is not the name of an extension's parameter. Write prefix.name, ${example}.`;
}

function coreFault(major: Major, name: string): string {
  const owner = platformOwned[name];
  if (owner) return ownershipFault(name, owner);
  if (!majorsWith(name).includes(major)) return `${name} is no parameter of PostgreSQL ${major}. Leave it out.`;
  return `${name} is PostgreSQL's own and has a type. Write it as "${camelCase(name)}", outside custom.`;
}

function typedFault(name: string): string | undefined {
  const [prefix, ...rest] = name.toLowerCase().split('.');
  const entry = Object.entries(extensionTable).find(([, group]) => group.prefix === prefix);
  const parameter = rest.join('.');
  if (!entry || !Object.hasOwn(entry[1].parameters, parameter)) return undefined;
  const { owned } = entry[1].parameters[parameter];
  if (owned) return ownershipFault(name, owned);
  return `${name} has a type. Write it as extensions.${entry[0]}.${camelCase(parameter)}.`;
}

function textFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return `A custom parameter's value is text. Write '${String(value)}'.`;
  return value.includes('\0') ? 'A value cannot contain the character NUL. Leave it out.' : undefined;
}
