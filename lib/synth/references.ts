import { dig, type Fields, fields, groupKind, list, namespaceOf, type RenderedObject, text } from './manifest';
import { type Container, type PodTemplate, podTemplate } from './pods';

/** That one object names another. */
export interface Reference {
  /** Where: `spec.template.spec.containers[0].envFrom[0].secretRef`. */
  readonly field: () => string;
  /** What it names, as `groupKind` writes it. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The key of a ConfigMap or Secret. @default - the whole object */
  readonly key: string | undefined;
}

/** Every object that this one names and needs. Those marked `optional: true` may be absent and are left out. */
export function referencesOf(object: RenderedObject): readonly Reference[] {
  const pod = podTemplate(object);
  const own = OWN[groupKind(object.manifest)];
  if (!pod && !own) return [];
  const found = new Collector(namespaceOf(object.manifest));
  if (pod) podReferences(found, pod);
  own?.(found, object.manifest);
  return found.references;
}

/** A thousand platforms have a hundred thousand references: each is written down once, and its place only when asked. */
class Collector {
  public readonly references: Reference[] = [];

  public constructor(private readonly namespace: string) {}

  public add(kind: string, name: unknown, field: () => string, key?: string, namespace = this.namespace): void {
    const known = text(name);
    if (known !== '') this.references.push({ field, kind, namespace, name: known, key });
  }

  /** The object that a source names, and each of its keys that is mounted as an item. */
  public addWhole(kind: string, source: Fields, field: () => string, nameField = 'name'): void {
    if (source.optional === true) return;
    const items = list(source.items);
    if (items.length === 0) this.add(kind, source[nameField], field);
    for (const [index, item] of items.entries()) {
      this.add(kind, source[nameField], () => `${field()}.items[${index}]`, text(fields(item).key));
    }
  }

  public addKey(kind: string, value: unknown, field: () => string): void {
    const source = fields(value);
    if (source.optional !== true) this.add(kind, source.name, field, text(source.key));
  }

  public addPullSecrets(value: unknown, field: () => string): void {
    for (const [index, secret] of list(value).entries()) {
      this.add('Secret', fields(secret).name, () => `${field()}[${index}]`);
    }
  }
}

/** What each kind names, besides its pods. */
const OWN: Readonly<Record<string, (found: Collector, manifest: Fields) => void>> = {
  'apps/StatefulSet': (found, { spec }) => found.add('Service', fields(spec).serviceName, () => 'spec.serviceName'),
  ServiceAccount: (found, { imagePullSecrets }) => found.addPullSecrets(imagePullSecrets, () => 'imagePullSecrets'),
  'rbac.authorization.k8s.io/RoleBinding': addBinding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': addBinding,
  'autoscaling/HorizontalPodAutoscaler': (found, { spec }) => {
    const target = fields(fields(spec).scaleTargetRef);
    // Custom kinds may be scaled too, and are often made by their operators.
    if (groupKind(target).startsWith('apps/')) {
      found.add(groupKind(target), target.name, () => 'spec.scaleTargetRef');
    }
  },
  'monitoring.coreos.com/PodMonitor': (found, { spec }) => {
    for (const [index, endpoint] of list(fields(spec).podMetricsEndpoints).entries()) {
      const field = `spec.podMetricsEndpoints[${index}].tlsConfig`;
      const { ca, cert, keySecret } = fields(fields(endpoint).tlsConfig);
      found.addKey('Secret', fields(ca).secret, () => `${field}.ca.secret`);
      found.addKey('ConfigMap', fields(ca).configMap, () => `${field}.ca.configMap`);
      found.addKey('Secret', fields(cert).secret, () => `${field}.cert.secret`);
      found.addKey('ConfigMap', fields(cert).configMap, () => `${field}.cert.configMap`);
      found.addKey('Secret', keySecret, () => `${field}.keySecret`);
    }
  },
};

function addBinding(found: Collector, manifest: Fields): void {
  const role = fields(manifest.roleRef);
  const namespace = role.kind === 'ClusterRole' ? '' : undefined;
  found.add(`rbac.authorization.k8s.io/${text(role.kind)}`, role.name, () => 'roleRef', undefined, namespace);
  for (const [index, value] of list(manifest.subjects).entries()) {
    const subject = fields(value);
    if (subject.kind !== 'ServiceAccount') continue;
    const home = typeof subject.namespace === 'string' ? subject.namespace : undefined;
    found.add('ServiceAccount', subject.name, () => `subjects[${index}]`, undefined, home);
  }
}

function podReferences(found: Collector, pod: PodTemplate): void {
  const { field, spec } = pod;
  found.add('ServiceAccount', spec.serviceAccountName, () => `${field}.serviceAccountName`);
  found.addPullSecrets(spec.imagePullSecrets, () => `${field}.imagePullSecrets`);
  for (const [index, volume] of list(spec.volumes).entries()) {
    addVolume(found, fields(volume), () => `${field}.volumes[${index}]`);
  }
  for (const container of pod.containers) addContainer(found, container);
}

function addContainer(found: Collector, { field, spec }: Container): void {
  for (const [index, variable] of list(spec.env).entries()) {
    const { valueFrom } = fields(variable);
    if (valueFrom === undefined) continue;
    const { configMapKeyRef, secretKeyRef } = fields(valueFrom);
    const place = `${field}.env[${index}].valueFrom`;
    if (configMapKeyRef) found.addKey('ConfigMap', configMapKeyRef, () => `${place}.configMapKeyRef`);
    if (secretKeyRef) found.addKey('Secret', secretKeyRef, () => `${place}.secretKeyRef`);
  }
  for (const [index, source] of list(spec.envFrom).entries()) {
    const { configMapRef, secretRef } = fields(source);
    found.addWhole('ConfigMap', fields(configMapRef), () => `${field}.envFrom[${index}].configMapRef`);
    found.addWhole('Secret', fields(secretRef), () => `${field}.envFrom[${index}].secretRef`);
  }
}

function addVolume(found: Collector, volume: Fields, field: () => string): void {
  const { configMap, secret } = volume;
  if (configMap) found.addWhole('ConfigMap', fields(configMap), () => `${field()}.configMap`);
  if (secret) found.addWhole('Secret', fields(secret), () => `${field()}.secret`, 'secretName');
  const claim = dig(volume, 'persistentVolumeClaim', 'claimName');
  found.add('PersistentVolumeClaim', claim, () => `${field()}.persistentVolumeClaim`);
  for (const [index, source] of list(dig(volume, 'projected', 'sources')).entries()) {
    const { configMap, secret } = fields(source);
    found.addWhole('ConfigMap', fields(configMap), () => `${field()}.projected.sources[${index}].configMap`);
    found.addWhole('Secret', fields(secret), () => `${field()}.projected.sources[${index}].secret`);
  }
}
