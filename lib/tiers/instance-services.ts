import * as k8s from '../../imports/k8s';
import { LabelKeys, Ports, ReadsLabels, RoleLabels } from '../names';
import { SyncWave, syncWave } from './annotations';
import type { InstancesProps } from './instances';
import { workloadLabels, workloadSelector } from './pod';

/** A Service of servers: one name for all of them, or one for each. */
export function serverService(props: {
  readonly platform: string;
  readonly name: string;
  readonly selector: Record<string, string>;
  readonly wave: number;
  /** A DNS name for each pod, before it is ready too: the first copy of the data needs it. @default false */
  readonly headless?: boolean;
  /** Ports beside PostgreSQL's, by name. @default - none */
  readonly ports?: Readonly<Record<string, number>>;
}): k8s.KubeServiceProps {
  const ports = { postgres: Ports.POSTGRES, ...props.ports };
  return {
    metadata: {
      name: props.name,
      labels: workloadLabels({ platform: props.platform, workload: props.name, application: 'postgresql' }),
      annotations: syncWave(props.wave),
    },
    spec: {
      type: 'ClusterIP',
      ...(props.headless && { clusterIp: 'None', publishNotReadyAddresses: true }),
      ports: Object.entries(ports).map(([name, port]) => ({
        name,
        port,
        targetPort: k8s.IntOrString.fromString(name),
        protocol: 'TCP',
      })),
      selector: props.selector,
    },
  };
}

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
  const { platform, name, scope, role, wave } = props;
  const selector = {
    [LabelKeys.PLATFORM]: platform,
    [LabelKeys.CLUSTER]: scope,
    [LabelKeys.ROLE]: RoleLabels[role],
    ...(props.set && { [LabelKeys.SET]: props.set }),
    ...(props.shared && { [LabelKeys.READS]: ReadsLabels.SHARED }),
  };
  return serverService({ platform, name, selector, wave });
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

/** A DNS name for each instance under Patroni, which asks the others by it. */
export function headlessService(
  instances: Pick<InstancesProps, 'platform' | 'headlessService' | 'scope'>,
): k8s.KubeServiceProps {
  const { platform, headlessService: name, scope } = instances;
  return serverService({
    platform,
    name,
    selector: { [LabelKeys.PLATFORM]: platform, [LabelKeys.CLUSTER]: scope },
    wave: SyncWave.PRIMARY,
    headless: true,
    ports: { patroni: Ports.PATRONI },
  });
}
