import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import type { Sandbox } from './cluster';
import type { Image } from './images';
import type { Limits } from './manifests';
import { type Outcome, type RunOptions, run, spawnAway, waitFor } from './run';

/** Everything that podman is told. */
export interface Bundle {
  /** Of the container in its pod. */
  readonly name: string;
  readonly image: Image;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number; readonly group: number };
  readonly mounts: readonly Mount[];
  readonly limits: Limits;
  /** The file that takes what it says. */
  readonly log: string;
  /** The file that takes the number of its first process. */
  readonly pidFile: string;
}

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** A container that was started once; a restart is another one. */
export class Container {
  /** @throws Error where it ended before its program could start; the log says why */
  public static async start(sandbox: Sandbox, bundle: Bundle): Promise<Container> {
    fs.rmSync(bundle.pidFile, { force: true });
    const log = fs.openSync(bundle.log, 'a');
    const args = runArguments(sandbox.name, bundle);
    const env = { ...sandbox.env, ...bundle.env };
    const child = spawnAway('podman', args, { env, stdio: ['ignore', log, log] });
    fs.closeSync(log);
    const container = new Container(child, sandbox, bundle);
    await container.begun();
    return container;
  }

  /** Its exit code; 128 and the signal's number where a signal ended it. */
  public readonly ended: Promise<number>;
  private running = true;
  private pid = 0;

  private constructor(
    child: ChildProcess,
    private readonly sandbox: Sandbox,
    private readonly bundle: Bundle,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.running = false;
        resolve(code ?? 137);
      });
    });
  }

  public get isRunning(): boolean {
    return this.running;
  }

  /** Straight to the process: podman itself takes a tenth of a second. */
  public signal(signal: NodeJS.Signals): void {
    try {
      if (this.running) process.kill(this.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Runs a program in it, as its user, with its environment and `env`. */
  public async exec(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    if (!this.running) throw new Error(`${this.bundle.log}: the container has ended`);
    const args = ['exec', '--interactive', ...named(options.env), nameOf(this.sandbox.name, this.bundle), ...argv];
    return run('podman', args, { ...options, env: { ...this.sandbox.env, ...options.env } });
  }

  private async begun(): Promise<void> {
    const { log, pidFile } = this.bundle;
    const pid = () => (fs.existsSync(pidFile) ? Number(fs.readFileSync(pidFile, 'utf8')) : 0);
    await waitFor(`start of ${log}`, () => !this.running || pid() > 0, 60, 20);
    this.pid = pid();
    if (this.pid === 0) throw new Error(`it ended before its program could start, see ${log}`);
  }
}

/** As the manifests' security contexts say, whatever the container. */
const RESTRICTED = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--systemd', 'false'],
];

function runArguments(pod: string, bundle: Bundle): string[] {
  const { image, command, env, mounts, limits, pidFile } = bundle;
  const { uid, gid, group } = bundle.user;
  return [
    ...['run', '--rm', '--replace', '--pod', pod, '--name', nameOf(pod, bundle)],
    ...['--log-driver', 'passthrough', '--pidfile', pidFile, ...RESTRICTED],
    ...['--user', `${uid}:${gid}`, '--group-add', String(group)],
    ...mounts.flatMap(({ source, target, readOnly }) => ['--volume', `${source}:${target}${readOnly ? ':ro' : ''}`]),
    ...limitArguments(limits),
    ...named(env),
    ...['--rootfs', `${image.root}:O`, ...command],
  ];
}

/** By name alone: a value among the arguments would be everybody's to read. */
function named(env: NodeJS.ProcessEnv = {}): string[] {
  return Object.keys(env).flatMap((name) => ['--env', name]);
}

function limitArguments({ cpu, memory }: Limits): string[] {
  const cpus = cpu?.endsWith('m') ? String(Number.parseInt(cpu, 10) / 1000) : cpu;
  return [
    ...(cpus === undefined ? [] : ['--cpus', cpus]),
    ...(memory === undefined ? [] : ['--memory', memory.replace(/i$/, '').toLowerCase()]),
  ];
}

function nameOf(pod: string, { name }: Bundle): string {
  return `${pod}_${name}`;
}
