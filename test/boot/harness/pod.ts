import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Cluster, Sandbox } from './cluster';
import type { Bundle } from './container';
import { environment, expand, type PodFacts } from './environment';
import { type ImageTable, imageOf } from './images';
import { checkFields } from './limits';
import type { ContainerSpec, Limits, PodTemplate } from './manifests';
import type { Objects } from './objects';
import { sleep } from './run';
import { Supervised } from './supervised';
import { PodVolumes } from './volumes';

/** What every pod of a cluster shares. */
export interface Machine {
  readonly cluster: Cluster;
  readonly objects: Objects;
  readonly images: ImageTable;
  /** For everything that is written. */
  readonly folder: string;
  readonly adapt: (text: string, name: string, namespace: string) => string;
  /** In the place of rendered ones of the same name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the kubelet tells every container of the API server. */
  readonly kubernetes: Readonly<Record<string, string>>;
  /** Every pod that was started and not removed. */
  readonly pods: Set<Pod>;
  /** Aborted when everything ends. */
  readonly ending: AbortSignal;
}

export interface PodIdentity {
  readonly name: string;
  readonly namespace: string;
  /** The headless Service that names it. */
  readonly subdomain?: string;
}

/** A pod from its sandbox to its end. */
export class Pod {
  /** Starts it; it goes on in the background. */
  public static async start(machine: Machine, identity: PodIdentity, template: PodTemplate): Promise<Pod> {
    if (machine.ending.aborted) throw new Error('the cluster has ended');
    checkFields(`pod ${identity.name}`, template.spec, 'pod');
    const sandbox = await machine.cluster.sandbox(`${identity.namespace}_${identity.name}`, namesOf(identity));
    const pod = new Pod(machine, identity, template, sandbox);
    machine.pods.add(pod);
    pod.ended = pod.live();
    return pod;
  }

  public readonly labels: Record<string, string>;
  /** Resolved when all its containers have ended for good: whether all succeeded. */
  public ended: Promise<boolean> = Promise.resolve(false);
  /** What keeps it from being made. */
  public waiting = '';
  private readonly containers = new Map<string, Supervised>();
  private readonly volumes: PodVolumes;
  private readonly folder: string;
  private terminating = false;

  private constructor(
    private readonly machine: Machine,
    public readonly identity: PodIdentity,
    public readonly template: PodTemplate,
    private readonly sandbox: Sandbox,
  ) {
    this.labels = { ...template.metadata.labels };
    this.folder = path.join(machine.folder, 'pods', `${identity.name}-${sandbox.address}`);
    const sources = { ...machine, claims: path.join(machine.folder, 'claims') };
    const { fsGroup } = template.spec.securityContext;
    this.volumes = new PodVolumes(sources, this.facts, fsGroup, path.join(this.folder, 'volumes'));
  }

  public get name(): string {
    return this.identity.name;
  }

  public get address(): string {
    return this.sandbox.address;
  }

  public get ready(): boolean {
    const main = this.template.spec.containers.map(({ name }) => this.containers.get(name));
    return !this.terminating && main.every((container) => container?.ready);
  }

  /** Of all its containers. */
  public get restarts(): number {
    return [...this.containers.values()].reduce((sum, { restarts }) => sum + restarts, 0);
  }

  /** @throws Error where there is none of that name yet */
  public container(name: string): Supervised {
    const found = this.containers.get(name);
    if (!found) throw new Error(`pod ${this.name} has no container ${name}: ${this.waiting || 'not started yet'}`);
    return found;
  }

  /** One line for people. */
  public get status(): string {
    const containers = [...this.containers].map(([name, { ready, running, restarts, waiting }]) => {
      const state = ready ? 'ready' : running ? 'running' : waiting;
      return `${name} ${state}${restarts > 0 ? `, ${restarts} restarts` : ''}`;
    });
    return `${this.name} ${this.address}: ${[this.waiting, ...containers].filter(Boolean).join('; ')}`;
  }

  /** Brings changed ConfigMaps and Secrets into its volumes. */
  public refresh(): void {
    this.volumes.refresh();
  }

