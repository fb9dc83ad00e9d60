import type { Duration, Size } from 'cdk8s';
import { Size as Sizes } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { LabelKeys } from '../names';
import type { Resources } from '../profile/resources';
import type { Placement, Storage } from '../profile/topology';
import { Spread } from '../profile/topology';
import { KEEP, syncWave } from './annotations';
import {
  containerSecurity,
  memoryVolume,
  OPERATIONS_FOLDER,
  podSecurity,
  quantity,
  resourceRequirements,
  SCRIPT_MODE,
  SECRET_MODE,
  scratchVolume,
  seconds,
  workloadLabels,
  workloadSelector,
} from './pod';
import type { Login } from './server';

/** Where things stand in an instance's pod. */
export const InstanceFolders = {
  CONFIG: '/etc/postgresql',
  OPERATIONS: OPERATIONS_FOLDER,
  TLS: '/etc/postgresql-tls',
  VOLUME: '/var/lib/postgresql/data',
  DATA: '/var/lib/postgresql/data/pgdata',
  SOCKET: '/var/run/postgresql',
} as const;

/** What the claim of an instance's volume is called, before `-` and the pod's name. */
export const DATA_CLAIM = 'postgres-data';

/** Where Debian's packages put the programs of a major. */
export function binFolder(major: number): string {
  return `/usr/lib/postgresql/${major}/bin`;
}

/** A group of equal instances, whatever runs PostgreSQL in them: one StatefulSet. */
export interface ServerPodsProps {
  /** The platform's name. */
  readonly platform: string;
  /** The StatefulSet's name; its pods are `<name>-0`, `<name>-1`... */
  readonly name: string;
  /** The value of the set label. */
  readonly set: string;
  /** The headless Service. */
  readonly headlessService: string;
  readonly image: string;
  readonly pullSecrets: readonly string[];
  readonly major: number;
  readonly count: number;
  readonly resources: Resources;
  readonly storage: Storage;
  readonly placement: Placement;
  readonly startupTimeout: Duration;
  readonly shutdownTimeout: Duration;
  readonly sharedMemory: Size;
  /** ConfigMap with the files that the instances read. */
  readonly config: string;
  /** ConfigMap with the scripts. */
  readonly operations: string;
  /** Secret with the server's certificate. */
  readonly tlsSecret: string;
  readonly superuser: Login & { readonly usernameKey?: string };
  readonly wave: number;
}

/** What runs PostgreSQL in the pods: what differs between Patroni and the server alone. */
export interface Engine {
  /** Labels of the pods, beside those of the workload and of the set. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the pods: another value replaces them. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whose rights the pods have. @default - nobody's: they do not use the Kubernetes API */
  readonly serviceAccount?: string;
  /** The container of the server, and what of it is the engine's. */
  readonly server: Pick<
    k8s.Container,
    'command' | 'env' | 'ports' | 'startupProbe' | 'livenessProbe' | 'readinessProbe'
  > & { readonly volumeMounts: readonly k8s.VolumeMount[] };
  /** The container that has changed files taken. */
  readonly reload: Pick<k8s.Container, 'command' | 'env'> & {
    /** @default - none beside configuration, scripts, certificates and /tmp */
    readonly volumeMounts?: readonly k8s.VolumeMount[];
  };
  /** Volumes of the engine alone. */
  readonly volumes: readonly k8s.Volume[];
}

/** The StatefulSet of a group of instances. */
export function serverStatefulSet(props: ServerPodsProps, engine: Engine): k8s.KubeStatefulSetProps {
  const identity = { platform: props.platform, workload: props.name, application: 'postgresql' };
  const labels = { ...workloadLabels(identity), ...engine.labels, [LabelKeys.SET]: props.set };
  const { annotations } = engine;
  return {
    metadata: {
      name: props.name,
      labels: workloadLabels(identity),
      annotations: syncWave(props.wave),
    },
    spec: {
      serviceName: props.headlessService,
      replicas: props.count,
      // Patroni orders its members itself; one that waits for the one before it would keep a lost primary's heir waiting.
      // And an instance that cannot start is replaced when its template is mended: in order, somebody had to delete it.
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: workloadSelector(identity) },
      template: { metadata: { labels, ...(annotations && { annotations }) }, spec: podSpec(props, engine) },
      volumeClaimTemplates: [
        {
          metadata: { name: DATA_CLAIM, labels: workloadSelector(identity), annotations: KEEP },
          spec: {
            accessModes: ['ReadWriteOnce'],
            ...(props.storage.storageClass && { storageClassName: props.storage.storageClass }),
            resources: { requests: { storage: k8s.Quantity.fromString(quantity(props.storage.size)) } },
          },
        },
      ],
    },
  };
}

