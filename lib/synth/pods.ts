import { dig, type Fields, fields, groupKind, list, type RenderedObject, text } from './manifest';

/** The pods that an object makes. */
export interface PodTemplate {
  readonly object: RenderedObject;
  /** Where the pod's spec is: `spec.template.spec`. */
  readonly field: string;
  readonly labels: Fields;
  readonly spec: Fields;
  /** Containers and init containers. */
  readonly containers: readonly Container[];
}

export interface Container {
  /** `spec.template.spec.containers[0]`. */
  readonly field: string;
  readonly spec: Fields;
}

/** The template that an object holds, or undefined where it makes no pods. */
export function podTemplate(object: RenderedObject): PodTemplate | undefined {
  const known = templates.get(object);
  if (known !== undefined) return known ?? undefined;
  const template = readTemplate(object);
  templates.set(object, template ?? null);
  return template;
}

/** Several checks ask for the same template. */
const templates = new WeakMap<RenderedObject, PodTemplate | null>();

function readTemplate(object: RenderedObject): PodTemplate | undefined {
  const path = TEMPLATES[groupKind(object.manifest)];
  if (!path) return undefined;
  const template = dig(object.manifest, ...path);
  const spec = fields(fields(template).spec);
  const field = [...path, 'spec'].join('.');
  return {
    object,
    field,
    labels: fields(dig(template, 'metadata', 'labels')),
    spec,
    containers: ['initContainers', 'containers'].flatMap((key) =>
      list(spec[key]).map((container, index) => ({ field: `${field}.${key}[${index}]`, spec: fields(container) })),
    ),
  };
}

/** Where each kind keeps the template of its pods. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** The names of the ports that the pod's containers open. */
export function portNames(pod: PodTemplate): string[] {
  return pod.containers.flatMap((container) => list(container.spec.ports).map((port) => text(fields(port).name)));
}