  /** @param graceSeconds 0 kills at once, as when a node is lost */
  public async stop(graceSeconds = this.template.spec.terminationGracePeriodSeconds ?? 30): Promise<void> {
    this.terminating = true;
    await Promise.all([...this.containers.values()].map((container) => container.stop(graceSeconds)));
    await this.ended;
    await this.volumes.remove();
    await this.sandbox.remove();
    this.machine.pods.delete(this);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private async live(): Promise<boolean> {
    const { initContainers = [], containers, restartPolicy = 'Always' } = this.template.spec;
    if (!(await this.makeVolumes())) return false;
    for (const spec of initContainers) {
      if (this.terminating || (await this.add(spec).run(restartPolicy === 'Never' ? 'never' : 'on-failure')) !== 0)
        return false;
    }
    if (this.terminating) return false;
    const restart = restartPolicy === 'Never' ? 'never' : 'always';
    const codes = await Promise.all(containers.map((spec) => this.add(spec).run(restart)));
    return codes.every((code) => code === 0);
  }

  /** Whether they are there; a missing ConfigMap or Secret is waited for. */
  private async makeVolumes(): Promise<boolean> {
    for (;;) {
      try {
        await this.volumes.make(this.template.spec.volumes ?? []);
        this.waiting = '';
        return true;
      } catch (error) {
        this.waiting = (error as Error).message;
      }
      await sleep(500);
      if (this.terminating) return false;
    }
  }

  private add(spec: ContainerSpec): Supervised {
    checkFields(`container ${spec.name} of pod ${this.name}`, spec, 'container');
    const log = path.join(this.machine.folder, 'logs', `${this.name}.${spec.name}.log`);
    for (const folder of [path.dirname(log), this.folder]) fs.mkdirSync(folder, { recursive: true });
    const container = new Supervised(spec, this.sandbox, () => this.bundle(spec, log), log);
    this.containers.set(spec.name, container);
    return container;
  }

  private bundle(spec: ContainerSpec, log: string): Bundle {
    const { name, volumeMounts = [], resources: { limits = {} } = {} } = spec;
    const { images, objects, variables, kubernetes } = this.machine;
    const { root, env: base, entrypoint } = imageOf(images, spec.image);
    const { runAsUser: uid, runAsGroup: gid, fsGroup } = this.template.spec.securityContext;
    const rendered = Object.entries(environment(spec.env ?? [], { ...base, ...kubernetes }, this.facts, objects));
    const env = Object.fromEntries(rendered.map(([key, value]) => [key, variables[key] ?? value]));
    const command = [...(spec.command ?? entrypoint), ...(spec.args ?? [])].map((text) => expand(text, env));
    const options = [
      ...['--user', `${uid}:${gid}`, '--group-add', String(fsGroup)],
      ...limitOptions(limits),
      ...volumeMounts.flatMap((mount) => {
        const place = `${this.volumes.of(mount.name)}:${mount.mountPath}`;
        return ['--volume', mount.readOnly ? `${place}:ro` : place];
      }),
    ];
    const pidFile = path.join(this.folder, `${name}.pid`);
    const user = { uid, gid };
    return { name: `${this.sandbox.name}_${name}`, options, root, command, env, user, log, pidFile };
  }

  private get facts(): PodFacts {
    const { name, namespace } = this.identity;
    return { name, namespace, address: this.address, labels: this.labels };
  }
}

/** @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
function namesOf({ name, namespace }: PodIdentity): string[] {
  const domains = [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
  const search = domains.flatMap((domain) => ['--dns-search', domain]);
  return ['--hostname', name, ...search, '--dns-option', 'ndots:5'];
}

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
function limitOptions({ cpu, memory }: Limits): string[] {
  const cpus = cpu?.endsWith('m') ? String(Number.parseInt(cpu, 10) / 1000) : cpu;
  const bytes = memory?.replace(/i$/, '').toLowerCase();
  return [...(cpus ? ['--cpus', cpus] : []), ...(bytes ? ['--memory', bytes] : [])];
}
