import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Major, majors } from '../lib/parameters/majors';
import { platformOwned } from '../lib/parameters/owned';
import { emitEnums, enumTypes } from './parameters/emit-enums';
import { emitInterface } from './parameters/emit-interface';
import { byChapter, emitTable } from './parameters/emit-table';
import { unusedOverlays, withOverlay } from './parameters/overlay';
import { readSettings } from './parameters/settings';

/**
 * Writes lib/parameters/*.generated.ts from the answers of a real server of each major. With `--check` it writes
 * nothing, names every file that would change, and exits with 1 where there is one.
 */
async function main(args: readonly string[]): Promise<void> {
  const check = args.includes('--check');
  const files = await generateParameters();
  const stale = [...files].filter(([name, text]) => text !== current(name));
  for (const [name, text] of stale) {
    if (check) console.error(`lib/parameters/${name} is stale. Run: npm run generate:parameters`);
    else fs.writeFileSync(path.join(folder, name), text);
  }
  if (check && stale.length > 0) process.exitCode = 1;
}

/** The generated files, by name. */
export async function generateParameters(): Promise<Map<string, string>> {
  const answers = new Map<Major, Awaited<ReturnType<typeof readSettings>>>();
  for (const major of majors) answers.set(major, await readSettings(major));
  const described = new Map(
    [...answers].map(([major, { settings }]) => [major, settings.map(withOverlay).sort(byChapter)] as const),
  );
  const unused = unusedOverlays(described);
  if (unused.length > 0) throw new Error(`The overlay names what no server has: ${unused.join(', ')}.`);
  const enums = enumTypes(described);
  const files = new Map([['enums.generated.ts', emitEnums(enums)]]);
  for (const [major, settings] of described) {
    const open = settings.filter(({ name }) => platformOwned[name] === undefined);
    files.set(`postgres-${major}.generated.ts`, emitInterface(major, open, enums));
    files.set(`table-${major}.generated.ts`, emitTable(major, settings, answers.get(major)?.leftOut ?? []));
  }
  return files;
}

const folder = path.join(__dirname, '../lib/parameters');

function current(name: string): string | undefined {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
