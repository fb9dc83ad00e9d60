import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { mustRun, spawnAway, waitFor } from './run';

/**
 * One machine's worth of namespaces: a bridge, and a process namespace that every pod is in. Its first process reads our
 * pipe; when that closes, because we stopped or were killed, the kernel ends every process and undoes every mount.
 */
export class Cluster {
  public static async start(): Promise<Cluster> {
    const namespaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child'];
    const holder = spawnAway(UNSHARE, [...namespaces, 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()));
    const pid = await waitFor('the namespaces', () => firstChild(holder.pid ?? 0), 10);
    await waitFor('the namespaces', () => fs.readlinkSync(`/proc/${pid}/exe`).endsWith('cat'), 10);
    const cluster = new Cluster(holder, ended, pid, freeSubnet());
    await cluster.connect();
    return cluster;
  }

  private last = FIRST_POD;
  private links = 0;

  private constructor(
    private readonly holder: ChildProcess,
    private readonly ended: Promise<void>,
    private readonly pid: number,
    private readonly subnet: string,
  ) {}

  /** Where pods reach the harness, and it them. */
  public get gateway(): string {
    return `${this.subnet}.1`;
  }

  /** An address of the bridge where nothing listens: connections are refused, as by a Service without endpoints. */
  public get nowhere(): string {
    return `${this.subnet}.2`;
  }

  /** Network, host name and shared memory of a pod, held by a process that only sleeps. */
  public async sandbox(hostname: string): Promise<Sandbox> {
    const script = 'echo "$1" >/proc/sys/kernel/hostname && echo ready && exec sleep infinity';
    const args = ['--target', String(this.pid), '--mount', '--pid', UNSHARE, '--net', '--ipc', '--uts', 'sh', '-c'];
    const entered = spawnAway(NSENTER, [...args, script, 'sh', hostname], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise<void>((resolve) => entered.once('exit', () => resolve()));
    await new Promise<void>((resolve, reject) => {
      entered.stdout?.once('data', () => resolve());
      entered.once('exit', () => reject(new Error(`no namespaces for pod ${hostname}`)));
    });
    const pid = firstChild(entered.pid ?? 0) ?? 0;
    const address = `${this.subnet}.${this.nextAddress()}`;
    this.links += 1;
    await this.network(
      `ip link add pod${this.links} type veth peer name eth0 netns ${pid}; ip link set pod${this.links} master bridge up`,
    );
    const inside = `ip link set lo up; ip addr add ${address}/24 dev eth0; ip link set eth0 up; ip route add default via ${this.gateway}`;
    await mustRun(NSENTER, ['--target', String(pid), '--net', 'sh', '-euc', inside]);
    return {
      pid,
      address,
      remove: async () => {
        kill(pid, 'SIGKILL');
        await gone;
      },
    };
  }

  /** A file system in memory that all containers of a pod may mount. */
  public async mountMemory(folder: string, options: string): Promise<void> {
    await this.mounts(`mount -t tmpfs -o '${options}' tmpfs '${folder}'`);
  }

  public async unmount(folder: string): Promise<void> {
    await this.mounts(`umount '${folder}'`);
  }

  /** Ends all that is left of every pod. */
  public async stop(): Promise<void> {
    this.holder.stdin?.destroy();
    await this.ended;
  }

  private async connect(): Promise<void> {
    const link = `boot${process.pid % 100_000}`;
    await mustRun('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'outside', 'netns', String(this.pid)]);
    await mustRun('ip', ['addr', 'add', `${this.gateway}/24`, 'dev', link]);
    await mustRun('ip', ['link', 'set', link, 'up']);
    await this.network(
      `ip link set lo up; ip link add bridge type bridge; ip link set bridge up; ip link set outside master bridge up; ip addr add ${this.nowhere}/24 dev bridge`,
    );
  }

  private async network(script: string): Promise<void> {
    await mustRun(NSENTER, ['--target', String(this.pid), '--net', 'sh', '-euc', script]);
  }

  private async mounts(script: string): Promise<void> {
    await mustRun(NSENTER, ['--target', String(this.pid), '--mount', 'sh', '-euc', script]);
  }

  /** Another one for every pod: as in a real cluster, an address that comes back is another pod's. */
  private nextAddress(): number {
    this.last = this.last === LAST_POD ? FIRST_POD : this.last + 1;
    return this.last;
  }
}

export interface Sandbox {
  /** A process in the namespaces. */
  readonly pid: number;
  readonly address: string;
  remove(): Promise<void>;
}

export const NSENTER = '/usr/bin/nsenter';
export const UNSHARE = '/usr/bin/unshare';
const FIRST_POD = 10;
const LAST_POD = 250;

/** A signal to a process that may have ended. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function firstChild(pid: number): number | undefined {
  const [child] = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return child ? Number(child) : undefined;
}

function freeSubnet(): string {
  const taken = Object.values(os.networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map((one) => one.address),
  );
  // Runs that start at the same moment begin at different ones.
  for (let tries = 0; tries < 256; tries += 1) {
    const subnet = `10.88.${(process.pid + tries) % 256}`;
    if (!taken.some((address) => address.startsWith(`${subnet}.`))) return subnet;
  }
  throw new Error('every network of 10.88.0.0/16 is in use on this machine');
}
