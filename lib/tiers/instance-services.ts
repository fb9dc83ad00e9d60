import * as k8s from '../../imports/k8s';
import { LabelKeys, Ports, ReadsLabels, RoleLabels } from '../names';
import { SyncWave, syncWave } from './annotations';
import type { InstancesProps } from './instances';
import { workloadLabels, workloadSelector } from './pod';

/** A Service of the instances with a live role. */
export function roleService(props: {
  readonly platform: string;
  readonly name: string;
  readonly scope: string;
  /** @default - of every set */
  readonly set?: string;
  /** Whether instances of dedicated sets are left out. @default false */
  readonly shared?: boolean;
  readonly role: keyof typeof RoleLabels;
  readonly wave: number;
}): k8s.KubeServiceProps {
  return {
    metadata: {
      name: props.name,
      labels: workloadLabels({ platform: props.platform, workload: props.name, application: 'postgresql' }),
      annotations: syncWave(props.wave),
    },
    spec: {
      type: 'ClusterIP',
      ports: [
        { name: 'postgres', port: Ports.POSTGRES, targetPort: k8s.IntOrString.fromString('postgres'), protocol: 'TCP' },
      ],
      selector: {
        [LabelKeys.PLATFORM]: props.platform,
        [LabelKeys.CLUSTER]: props.scope,
        [LabelKeys.ROLE]: RoleLabels[props.role],
        ...(props.set && { [LabelKeys.SET]: props.set }),
        ...(props.shared && { [LabelKeys.READS]: ReadsLabels.SHARED }),
      },
    },
  };
}

/** The pods of a StatefulSet. */
export function podNames(statefulSet: string, count: number): string[] {
  return Array.from({ length: count }, (_, ordinal) => `${statefulSet}-${ordinal}`);
}

/** At most one instance of a group at a time; a budget of `minAvailable: 1` on the primary alone would block a node's drain. */
export function disruptionBudget(platform: string, workload: string, wave: number): k8s.KubePodDisruptionBudgetProps {
  return {
    metadata: {
      name: workload,
      labels: workloadLabels({ platform, workload, application: 'postgresql' }),
      annotations: syncWave(wave),
    },
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: workloadSelector({ platform, workload }) },
    },
  };
}

/** A DNS name for each instance, before it is ready too: the first copy of the data needs it. */
export function headlessService(
  instances: Pick<InstancesProps, 'platform' | 'headlessService' | 'scope'>,
): k8s.KubeServiceProps {
  const { platform, headlessService: name, scope } = instances;
  return {
    metadata: {
      name,
      labels: workloadLabels({ platform, workload: name, application: 'postgresql' }),
      annotations: syncWave(SyncWave.PRIMARY),
    },
    spec: {
      type: 'ClusterIP',
      clusterIp: 'None',
      publishNotReadyAddresses: true,
      ports: [
        { name: 'postgres', port: Ports.POSTGRES, targetPort: k8s.IntOrString.fromString('postgres'), protocol: 'TCP' },
        { name: 'patroni', port: Ports.PATRONI, targetPort: k8s.IntOrString.fromString('patroni'), protocol: 'TCP' },
      ],
      selector: clusterSelector(platform, scope),
    },
  };
}

function clusterSelector(platform: string, scope: string): Record<string, string> {
  return { [LabelKeys.PLATFORM]: platform, [LabelKeys.CLUSTER]: scope };
}
