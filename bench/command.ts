import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { atMost, type Figure } from './figure';
import { median, timed } from './measure';

const CHECKOUT = path.join(__dirname, '..');
const ROUNDS = 7;

interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const BIN = path.join(CHECKOUT, 'node_modules/.bin');

/** What `npm run synth` starts, and other ways to the same files. */
const OURS: Command = { name: 'npm run synth', program: process.execPath, args: ['scripts/synth.js'] };
const STOCK: Command = { name: 'npx cdk8s synth', program: 'npx', args: ['cdk8s', 'synth'] };
const OTHERS: readonly Command[] = [
  { name: 'ts-node main.ts', program: path.join(BIN, 'ts-node'), args: ['main.ts'] },
  {
    name: 'npx cdk8s synth with the line of cdk8s init, npx ts-node main.ts',
    program: 'npx',
    args: ['cdk8s', 'synth', '--app', 'npx ts-node main.ts'],
  },
  { name: 'cdk8s synth, without npx', program: path.join(BIN, 'cdk8s'), args: ['synth'] },
  {
    name: 'cdk8s synth, without npx and without looking for a newer version',
    program: path.join(BIN, 'cdk8s'),
    args: ['synth'],
    env: { CDK8S_CHECK_UPGRADE: 'false' },
  },
];

/** (a) The whole process of each, in turns. */
export function commandFigures(): Figure[] {
  const folder = fs.mkdtempSync(path.join(__dirname, '.command-'));
  const times = new Map<Command, number[]>([OURS, STOCK, ...OTHERS].map((command) => [command, []]));
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [command, measured] of times) measured.push(timed(() => run(command, folder)));
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  const medians = [...times].map(([command, measured]) => ({ command, ms: median(measured) }));
  const ours = medians.find(({ command }) => command === OURS)?.ms ?? Number.NaN;
  return medians.map(({ command, ms }) => ({
    name: `${command.name}, whole process`,
    value:
      command === OURS
        ? `${ms.toFixed(0)} ms`
        : `${ms.toFixed(0)} ms; npm run synth takes ${(ours / ms).toFixed(2)} of it`,
    ...(command === STOCK && { goal: atMost(0.25, ours / ms) }),
  }));
}

/** @throws Error where the command fails */
function run({ name, program, args, env }: Command, folder: string): void {
  const outdir = path.join(folder, 'dist');
  fs.rmSync(outdir, { recursive: true, force: true });
  const output = args.includes('synth') ? ['--output', outdir] : [];
  const { status, stderr } = spawnSync(program, [...args, ...output], {
    cwd: CHECKOUT,
    env: { ...process.env, ...env, CDK8S_OUTDIR: outdir },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
}
