import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { App, addPlatforms, type PostgresProfile } from '../../lib';
import { generateDocs } from '../../scripts/generate-docs';
import { SECRET_KEYS } from '../platforms/specification';

const ROOT = path.join(__dirname, '../..');
const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

/** The code of README's blocks in one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

describe('README.md', () => {
  let scratch: string;

  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'readme-'));
  });

  afterEach(() => rmSync(scratch, { recursive: true }));

  it('and docs/platforms/ and docs/environments/ are what the profiles give', () => {
    const generated = generateDocs();
    for (const [file, text] of generated) expect(readFileSync(path.join(ROOT, file), 'utf8')).toBe(text);
    const folders = ['docs/platforms', 'docs/environments'].filter((folder) => existsSync(path.join(ROOT, folder)));
    const found = folders.flatMap((folder) => readdirSync(path.join(ROOT, folder)).map((file) => `${folder}/${file}`));
    expect(found.filter((file) => !generated.has(file))).toEqual([]);
  });

  it('has an example of at most fifteen lines, which compiles', () => {
    const [example = '', ...others] = blocks('ts');
    expect(others).toEqual([]);
    expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(faultsOf(example)).toEqual([]);
    // The compiler really looks: the same with a misspelt parameter does not compile.
    expect(faultsOf(example.replace('maxConnections', 'maxConections')).join()).toContain('maxConections');
  });

  it('has an example that renders the platform it speaks of', () => {
    const { orders } = load(blocks('ts')[0] ?? '');
    const app = new App({ outdir: scratch });
    addPlatforms(app, [orders as PostgresProfile]);
    app.synth();
    const files = readdirSync(path.join(scratch, 'orders'));
    expect(files).toEqual(
      expect.arrayContaining(['0-config.yaml', '1-primary.yaml', '3-schema.yaml', '5-exporter.yaml']),
    );
    expect(readFileSync(path.join(scratch, 'orders/1-primary.yaml'), 'utf8')).toContain('\n  replicas: 2\n');
  });

  it('has the same settings of the compiler as the example that is a folder to copy', () => {
    const copied = readFileSync(path.join(ROOT, 'examples/orders/tsconfig.json'), 'utf8');
    expect(JSON.parse(blocks('json')[0] ?? '')).toEqual(JSON.parse(copied));
  });

  it('names commands and folders that there are', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(blocks('sh')[0]).toContain('npm ci && npm run synth ');
    expect(blocks('sh')[0]).toContain('npm ci && npm test ');
    expect(scripts).toMatchObject({ synth: expect.any(String), test: expect.stringContaining('--ci') });
    for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
      expect([target, readdirSync(path.join(ROOT, path.dirname(target))).includes(path.basename(target))]).toEqual([
        target,
        true,
      ]);
    }
  });

  it('has an Application for a folder of dist/', () => {
    const [application] = blocks('yaml').map((text) => parse(text));
    expect(application).toMatchObject({ kind: 'Application', spec: { source: { path: 'dist/dict' } } });
    expect(readdirSync(path.join(ROOT, 'dist/dict'))).toContain('0-config.yaml');
  });

  it('has shell that shells can read', () => {
    for (const input of blocks('sh')) {
      expect(spawnSync('sh', ['-n'], { input, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('D7 makes the Secret with every key of the contract, and puts no password into an argument', () => {
    const commands = blocks('sh').find((code) => code.includes('generic postgres-secrets')) ?? '';
    const [kept, bin] = [path.join(scratch, 'kept'), path.join(scratch, 'bin')];
    for (const folder of [kept, bin]) mkdirSync(folder);
    stub(path.join(bin, 'kubectl'), `for last; do :; done\ncp "\${last#--from-file=}"/* '${kept}'\necho "$@"\n`);
    stub(path.join(bin, 'openssl'), 'echo "$2 $3 of random"\n');
    const { status, stdout } = spawnSync('sh', ['-c', commands], {
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env.PATH}`, TMPDIR: scratch },
    });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^create secret generic postgres-secrets --namespace postgres --from-file=\S+\n$/);
    expect(readdirSync(kept).sort()).toEqual([...SECRET_KEYS].sort());
    expect(readFileSync(path.join(kept, 'postgres-user'), 'utf8')).toBe('dict_admin');
    expect(readFileSync(path.join(kept, 'postgres-password'), 'utf8')).toBe('-hex 24 of random');
    expect(readdirSync(scratch).sort()).toEqual(['bin', 'kept']);
  });
});

function stub(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}`);
  chmodSync(file, 0o755);
}

const EXAMPLE = path.join(ROOT, 'readme-example.ts');
const PACKAGE = { 'cdk8s-postgres': [path.join(ROOT, 'lib/index.ts')] };

/** What the compiler says of a text that stands beside README.md and sees this package by its name. */
function faultsOf(text: string): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === EXAMPLE || fileExists(file);
  host.getSourceFile = (file, version, ...others) =>
    file === EXAMPLE ? ts.createSourceFile(file, text, version) : getSourceFile(file, version, ...others);
  const program = ts.createProgram([EXAMPLE], { ...options, noEmit: true, paths: PACKAGE }, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(EXAMPLE))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** What a text exports that sees this package by its name. */
function load(text: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const fromRoot = createRequire(EXAMPLE);
  const exported = {};
  const known = (name: string): unknown => (name === 'cdk8s-postgres' ? require('../../lib') : fromRoot(name));
  new Function('require', 'exports', outputText)(known, exported);
  return exported;
}
