import type { Finding } from '../findings';
import { dig, type Fields, fields, list, locate, type RenderedObject, text } from './manifest';
import { type Container, type PodTemplate, podTemplate } from './pods';

/**
 * Whether the pods of an object satisfy the `restricted` Pod Security Standard, and have read-only root file systems
 * besides.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function checkPodSecurity(object: RenderedObject): Finding[] {
  const pod = podTemplate(object);
  if (!pod) return [];
  return [
    ...POD_RULES.filter(({ holds }) => !holds(pod.spec, pod.spec)).map((rule) => fault(object, pod.field, rule)),
    ...checkVolumes(object, pod),
    ...pod.containers.flatMap(({ field, spec }) =>
      CONTAINER_RULES.filter(({ holds }) => !holds(spec, pod.spec)).map((rule) => fault(object, field, rule)),
    ),
    ...pod.containers.flatMap((container) => checkHosts(object, container)),
  ];
}

interface Rule {
  /** Beneath the pod or the container. */
  readonly field: string;
  readonly mend: string;
  readonly holds: (spec: Fields, pod: Fields) => boolean;
}

function fault(object: RenderedObject, place: string, { field, mend }: Pick<Rule, 'field' | 'mend'>): Finding {
  return { path: locate(object, `${place}.${field}`), message: `Pod Security "restricted" refuses this. ${mend}` };
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);

const POD_RULES: readonly Rule[] = [
  ...['hostNetwork', 'hostPID', 'hostIPC'].map((field) => ({
    field,
    mend: 'Leave it out.',
    holds: (pod: Fields) => pod[field] !== true,
  })),
  {
    field: 'securityContext.runAsUser',
    mend: 'Set a user other than 0.',
    holds: (pod) => dig(pod, 'securityContext', 'runAsUser') !== 0,
  },
  {
    field: 'securityContext.sysctls',
    mend: `Set none but ${[...SAFE_SYSCTLS].join(', ')}.`,
    holds: (pod) =>
      list(dig(pod, 'securityContext', 'sysctls')).every((sysctl) => SAFE_SYSCTLS.has(text(fields(sysctl).name))),
  },
  {
    field: 'securityContext.seLinuxOptions',
    mend: 'Leave user and role out; the type is container_t, container_init_t, container_kvm_t or container_engine_t.',
    holds: (pod) => isSafeSeLinux(pod),
  },
  {
    field: 'securityContext.windowsOptions.hostProcess',
    mend: 'Leave it out.',
    holds: (pod) => dig(pod, 'securityContext', 'windowsOptions', 'hostProcess') !== true,
  },
];

const CONTAINER_RULES: readonly Rule[] = [
  {
    field: 'securityContext.allowPrivilegeEscalation',
    mend: 'Set it to false.',
    holds: (container) => dig(container, 'securityContext', 'allowPrivilegeEscalation') === false,
  },
  {
    field: 'securityContext.capabilities',
    mend: 'Drop ALL, and add none but NET_BIND_SERVICE.',
    holds: (container) => {
      const { add, drop } = fields(dig(container, 'securityContext', 'capabilities'));
      return list(drop).includes('ALL') && list(add).every((capability) => capability === 'NET_BIND_SERVICE');
    },
  },
  {
    field: 'securityContext.readOnlyRootFilesystem',
    mend: 'Set it to true (this project asks for it besides), and mount an emptyDir where the program writes.',
    holds: (container) => dig(container, 'securityContext', 'readOnlyRootFilesystem') === true,
  },
  {
    field: 'securityContext.runAsNonRoot',
    mend: 'Set it to true, on the pod or on each container.',
    holds: (container, pod) => either(container, pod, 'runAsNonRoot') === true,
  },
  {
    field: 'securityContext.runAsUser',
    mend: 'Set a user other than 0.',
    holds: (container) => dig(container, 'securityContext', 'runAsUser') !== 0,
  },
  {
    field: 'securityContext.seccompProfile',
    mend: 'Set its type to RuntimeDefault, on the pod or on each container.',
    holds: (container, pod) =>
      ['RuntimeDefault', 'Localhost'].includes(text(fields(either(container, pod, 'seccompProfile')).type)),
  },
  {
    field: 'securityContext.privileged',
    mend: 'Leave it out.',
    holds: (container) => dig(container, 'securityContext', 'privileged') !== true,
  },
  {
    field: 'securityContext.procMount',
    mend: 'Leave it out.',
    holds: (container) =>
      [undefined, 'Default'].includes(dig(container, 'securityContext', 'procMount') as string | undefined),
  },
  {
    field: 'securityContext.seLinuxOptions',
    mend: 'Leave user and role out; the type is container_t, container_init_t, container_kvm_t or container_engine_t.',
    holds: (container) => isSafeSeLinux(container),
  },
  {
    field: 'securityContext.windowsOptions.hostProcess',
    mend: 'Leave it out.',
    holds: (container) => dig(container, 'securityContext', 'windowsOptions', 'hostProcess') !== true,
  },
  {
    field: 'ports',
    mend: 'Leave hostPort out.',
    holds: (container) =>
      list(container.ports).every((port) => [undefined, 0].includes(fields(port).hostPort as number | undefined)),
  },
];

/** The container's own setting goes before the pod's. */
function either(container: Fields, pod: Fields, key: string): unknown {
  return dig(container, 'securityContext', key) ?? dig(pod, 'securityContext', key);
}

function isSafeSeLinux(spec: Fields): boolean {
  const options = fields(dig(spec, 'securityContext', 'seLinuxOptions'));
  const safe = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
  return safe.includes(text(options.type)) && text(options.user) === '' && text(options.role) === '';
}

const VOLUME_KINDS = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

function checkVolumes(object: RenderedObject, pod: PodTemplate): Finding[] {
  return list(pod.spec.volumes).flatMap((volume, index) =>
    Object.keys(fields(volume))
      .filter((key) => key !== 'name' && !VOLUME_KINDS.includes(key))
      .map((kind) =>
        fault(object, pod.field, { field: `volumes[${index}].${kind}`, mend: `Use ${VOLUME_KINDS.join(', ')}.` }),
      ),
  );
}

/** A probe or hook that names a host makes the kubelet send requests anywhere. */
function checkHosts(object: RenderedObject, { field, spec }: Container): Finding[] {
  const paths = [
    ['livenessProbe'],
    ['readinessProbe'],
    ['startupProbe'],
    ['lifecycle', 'preStop'],
    ['lifecycle', 'postStart'],
  ];
  return paths
    .filter(([handler = '']) => spec[handler] !== undefined)
    .flatMap((path) =>
      ['httpGet', 'tcpSocket']
        .filter((action) => text(dig(spec, ...path, action, 'host')) !== '')
        .map((action) => fault(object, field, { field: [...path, action, 'host'].join('.'), mend: 'Leave it out.' })),
    );
}
