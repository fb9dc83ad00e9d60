import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { LabelKeys, Ports } from '../names';
import { SyncWave, syncWave } from './annotations';
import { type InstancesProps, instancesStatefulSet, roleService } from './instances';
import { workloadLabels, workloadSelector } from './pod';

export interface PrimaryProps {
  /** The promotable members. */
  readonly members: Omit<InstancesProps, 'wave'>;
  /** Name of the Service that follows the primary. */
  readonly service: string;
}

/** The promotable members, and the Service of the one that is primary. */
export class Primary extends Construct {
  /** The Service of the primary. */
  public readonly service: string;
  /** Its port. */
  public readonly port = Ports.POSTGRES;
  /** The members' pods. */
  public readonly pods: readonly string[];

  public constructor(scope: Construct, id: string, props: PrimaryProps) {
    super(scope, id);
    const { members } = props;
    const { platform } = members;
    this.service = props.service;
    this.pods = podNames(members.name, members.count);

    new k8s.KubeService(this, 'headless', headlessService(members));
    new k8s.KubeService(
      this,
      'service',
      roleService({ platform, name: props.service, scope: members.scope, role: 'PRIMARY', wave: SyncWave.PRIMARY }),
    );
    new k8s.KubePodDisruptionBudget(
      this,
      'disruption-budget',
      disruptionBudget(platform, members.name, SyncWave.PRIMARY),
    );
    new k8s.KubeStatefulSet(this, 'stateful-set', instancesStatefulSet({ ...members, wave: SyncWave.PRIMARY }));
  }
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

// Members find each other by name before they are ready: the first copy of the data needs it.
function headlessService(members: Omit<InstancesProps, 'wave'>): k8s.KubeServiceProps {
  const { platform, headlessService: name, scope } = members;
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
