import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as cdk8s from 'cdk8s';
import { App } from '../lib/synth/app';
import { atLeast, atMost, type Figure } from './figure';
import { median, timed } from './measure';
import { addPlatforms, type SOURCES } from './platforms';

/** 300 since stock cdk8s finishes it and not 1000: where the two are compared. */
const SIZES = [1, 10, 100, 300, 1000];
/** Stock cdk8s is quadratic: past this it is stopped. */
const PATIENCE_MS = 60_000;
/** Medians are of as many runs as begin within this time, and of at most as many. */
const BUDGET_MS = 15_000;
const MOST_RUNS = 11;

type Make = (outdir: string) => cdk8s.App;

const APPS = {
  ours: (outdir: string) => new App({ outdir }),
  stock: (outdir: string) => new cdk8s.App({ outdir }),
} satisfies Record<string, Make>;

type AppName = keyof typeof APPS;
type Source = keyof typeof SOURCES;

interface Measurement {
  readonly objects: number;
  /** Medians: making the constructs, synthesizing them into an empty folder, and again into the same folder. */
  readonly buildMs: number;
  readonly synthMs: number;
  readonly againMs: number;
  /** Files whose inode or time changed when nothing else had. */
  readonly rewritten: number;
  /** What an object keeps on the heap: its construct, and what synthesizing leaves. */
  readonly heapBytes: number;
}

type Results = ReadonlyMap<string, Measurement | undefined>;

/** (b) and (c): so many dict platforms in our App, beside the stock App on the same constructs. */
export function synthFigures(): Figure[] {
  const results = new Map<string, Measurement | undefined>();
  for (const size of SIZES) {
    for (const app of Object.keys(APPS) as AppName[]) results.set(`${app} ${size}`, measureApart(app, size));
  }
  return [...SIZES.flatMap((size) => sizeFigures(size, results)), ...verdicts(results), shippedFigure()];
}

/** As many platforms, of all the profiles that are shipped. */
function shippedFigure(): Figure {
  const name = 'µs an object at 1000 platforms of all profiles';
  const result = measureApart('ours', 1000, 'shipped');
  if (!result) throw new Error(`Our App did not render all profiles within ${PATIENCE_MS / 1000} s.`);
  return { name, value: perObject(result).toFixed(0), goal: atMost(200, perObject(result)) };
}

/** In a process of its own: a clean heap, and one that can be stopped. */
function measureApart(app: AppName, size: number, source: Source = 'dict'): Measurement | undefined {
  // On the project's own disk, as dist/ is: the system's folder for temporary files may be much slower or faster.
  const folder = fs.mkdtempSync(path.join(__dirname, '.synth-'));
  const program = require.resolve('ts-node/dist/bin.js');
  const args = ['--expose-gc', program, __filename, app, String(size), folder, source];
  const { stdout, status, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  fs.rmSync(folder, { recursive: true });
  if (error && 'code' in error && error.code === 'ETIMEDOUT') return undefined;
  if (status !== 0) throw new Error(`${app} with ${size} platforms ended with ${status}.`);
  return JSON.parse(stdout);
}

function measure(app: AppName, size: number, folder: string, source: Source): Measurement {
  const start = performance.now();
  const runs: Measurement[] = [];
  while (runs.length === 0 || (runs.length < MOST_RUNS && performance.now() - start < BUDGET_MS)) {
    // Into the pages that the removed files leave: a virtual machine takes far longer to get ones it never used.
    fs.rmSync(folder, { recursive: true, force: true });
    runs.push(measureOnce(APPS[app], size, folder, source));
  }
  const middle = (key: keyof Measurement) => median(runs.map((run) => run[key]));
  return {
    objects: middle('objects'),
    buildMs: middle('buildMs'),
    synthMs: middle('synthMs'),
    againMs: middle('againMs'),
    rewritten: Math.max(...runs.map(({ rewritten }) => rewritten)),
    heapBytes: middle('heapBytes'),
  };
}

function measureOnce(make: Make, size: number, folder: string, source: Source): Measurement {
  const heap = heapUsed();
  const app = make(folder);
  const buildMs = timed(() => addPlatforms(app, size, source));
  const synthMs = timed(() => app.synth());
  const heapBytes = heapUsed() - heap;
  const before = stamps(folder);
  const againMs = app instanceof App ? timed(() => app.synth()) : 0;
  const after = stamps(folder);
  const rewritten = [...after].filter(([file, stamp]) => before.get(file) !== stamp).length;
  const objects = app.node.findAll().filter((construct) => cdk8s.ApiObject.isApiObject(construct)).length;
  return { objects, buildMs, synthMs, againMs, rewritten, heapBytes: heapBytes / objects };
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

function stamps(folder: string): Map<string, string> {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files.map((file) => {
      const { ino, mtimeNs } = fs.statSync(path.join(folder, file), { bigint: true });
      return [file, `${ino} ${mtimeNs}`];
    }),
  );
}

function sizeFigures(size: number, results: Results): Figure[] {
  return (Object.keys(APPS) as AppName[]).map((app) => {
    const result = results.get(`${app} ${size}`);
    const name = `${size} platforms in ${app === 'ours' ? 'our App' : 'stock App'}`;
    if (result === undefined) return { name, value: `stopped at ${PATIENCE_MS / 1000} s` };
    const { objects, buildMs, synthMs, againMs, heapBytes } = result;
    const parts = [
      `synth ${synthMs.toFixed(0)} ms`,
      `${perObject(result).toFixed(0)} µs an object`,
      `${objects} objects built in ${buildMs.toFixed(0)} ms`,
      `heap ${(heapBytes / 1024).toFixed(1)} KiB an object`,
      ...(app === 'ours' ? [`again ${againMs.toFixed(0)} ms`] : []),
    ];
    return { name, value: parts.join(', ') };
  });
}

function perObject({ synthMs, objects }: Measurement): number {
  return (synthMs * 1000) / objects;
}

function verdicts(results: Results): Figure[] {
  const both = SIZES.filter((size) => results.get(`ours ${size}`) && results.get(`stock ${size}`)).at(-1);
  const [large, small] = [results.get('ours 1000'), results.get('ours 10')];
  const [ours, stock] = [results.get(`ours ${both}`), results.get(`stock ${both}`)];
  if (!large || !small || !ours || !stock) throw new Error(`Our App did not render within ${PATIENCE_MS / 1000} s.`);
  const growth = perObject(large) / perObject(small);
  const faster = stock.synthMs / ours.synthMs;
  const rewritten = Math.max(...SIZES.map((size) => results.get(`ours ${size}`)?.rewritten ?? 0));
  return [
    { name: 'an object of 1000 platforms / of 10', value: growth.toFixed(2), goal: atMost(1.3, growth) },
    { name: `stock App / our App at ${both} platforms`, value: faster.toFixed(1), goal: atLeast(10, faster) },
    {
      name: 'µs an object at 1000 platforms, with YAML and writing',
      value: perObject(large).toFixed(0),
      goal: atMost(200, perObject(large)),
    },
    { name: 'unchanged files rewritten', value: String(rewritten), goal: atMost(0, rewritten) },
  ];
}

if (require.main === module) {
  const [app, size, folder = '', source] = process.argv.slice(2);
  console.log(JSON.stringify(measure(app as AppName, Number(size), folder, source as Source)));
}
