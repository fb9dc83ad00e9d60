import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { Ports } from '../names';
import { SyncWave } from './annotations';
import { podNames, serverService } from './instance-services';
import { workloadSelector } from './pod';
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
    const { platform, name: workload, headlessService } = instance;
    const own = { platform, selector: workloadSelector({ platform, workload }), wave: SyncWave.PRIMARY };

    new k8s.KubeService(this, 'headless', serverService({ ...own, name: headlessService, headless: true }));
    new k8s.KubeService(this, 'service', serverService({ ...own, name: service }));
    new k8s.KubeStatefulSet(this, 'stateful-set', singleStatefulSet({ ...instance, count: 1, wave: SyncWave.PRIMARY }));
  }
}
