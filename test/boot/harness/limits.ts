/** What the harness does otherwise than a kubelet or a cluster. docs/boot.md has the same list. */
export const UNLIKE_A_CLUSTER = [
  'There is no API server: Patroni keeps its state in etcd, the only change to its file. What Patroni would write into the pods, the role label, is taken from its REST API once a second. For one instance without Patroni something answers for ConfigMaps in its place.',
  'The callback that removes the role label from other pods finds no API and fails, which Patroni only logs. RBAC, service-account tokens and admission are not exercised.',
  'Services have no virtual addresses: DNS answers with the ready pods themselves, and with an address that refuses connections where there are none. TTL 1 s.',
  'NetworkPolicies, PodDisruptionBudgets, topology spread, storage classes and volume sizes are not enforced.',
  'The sizes of emptyDirs outside memory are not enforced. A read-only root, no new privileges, no capabilities and the seccomp profile of podman are for every container, whatever its manifest says.',
  'Images are folders of Debian packages: PostgreSQL 18 for 16, and other builds of PgBouncer and the exporters.',
  'Programs that hooks, exec probes and tests start in a container have its user and its files, but not its limits and its seccomp profile.',
  'A startup probe, and the readiness probe of a container that is not ready, are tried twice a second; all else at its period.',
  'Changed ConfigMaps and Secrets reach pods at once, not within about 90 seconds. Containers are restarted after at most 5 s, Jobs after 1 s. minReadySeconds is not waited for.',
  'Updates replace one pod at a time, whatever the strategy says. Nothing is pruned.',
  'Pods of a Deployment are numbered, and keep their names.',
] as const;

/** Fields of pods and containers that the harness reads, and those that have no effect here. A field of neither list fails. */
const POD_FIELDS = [
  ...['containers', 'initContainers', 'volumes', 'restartPolicy', 'terminationGracePeriodSeconds', 'securityContext'],
  ...['automountServiceAccountToken', 'enableServiceLinks', 'serviceAccountName', 'topologySpreadConstraints'],
  ...['imagePullSecrets', 'nodeSelector', 'tolerations', 'affinity', 'priorityClassName'],
];
const CONTAINER_FIELDS = [
  ...['name', 'image', 'command', 'args', 'env', 'volumeMounts', 'ports', 'lifecycle'],
  ...['startupProbe', 'livenessProbe', 'readinessProbe'],
  ...['imagePullPolicy', 'resources', 'securityContext', 'terminationMessagePolicy'],
];

/** @throws Error for a field that the harness would leave out without a word */
export function checkFields(what: string, spec: object, kind: 'pod' | 'container'): void {
  const known = kind === 'pod' ? POD_FIELDS : CONTAINER_FIELDS;
  const unknown = Object.keys(spec).filter((field) => !known.includes(field));
  if (unknown.length > 0) throw new Error(`${what}: test/boot/harness/limits.ts does not know ${unknown.join(', ')}`);
}
