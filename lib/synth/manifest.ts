import type { External } from './external';

/** What is read of a manifest may be anything: users write JavaScript too, and JSON patches. */
export type Fields = Readonly<Record<string, unknown>>;

/** One object of the app, as it is rendered. */
export interface RenderedObject {
  /** The file that it goes to, relative to the output folder: `dict/1-primary.yaml`. */
  readonly path: string;
  /** Its construct's path: `dict/1-primary/members`. */
  readonly construct: string;
  readonly manifest: Fields;
  /** What its scopes declare external, outermost first. @default - nothing */
  readonly external?: readonly External[];
  /** Whether its pods must satisfy the `restricted` Pod Security Standard. @default false */
  readonly restricted?: boolean;
}

/** Where a fault is: `dict/1-primary.yaml StatefulSet/postgres spec.replicas`. */
export function locate(object: RenderedObject, field = ''): string {
  const place = `${object.path} ${text(object.manifest.kind)}/${nameOf(object.manifest)}`;
  return field === '' ? place : `${place} ${field}`;
}

export function nameOf(manifest: Fields): string {
  return text(fields(manifest.metadata).name);
}

/** Empty where none is given: kubectl's context decides then. */
export function namespaceOf(manifest: Fields): string {
  return isClusterScoped(manifest) ? '' : text(fields(manifest.metadata).namespace);
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(manifest: Fields): string {
  const apiVersion = text(manifest.apiVersion);
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** `apps/StatefulSet`, `Secret`: a kind whatever its version. */
export function groupKind(manifest: Fields): string {
  const group = groupOf(manifest);
  return group === '' ? text(manifest.kind) : `${group}/${text(manifest.kind)}`;
}

const CLUSTER_SCOPED = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/VolumeAttachment',
  'scheduling.k8s.io/PriorityClass',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'certificates.k8s.io/CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'external-secrets.io/ClusterSecretStore',
  'cert-manager.io/ClusterIssuer',
]);

export function isClusterScoped(manifest: Fields): boolean {
  return CLUSTER_SCOPED.has(groupKind(manifest));
}

/** The value as an object; an empty one where it is none. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : NONE;
}

/** The value as a list; an empty one where it is none. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NOTHING;
}

/** The value as text; empty where it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The field that a path of names leads to: `dig(manifest, 'spec', 'template')`. */
export function dig(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = fields(found)[key];
  return found;
}

/** A field's place in words: `data["a.conf"]`, `spec.ports[0]`. */
export function step(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

const NONE: Fields = {};
const NOTHING: readonly unknown[] = [];
