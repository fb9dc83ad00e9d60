import type { External } from './external';
import { dig, type Fields, fields, groupKind, list, nameOf, namespaceOf, type RenderedObject, text } from './manifest';
import { type PodTemplate, podTemplate } from './pods';

/** The keys of a ConfigMap or Secret; `any` where only the cluster knows them. */
export type Keys = ReadonlySet<string> | 'any';

/** What an app renders, by kind, namespace and name, and its pods by their labels. */
export class Inventory {
  /** Kind and namespace -> name -> keys. */
  private readonly objects = new Map<string, Map<string, Keys>>();
  private readonly namespaces = new Map<string, NamespacePods>();

  public constructor(rendered: readonly RenderedObject[]) {
    for (const object of rendered) {
      const { manifest } = object;
      this.add(groupKind(manifest), manifest, nameOf(manifest), keysOf(manifest));
      for (const [name, keys] of secretsMadeBy(manifest)) this.add('Secret', manifest, name, keys);
      const pod = podTemplate(object);
      if (pod) this.podsOf(namespaceOf(manifest)).add(pod);
    }
  }

  /** The keys of an object, or undefined where it is not rendered. */
  public find(kind: string, namespace: string, name: string): Keys | undefined {
    return this.objects.get(`${kind} ${namespace}`)?.get(name);
  }

  /** The names of a kind's objects in a namespace. */
  public namesOf(kind: string, namespace: string): readonly string[] {
    return [...(this.objects.get(`${kind} ${namespace}`)?.keys() ?? [])];
  }

  public podsOf(namespace: string): NamespacePods {
    const pods = this.namespaces.get(namespace) ?? new NamespacePods();
    this.namespaces.set(namespace, pods);
    return pods;
  }

  private add(kind: string, manifest: Fields, name: string, keys: Keys): void {
    const place = `${kind} ${namespaceOf(manifest)}`;
    const names = this.objects.get(place) ?? new Map<string, Keys>();
    this.objects.set(place, names);
    const before = names.get(name);
    names.set(name, before ? union(before, keys) : keys);
  }
}

/** The pod templates of one namespace. Found by label, since a namespace may hold a thousand platforms. */
export class NamespacePods {
  public readonly all: PodTemplate[] = [];
  private readonly byLabel = new Map<string, PodTemplate[]>();

  public add(pod: PodTemplate): void {
    this.all.push(pod);
    for (const [key, value] of Object.entries(pod.labels)) {
      const label = `${key}=${String(value)}`;
      const pods = this.byLabel.get(label);
      if (pods) pods.push(pod);
      else this.byLabel.set(label, [pod]);
    }
  }

  /** The fewest templates among which those with all these labels are. */
  public candidates(labels: Readonly<Record<string, string>>): readonly PodTemplate[] {
    let fewest: readonly PodTemplate[] = this.all;
    for (const key in labels) {
      const pods = this.byLabel.get(`${key}=${labels[key]}`) ?? [];
      if (pods.length < fewest.length) fewest = pods;
    }
    return fewest;
  }
}

/** What one of an object's scopes declares of a kind: the keys, or undefined where it is not declared. */
export function findExternal(external: readonly External[], kind: string, name: string): Keys | undefined {
  let keys: Keys | undefined;
  for (const declared of external) {
    const found = EXTERNAL[kind]?.(declared);
    const own = Array.isArray(found) ? (found.includes(name) ? 'any' : undefined) : keysIn(found, name);
    if (own) keys = keys ? union(keys, own) : own;
  }
  return keys;
}

type Declared = readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;

const EXTERNAL: Readonly<Record<string, (external: External) => Declared>> = {
  Secret: ({ secrets }) => secrets,
  ConfigMap: ({ configMaps }) => configMaps,
  Service: ({ services }) => services,
  ServiceAccount: ({ serviceAccounts }) => serviceAccounts,
  PersistentVolumeClaim: ({ persistentVolumeClaims }) => persistentVolumeClaims,
  'rbac.authorization.k8s.io/Role': ({ roles }) => roles,
  'rbac.authorization.k8s.io/ClusterRole': ({ clusterRoles }) => clusterRoles,
};

function keysIn(map: Declared, name: string): Keys | undefined {
  const keys = fields(map)[name];
  if (!Array.isArray(keys)) return undefined;
  const known = declaredKeys.get(keys) ?? new Set(keys.map(String));
  declaredKeys.set(keys, known);
  return known;
}

/** Many objects name keys of one Secret. */
const declaredKeys = new WeakMap<readonly unknown[], Keys>();

function keysOf(manifest: Fields): Keys {
  const { data, binaryData, stringData } = manifest;
  if (data === undefined && binaryData === undefined && stringData === undefined) return NO_KEYS;
  return new Set([data, binaryData, stringData].flatMap((value) => Object.keys(fields(value))));
}

const NO_KEYS: Keys = new Set();

/** The Secrets that controllers make for an object. */
function secretsMadeBy(manifest: Fields): [name: string, keys: Keys][] {
  const { spec } = manifest;
  switch (groupKind(manifest)) {
    case 'cert-manager.io/Certificate':
      return [[text(fields(spec).secretName), new Set(['tls.crt', 'tls.key', 'ca.crt'])]];
    case 'external-secrets.io/ExternalSecret': {
      if (dig(spec, 'target', 'creationPolicy') === 'None') return [];
      const keys = list(fields(spec).data).map((entry) => text(fields(entry).secretKey));
      const open = list(fields(spec).dataFrom).length > 0 || dig(spec, 'target', 'template') !== undefined;
      return [[text(dig(spec, 'target', 'name')) || nameOf(manifest), open ? 'any' : new Set(keys)]];
    }
    default:
      return [];
  }
}

function union(one: Keys, other: Keys): Keys {
  return one === 'any' || other === 'any' ? 'any' : new Set([...one, ...other]);
}
