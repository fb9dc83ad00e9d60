import * as fs from 'node:fs';
import * as path from 'node:path';
import { printValue } from './descriptor/print';
import { readTypes } from './descriptor/read-types';

/**
 * Writes lib/profile/descriptor.generated.ts from the types of lib/profile. With `--check` it writes nothing, and exits
 * with 1 where the file would change.
 */
function main(args: readonly string[]): void {
  const code = generateDescriptor();
  const current = fs.existsSync(FILE) ? fs.readFileSync(FILE, 'utf8') : '';
  if (code === current) return;
  if (args.includes('--check')) {
    console.error('lib/profile/descriptor.generated.ts is stale. Run: npm run generate:descriptor');
    process.exitCode = 1;
  } else fs.writeFileSync(FILE, code);
}

/** The generated file's text. */
export function generateDescriptor(): string {
  const { descriptor, files } = readTypes(path.join(FOLDER, 'profile.ts'), 'PostgresProfile');
  return [
    '// Made by scripts/generate-descriptor.ts from the types of this folder; edits are lost.',
    ...imports(files),
    '',
    '/** What a `PostgresProfile` may hold. */',
    `export const descriptor: Descriptor = ${printValue(descriptor)};`,
    '',
    "/** The descriptor's classes, by name. */",
    'export const classes: Readonly<Record<string, ProfileClass>> = {',
    ...[...files.keys()].sort().map((name) => `  ${name},`),
    '};',
    '',
  ].join('\n');
}

const FOLDER = path.join(__dirname, '../lib/profile');
const FILE = path.join(FOLDER, 'descriptor.generated.ts');

function imports(files: ReadonlyMap<string, string>): string[] {
  const named = new Map<string, string[]>();
  for (const [name, file] of files) {
    const module = `./${path.relative(FOLDER, file).split(path.sep).join('/').replace(/\.ts$/, '')}`;
    named.set(module, [...(named.get(module) ?? []), name]);
  }
  const lines = [...named].map(([module, names]) => `import { ${names.sort().join(', ')} } from '${module}';`);
  return ["import type { Descriptor, ProfileClass } from './descriptor';", ...lines.sort()];
}

if (require.main === module) main(process.argv.slice(2));
