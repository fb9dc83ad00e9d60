import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { App } from '../lib/synth/app';
import type { Figure } from './figure';
import { median, timed } from './measure';
import { addPlatforms } from './platforms';

const PLATFORMS = 100;
const ROUNDS = 5;

/** (d) Rendering platforms, the whole process, beside `kubectl kustomize` putting the same files together. */
export function kustomizeFigures(): Figure[] {
  const title = `kubectl kustomize of ${PLATFORMS} platforms`;
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) {
    return [{ name: title, value: 'skipped: kubectl is not on this machine' }];
  }
  const folder = fs.mkdtempSync(path.join(__dirname, '.kustomize-'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      fs.rmSync(folder, { recursive: true });
      ours.push(timed(() => run(process.execPath, [require.resolve('ts-node/dist/bin.js'), __filename, folder])));
      writeKustomization(folder);
      theirs.push(timed(() => run('kubectl', ['kustomize', folder])));
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return [
    { name: `${PLATFORMS} platforms rendered, whole process`, value: `${median(ours).toFixed(0)} ms` },
    { name: title, value: `${median(theirs).toFixed(0)} ms` },
    { name: 'rendered / kubectl kustomize', value: (median(ours) / median(theirs)).toFixed(2) },
  ];
}

/** @throws Error where the program fails */
function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

function writeKustomization(folder: string): void {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const lines = files.sort().map((name) => `  - ${name}\n`);
  fs.writeFileSync(path.join(folder, 'kustomization.yaml'), `resources:\n${lines.join('')}`);
}

if (require.main === module) {
  const app = new App({ outdir: process.argv[2] });
  addPlatforms(app, PLATFORMS);
  app.synth();
}
