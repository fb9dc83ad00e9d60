import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Podman } from './podman';
import { mustRun } from './run';

/**
 * One network of pods. A second process reads our pipe; when that closes, because we stopped or were killed, it removes
 * everything.
 */
export class Cluster {
  public static async start(folder: string): Promise<Cluster> {
    const cluster = new Cluster(folder);
    try {
      await cluster.makeNetwork();
      // The first pod brings the network up. Nothing ever runs in it.
      await cluster.sandbox('nowhere', ['--hostname', 'nowhere']);
      await cluster.keepGatewayAddress();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Removes what a run that is over has left. */
  public static async remove(folder: string): Promise<void> {
    await ended(Podman.remover(folder));
  }

  private readonly podman: Podman;
  private readonly remover: ChildProcess;
  private readonly name: string;
  private subnet = '';
  private last = NOWHERE - 1;

  private constructor(folder: string) {
    this.podman = new Podman(folder);
    this.remover = Podman.remover(folder);
    this.name = path.basename(folder);
  }

  /** Where pods reach the harness. */
  public get gateway(): string {
    return `${this.subnet}.1`;
  }

  /** An address where nothing listens: connections are refused, as by a Service without endpoints. */
  public get nowhere(): string {
    return `${this.subnet}.${NOWHERE}`;
  }

  /** A pod without containers: network, host name and shared memory. */
  public async sandbox(name: string, options: readonly string[]): Promise<Sandbox> {
    const { podman } = this;
    const address = `${this.subnet}.${this.nextAddress()}`;
    const network = ['--network', this.name, '--ip', address, '--dns', this.gateway];
    await podman.must('pod', 'create', '--name', name, '--cgroup-parent', `/${this.name}`, ...network, ...options);
    await podman.must('pod', 'start', name);
    return { name, address, podman, remove: () => podman.must('pod', 'rm', '--force', '--time', '0', name) };
  }

  /** A file system in memory that all containers of a pod may mount. */
  public async mountMemory(folder: string, options: string): Promise<void> {
    await mustRun('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  }

  public async unmount(folder: string): Promise<void> {
    await mustRun('umount', [folder]);
  }

  /** Removes all that is left, the folder too. */
  public stop(): Promise<void> {
    return ended(this.remover);
  }

  /** Without a way out, hence without rules in the machine's firewall. */
  private async makeNetwork(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      // Runs that start at the same moment begin at different ones.
      this.subnet = `10.89.${(process.pid + tries) % 256}`;
      const addresses = ['--subnet', `${this.subnet}.0/24`, '--gateway', this.gateway];
      try {
        return await this.podman.must('network', 'create', '--internal', '--disable-dns', ...addresses, this.name);
      } catch (error) {
        if (tries === 255 || !String(error).includes('already used')) throw error;
      }
    }
  }

  /**
   * A bridge takes the lowest hardware address of its ports, so that with each pod it may get another one. Pods that know
   * the former send to nobody for seconds: DNS, and what they answer us. One that was set stays.
   */
  private async keepGatewayAddress(): Promise<void> {
    const shown = await mustRun('ip', ['-json', 'address', 'show', 'to', this.gateway]);
    const [bridge] = JSON.parse(shown) as { ifname: string }[];
    if (!bridge) throw new Error(`no interface has the address ${this.gateway}`);
    const present = fs.readFileSync(`/sys/class/net/${bridge.ifname}/address`, 'utf8').trim();
    await mustRun('ip', ['link', 'set', 'dev', bridge.ifname, 'address', present]);
  }

  /** Another one for every pod: as in a real cluster, an address that comes back is another pod's. */
  private nextAddress(): number {
    this.last = this.last === LAST_POD ? NOWHERE + 1 : this.last + 1;
    return this.last;
  }
}

export interface Sandbox {
  /** What podman knows it by. */
  readonly name: string;
  readonly address: string;
  readonly podman: Podman;
  remove(): Promise<void>;
}

const NOWHERE = 2;
const LAST_POD = 250;

async function ended(remover: ChildProcess): Promise<void> {
  const exit = remover.exitCode === null ? once(remover, 'exit') : undefined;
  remover.stdin?.destroy();
  await exit;
  if (remover.exitCode !== 0) throw new Error(`end.sh ended with ${remover.exitCode}: see what it said`);
}
