import * as fs from 'node:fs';
import type { Sandbox } from './cluster';
import { type Bundle, Container } from './container';
import type { ContainerSpec, Probe } from './manifests';
import { probe } from './probes';
import { type Outcome, type RunOptions, sleep } from './run';

/** When a container that ended is started again. */
export type Restart = 'always' | 'on-failure' | 'never';

const LONGEST_BACK_OFF = 5000;
/** Between tries of a probe that is waited for, in milliseconds. */
const EAGER = 500;

/** A container as the kubelet keeps it: started again when it ends, probed, stopped in order. */
export class Supervised {
  /** Why it does not run. */
  public waiting = 'not started';
  public restarts = 0;
  private container: Container | undefined;
  private isReady = false;
  private isStarted = false;
  private stopping = false;
  private readonly stopped = new AbortController();

  public constructor(
    public readonly spec: ContainerSpec,
    private readonly sandbox: Sandbox,
    /** @throws Error where it cannot be configured, for example for lack of a Secret's key; it is tried again */
    private readonly bundle: () => Bundle,
    private readonly log: string,
  ) {}

  public get ready(): boolean {
    return this.isReady;
  }

  /** Whether its startup probe succeeded, where it has one. */
  public get started(): boolean {
    return this.isStarted;
  }

  public get running(): boolean {
    return this.container?.isRunning ?? false;
  }

  /** Runs it until it need not be started again. Gives the last exit code. */
  public async run(restart: Restart): Promise<number> {
    for (let attempt = 0; ; attempt += 1) {
      const code = await this.once();
      const again = code === undefined || restart === 'always' || (restart === 'on-failure' && code !== 0);
      if (this.stopping || !again) return code ?? 1;
      this.note(`it ended with ${code ?? 'a wrong configuration'}; it is started again`);
      if (code !== undefined) this.restarts += 1;
      await sleep(Math.min(500 * 2 ** attempt, LONGEST_BACK_OFF), this.stopped.signal);
      if (this.stopping) return code ?? 1;
    }
  }

  /** @throws Error where it does not run */
  public async exec(argv: readonly string[], options?: RunOptions): Promise<Outcome> {
    if (!this.container) throw new Error(`container ${this.spec.name} does not run: ${this.waiting}`);
    return this.container.exec(argv, options);
  }

  public signal(signal: NodeJS.Signals): void {
    this.container?.signal(signal);
  }

  /** preStop, SIGTERM and, when the grace period is over, SIGKILL. It is not started again. */
  public async stop(graceSeconds: number): Promise<void> {
    this.stopping = true;
    this.stopped.abort();
    await this.end(graceSeconds);
  }

  private async end(graceSeconds: number): Promise<void> {
    const { container } = this;
    if (!container?.isRunning) return;
    const deadline = Date.now() + graceSeconds * 1000;
    const hook = this.spec.lifecycle?.preStop?.exec.command;
    if (hook && graceSeconds > 0) await container.exec(hook, { timeout: graceSeconds * 1000 }).catch(() => undefined);
    await container.stop(Math.max(0, Math.round((deadline - Date.now()) / 1000)));
    if (graceSeconds > 0 && Date.now() >= deadline) this.note(`it did not end within ${graceSeconds} s, and is killed`);
  }

  /** Its exit code; undefined where it could not be configured. */
  private async once(): Promise<number | undefined> {
    let bundle: Bundle;
    try {
      bundle = this.bundle();
    } catch (error) {
      this.waiting = (error as Error).message;
      this.note(this.waiting);
      return undefined;
    }
    const watching = new AbortController();
    try {
      this.container = await Container.start(this.sandbox, bundle);
      this.waiting = '';
      if (this.stopping) this.container.signal('SIGKILL');
      void this.watch(this.container, watching.signal).catch((error) => this.note(String(error)));
      return await this.container.ended;
    } catch (error) {
      this.note(String(error));
      return 128;
    } finally {
      watching.abort();
      this.isReady = false;
      this.isStarted = false;
      this.waiting = 'it ended';
    }
  }

  private async watch(container: Container, signal: AbortSignal): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe } = this.spec;
    if (startupProbe && !(await this.first(startupProbe, container, signal))) {
      return this.fail('startup', container, signal);
    }
    if (signal.aborted) return;
    this.isStarted = true;
    this.isReady = readinessProbe === undefined;
    const readiness = readinessProbe && this.keepReadiness(readinessProbe, container, signal);
    if (livenessProbe && !(await this.stays(livenessProbe, container, signal)))
      await this.fail('liveness', container, signal);
    await readiness;
  }

  private async fail(what: string, container: Container, signal: AbortSignal): Promise<void> {
    if (signal.aborted || !container.isRunning) return;
    this.note(`its ${what} probe failed too often; it is stopped`);
    await this.end(30);
  }

  /** Whether it succeeds in the time in which it would fail too often. */
  private async first(spec: Probe, container: Container, signal: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + (spec.failureThreshold ?? 3) * periodOf(spec);
    for await (const { count } of this.tries(spec, container, signal, () => true)) {
      if (count === 0) return true;
      if (Date.now() >= deadline) return false;
    }
    return true;
  }

  /** Whether it never fails too often. */
  private async stays(spec: Probe, container: Container, signal: AbortSignal): Promise<boolean> {
    for await (const { count, why } of this.tries(spec, container, signal, () => false)) {
      if (count > 0) this.note(`liveness: ${why}`);
      if (count >= (spec.failureThreshold ?? 3)) return false;
    }
    return true;
  }

  private async keepReadiness(spec: Probe, container: Container, signal: AbortSignal): Promise<void> {
    for await (const { count } of this.tries(spec, container, signal, () => !this.isReady)) {
      if (count === 0) this.isReady = true;
      if (count >= (spec.failureThreshold ?? 3)) this.isReady = false;
    }
  }

  /** A probe's results at its period, or sooner: how many failures in a row, and why the last. */
  private async *tries(spec: Probe, container: Container, signal: AbortSignal, soon: () => boolean) {
    await sleep((spec.initialDelaySeconds ?? 0) * 1000, signal);
    for (let count = 0; !signal.aborted; ) {
      const why = await probe(spec, this.spec, container, this.sandbox.address).catch(String);
      if (signal.aborted) return;
      count = why === undefined ? 0 : count + 1;
      yield { count, why };
      await sleep(soon() ? EAGER : periodOf(spec), signal);
    }
  }

  private note(text: string): void {
    fs.appendFileSync(this.log, `[harness] ${text}\n`);
  }
}

function periodOf({ periodSeconds = 10 }: Probe): number {
  return periodSeconds * 1000;
}
