import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kill, NSENTER, type Sandbox, UNSHARE } from './cluster';
import type { Image } from './images';
import { type Outcome, type RunOptions, run, spawnAway, waitFor } from './run';

/** Everything that a container runtime is told. */
export interface Bundle {
  /** Its own folder, made by `Container.start`. */
  readonly folder: string;
  readonly image: Image;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number; readonly group: number };
  readonly mounts: readonly Mount[];
  /** Content of files below /etc: hosts, hostname, resolv.conf. */
  readonly files: Readonly<Record<string, string>>;
  /** The file that takes what it says. */
  readonly log: string;
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
    writeBundle(bundle);
    const log = fs.openSync(bundle.log, 'a');
    const { uid, gid, group } = bundle.user;
    const namespaces = ['--target', String(sandbox.pid), '--mount', '--net', '--ipc', '--uts', '--pid'];
    const own = ['--mount', '--pid', '--fork', '--kill-child', '/bin/sh', path.join(__dirname, 'container.sh')];
    const args = [bundle.folder, bundle.image.root, uid, gid, group].map(String);
    const child = spawnAway(NSENTER, [...namespaces, UNSHARE, ...own, ...args, ...bundle.command], {
      env: bundle.env,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    const container = new Container(child, bundle);
    try {
      await container.begun();
    } finally {
      void container.ended.then(() => fs.rmSync(bundle.folder, { recursive: true, force: true }));
    }
    return container;
  }

  /** Its exit code; 128 and the signal's number where a signal ended it. */
  public readonly ended: Promise<number>;
  private running = true;
  private pid = 0;

  private constructor(
    child: ChildProcess,
    private readonly bundle: Bundle,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.running = false;
        resolve(code ?? (signal === 'SIGTERM' ? 143 : 137));
      });
    });
  }

  public get isRunning(): boolean {
    return this.running;
  }

  public signal(signal: NodeJS.Signals): void {
    if (this.running) kill(this.pid, signal);
  }

  /** Runs a program in it, as its user, with its environment and `env`. */
  public async exec(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    if (!this.running) throw new Error(`${this.bundle.log}: the container has ended`);
    const { uid, gid } = this.bundle.user;
    const namespaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--root', '--setuid', uid, '--setgid', gid];
    return run(NSENTER, ['--target', this.pid, ...namespaces, ...argv].map(String), {
      ...options,
      env: { ...this.bundle.env, ...options.env },
    });
  }

  private async begun(): Promise<void> {
    const file = path.join(this.bundle.folder, 'pid');
    await waitFor(`start of ${this.bundle.log}`, () => !this.running || fs.existsSync(file), 60);
    if (!fs.existsSync(file)) throw new Error(`it ended before its program could start, see ${this.bundle.log}`);
    this.pid = Number(fs.readFileSync(file, 'utf8'));
  }
}

function writeBundle({ folder, mounts, files }: Bundle): void {
  fs.rmSync(folder, { recursive: true, force: true });
  for (const name of ['root', 'layer']) fs.mkdirSync(path.join(folder, name), { recursive: true });
  const lines = mounts.map(({ source, target, readOnly }) => `${source}\t${target}\t${readOnly ? 'ro' : 'rw'}\n`);
  for (const [name, text] of Object.entries({ ...files, mounts: lines.join('') })) {
    fs.writeFileSync(path.join(folder, name), text);
  }
}
