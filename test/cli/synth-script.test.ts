import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const checkout = path.join(__dirname, '../..');
const cache = path.join(checkout, 'node_modules/.cache/cdk8s-postgres/compiled.json');

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-script-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function run(args: readonly string[], nodeOptions = ''): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, CDK8S_OUTDIR: path.join(folder, 'dist'), NODE_OPTIONS: nodeOptions };
  return spawnSync(process.execPath, args, { cwd: checkout, env, encoding: 'utf8' });
}

const script = (main: string, ...args: string[]) => run(['scripts/synth.js', main, ...args]);

function rendered(main: string): string {
  expect(script(main)).toMatchObject({ status: 0, stderr: '' });
  return fs.readFileSync(path.join(folder, 'dist/dict/0-config.yaml'), 'utf8');
}

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

describe('scripts/synth.js, which npm run synth starts', () => {
  test('renders what ts-node renders', () => {
    const main = 'test/synth/fixture-main.ts';
    const remembering = rendered(main);
    fs.rmSync(path.join(folder, 'dist'), { recursive: true });
    expect(run(['node_modules/ts-node/dist/bin.js', main]).status).toBe(0);
    expect(remembering).toBe(fs.readFileSync(path.join(folder, 'dist/dict/0-config.yaml'), 'utf8'));
  });

  test('loads no compiler the second time', () => {
    const main = write('main.ts', `console.log(Object.keys(require.cache).some((file) => file.includes('ts-node')));`);
    expect([script(main).stdout, script(main).stdout]).toEqual(['true\n', 'false\n']);
  });

  test('a source that changed is compiled again, and those that it imports too', () => {
    const main = write('main.ts', `import { word } from './word';\nconsole.log(word as string);`);
    write('word.ts', `export const word: string = 'one';`);
    expect(script(main).stdout).toBe('one\n');
    write('word.ts', `export const word: string = 'two';`);
    expect(script(main).stdout).toBe('two\n');
  });

  test('what was remembered and is damaged is made anew', () => {
    const main = write('main.ts', `const word: string = 'well';\nconsole.log(word);`);
    script(main);
    fs.writeFileSync(cache, fs.readFileSync(cache, 'utf8').slice(0, 100));
    expect(script(main)).toMatchObject({ status: 0, stdout: 'well\n' });
    expect(() => JSON.parse(fs.readFileSync(cache, 'utf8'))).not.toThrow();
  });

  test('faults of a profile end it with 1 and no stack trace, a bug with the line of the source', () => {
    const main = 'test/synth/fixture-main.ts';
    expect(script(main, 'profile')).toMatchObject({
      status: 1,
      stderr: 'name: It is wrong.\n1 fault; nothing was written.\n',
    });
    const { status, stderr } = script(main, 'bug');
    expect(status).not.toBe(0);
    const line = fs
      .readFileSync(path.join(checkout, main), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('a bug'));
    expect(stderr).toMatch(new RegExp(`TypeError: a bug\\n[^]*fixture-main\\.ts:${line + 1}:`));
  });
});
