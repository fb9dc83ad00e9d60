import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { transformFileSync } from '@swc/core';
import { HEADER, writeFiles } from '../../lib/synth/output';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'output-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const at = (...names: string[]) => path.join(folder, ...names);
const rendered = (...names: string[]) => new Map(names.map((name) => [name, HEADER]));

function tree(): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}

test('other output folders below this one stay as they are', () => {
  writeFiles(at('dist'), rendered('orders/0-config.yaml'));
  writeFiles(at('environments/staging'), rendered('orders/0-config.yaml'));
  expect(writeFiles(folder, rendered('orders/0-config.yaml'))).toEqual([]);
  expect(tree()).toEqual([
    'dist/orders/0-config.yaml',
    'environments/staging/orders/0-config.yaml',
    'orders/0-config.yaml',
  ]);
});

test('what is removed is told: a folder that goes whole by its name, single files by theirs', () => {
  writeFiles(folder, rendered('gone/0-config.yaml', 'gone/1-primary.yaml', 'kept/0-config.yaml', 'mine/0-config.yaml'));
  fs.writeFileSync(at('mine/notes.md'), '');
  const removed = writeFiles(folder, rendered('kept/1-primary.yaml'));
  expect(removed).toEqual(['gone/', 'kept/0-config.yaml', 'mine/0-config.yaml']);
  expect([tree(), fs.existsSync(at('gone'))]).toEqual([['kept/1-primary.yaml', 'mine/notes.md'], false]);
});

test.each([
  ['in its folder', 'gone'],
  ['with its folder', '.'],
])('what cannot be removed %s is an error before anything is written', (_, locked) => {
  writeFiles(at('dist'), rendered('orders/0-config.yaml', 'gone/0-config.yaml'));
  for (const place of ['.', 'orders', 'gone']) fs.chmodSync(at('dist', place), place === locked ? 0o555 : 0o777);
  expect(writeAsNobody(at('dist'), 'orders/0-config.yaml')).toContain(
    `EACCES: permission denied, access '${at('dist', locked)}'`,
  );
  expect(tree()).toEqual(['dist/gone/0-config.yaml', 'dist/orders/0-config.yaml']);
  expect(fs.readFileSync(at('dist/orders/0-config.yaml'), 'utf8')).toBe(HEADER);
});

/** Writes one file as somebody to whom permissions apply, and gives what went wrong. */
function writeAsNobody(outdir: string, file: string): string {
  fs.chmodSync(folder, 0o755);
  const source = path.join(__dirname, '../../lib/synth/output.ts');
  const { code } = transformFileSync(source, {
    module: { type: 'commonjs' },
    jsc: { parser: { syntax: 'typescript' } },
  });
  const program = `${code}\nwriteFiles(${JSON.stringify(outdir)}, new Map([[${JSON.stringify(file)}, 'new']]));`;
  const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  return spawnSync(process.execPath, ['-e', program], { cwd: folder, ...identity, encoding: 'utf8' }).stderr;
}
