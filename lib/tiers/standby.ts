import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { MEMBERS, Ports } from '../names';
import { SyncWave } from './annotations';
import { disruptionBudget, roleService } from './instance-services';
import { type InstancesProps, instancesStatefulSet } from './instances';

export interface StandbyProps {
  readonly platform: string;
  /** Patroni's scope. */
  readonly scope: string;
  /** Name of the Service of the members that are standbys. */
  readonly service: string;
  /** Name of the Service of every standby but those of dedicated sets. @default - none: the members' are all there are */
  readonly allStandbysService?: string;
  /** Sets that are never promoted, each with the name of its Service. @default - none */
  readonly sets?: readonly StandbySetProps[];
}

/** A set, and where its readers find it. */
export interface StandbySetProps {
  readonly instances: Omit<InstancesProps, 'wave'>;
  /** Name of its Service. */
  readonly service: string;
  /** The set that it streams from. @default - the primary */
  readonly source?: string;
}

/** Where reads go: the Service of the members that are standbys now, and sets of instances that are never promoted. */
export class Standby extends Construct {
  /** The Service of the members that are standbys. */
  public readonly service: string;
  /** Its port. */
  public readonly port = Ports.POSTGRES;

  public constructor(scope: Construct, id: string, props: StandbyProps) {
    super(scope, id);
    const { platform } = props;
    this.service = props.service;
    const wave = SyncWave.STANDBY;
    const replicas = (name: string, which: { readonly set?: string; readonly shared?: boolean }) =>
      roleService({ platform, name, scope: props.scope, ...which, role: 'REPLICA', wave });

    new k8s.KubeService(this, 'service', replicas(props.service, { set: MEMBERS }));
    if (props.allStandbysService) {
      new k8s.KubeService(this, 'all-standbys', replicas(props.allStandbysService, { shared: true }));
    }
    const sets = props.sets ?? [];
    for (const { instances, service, source } of sets) {
      const set = new Construct(this, instances.set);
      // A copy that began before its source's own did lacks WAL that the source never had, and never comes up.
      const later = SyncWave.STANDBY + distance(source, sets);
      new k8s.KubeService(set, 'service', replicas(service, { set: instances.set }));
      new k8s.KubePodDisruptionBudget(set, 'disruption-budget', disruptionBudget(platform, instances.name, later));
      new k8s.KubeStatefulSet(set, 'stateful-set', instancesStatefulSet({ ...instances, wave: later }));
    }
  }
}

/** How many sets are between one that streams from `source` and the primary. */
function distance(source: string | undefined, sets: readonly StandbySetProps[]): number {
  if (source === undefined) return 0;
  const found = sets.find(({ instances }) => instances.set === source);
  const others = sets.filter((set) => set !== found);
  return 1 + (found ? distance(found.source, others) : 0);
}
