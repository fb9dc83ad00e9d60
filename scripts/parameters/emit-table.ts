import type { Major } from '../../lib/parameters/majors';
import type { ParameterFacts } from '../../lib/parameters/table';
import { banner } from './banner';
import type { withOverlay } from './overlay';

type Described = ReturnType<typeof withOverlay>;

/** The text of table-NN.generated.ts: what a parameter may be, a line each, in the manual's order. */
export function emitTable(major: Major, settings: readonly Described[], leftOut: readonly string[]): string {
  const lines = settings.map((setting) => `  ${setting.name}: ${emitFacts(setting)},\n`);
  return [
    `${banner}\n`,
    `import type { ParameterTable } from './table';\n\n`,
    `/** The parameters of PostgreSQL ${major}, by chapter of the manual. */\n`,
    `export const parameters${major}: ParameterTable = {\n${lines.join('')}};\n\n`,
    `/** Parameters of PostgreSQL ${major} that are for its developers, or that nobody can set. */\n`,
    `export const leftOut${major}: readonly string[] = [\n${leftOut.map((name) => `  '${name}',\n`).join('')}];\n`,
  ].join('');
}

/** The order of the manual's chapters; within one, by name. */
export function byChapter(a: ParameterFacts & { name: string }, b: ParameterFacts & { name: string }): number {
  return chapterOf(a) - chapterOf(b) || compare(a.category, b.category) || compare(a.name, b.name);
}

const chapters = [
  'File Locations',
  'Connections and Authentication',
  'Resource Usage',
  'Write-Ahead Log',
  'Replication',
  'Query Tuning',
  'Reporting and Logging',
  'Statistics',
  'Vacuuming',
  'Autovacuum',
  'Client Connection Defaults',
  'Lock Management',
  'Version and Platform Compatibility',
  'Error Handling',
];

function chapterOf({ category }: ParameterFacts): number {
  const chapter = chapters.indexOf(category.split(' / ')[0]);
  if (chapter < 0) throw new Error(`No chapter for the category "${category}": add it to emit-table.ts.`);
  return chapter;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const columns = ['vartype', 'unit', 'min', 'max', 'multipleOf', 'enumValues', 'context', 'category'] as const;

function emitFacts(setting: Described): string {
  const fields = columns
    .filter((column) => setting[column] !== undefined)
    .map((column) => `${column}: ${literal(setting[column])}`);
  return `{ ${fields.join(', ')} }`;
}

function literal(value: string | number | readonly string[] | undefined): string {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item)).join(', ')}]`;
  return `'${value}'`;
}
