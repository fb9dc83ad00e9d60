import { dig, type Fields, fields, groupKind, list, namespaceOf, type RenderedObject, text } from './manifest';
import { podTemplate } from './pods';

/** That one object names another. */
export interface Reference {
  /** Where: `spec.template.spec.containers[0].envFrom[0].secretRef`. */
  readonly field: string;
  /** What it names, as `groupKind` writes it. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The key of a ConfigMap or Secret. @default - the whole object */
  readonly key?: string;
}

/** Every object that this one names and needs. Those marked `optional: true` may be absent and are left out. */
export function referencesOf(object: RenderedObject): Reference[] {
  const namespace = namespaceOf(object.manifest);
  const own = OWN[groupKind(object.manifest)]?.(object.manifest) ?? [];
  return [...podReferences(object), ...own]
    .filter(({ name }) => name !== '')
    .map((reference) => ({ namespace, ...reference }));
}

type LocalReference = Omit<Reference, 'namespace'> & { readonly namespace?: string };

/** What each kind names, besides its pods. */
const OWN: Readonly<Record<string, (manifest: Fields) => LocalReference[]>> = {
  'apps/StatefulSet': ({ spec }) => [
    { field: 'spec.serviceName', kind: 'Service', name: text(fields(spec).serviceName) },
  ],
  ServiceAccount: (manifest) => pullSecrets('imagePullSecrets', manifest.imagePullSecrets),
  'rbac.authorization.k8s.io/RoleBinding': binding,
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding,
  'autoscaling/HorizontalPodAutoscaler': ({ spec }) => {
    const target = fields(fields(spec).scaleTargetRef);
    // Custom kinds may be scaled too, and are often made by their operators.
    if (!groupKind(target).startsWith('apps/')) return [];
    return [{ field: 'spec.scaleTargetRef', kind: groupKind(target), name: text(target.name) }];
  },
  'monitoring.coreos.com/PodMonitor': ({ spec }) =>
    list(fields(spec).podMetricsEndpoints).flatMap((endpoint, index) => {
      const field = `spec.podMetricsEndpoints[${index}].tlsConfig`;
      const { ca, cert, keySecret } = fields(fields(endpoint).tlsConfig);
      return [
        ...keyReference(`${field}.ca.secret`, 'Secret', fields(ca).secret),
        ...keyReference(`${field}.ca.configMap`, 'ConfigMap', fields(ca).configMap),
        ...keyReference(`${field}.cert.secret`, 'Secret', fields(cert).secret),
        ...keyReference(`${field}.cert.configMap`, 'ConfigMap', fields(cert).configMap),
        ...keyReference(`${field}.keySecret`, 'Secret', keySecret),
      ];
    }),
};

function binding(manifest: Fields): LocalReference[] {
  const role = fields(manifest.roleRef);
  const subjects = list(manifest.subjects).map(fields);
  return [
    {
      field: 'roleRef',
      kind: `rbac.authorization.k8s.io/${text(role.kind)}`,
      name: text(role.name),
      ...(role.kind === 'ClusterRole' && { namespace: '' }),
    },
    ...subjects.flatMap((subject, index) =>
      subject.kind === 'ServiceAccount'
        ? [{ field: `subjects[${index}]`, kind: 'ServiceAccount', name: text(subject.name), ...inNamespace(subject) }]
        : [],
    ),
  ];
}

function inNamespace(subject: Fields): { namespace?: string } {
  return typeof subject.namespace === 'string' ? { namespace: subject.namespace } : {};
}

function podReferences(object: RenderedObject): LocalReference[] {
  const pod = podTemplate(object);
  if (!pod) return [];
  return [
    { field: `${pod.field}.serviceAccountName`, kind: 'ServiceAccount', name: text(pod.spec.serviceAccountName) },
    ...pullSecrets(`${pod.field}.imagePullSecrets`, pod.spec.imagePullSecrets),
    ...list(pod.spec.volumes).flatMap((volume, index) =>
      volumeReferences(`${pod.field}.volumes[${index}]`, fields(volume)),
    ),
    ...pod.containers.flatMap(({ field, spec }) => [
      ...list(spec.env).flatMap((variable, index) => {
        const { configMapKeyRef, secretKeyRef } = fields(fields(variable).valueFrom);
        const place = `${field}.env[${index}].valueFrom`;
        return [
          ...keyReference(`${place}.configMapKeyRef`, 'ConfigMap', configMapKeyRef),
          ...keyReference(`${place}.secretKeyRef`, 'Secret', secretKeyRef),
        ];
      }),
      ...list(spec.envFrom).flatMap((source, index) => {
        const { configMapRef, secretRef } = fields(source);
        const place = `${field}.envFrom[${index}]`;
        return [
          ...wholeReference(`${place}.configMapRef`, 'ConfigMap', fields(configMapRef), 'name'),
          ...wholeReference(`${place}.secretRef`, 'Secret', fields(secretRef), 'name'),
        ];
      }),
    ]),
  ];
}

function pullSecrets(field: string, value: unknown): LocalReference[] {
  return list(value).map((secret, index) => ({
    field: `${field}[${index}]`,
    kind: 'Secret',
    name: text(fields(secret).name),
  }));
}

function volumeReferences(field: string, volume: Fields): LocalReference[] {
  return [
    ...wholeReference(`${field}.configMap`, 'ConfigMap', fields(volume.configMap), 'name'),
    ...wholeReference(`${field}.secret`, 'Secret', fields(volume.secret), 'secretName'),
    {
      field: `${field}.persistentVolumeClaim`,
      kind: 'PersistentVolumeClaim',
      name: text(dig(volume, 'persistentVolumeClaim', 'claimName')),
    },
    ...list(dig(volume, 'projected', 'sources')).flatMap((source, index) => {
      const { configMap, secret } = fields(source);
      const place = `${field}.projected.sources[${index}]`;
      return [
        ...wholeReference(`${place}.configMap`, 'ConfigMap', fields(configMap), 'name'),
        ...wholeReference(`${place}.secret`, 'Secret', fields(secret), 'name'),
      ];
    }),
  ];
}

/** The object, and each of its keys that is mounted as an item. */
function wholeReference(field: string, kind: string, source: Fields, nameField: string): LocalReference[] {
  const name = text(source[nameField]);
  if (name === '' || source.optional === true) return [];
  const items = list(source.items).map((item) => text(fields(item).key));
  return items.length === 0
    ? [{ field, kind, name }]
    : items.map((key, index) => ({ field: `${field}.items[${index}]`, kind, name, key }));
}

function keyReference(field: string, kind: string, value: unknown): LocalReference[] {
  const source = fields(value);
  if (source.optional === true) return [];
  return [{ field, kind, name: text(source.name), key: text(source.key) }];
}
