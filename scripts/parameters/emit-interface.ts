import { camelCase } from '../../lib/parameters/case';
import { plainDecimal } from '../../lib/parameters/decimals';
import type { Major } from '../../lib/parameters/majors';
import { specialsOf } from '../../lib/parameters/specials';
import type { Context } from '../../lib/parameters/table';
import { asExpression, familyOf, humanAmount } from '../../lib/parameters/units';
import { banner } from './banner';
import { type EnumType, enumName, memberName } from './emit-enums';
import { manualPage } from './manual';
import type { withOverlay } from './overlay';

type Described = ReturnType<typeof withOverlay>;

/** The text of postgres-NN.generated.ts: the interface that a profile's author writes. */
export function emitInterface(major: Major, settings: readonly Described[], enums: readonly EnumType[]): string {
  const properties = settings.map((setting) => emitProperty(major, setting, typeOf(setting, enums)));
  const body = properties.join('\n');
  return [
    `${banner}\n`,
    importLine(body, ['Duration', 'Size'], 'cdk8s'),
    importLine('CommonParameters', ['CommonParameters'], './common'),
    importLine(
      body,
      enums.map((type) => type.name),
      './enums.generated',
    ),
    importLine(body, ['Bytes', 'Milliseconds', 'Special'], './values'),
    `\n/**\n * The parameters of PostgreSQL ${major}.\n *\n`,
    ` * @see https://www.postgresql.org/docs/${major}/runtime-config.html\n */\n`,
    `export interface Parameters${major} extends CommonParameters {\n${body}}\n`,
  ].join('');
}

function importLine(body: string, names: readonly string[], from: string): string {
  const used = names.filter((name) => new RegExp(`\\?: .*\\b${name}\\b|^${name}$`, 'm').test(body)).sort();
  if (used.length === 0) return '';
  return `import type {\n${used.map((name) => `  ${name},\n`).join('')}} from '${from}';\n`;
}

/** The TypeScript type of a parameter's value. */
function typeOf(setting: Described, enums: readonly EnumType[]): string {
  const special = Object.keys(specialsOf(setting.name)).length > 0 ? ' | Special' : '';
  return plainType(setting, enums) + special;
}

function plainType(setting: Described, enums: readonly EnumType[]): string {
  if (setting.vartype === 'bool') return 'boolean';
  if (setting.vartype === 'string') return 'string';
  if (setting.vartype === 'enum') return enumType(setting, enums);
  if (setting.unit === undefined) return 'number';
  if (familyOf(setting.unit) === 'size') return setting.unit === 'B' ? 'Bytes | Size' : 'Size';
  return setting.vartype === 'real' ? 'Duration | Milliseconds' : 'Duration';
}

/** A major that lacks members of the shared enum has a type without them. */
function enumType(setting: Described, enums: readonly EnumType[]): string {
  const name = enumName(setting.name);
  const all = enums.find((type) => type.name === name)?.values ?? [];
  const missing = all.filter((value) => !setting.enumValues?.includes(value));
  if (missing.length === 0) return name;
  return `Exclude<${name}, ${missing.map((value) => `${name}.${memberName(value)}`).join(' | ')}>`;
}

function emitProperty(major: Major, setting: Described, type: string): string {
  const lines = [
    ...wrapped(sentence(setting.description)),
    '',
    ...wrapped([unitSentence(setting), specialSentence(setting), contexts[setting.context]].filter(Boolean).join(' ')),
    '',
    `@default ${defaultOf(setting)}`,
    `@see ${manualPage(major, setting)}`,
  ];
  const comment = lines.map((line) => `   * ${line}`.trimEnd()).join('\n');
  return `  /**\n${comment}\n   */\n  readonly ${camelCase(setting.name)}?: ${type};\n`;
}

function sentence(text: string): string {
  const clean = text.replaceAll('*/', '* /').replace(/\s+/g, ' ').trim();
  return clean.endsWith('.') ? clean : `${clean}.`;
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 112) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function unitSentence({ name, vartype, unit, min, max, multipleOf = 1, unitNote }: Described): string {
  if (min === undefined || max === undefined) return '';
  const least = Object.values(specialsOf(name)).includes(min) && min < 0 ? 0 : min;
  if (unit !== undefined) {
    const amounts = `from ${least === 0 ? '0' : humanAmount(least, unit)} to ${humanAmount(max, unit)}.`;
    return vartype === 'real' ? sentenceCase(amounts) : `In steps of ${humanAmount(multipleOf, unit)}, ${amounts}`;
  }
  const range =
    max >= 1e300 ? `At least ${plainDecimal(least)}` : `From ${plainDecimal(least)} to ${plainDecimal(max)}`;
  return unitNote === undefined ? `${range}.` : `In ${unitNote}, ${range.toLowerCase()}.`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function specialSentence({ name }: Described): string {
  const names = Object.keys(specialsOf(name)).map((special) => `\`Special.${special}\``);
  return names.length === 0 ? '' : `Or ${names.join(' or ')}.`;
}

const contexts: Readonly<Record<Context, string>> = {
  postmaster: 'A change needs a restart.',
  sighup: 'A change needs a reload.',
  'superuser-backend': 'A change reaches sessions that start after a reload.',
  backend: 'A change reaches sessions that start after a reload.',
  superuser: 'A change needs a reload; superusers can set it for a session.',
  user: 'A change needs a reload; sessions can set their own.',
};

function defaultOf(setting: Described): string {
  if (setting.default !== undefined) return setting.default;
  const { vartype, boot, unit, name } = setting;
  if (vartype === 'bool') return String(boot === 'on');
  if (vartype === 'enum') return `${enumName(name)}.${memberName(boot)}`;
  if (vartype === 'string') return boot === '' ? '- empty' : `'${boot}'`;
  const special = Object.entries(specialsOf(name)).find(([, figure]) => figure === Number(boot));
  if (special) return `Special.${special[0]}`;
  return unit === undefined ? plainDecimal(Number(boot)) : asExpression(Number(boot), unit);
}
