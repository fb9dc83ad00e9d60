import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { orders } from '../../examples/orders/profiles/orders';
import { App, addPlatforms } from '../../lib';
import { MISSPELT, PROFILE, PROGRAM, TIERS, TYPED } from './examples';
import { CHECKOUT, installPackage, objectsIn, run } from './installed';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'package-'));
let tarball: string;
let files: string[];

beforeAll(() => {
  tarball = installPackage(folder);
  files = run('tar', ['-tzf', tarball], CHECKOUT)
    .stdout.trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  write('orders.js', PROFILE);
}, 240_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('what the package holds', () => {
  it('is the compiled library with its types, the images, and the three texts', () => {
    const top = files.filter((name) => !name.includes('/'));
    expect(top.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    const folders = new Set(files.filter((name) => name.includes('/')).map((name) => name.replace(OF_FOLDER, '$1')));
    expect([...folders].sort()).toEqual(['build/images', 'build/imports', 'build/lib', 'build/sql/lib', 'images']);
  });

  it('is nothing but JavaScript, types, shell and SQL in build/, without tests or maps', () => {
    const compiled = files.filter((name) => name.startsWith('build/') && !name.startsWith('build/images/'));
    expect(compiled.filter((name) => !/(\.js|\.d\.ts|\.sh|\.sql)$/.test(name))).toEqual([]);
    expect(files.filter((name) => /test|spec\.|__snapshots__|\.map$/.test(name))).toEqual([]);
  });

  it('has a compiled file and its types for each source, and every other file of lib, imports, sql/lib and images', () => {
    const expected = sources().flatMap((name) => {
      // The compiled proofs read what the image holds.
      if (name === 'images/postgres/contents.json') return [name, `build/${name}`];
      if (name.startsWith('images/')) return [name];
      if (name.endsWith('.d.ts') || !name.endsWith('.ts')) return [`build/${name}`];
      return ['.js', '.d.ts'].map((ending) => `build/${name.replace(/\.ts$/, ending)}`);
    });
    expect(files.filter((name) => name.includes('/')).sort()).toEqual(expected.sort());
  });

  it('names no folder of the machine that built it', () => {
    const roots = [CHECKOUT, folder];
    const telling = files.filter((name) => {
      const text = fs.readFileSync(path.join(folder, 'node_modules/cdk8s-postgres', name), 'utf8');
      return roots.some((root) => text.includes(root));
    });
    expect(telling).toEqual([]);
  });

  it('is well formed to publint and to "Are the types wrong?"', () => {
    const publint = run(bin('publint'), ['run', '--strict', tarball], folder);
    expect(publint).toMatchObject({ code: 0, stdout: expect.stringContaining('All good!') });
    // CommonJS alone: how Node.js before version 16 resolved is no matter here.
    const attw = run(bin('attw'), ['--profile', 'node16', '--no-emoji', tarball], folder);
    expect(attw).toMatchObject({ code: 0, stdout: expect.stringContaining('No problems found') });
  });
});

describe('the installed package', () => {
  it('renders a platform of fifteen lines by plain node', () => {
    write('program.js', PROGRAM);
    expect(run(process.execPath, ['program.js'], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
    const objects = objectsIn(path.join(folder, 'dist/orders'));
    expect(objects.get('StatefulSet orders')?.spec.replicas).toBe(2);
    expect(objects.get('Service orders-primary')?.spec.ports[0].port).toBe(5432);
    const namespaces = [...objects.values()].map(({ metadata }) => metadata.namespace);
    expect(new Set(namespaces)).toEqual(new Set(['orders', undefined]));
  });

  it('renders the same bytes by its command', () => {
    const command = path.join(folder, 'node_modules/.bin/cdk8s-postgres');
    const ended = run(command, ['synth', 'orders.js', '--output', 'by-command'], folder);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(run('diff', ['-r', 'dist', 'by-command'], folder)).toMatchObject({ code: 0, stdout: '' });
    const { version }: { version: string } = JSON.parse(fs.readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8'));
    expect(run(command, ['--version'], folder).stdout).toBe(`${version}\n`);
  });

  it.each(['FILE_PER_APP', 'FILE_PER_CHART', 'FILE_PER_RESOURCE', 'FOLDER_PER_CHART_FILE_PER_RESOURCE'])(
    'renders tiers alone in a stock cdk8s app with its output type %s',
    (type) => {
      write('tiers.js', TIERS);
      expect(run(process.execPath, ['tiers.js', type], folder)).toEqual({ code: 0, stdout: '', stderr: '' });
      const objects = objectsIn(path.join(folder, type));
      expect([...objects.keys()].sort()).toEqual([
        'ConfigMap pgbouncer',
        'Deployment exporter-db-0',
        'Deployment pgbouncer',
        'PodDisruptionBudget pgbouncer',
        'Service exporter',
        'Service pgbouncer',
      ]);
      expect(objects.get('ConfigMap pgbouncer')?.data['pgbouncer.ini']).toContain('host=db.orders.svc.cluster.local ');
      expect(objects.get('Deployment pgbouncer')?.spec.replicas).toBe(2);
      for (const { metadata } of objects.values()) expect(metadata.namespace).toBe('orders');
    },
  );

  it('is typed without the help of other packages', () => {
    const compilerOptions = { strict: true, module: 'node16', target: 'es2022', types: [], noEmit: true };
    write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: false }, include: ['*.ts'] }),
    );
    write('typed.ts', TYPED);
    write('misspelt.ts', MISSPELT);
    const errors = run(bin('tsc'), [], folder)
      .stdout.split('\n')
      .filter((line) => line.includes('error TS'));
    expect(errors).toEqual([
      expect.stringMatching(/^misspelt\.ts.*'namespaze' does not exist.*Did you mean to write 'namespace'/),
    ]);
  });
});

describe('somebody who follows README.md with the installed package', () => {
  const readme = fs.readFileSync(path.join(CHECKOUT, 'README.md'), 'utf8');
  const block = (language: string, holds: string) =>
    [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))]
      .map(([, text = '']) => text)
      .find((text) => text.includes(holds)) ?? '';
  /** Without what needs a registry. */
  const commands = (text: string) => text.replace(/^npm install .*\n/gm, '');

  beforeAll(() => {
    const [own, theirs] = [folder, CHECKOUT].map((place) => path.join(place, 'node_modules')) as [string, string];
    fs.mkdirSync(path.join(own, '@types'), { recursive: true });
    fs.symlinkSync(path.join(theirs, '@types/node'), path.join(own, '@types/node'));
    fs.symlinkSync(path.join(theirs, 'typescript/bin/tsc'), path.join(own, '.bin/tsc'));
  });

  it('has a platform and its page after the commands, and a fault of a type before anything is written', () => {
    write('readme/profiles/orders.ts', block('ts', 'orders: PostgresProfile'));
    write('readme/tsconfig.json', block('json', 'compilerOptions'));
    const script = commands(block('sh', 'cdk8s-postgres synth build/orders.js'));
    const reader = path.join(folder, 'readme');
    expect(run('sh', ['-ec', script], reader)).toMatchObject({ code: 0, stdout: '' });
    expect(objectsIn(path.join(reader, 'dist/orders')).get('StatefulSet orders')?.spec.replicas).toBe(2);
    expect(fs.readFileSync(path.join(reader, 'orders.md'), 'utf8')).toContain('generic orders-secrets');

    write('readme/profiles/orders.ts', block('ts', 'orders: PostgresProfile').replace('count', 'cuont'));
    fs.rmSync(path.join(reader, 'dist'), { recursive: true });
    const [synth = ''] = script.split('\n');
    const ended = run('sh', ['-ec', synth], reader);
    expect(ended.code).not.toBe(0);
    expect(ended.stdout).toContain("'cuont' does not exist");
    expect(fs.existsSync(path.join(reader, 'dist'))).toBe(false);
  });

  it('gets the platform of examples/orders from a copy of it, as this checkout renders it', () => {
    const copy = path.join(folder, 'copy');
    fs.cpSync(path.join(CHECKOUT, 'examples/orders'), copy, { recursive: true });
    // npm would look into the copy alone, and there is no registry to fill it from.
    fs.symlinkSync(path.join(folder, 'node_modules'), path.join(copy, 'node_modules'));
    expect(run('npm', ['run', '--silent', 'synth'], copy)).toMatchObject({ code: 0, stdout: '' });
    const lock = ['lock', 'sql/orders'];
    const locked = run(path.join(copy, 'node_modules/.bin/cdk8s-postgres'), lock, copy);
    expect(locked).toMatchObject({ code: 0, stdout: 'sql/orders/migrations.lock: nothing to add.\n' });
    const files = fs.readdirSync(path.join(copy, 'dist/orders'));
    const app = new App({ outdir: path.join(folder, 'checkout') });
    addPlatforms(app, [orders]);
    app.synth();
    expect(files).toEqual(fs.readdirSync(path.join(folder, 'checkout/orders')));
    expect(run('diff', ['-r', path.join(copy, 'dist'), path.join(folder, 'checkout')], folder).stdout).toBe('');
  });
});

/** `build/lib/...` -> `build/lib` */
const OF_FOLDER = /^(build\/sql\/lib|build\/[^/]+|[^/]+)\/.*$/;

function sources(): string[] {
  return ['lib', 'imports', 'sql/lib', 'images'].flatMap((folder) =>
    fs
      .readdirSync(path.join(CHECKOUT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(CHECKOUT, path.join(entry.parentPath, entry.name))),
  );
}

function bin(name: string): string {
  return path.join(CHECKOUT, 'node_modules/.bin', name);
}

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
