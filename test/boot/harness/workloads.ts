import type { PodTemplate, Workload } from './manifests';
import { type Machine, Pod, type PodIdentity } from './pod';
import { waitFor } from './run';

/** A pod as its StatefulSet or Deployment wants it. */
interface Wanted {
  readonly identity: PodIdentity;
  readonly template: PodTemplate;
}

/** Long enough for a copy of the data on a slow machine. */
const READY_SECONDS = 180;

/** Keeps the pods of StatefulSets and Deployments. */
export class Workloads {
  private readonly running = new Map<string, Pod>();
  private readonly wanted = new Map<string, Wanted>();

  public constructor(private readonly machine: Machine) {}

  public get pods(): Iterable<Pod> {
    return this.running.values();
  }

  /** @throws Error where there is none of that name */
  public pod(name: string): Pod {
    const found = this.running.get(name);
    if (!found) throw new Error(`there is no pod ${name}; there are ${[...this.running.keys()].join(', ')}`);
    return found;
  }

  /** Makes what is missing, replaces what has another template, and waits until all are ready. */
  public async apply(workload: Workload): Promise<void> {
    const wanted = podsOf(workload);
    const inOrder = workload.kind === 'StatefulSet' && workload.spec.podManagementPolicy !== 'Parallel';
    const outdated = wanted.filter((pod) => this.isOutdated(pod)).reverse();
    for (const pod of wanted) this.wanted.set(pod.identity.name, pod);
    for (const { identity } of wanted.filter((pod) => !this.running.has(pod.identity.name))) {
      await this.start(identity.name);
      if (inOrder) await this.ready(identity.name);
    }
    for (const { identity } of outdated) {
      await this.replace(identity.name);
      await this.ready(identity.name);
    }
    for (const { identity } of wanted) await this.ready(identity.name);
  }

  /** Waits until a pod is ready. */
  public async ready(name: string, seconds = READY_SECONDS): Promise<void> {
    await waitFor(
      `pod ${name} ready`,
      () => {
        const pod = this.pod(name);
        if (!pod.ready) throw new Error(pod.status);
        return true;
      },
      seconds,
    );
  }

  /** Stops a pod, and has another one of that name made. */
  public async replace(name: string, graceSeconds?: number, between: () => void = () => {}): Promise<void> {
    await this.stop(name, graceSeconds);
    between();
    await this.start(name);
  }

  /** Stops a pod; it is not made again before `start`. */
  public async stop(name: string, graceSeconds?: number): Promise<void> {
    const pod = this.pod(name);
    await pod.stop(graceSeconds);
    this.running.delete(name);
  }

  public async start(name: string): Promise<void> {
    const wanted = this.wanted.get(name);
    if (!wanted) throw new Error(`nothing wants a pod ${name}`);
    this.running.set(name, await Pod.start(this.machine, wanted.identity, wanted.template));
  }

  private isOutdated({ identity, template }: Wanted): boolean {
    const pod = this.running.get(identity.name);
    return pod !== undefined && JSON.stringify(pod.template) !== JSON.stringify(template);
  }
}

function podsOf({ kind, metadata, spec }: Workload): Wanted[] {
  const { replicas, template, serviceName: subdomain, volumeClaimTemplates = [] } = spec;
  return Array.from({ length: replicas }, (_, index) => {
    const name = `${metadata.name}-${index}`;
    const claims = volumeClaimTemplates.map((claim) => ({
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: `${claim.metadata.name}-${name}` },
    }));
    const volumes = [...(template.spec.volumes ?? []), ...claims];
    const identity = { name, namespace: metadata.namespace ?? 'default', ...(kind === 'StatefulSet' && { subdomain }) };
    return { identity, template: { ...template, spec: { ...template.spec, volumes } } };
  });
}
