import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** What is kept, as the CronJob's environment says it. */
export interface Policy {
  readonly DAILY: string;
  readonly MONTHLY: string;
  readonly YEARLY: string;
  readonly MONTHLY_CLASS?: string;
  readonly MONTHLY_CLASS_DAYS?: string;
  readonly YEARLY_CLASS?: string;
  readonly YEARLY_CLASS_DAYS?: string;
  readonly DUMP_DEADLINE?: string;
}

/** D17: 30 days, 12 months in Glacier, 7 years in Deep Archive. */
export const D17: Policy = {
  DAILY: '30',
  MONTHLY: '12',
  MONTHLY_CLASS: 'GLACIER',
  MONTHLY_CLASS_DAYS: '90',
  YEARLY: '7',
  YEARLY_CLASS: 'DEEP_ARCHIVE',
  YEARLY_CLASS_DAYS: '180',
};

export interface PlannedRun {
  readonly run: string;
  readonly action: string;
  readonly why: string;
  readonly storageClass: string;
}

export interface Planned {
  readonly code: number | null;
  readonly plan: readonly PlannedRun[];
  readonly said: string;
}

const SCRIPT = path.join(__dirname, '../../lib/operations/plan-dump-expiry.sh');

/** Runs the program of the pod: each line is `<run> complete|incomplete <when the bucket took its manifest>`. */
export function planExpiry(lines: readonly string[], now: string, policy: Policy): Planned {
  const { status, stdout, stderr } = spawnSync(SCRIPT, {
    input: text(lines),
    env: { ...environment(policy), NOW: now },
    encoding: 'utf8',
  });
  return { code: status, plan: read(stdout), said: stderr };
}

/** The same, again and again. A small shell starts the program in a tenth of the time that a big process takes. */
export class Planner {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'dump-plan-'));
  private readonly shell: ChildProcessByStdio<Writable, Readable, null>;
  private readonly codes: AsyncIterator<string>;

  public constructor(policy: Policy) {
    const loop = 'while read -r NOW; do export NOW; "$0" <runs >plan 2>said; echo "$?"; done';
    this.shell = spawn('sh', ['-c', loop, SCRIPT], {
      cwd: this.folder,
      env: environment(policy),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.codes = createInterface(this.shell.stdout)[Symbol.asyncIterator]();
  }

  public async plan(lines: readonly string[], now: string): Promise<Planned> {
    const file = (name: string) => path.join(this.folder, name);
    writeFileSync(file('runs'), text(lines));
    this.shell.stdin.write(`${now}\n`);
    const { value } = await this.codes.next();
    const [plan, said] = ['plan', 'said'].map((name) => readFileSync(file(name), 'utf8'));
    return { code: Number(value), plan: read(plan ?? ''), said: said ?? '' };
  }

  public stop(): void {
    this.shell.stdin.end();
    rmSync(this.folder, { recursive: true });
  }
}

function environment(policy: Policy): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, DUMP_DEADLINE: '14400', ...policy };
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function read(plan: string): PlannedRun[] {
  const lines = plan.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [run = '', action = '', why = '', storageClass = ''] = line.split(' ');
    return { run, action, why, storageClass };
  });
}

/** A time as runs are named: `20260102T030000Z`. */
export function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
