import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, addPlatforms, type PostgresProfile } from '../../lib';
import type { Change, DiffReport, ObjectDiff } from '../../lib/diff/report';

const CHECKOUT = path.join(__dirname, '../..');

/** A git repository of its own with rendered platforms in it, and the real command run there. */
export class Repository {
  public readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'diff-'));

  public constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  /** Renders platforms into `dist`, in place of those that are there. */
  public render(...profiles: readonly PostgresProfile[]): void {
    const app = new App({ outdir: path.join(this.folder, 'dist') });
    addPlatforms(app, profiles);
    app.synth();
  }

  public write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
    fs.writeFileSync(path.join(this.folder, file), text);
  }

  public read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** Replaces what stands in a file, every time that it does. */
  public edit(file: string, from: string | RegExp, to: string): void {
    const before = this.read(file);
    const after = typeof from === 'string' ? before.split(from).join(to) : before.replace(from, () => to);
    if (after === before) throw new Error(`${file} has no ${String(from)}.`);
    this.write(file, after);
  }

  public commit(): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', 'A change');
  }

  public git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=A tester', '-c', 'user.email=tester@example.org', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...identity, ...args], { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** Runs `cdk8s-postgres diff`. */
  public diff(...args: readonly string[]): Ended {
    return runDiff(this.folder, args);
  }

  /** What `--json` prints. */
  public report(...args: readonly string[]): DiffReport {
    const { code, said, answered } = this.diff(...args, '--json');
    if (said !== '') throw new Error(said);
    const report: DiffReport = JSON.parse(answered);
    if (report.exitCode !== code)
      throw new Error(`The report says ${report.exitCode}, and the program ended with ${code}.`);
    return report;
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly answered: string;
}

/** Runs the real command in any folder. */
export function runDiff(cwd: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Ended {
  // A program that remembers what it compiled: the command is run a hundred times.
  const program = ['scripts/synth.js', 'lib/cli/main.ts'].map((file) => path.join(CHECKOUT, file));
  const { CDK8S_OUTDIR: _, ...kept } = process.env;
  const env = { ...kept, ...more };
  const {
    status: code,
    stdout,
    stderr,
  } = spawnSync(process.execPath, [...program, 'diff', ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  return { code, said: stderr, answered: stdout };
}

/** Every object of a report. */
export function objectsOf({ platforms }: DiffReport): readonly ObjectDiff[] {
  return platforms.flatMap(({ objects }) => objects);
}

/** One change in few words: `ConfigMap postgres-config data["postgresql.conf"].work_mem: 16MB -> 32MB: reload`. */
export function brief(report: DiffReport): string[] {
  return objectsOf(report).flatMap((object) => object.changes.map((change) => briefChange(object, change)));
}

function briefChange({ kind, name, change: happened }: ObjectDiff, change: Change): string {
  const object = `${kind} ${name.replace(/-[0-9a-f]{10}$/, '-#')}`;
  const values = `${change.before ?? 'none'} -> ${change.after ?? 'none'}`;
  const what = change.path === '' ? happened : `${change.path}: ${values}`;
  return `${object} ${what}: ${change.effect}${change.order === null ? '' : `, ${change.order}`}`;
}
