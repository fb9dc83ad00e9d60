import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** How a program ended, and what it said. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What the program reads. @default - nothing */
  readonly input?: string;
  /** @default - the harness's own */
  readonly env?: NodeJS.ProcessEnv;
  /** In milliseconds; then it is killed. @default 120000 */
  readonly timeout?: number;
}

/** Runs a program to its end. Never blocks: the harness answers DNS and probes meanwhile. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawnAway(command, args, { env: options.env, stdio: 'pipe' });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  // A program that ends without reading its input is no error of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  const timer = setTimeout(() => child.kill('SIGKILL'), options.timeout ?? 120_000);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(exit ?? (signal === null ? 1 : 137)));
  });
  clearTimeout(timer);
  return { code, ...said };
}

/** @throws Error with what the program said, where it fails */
export async function mustRun(command: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${code}: ${stderr || stdout}`);
  return stdout;
}

/** In a session of its own: Ctrl-C reaches the harness alone, which ends everything in order. */
export function spawnAway(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, detached: true });
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}

/**
 * Tries until the answer is there, and gives it.
 *
 * @param attempt throws, or gives undefined or false, while it is not there
 * @param pause between attempts, in milliseconds
 * @throws Error what it was waiting for, and the last failure
 */
export async function waitFor<T>(
  what: string,
  attempt: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 120,
  pause = 250,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last = 'not yet';
  for (;;) {
    try {
      const answer = await attempt();
      if (answer !== undefined && answer !== false) return answer;
      last = 'not yet';
    } catch (error) {
      last = String(error);
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s: ${last}`);
    await sleep(pause);
  }
}
