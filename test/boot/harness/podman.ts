import type { ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { mustRun, type Outcome, type RunOptions, run, spawnAway } from './run';

/** Podman with files of its own, which end with the run's folder. */
export class Podman {
  /** What leads to its files. */
  public readonly options: readonly string[];

  public constructor(folder: string) {
    const files = path.join(folder, 'podman');
    this.options = ['--root', `${files}/root`, '--runroot', `${files}/run`, '--tmpdir', `${files}/tmp`];
  }

  /** @throws Error with what it said, where it fails */
  public async must(...args: readonly string[]): Promise<void> {
    await mustRun('podman', [...this.options, ...args], { env: environmentOf({}) });
  }

  /** @param options `env` is for `--env` without a value */
  public try(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return run('podman', [...this.options, ...args], { ...options, env: environmentOf(options.env) });
  }

  /** Starts it in the background. @param output the file that takes what it says */
  public spawn(args: readonly string[], env: NodeJS.ProcessEnv, output: number): ChildProcess {
    const stdio = ['ignore' as const, output, output];
    return spawnAway('podman', [...this.options, ...args], { env: environmentOf(env), stdio });
  }

  /** Waits in the background for the end of its input; then removes the run's pods, network, mounts and folder. */
  public static remover(folder: string): ChildProcess {
    const args = [path.join(__dirname, 'end.sh'), folder, 'podman', ...new Podman(folder).options];
    return spawnAway('sh', args, { env: environmentOf({}), stdio: ['pipe', 'ignore', 'inherit'] });
  }
}

function environmentOf(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...env, CONTAINERS_CONF: path.join(__dirname, 'containers.conf') };
}
