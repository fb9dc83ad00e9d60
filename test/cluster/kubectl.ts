import { mustRun, type Outcome, type RunOptions, run } from '../boot/harness/run';

/** An object or a list as the API server gives it, as far as these tests read it. */
export interface Found<Spec = never, Status = never> {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    /** Grows when what is wished for changes. */
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: Spec;
  readonly status: Status;
}

/** kubectl with the cluster of KUBECONFIG, in one namespace where none is said. */
export class Kubectl {
  public constructor(public readonly namespace: string) {}

  /** Runs it, and gives how it ended. */
  public try(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    return run('kubectl', this.complete(args), { timeout: LONG, ...options });
  }

  /** Gives its standard output. @throws Error with what it said where it fails */
  public run(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return mustRun('kubectl', this.complete(args), { timeout: LONG, ...options });
  }

  public async one<T>(resource: string, name: string): Promise<T> {
    return JSON.parse(await this.run(['get', resource, name, '--output', 'json']));
  }

  /** Those with these labels. */
  public async all<T>(resource: string, selector = ''): Promise<T[]> {
    const text = await this.run(['get', resource, '--selector', selector, '--output', 'json']);
    return (JSON.parse(text) as { items: T[] }).items;
  }

  /** Makes objects that nobody renders. */
  public async create(...objects: readonly object[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await this.run(['create', '--filename', '-'], { input: JSON.stringify(list) });
  }

  /** Runs a program in a container. */
  public exec(pod: string, container: string, argv: readonly string[], options?: RunOptions): Promise<Outcome> {
    return this.try(['exec', '--stdin', pod, '--container', container, '--', ...argv], options);
  }

  /** @throws Error with what the program said, where it fails */
  public mustExec(pod: string, container: string, argv: readonly string[], options?: RunOptions): Promise<string> {
    return this.run(['exec', '--stdin', pod, '--container', container, '--', ...argv], options);
  }

  /** What a container has said since its last start. */
  public async log(pod: string, container: string): Promise<string> {
    return (await this.try(['logs', pod, '--container', container, '--tail', '-1'])).stdout;
  }

  private complete(args: readonly string[]): string[] {
    return ['--namespace', this.namespace, ...args];
  }
}

/** In milliseconds: some commands wait for a roll-out. */
const LONG = 900_000;