function podSpec(props: ServerPodsProps, engine: Engine): k8s.PodSpec {
  return {
    ...(engine.serviceAccount && { serviceAccountName: engine.serviceAccount }),
    // Mounted where it is used, if at all: in the container that runs Patroni.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    terminationGracePeriodSeconds: seconds(props.shutdownTimeout),
    ...(props.pullSecrets.length > 0 && { imagePullSecrets: props.pullSecrets.map((name) => ({ name })) }),
    ...placement(props),
    containers: [serverContainer(props, engine), reloadContainer(props, engine)],
    volumes: [
      { name: 'config', configMap: { name: props.config, defaultMode: 0o444 } },
      { name: 'operations', configMap: { name: props.operations, defaultMode: SCRIPT_MODE } },
      { name: 'tls', secret: { secretName: props.tlsSecret, defaultMode: SECRET_MODE } },
      memoryVolume('shared-memory', props.sharedMemory),
      scratchVolume('socket', Sizes.mebibytes(1)),
      scratchVolume('tmp', Sizes.mebibytes(256)),
      scratchVolume('reload-tmp', Sizes.mebibytes(16)),
      ...engine.volumes,
    ],
  };
}

function serverContainer(props: ServerPodsProps, engine: Engine): k8s.Container {
  const { command, env, ports, startupProbe, livenessProbe, readinessProbe, volumeMounts } = engine.server;
  return {
    name: 'postgres',
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    command,
    env,
    ports,
    startupProbe,
    livenessProbe,
    readinessProbe,
    resources: resourceRequirements(props.resources),
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: DATA_CLAIM, mountPath: InstanceFolders.VOLUME },
      { name: 'config', mountPath: InstanceFolders.CONFIG, readOnly: true },
      { name: 'operations', mountPath: InstanceFolders.OPERATIONS, readOnly: true },
      { name: 'tls', mountPath: InstanceFolders.TLS, readOnly: true },
      { name: 'shared-memory', mountPath: '/dev/shm' },
      SOCKET_MOUNT,
      { name: 'tmp', mountPath: '/tmp' },
      ...volumeMounts,
    ],
  };
}

/** The Unix-domain socket of the server. */
export const SOCKET_MOUNT: k8s.VolumeMount = { name: 'socket', mountPath: InstanceFolders.SOCKET };

/** What a change of configuration or certificates takes effect within, at most. */
const RELOAD_INTERVAL_SECONDS = 10;

function reloadContainer(props: ServerPodsProps, { reload }: Engine): k8s.Container {
  return {
    name: 'reload',
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    command: reload.command,
    env: [
      { name: 'WATCHED', value: `${InstanceFolders.CONFIG} ${InstanceFolders.TLS}` },
      { name: 'INTERVAL', value: String(RELOAD_INTERVAL_SECONDS) },
      ...(reload.env ?? []),
    ],
    resources: {
      requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('16Mi') },
      limits: { memory: k8s.Quantity.fromString('64Mi') },
    },
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'config', mountPath: InstanceFolders.CONFIG, readOnly: true },
      { name: 'operations', mountPath: InstanceFolders.OPERATIONS, readOnly: true },
      { name: 'tls', mountPath: InstanceFolders.TLS, readOnly: true },
      { name: 'reload-tmp', mountPath: '/tmp' },
      ...(reload.volumeMounts ?? []),
    ],
  };
}

function placement(props: ServerPodsProps): Partial<k8s.PodSpec> {
  const { nodeSelector, tolerations = [], zones = Spread.PREFERRED, nodes = Spread.REQUIRED } = props.placement;
  const spread = (topologyKey: string, whenUnsatisfiable: Spread): k8s.TopologySpreadConstraint => ({
    topologyKey,
    whenUnsatisfiable,
    maxSkew: 1,
    labelSelector: { matchLabels: workloadSelector({ platform: props.platform, workload: props.name }) },
  });
  return {
    ...(nodeSelector && { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length > 0 && {
      tolerations: tolerations.map(({ key, value, effect }) => ({
        key,
        operator: value === undefined ? 'Exists' : 'Equal',
        ...(value !== undefined && { value }),
        ...(effect && { effect }),
      })),
    }),
    topologySpreadConstraints: [spread('kubernetes.io/hostname', nodes), spread('topology.kubernetes.io/zone', zones)],
  };
}
