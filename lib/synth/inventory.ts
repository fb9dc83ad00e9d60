import type { External } from './external';
import { dig, type Fields, fields, groupKind, list, nameOf, namespaceOf, type RenderedObject, text } from './manifest';
import { type PodTemplate, podTemplate } from './pods';

/** The keys of a ConfigMap or Secret; `any` where only the cluster knows them. */
export type Keys = ReadonlySet<string> | 'any';

/** What an app renders, by kind, namespace and name, and its pods by their labels. */
export class Inventory {
  private readonly objects = new Map<string, Keys>();
  private readonly names = new Map<string, string[]>();
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
    return this.objects.get(`${kind} ${namespace} ${name}`);
  }

  /** The names of a kind's objects in a namespace. */
  public namesOf(kind: string, namespace: string): readonly string[] {
    return this.names.get(`${kind} ${namespace}`) ?? [];
  }

  public podsOf(namespace: string): NamespacePods {
    const pods = this.namespaces.get(namespace) ?? new NamespacePods();
    this.namespaces.set(namespace, pods);
    return pods;
  }

  private add(kind: string, manifest: Fields, name: string, keys: Keys): void {
    const namespace = namespaceOf(manifest);
    const place = `${kind} ${namespace} ${name}`;
    const before = this.objects.get(place);
    this.objects.set(place, before ? union(before, keys) : keys);
    if (before) return;
    const names = this.names.get(`${kind} ${namespace}`);
    if (names) names.push(name);
    else this.names.set(`${kind} ${namespace}`, [name]);
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
    return Object.entries(labels)
      .map(([key, value]) => this.byLabel.get(`${key}=${value}`) ?? [])
      .reduce<readonly PodTemplate[]>((fewest, pods) => (pods.length < fewest.length ? pods : fewest), this.all);
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
  return Array.isArray(keys) ? new Set(keys.map(String)) : undefined;
}

function keysOf(manifest: Fields): Keys {
  return new Set(['data', 'binaryData', 'stringData'].flatMap((field) => Object.keys(fields(manifest[field]))));
}

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
