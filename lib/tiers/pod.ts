import type { Duration, Size } from 'cdk8s';
import { SizeRoundingBehavior } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { LabelKeys, UID } from '../names';
import type { Resources } from '../profile/resources';

/** What identifies a workload: its name is the value that selectors match. */
export interface WorkloadIdentity {
  /** The platform's name. */
  readonly platform: string;
  /** The Deployment's, StatefulSet's, Job's or CronJob's name. */
  readonly workload: string;
  /** What it is: `postgresql`, `pgbouncer`, `postgres-exporter`... */
  readonly application: string;
}

/** Labels of a workload and of its pods. */
export function workloadLabels(identity: WorkloadIdentity): Record<string, string> {
  return {
    'app.kubernetes.io/name': identity.application,
    'app.kubernetes.io/part-of': identity.platform,
    ...workloadSelector(identity),
  };
}

/** Labels by which a workload's pods are selected; immutable in a StatefulSet and a Deployment. */
export function workloadSelector(identity: Pick<WorkloadIdentity, 'platform' | 'workload'>): Record<string, string> {
  return { [LabelKeys.PLATFORM]: identity.platform, [LabelKeys.WORKLOAD]: identity.workload };
}

/**
 * Acceptable to the `restricted` Pod Security Standard. `OnRootMismatch`, since a recursive change would turn PGDATA
 * group-writable when a pod is re-created, and PostgreSQL then refuses to start.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function podSecurity(): k8s.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: UID,
    runAsGroup: UID,
    fsGroup: UID,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** As `podSecurity`, for each container; the root file system is read-only. */
export function containerSecurity(): k8s.SecurityContext {
  return { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true };
}

export function resourceRequirements(resources: Resources): k8s.ResourceRequirements {
  const { cpu, memory } = resources;
  return {
    requests: {
      cpu: k8s.Quantity.fromString(cpuText(cpu.request)),
      memory: k8s.Quantity.fromString(quantity(memory.request)),
    },
    limits: {
      ...(cpu.limit && { cpu: k8s.Quantity.fromString(cpuText(cpu.limit)) }),
      memory: k8s.Quantity.fromString(quantity(memory.limit)),
    },
  };
}

/** A Kubernetes quantity in the largest unit that is exact: `8Gi`, `1536Mi`. */
export function quantity(size: Size): string {
  const kibibytes = size.toKibibytes({ rounding: SizeRoundingBehavior.NONE });
  const units = ['Ki', 'Mi', 'Gi', 'Ti'];
  let value = kibibytes;
  let unit = 0;
  while (value > 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${units[unit]}`;
}

export function seconds(duration: Duration): number {
  return duration.toSeconds();
}

/**
 * A text of the profile's as a variable's value or as an argument: the kubelet would read `$$` and `$(NAME)` in it.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** A variable whose value comes from a Secret; the pod does not start while the key is missing. */
export function secretVariable(name: string, secret: string, key: string): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}

export function fieldVariable(name: string, fieldPath: string): k8s.EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}

/** A small scratch folder in memory. It counts against the container's memory limit. */
export function memoryVolume(name: string, sizeLimit: Size): k8s.Volume {
  return { name, emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(quantity(sizeLimit)) } };
}

/** A small scratch folder on the node's disk. */
export function scratchVolume(name: string, sizeLimit: Size): k8s.Volume {
  return { name, emptyDir: { sizeLimit: k8s.Quantity.fromString(quantity(sizeLimit)) } };
}

/** Where clients of the Kubernetes API look for their token. */
export const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The ServiceAccount's token, for single containers: what `automountServiceAccountToken` would give to all of them.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
 */
export function serviceAccountVolume(name: string): k8s.Volume {
  return {
    name,
    projected: {
      defaultMode: SECRET_MODE,
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardApi: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    },
  };
}

/** Where a ConfigMap with shell of `lib/operations` is mounted. */
export const OPERATIONS_FOLDER = '/opt/operations';

/** Mode of mounted scripts: everybody may read and run them. */
export const SCRIPT_MODE = 0o555;

/** Mode of mounted keys: PostgreSQL and libpq refuse a key that others may read. */
export const SECRET_MODE = 0o440;

function cpuText(cpu: { readonly amount: string }): string {
  return cpu.amount;
}
