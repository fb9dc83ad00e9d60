import { LabelKeys, MEMBERS, RoleLabels } from '../names';
import { dig, type Fields, fields, list, nameOf, namespaceOf, type RenderedObject, text } from '../synth/manifest';
import { type PodTemplate, podTemplate } from '../synth/pods';

/** Something that is rendered and makes pods. */
export interface Workload {
  /** `StatefulSet`, `Deployment`, `Job`, `CronJob`. */
  readonly kind: string;
  /** The object's name. */
  readonly name: string;
  /** The name that its pods are selected by; a Job's own ends in a hash, and several objects may share one. */
  readonly workload: string;
  readonly manifest: Fields;
  readonly pod: PodTemplate;
}

/** Manifests of one kind, in the order in which they are applied. */
export function manifestsOf(objects: readonly RenderedObject[], kind: string): Fields[] {
  return objects.map(({ manifest }) => manifest).filter((manifest) => manifest.kind === kind);
}

/** Everything that makes pods, of all kinds or of these. */
export function workloads(objects: readonly RenderedObject[], ...kinds: readonly string[]): Workload[] {
  return objects.flatMap((object) => {
    const { manifest } = object;
    const kind = text(manifest.kind);
    const pod = podTemplate(object);
    if (pod === undefined || (kinds.length > 0 && !kinds.includes(kind))) return [];
    return [{ kind, name: nameOf(manifest), workload: text(pod.labels[LabelKeys.WORKLOAD]), manifest, pod }];
  });
}

/** How many pods it makes: `2`, or `2 to 6` where it is scaled. */
export function podCount(objects: readonly RenderedObject[], { name, manifest }: Workload): string {
  const scaled = manifestsOf(objects, 'HorizontalPodAutoscaler').find(
    (scaler) => namespaceOf(scaler) === namespaceOf(manifest) && dig(scaler, 'spec', 'scaleTargetRef', 'name') === name,
  );
  if (scaled === undefined) return String(dig(manifest, 'spec', 'replicas') ?? 1);
  const { minReplicas = 1, maxReplicas } = fields(scaled.spec);
  return `${minReplicas} to ${maxReplicas}`;
}

/** The workloads whose pods a Service may lead to: the primary is one of the members, and other labels are what they are. */
export function selectedBy(objects: readonly RenderedObject[], service: Fields): Workload[] {
  const external = objects.flatMap((object) => object.external ?? []);
  const runtime = new Set(external.flatMap(({ runtimeLabels = [] }) => runtimeLabels));
  const selector = fields(dig(service, 'spec', 'selector'));
  const wanted = Object.entries(selector).filter(([key]) => !runtime.has(key));
  const primary = selector[LabelKeys.ROLE] === RoleLabels.PRIMARY;
  return workloads(objects, 'StatefulSet', 'Deployment').filter(
    (one) => (!primary || setOf(one) === MEMBERS) && wanted.every(([key, value]) => one.pod.labels[key] === value),
  );
}

/** The group of instances that pods are of: `members`, or a set's name. */
export function setOf({ pod }: Workload): string {
  return text(pod.labels[LabelKeys.SET]) || MEMBERS;
}

/** A variable of any of a pod's containers. */
export function variable({ pod }: Workload, name: string): string | undefined {
  const variables = pod.containers.flatMap(({ spec }) => list(spec.env).map(fields));
  const value = variables.find((one) => one.name === name)?.value;
  return value === undefined ? undefined : text(value);
}
