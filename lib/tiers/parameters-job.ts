import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { readOperation } from '../operations/read-operation';
import type { Resources } from '../profile/resources';
import { KEEP_JOB_SECONDS, SyncWave, syncWave } from './annotations';
import { hookJob } from './hook-job';
import { REST_API_USER } from './instances';
import { jobPod } from './job-pod';
import { OPERATIONS_FOLDER, scratchVolume, secretVariable, workloadLabels } from './pod';
import { CA_FILE, type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

export interface ParametersJobProps {
  readonly platform: string;
  /** The ConfigMap's name, and what the Job's starts with. */
  readonly name: string;
  readonly image: string;
  readonly pullSecrets: readonly string[];
  /** Every instance, with the hash that it reports once it has loaded its files. */
  readonly instances: ReadonlyArray<{ readonly host: string; readonly hash: string }>;
  /** What Patroni's store is to hold. */
  readonly store: object;
  /** The primary. */
  readonly server: ServerEndpoint;
  readonly superuser: Login;
  readonly restApi: SecretKey;
}

/** Each step of the job waits this long for an instance: a changed ConfigMap needs up to two minutes to arrive. */
const STEP_TIMEOUT_SECONDS = 600;
const JOB_TIMEOUT_SECONDS = 3600;

const RESOURCES: Resources = {
  cpu: { request: Cpu.millis(10) },
  memory: { request: Size.mebibytes(32), limit: Size.mebibytes(128) },
};

/**
 * Runs with each sync: waits until every instance has loaded its files, writes Patroni's store, and restarts instances
 * in the order that the change needs.
 */
export class ParametersJob extends Construct {
  /** The workload, for network policies. */
  public readonly workload: string;

  public constructor(scope: Construct, id: string, props: ParametersJobProps) {
    super(scope, id);
    this.workload = props.name;
    const identity = { platform: props.platform, workload: props.name, application: 'postgresql' };
    const labels = workloadLabels(identity);
    const data = {
      'apply-parameters.sh': readOperation('apply-parameters'),
      'instance-files.sh': readOperation('instance-files'),
      'store.json': `${JSON.stringify(props.store, undefined, 2)}\n`,
    };
    const spec: k8s.JobSpec = {
      backoffLimit: 2,
      activeDeadlineSeconds: JOB_TIMEOUT_SECONDS,
      ttlSecondsAfterFinished: KEEP_JOB_SECONDS,
      template: { metadata: { labels }, spec: podSpec(props) },
    };
    new k8s.KubeConfigMap(this, 'config-map', {
      metadata: { name: props.name, labels, annotations: syncWave(SyncWave.CONFIG) },
      data,
    });
    new k8s.KubeJob(this, 'job', hookJob({ name: props.name, labels }, SyncWave.PARAMETERS, spec, data));
  }
}

function podSpec(props: ParametersJobProps): k8s.PodSpec {
  return jobPod({
    name: 'apply-parameters',
    image: props.image,
    pullSecrets: props.pullSecrets,
    command: [`${OPERATIONS_FOLDER}/apply-parameters.sh`],
    env: [
      { name: 'MEMBERS', value: props.instances.map(({ host }) => host).join(' ') },
      { name: 'CONFIG_HASHES', value: props.instances.map(({ hash }) => hash).join(' ') },
      { name: 'STORE_FILE', value: `${OPERATIONS_FOLDER}/store.json` },
      { name: 'TIMEOUT', value: String(STEP_TIMEOUT_SECONDS) },
      { name: 'CA_FILE', value: CA_FILE },
      { name: 'RESTAPI_USERNAME', value: REST_API_USER },
      secretVariable('RESTAPI_PASSWORD', props.restApi.secret, props.restApi.key),
      ...libpqEnvironment(props.server, props.superuser, 'apply-parameters'),
      { name: 'PGDATABASE', value: MAINTENANCE_DATABASE },
    ],
    resources: RESOURCES,
    configMap: props.name,
    server: props.server,
    scratch: scratchVolume('tmp', Size.mebibytes(16)),
  });
}
