import type { ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mustRun, type RunOptions, spawnAway } from './run';

/**
 * Podman with files of its own below one folder, and one network of pods. A second process reads our pipe; when that
 * closes, because we stopped or were killed, it removes everything (end.sh).
 */
export class Cluster {
  public static async start(folder: string): Promise<Cluster> {
    const env = { ...process.env, ...settingsOf(folder) };
    for (const [name, text] of Object.entries(SETTINGS)) fs.writeFileSync(path.join(folder, name), text(folder));
    const remover = spawnAway('sh', [END, folder], { env, stdio: ['pipe', 'ignore', 'inherit'] });
    const cluster = new Cluster(folder, env, remover);
    await cluster.makeNetwork();
    // The first pod brings the network up. Nothing ever runs in it.
    await cluster.sandbox('nowhere', ['--hostname', 'nowhere']);
    return cluster;
  }

  /** All that a run which is over has left. */
  public static async remove(folder: string): Promise<void> {
    await mustRun('sh', [END, folder], { env: { ...process.env, ...settingsOf(folder) } });
  }

  private subnet = '';
  private last = NOWHERE - 1;
  private readonly removed: Promise<void>;

  private constructor(
    private readonly folder: string,
    /** What leads podman to its files. */
    public readonly env: NodeJS.ProcessEnv,
    private readonly remover: ChildProcess,
  ) {
    this.removed = new Promise((resolve) => remover.once('exit', () => resolve()));
  }

  /** Where pods reach the harness. */
  public get gateway(): string {
    return `${this.subnet}.1`;
  }

  /** An address where nothing listens: connections are refused, as by a Service without endpoints. */
  public get nowhere(): string {
    return `${this.subnet}.${NOWHERE}`;
  }

  /** @throws Error with what podman said, where it fails */
  public podman(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return mustRun('podman', args, { ...options, env: this.env });
  }

  /** A pod without containers: network, host name and shared memory. */
  public async sandbox(name: string, options: readonly string[]): Promise<Sandbox> {
    const address = `${this.subnet}.${this.nextAddress()}`;
    const network = ['--network', this.name, '--ip', address, '--dns', this.gateway];
    await this.podman(['pod', 'create', '--name', name, '--cgroup-parent', `/${this.name}`, ...network, ...options]);
    await this.podman(['pod', 'start', name]);
    const remove = async () => void (await this.podman(['pod', 'rm', '--force', '--time', '0', name]));
    return { name, address, env: this.env, remove };
  }

  /** A file system in memory that all containers of a pod may mount. */
  public async mountMemory(folder: string, options: string): Promise<void> {
    await mustRun('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  }

  public async unmount(folder: string): Promise<void> {
    await mustRun('umount', [folder]);
  }

  /** Removes all that is left, the folder too. */
  public async stop(): Promise<void> {
    this.remover.stdin?.destroy();
    await this.removed;
  }

  private get name(): string {
    return path.basename(this.folder);
  }

  /** Without a way out, hence without rules in the machine's firewall. */
  private async makeNetwork(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      // Runs that start at the same moment begin at different ones.
      this.subnet = `10.89.${(process.pid + tries) % 256}`;
      const addresses = ['--subnet', `${this.subnet}.0/24`, '--gateway', this.gateway];
      try {
        await this.podman(['network', 'create', '--internal', '--disable-dns', ...addresses, this.name]);
        return;
      } catch (error) {
        if (tries === 255 || !String(error).includes('already used')) throw error;
      }
    }
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
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

const END = path.join(__dirname, 'end.sh');
const NOWHERE = 2;
const LAST_POD = 250;

/** Podman's files are the run's alone. The values are those that need no systemd. */
const SETTINGS: Readonly<Record<string, (folder: string) => string>> = {
  'containers.conf': (folder) => `[containers]
base_hosts_file = "none"
default_ulimits = ["nofile=20000:20000", "nproc=32768:32768"]
http_proxy = false
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
tmp_dir = "${folder}/podman/tmp"
`,
  'storage.conf': (folder) => `[storage]
driver = "overlay"
graphroot = "${folder}/podman/root"
runroot = "${folder}/podman/run"
`,
};

function settingsOf(folder: string): NodeJS.ProcessEnv {
  return { CONTAINERS_CONF: `${folder}/containers.conf`, CONTAINERS_STORAGE_CONF: `${folder}/storage.conf` };
}
