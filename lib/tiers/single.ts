import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { Ports } from '../names';
import { SyncWave, syncWave } from './annotations';
import { podNames } from './instance-services';
import { workloadLabels, workloadSelector } from './pod';
import { type SingleInstanceProps, singleStatefulSet } from './single-instance';

export interface SingleProps {
  readonly instance: Omit<SingleInstanceProps, 'wave' | 'count'>;
  /** Name of the Service by which clients reach it. */
  readonly service: string;
}

/**
 * One instance without Patroni, and its Service. There is no PodDisruptionBudget: one that kept the instance would only
 * block node drains.
 */
export class Single extends Construct {
  /** The Service of the instance. */
  public readonly service: string;
  /** Its port. */
  public readonly port = Ports.POSTGRES;
  /** The instance's pod. */
  public readonly pods: readonly string[];

  public constructor(scope: Construct, id: string, { instance, service }: SingleProps) {
    super(scope, id);
    this.service = service;
    this.pods = podNames(instance.name, 1);
    const { headlessService } = instance;

    // Its name is there before the instance is ready too.
    const headless = { clusterIp: 'None', publishNotReadyAddresses: true };
    new k8s.KubeService(this, 'headless', this.serviceOf(instance, headlessService, headless));
    new k8s.KubeService(this, 'service', this.serviceOf(instance, service));
    new k8s.KubeStatefulSet(this, 'stateful-set', singleStatefulSet({ ...instance, count: 1, wave: SyncWave.PRIMARY }));
  }

  private serviceOf(
    { platform, name: workload }: SingleProps['instance'],
    name: string,
    spec: Pick<k8s.ServiceSpec, 'clusterIp' | 'publishNotReadyAddresses'> = {},
  ): k8s.KubeServiceProps {
    const targetPort = k8s.IntOrString.fromString('postgres');
    return {
      metadata: {
        name,
        labels: workloadLabels({ platform, workload: name, application: 'postgresql' }),
        annotations: syncWave(SyncWave.PRIMARY),
      },
      spec: {
        type: 'ClusterIP',
        ...spec,
        ports: [{ name: 'postgres', port: Ports.POSTGRES, targetPort, protocol: 'TCP' }],
        selector: workloadSelector({ platform, workload }),
      },
    };
  }
}
