import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { Ports } from '../names';
import { SyncWave } from './annotations';
import { disruptionBudget, headlessService, podNames, roleService } from './instance-services';
import { type InstancesProps, instancesStatefulSet } from './instances';

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
