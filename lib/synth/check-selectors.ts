import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import type { Inventory } from './inventory';
import { dig, type Fields, fields, groupKind, list, locate, namespaceOf, type RenderedObject, text } from './manifest';
import { type PodTemplate, portNames } from './pods';

/** Whether a Service, PodDisruptionBudget, NetworkPolicy or PodMonitor means pods that exist, and ports that they have. */
export function checkSelectors(object: RenderedObject, inventory: Inventory): Finding[] {
  const use = USES[groupKind(object.manifest)]?.(object.manifest);
  if (!use || isEmpty(use.selector)) return [];
  const selector = lasting(use.selector, object);
  const namespaces = use.namespaces ?? [namespaceOf(object.manifest)];
  const pods = namespaces.flatMap((namespace) => {
    const candidates = inventory.podsOf(namespace).candidates(selector.labels);
    return candidates.filter((pod) => matches(selector, pod.labels));
  });
  if (pods.length > 0) return checkPorts(object, use.ports, pods);
  const external = (object.external ?? []).flatMap((declared) => declared.pods ?? []);
  if (external.some((labels) => matches(selector, labels))) return [];
  const words = Object.entries(selector.labels).map(([key, value]) => `${key}=${value}`);
  const message = `No pod of namespace "${namespaces.join('", "')}" has the labels that this selects (${words.join(', ') || 'by expressions'}). Correct them, or declare the pods, or labels that are written at run time, with declareExternal().`;
  return [{ path: locate(object, use.field), message }];
}

interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly Fields[];
}

interface Use {
  readonly field: string;
  readonly selector: Selector;
  /** The container ports that are named, by field. */
  readonly ports: readonly (readonly [field: string, name: string])[];
  /** @default - the object's own */
  readonly namespaces?: readonly string[];
}

const USES: Readonly<Record<string, (manifest: Fields) => Use | undefined>> = {
  Service: ({ spec }) => ({
    field: 'spec.selector',
    selector: { labels: texts(fields(spec).selector), expressions: [] },
    ports: namedPorts('spec.ports', fields(spec).ports, 'targetPort'),
  }),
  'policy/PodDisruptionBudget': ({ spec }) => ({
    field: 'spec.selector',
    selector: labelSelector(fields(spec).selector),
    ports: [],
  }),
  'networking.k8s.io/NetworkPolicy': ({ spec }) => ({
    field: 'spec.podSelector',
    selector: labelSelector(fields(spec).podSelector),
    ports: list(fields(spec).ingress).flatMap((rule, index) =>
      namedPorts(`spec.ingress[${index}].ports`, fields(rule).ports, 'port'),
    ),
  }),
  'monitoring.coreos.com/PodMonitor': ({ spec }) => {
    if (dig(spec, 'namespaceSelector', 'any') === true) return undefined;
    const names = list(dig(spec, 'namespaceSelector', 'matchNames')).map(text);
    return {
      field: 'spec.selector',
      selector: labelSelector(fields(spec).selector),
      ports: namedPorts('spec.podMetricsEndpoints', fields(spec).podMetricsEndpoints, 'port'),
      ...(names.length > 0 && { namespaces: names }),
    };
  },
};

function labelSelector(value: unknown): Selector {
  return { labels: texts(fields(value).matchLabels), expressions: list(fields(value).matchExpressions).map(fields) };
}

function texts(value: unknown): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, label] of Object.entries(fields(value))) result[key] = String(label);
  return result;
}

function namedPorts(field: string, ports: unknown, key: string): [string, string][] {
  return list(ports).flatMap((port, index): [string, string][] => {
    const name = text(fields(port)[key]);
    return name === '' ? [] : [[`${field}[${index}].${key}`, name]];
  });
}

function isEmpty({ labels, expressions }: Selector): boolean {
  return Object.keys(labels).length === 0 && expressions.length === 0;
}

/** Labels that Kubernetes' controllers put on pods, which no template has. */
const KUBERNETES_LABELS = new Set([
  ...['pod-template-hash', 'controller-revision-hash', 'job-name', 'controller-uid', 'batch.kubernetes.io/job-name'],
  ...['batch.kubernetes.io/controller-uid', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'],
]);

/** The selector without what is written at run time only. */
function lasting(selector: Selector, object: RenderedObject): Selector {
  const isRuntime = (label: string) =>
    KUBERNETES_LABELS.has(label) ||
    object.external?.some((declared) => declared.runtimeLabels?.includes(label)) === true;
  const labels: Record<string, string> = {};
  for (const key in selector.labels) if (!isRuntime(key)) labels[key] = selector.labels[key] as string;
  return { labels, expressions: selector.expressions.filter(({ key }) => !isRuntime(text(key))) };
}

function matches({ labels, expressions }: Selector, pod: Fields): boolean {
  for (const key in labels) if (pod[key] !== labels[key]) return false;
  return expressions.every((expression) => holds(expression, pod));
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
function holds({ key, operator, values }: Fields, pod: Fields): boolean {
  const value = pod[text(key)];
  switch (operator) {
    case 'In':
      return list(values).includes(value);
    case 'NotIn':
      return !list(values).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

function checkPorts(object: RenderedObject, ports: Use['ports'], pods: readonly PodTemplate[]): Finding[] {
  if (ports.length === 0) return [];
  const known = new Set(pods.flatMap(portNames));
  return ports
    .filter(([, name]) => !known.has(name))
    .map(([field, name]) => ({
      path: locate(object, field),
      message: `None of the selected pods has a port named "${name}".${
        didYouMean(
          name,
          [...known].filter((port) => port !== ''),
        ) || ' Name a container port so, or write its number.'
      }`,
    }));
}
