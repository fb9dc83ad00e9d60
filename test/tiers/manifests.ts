import { type Chart, Testing } from 'cdk8s';
import type * as k8s from '../../imports/k8s';

/** A rendered object, as far as tests read it. */
export interface Manifest<Spec> {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
  };
  readonly spec: Spec;
  readonly data: Record<string, string>;
}

/** What a chart renders, read back. */
export class Manifests {
  private readonly objects: ReadonlyArray<Manifest<never>>;

  public constructor(chart: Chart) {
    this.objects = Testing.synth(chart);
  }

  public get kinds(): string[] {
    return this.objects.map(({ kind }) => kind).sort();
  }

  public all<Spec>(kind: string): Array<Manifest<Spec>> {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** @throws Error unless there is exactly one of that kind */
  public one<Spec>(kind: string): Manifest<Spec> {
    const [only, ...others] = this.all<Spec>(kind);
    if (only === undefined || others.length > 0) throw new Error(`not one ${kind} among ${this.kinds.join(', ')}`);
    return only;
  }

  public get deployment(): Manifest<k8s.DeploymentSpec> {
    return this.one('Deployment');
  }

  public get service(): Manifest<k8s.ServiceSpec> {
    return this.one('Service');
  }
}

/** The pod of a Deployment. */
export function podOf(deployment: Manifest<k8s.DeploymentSpec>): k8s.PodSpec {
  const pod = deployment.spec.template.spec;
  if (pod === undefined) throw new Error(`${deployment.metadata.name} has no pod`);
  return pod;
}

/** Its containers, those that prepare first. */
export function containersOf(pod: k8s.PodSpec): k8s.Container[] {
  return [...(pod.initContainers ?? []), ...pod.containers];
}

/** @throws Error where there is none of that name */
export function containerOf(pod: k8s.PodSpec, name: string): k8s.Container {
  const found = containersOf(pod).find((container) => container.name === name);
  if (found === undefined) throw new Error(`no container ${name}`);
  return found;
}

/** Folders and volumes of a container that its pod lacks, and what a restricted pod may not do. */
export function containerFaults(pod: k8s.PodSpec): string[] {
  const volumes = new Set(pod.volumes?.map(({ name }) => name));
  return containersOf(pod).flatMap(({ name, securityContext, resources, volumeMounts = [] }) => [
    ...(securityContext?.readOnlyRootFilesystem ? [] : [`${name}: writes to its root`]),
    ...(resources?.requests && resources.limits ? [] : [`${name}: no requests or no limits`]),
    ...volumeMounts.filter((mount) => !volumes.has(mount.name)).map((mount) => `${name}: no volume ${mount.name}`),
  ]);
}
