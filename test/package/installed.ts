import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';

export const CHECKOUT = path.join(__dirname, '../..');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/**
 * Builds and packs the package and installs the tarball by npm into an empty folder. What it declares to need comes from
 * this checkout's node_modules, so the network is not asked; what it does not declare is not there.
 *
 * @returns the tarball's path
 */
export function installPackage(folder: string): string {
  const tarball = path.join(folder, npm(CHECKOUT, 'pack', '--silent', '--pack-destination', folder).trim());
  const { dependencies, peerDependencies }: Manifest = JSON.parse(
    fs.readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8'),
  );
  const local = Object.keys(dependencies).map((name) => [name, `file:${path.join(CHECKOUT, 'node_modules', name)}`]);
  const manifest = {
    private: true,
    dependencies: { 'cdk8s-postgres': `file:${tarball}`, ...Object.fromEntries(local) },
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  npm(folder, 'install', '--offline', '--ignore-scripts', '--install-links', '--legacy-peer-deps', '--no-audit');
  // Peers have trees of their own, which stay where they are.
  for (const name of Object.keys(peerDependencies)) {
    fs.symlinkSync(path.join(CHECKOUT, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
  return tarball;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], cwd: string): Ended {
  const { status: code, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  return { code, stdout, stderr };
}

export interface RenderedManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: whatever a kind has
  readonly [field: string]: any;
}

/** Every object in the files beneath a folder, by `<kind> <name>`. */
export function objectsIn(folder: string): Map<string, RenderedManifest> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const objects = files.sort().flatMap((name) => {
    const documents = parseAllDocuments(fs.readFileSync(path.join(folder, name), 'utf8'));
    return documents.map((document): RenderedManifest => document.toJS());
  });
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

function npm(cwd: string, ...args: string[]): string {
  const options: ExecFileSyncOptions = { cwd, stdio: ['ignore', 'pipe', 'pipe'] };
  return execFileSync('npm', args, { ...options, encoding: 'utf8' });
}
