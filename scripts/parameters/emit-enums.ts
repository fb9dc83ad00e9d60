import { pascalCase } from '../../lib/parameters/case';
import type { Major } from '../../lib/parameters/majors';
import { platformOwned } from '../../lib/parameters/owned';
import { banner } from './banner';
import type { Setting } from './settings';

/** An enum of TypeScript and the parameters that take it. */
export interface EnumType {
  readonly name: string;
  readonly values: readonly string[];
  readonly parameters: readonly string[];
}

/** The enums of all majors together, by name; a value that any major knows is a member. */
export function enumTypes(settings: ReadonlyMap<Major, readonly Setting[]>): EnumType[] {
  const found = new Map<string, { values: Set<string>; parameters: Set<string> }>();
  for (const setting of [...settings.values()].flat()) {
    if (setting.vartype !== 'enum' || platformOwned[setting.name]) continue;
    const entry = found.get(enumName(setting.name)) ?? { values: new Set(), parameters: new Set() };
    found.set(enumName(setting.name), entry);
    for (const value of setting.enumValues ?? []) entry.values.add(value);
    entry.parameters.add(setting.name);
  }
  return [...found.keys()].sort().map((name) => {
    const { values, parameters } = found.get(name) ?? { values: [], parameters: [] };
    return { name, values: [...values], parameters: [...parameters].sort() };
  });
}

/** The text of enums.generated.ts. */
export function emitEnums(types: readonly EnumType[]): string {
  return `${banner}\n${types.map(emitEnum).join('\n')}`;
}

/** The enum of a parameter. */
export function enumName(parameter: string): string {
  return sharedNames[parameter] ?? pascalCase(parameter);
}

/** `repeatable read` is REPEATABLE_READ. */
export function memberName(value: string): string {
  return value === '' ? 'ANY' : value.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
}

/** Parameters whose values mean the same share an enum; others have one each, even where the words are the same. */
const sharedNames: Readonly<Record<string, string>> = {
  log_min_error_statement: 'ServerMessageLevel',
  log_min_messages: 'ServerMessageLevel',
};

function emitEnum({ name, values, parameters }: EnumType): string {
  const members = values.map((value) => `  ${memberName(value)} = '${value}',\n`).join('');
  const of = parameters.map((parameter) => `\`${parameter}\``).join(' and ');
  return `/** Values of ${of}. */\nexport enum ${name} {\n${members}}\n`;
}
