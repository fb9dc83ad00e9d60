import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import type { Sandbox } from './cluster';
import type { Podman } from './podman';
import { type Outcome, type RunOptions, run, waitFor } from './run';

/** What podman is told of a container. */
export interface Bundle {
  /** What podman knows it by. */
  readonly name: string;
  readonly options: readonly string[];
  /** The folder of the image's files. */
  readonly root: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number };
  /** The file that takes what it says. */
  readonly log: string;
  /** The file that takes the number of its first process. */
  readonly pidFile: string;
}

/** As the manifests' security contexts say, whatever the container. */
const RESTRICTED = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--systemd', 'false'],
];

/** A container that was started once; a restart is another one. */
export class Container {
  /** @throws Error where it ended before its program could start; the log says why */
  public static async start(sandbox: Sandbox, bundle: Bundle): Promise<Container> {
    const { name, options, root, command, env, log, pidFile } = bundle;
    fs.rmSync(pidFile, { force: true });
    const output = fs.openSync(log, 'a');
    const files = ['--log-driver', 'passthrough', '--pidfile', pidFile, '--rootfs', `${root}:O`];
    const own = ['run', '--rm', '--replace', '--pod', sandbox.name, '--name', name, ...RESTRICTED];
    const child = sandbox.podman.spawn([...own, ...options, ...named(env), ...files, ...command], env, output);
    fs.closeSync(output);
    const container = new Container(child, sandbox.podman, bundle);
    const started = () => {
      container.pid = Number(read(pidFile));
      // Until then it is runc that prepares the container.
      const prepared = !/^(runc.*)?$/.test(read(`/proc/${container.pid}/comm`).trim());
      // A program has its name before its environment: execve sets one after the other.
      const environ = prepared ? read(`/proc/${container.pid}/environ`) : '';
      container.env = environmentIn(environ);
      return !container.running || environ !== '';
    };
    await waitFor(`start of ${name}`, started, 120, 20);
    if (container.pid === 0) throw new Error(`it ended before its program could start, see ${log}`);
    return container;
  }

  /** Its exit code; 128 and the signal's number where a signal ended it. */
  public readonly ended: Promise<number>;
  private running = true;
  private pid = 0;
  private env: NodeJS.ProcessEnv = {};

  private constructor(
    child: ChildProcess,
    private readonly podman: Podman,
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

  /** SIGTERM and, when the grace period is over, SIGKILL. */
  public async stop(graceSeconds: number): Promise<void> {
    await this.podman.try(['stop', '--time', String(graceSeconds), this.bundle.name], { timeout: 600_000 });
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Straight to the process, while it is a container's: podman takes a tenth of a second. */
  public signal(signal: NodeJS.Signals): void {
    if (!read(`/proc/${this.pid}/cgroup`).includes('/libpod-')) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      // It may end at this very moment.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /**
   * Runs a program in it, as its user, with its environment and `env`. Not by `podman exec`: 4.3 loses the output of a
   * program that ends at once, and takes thirty times as long.
   */
  public async exec(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const { name, user } = this.bundle;
    if (!this.running) throw new Error(`${name}: the container has ended`);
    const env = { ...this.env, ...options.env };
    const as = ['--setuid', String(user.uid), '--setgid', String(user.gid)];
    return run('nsenter', ['--target', String(this.pid), '--all', ...as, '--', ...argv], { ...options, env });
  }
}

/** By name alone: a value among the arguments would be everybody's to read. */
function named(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).flatMap((name) => ['--env', name]);
}

/** What `/proc/<pid>/environ` says. */
function environmentIn(environ: string): NodeJS.ProcessEnv {
  return Object.fromEntries(environ.split('\0').map((entry) => entry.split(/=(.*)/s)));
}

/** A file's text; empty where there is none. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
