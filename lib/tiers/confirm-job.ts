import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { LabelKeys } from '../names';
import { readOperation } from '../operations/read-operation';
import type { Resources } from '../profile/resources';
import { KEEP_JOB_SECONDS, SyncWave, syncWave } from './annotations';
import { hookJob } from './hook-job';
import { jobPod } from './job-pod';
import {
  fieldVariable,
  OPERATIONS_FOLDER,
  SERVICE_ACCOUNT_FOLDER,
  scratchVolume,
  serviceAccountVolume,
  workloadLabels,
} from './pod';
import { type Login, libpqEnvironment, type ServerEndpoint } from './server';
import { DATA_CLAIM } from './server-pods';

export interface ConfirmJobProps {
  readonly platform: string;
  /** Name of the ConfigMap, the ServiceAccount, the Role and the RoleBinding, and what the Job's starts with. */
  readonly name: string;
  /** An image with `bash`, `curl`, `jq` and psql: the platform's. */
  readonly image: string;
  readonly pullSecrets: readonly string[];
  /** The StatefulSet of the instance. */
  readonly statefulSet: string;
  /** The instance, by its own name. */
  readonly server: ServerEndpoint;
  readonly superuser: Login;
  /** What the instance reports once it has loaded its files. */
  readonly hash: string;
  /** The ConfigMap that the Job writes once the instance has been initialized. */
  readonly marker: string;
}

/** Each wait of the job: a changed ConfigMap needs up to two minutes to arrive. */
const STEP_TIMEOUT_SECONDS = 600;
const JOB_TIMEOUT_SECONDS = 1800;

const RESOURCES: Resources = {
  cpu: { request: Cpu.millis(10) },
  memory: { request: Size.mebibytes(32), limit: Size.mebibytes(128) },
};

/**
 * Runs with each sync: records that the instance was initialized, and waits until it runs with the rendered parameters.
 *
 * The pod of the server itself has no rights, and the official image no program that speaks HTTP; so a Job of its own
 * writes the marker. Argo CD never prunes what it does not track, and nothing tracks the marker.
 */
export class ConfirmJob extends Construct {
  /** The workload, for network policies. */
  public readonly workload: string;

  public constructor(scope: Construct, id: string, props: ConfirmJobProps) {
    super(scope, id);
    const { platform, name } = props;
    this.workload = name;
    const labels = workloadLabels({ platform, workload: name, application: 'postgresql' });
    const scripts = ['confirm-instance', 'instance-files'];
    const data = Object.fromEntries(scripts.map((script) => [`${script}.sh`, readOperation(script)]));
    const spec: k8s.JobSpec = {
      backoffLimit: 2,
      activeDeadlineSeconds: JOB_TIMEOUT_SECONDS,
      ttlSecondsAfterFinished: KEEP_JOB_SECONDS,
      template: { metadata: { labels }, spec: podSpec(props) },
    };
    const metadata = { name, labels, annotations: syncWave(SyncWave.CONFIG) };
    this.rights(metadata, props.marker);
    new k8s.KubeConfigMap(this, 'config-map', { metadata, data });
    new k8s.KubeJob(this, 'job', hookJob({ name, labels }, SyncWave.PARAMETERS, spec, data));
  }

  private rights(metadata: k8s.ObjectMeta & { readonly name: string }, marker: string): void {
    const { name } = metadata;
    new k8s.KubeServiceAccount(this, 'service-account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRole(this, 'role', {
      metadata,
      rules: [
        { apiGroups: [''], resources: ['configmaps'], resourceNames: [marker], verbs: ['get'] },
        // It cannot be limited by name; what is there already cannot be changed by it.
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      ],
    });
    new k8s.KubeRoleBinding(this, 'role-binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name }],
    });
  }
}

function podSpec(props: ConfirmJobProps): k8s.PodSpec {
  const token = 'service-account';
  return {
    serviceAccountName: props.name,
    ...jobPod({
      name: 'confirm-instance',
      image: props.image,
      pullSecrets: props.pullSecrets,
      command: [`${OPERATIONS_FOLDER}/confirm-instance.sh`],
      env: [
        fieldVariable('NAMESPACE', 'metadata.namespace'),
        { name: 'CLAIM', value: `${DATA_CLAIM}-${props.statefulSet}-0` },
        { name: 'MARKER', value: props.marker },
        { name: 'PLATFORM', value: props.platform },
        { name: 'PLATFORM_LABEL', value: LabelKeys.PLATFORM },
        { name: 'SERVICE_ACCOUNT', value: SERVICE_ACCOUNT_FOLDER },
        { name: 'CONFIG_HASH', value: props.hash },
        {
          name: 'RESTART_COMMAND',
          value: `kubectl rollout restart statefulset/${props.statefulSet} --namespace $(NAMESPACE)`,
        },
        { name: 'TIMEOUT', value: String(STEP_TIMEOUT_SECONDS) },
        ...libpqEnvironment(props.server, props.superuser, 'confirm-instance'),
        { name: 'PGDATABASE', value: MAINTENANCE_DATABASE },
      ],
      resources: RESOURCES,
      configMap: props.name,
      server: props.server,
      scratch: scratchVolume('tmp', Size.mebibytes(16)),
      volumes: [serviceAccountVolume(token)],
      volumeMounts: [{ name: token, mountPath: SERVICE_ACCOUNT_FOLDER, readOnly: true }],
    }),
  };
}
