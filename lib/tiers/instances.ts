import type { Duration, Size } from 'cdk8s';
import { Size as Sizes } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { LabelKeys, Ports, ReadsLabels } from '../names';
import type { Resources } from '../profile/resources';
import { HUNG_PROBE } from '../profile/server-defaults';
import type { Placement, Storage } from '../profile/topology';
import { Spread } from '../profile/topology';
import { KEEP, syncWave } from './annotations';
import {
  type InstancePasswords,
  PasswordFolders,
  passwordFolders,
  passwordMounts,
  passwordTrial,
  passwordVolumes,
} from './instance-passwords';
import {
  containerSecurity,
  fieldVariable,
  memoryVolume,
  OPERATIONS_FOLDER,
  podSecurity,
  quantity,
  resourceRequirements,
  SCRIPT_MODE,
  SECRET_MODE,
  SERVICE_ACCOUNT_FOLDER,
  scratchVolume,
  seconds,
  secretVariable,
  serviceAccountVolume,
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

/** Where Debian's packages put the programs of a major. */
export function binFolder(major: number): string {
  return `/usr/lib/postgresql/${major}/bin`;
}

/** A group of equal instances under Patroni: one StatefulSet. */
export interface InstancesProps extends InstancePasswords {
  /** The platform's name. */
  readonly platform: string;
  /** The StatefulSet's name; its pods are `<name>-0`, `<name>-1`... */
  readonly name: string;
  /** The value of the set label. */
  readonly set: string;
  /** The namespace, for the instances' DNS names. */
  readonly namespace: string;
  /** The cluster's DNS domain. */
  readonly clusterDomain: string;
  /** The headless Service. */
  readonly headlessService: string;
  readonly serviceAccount: string;
  /** Patroni's scope. */
  readonly scope: string;
  readonly image: string;
  readonly pullSecrets: readonly string[];
  readonly major: number;
  /** Whether Patroni may promote them. */
  readonly promotable: boolean;
  /** Whether reads of every standby leave them out. @default false */
  readonly dedicated?: boolean;
  /** How far behind a standby may be and still take part. @default - as far as it falls */
  readonly toleratedLag?: Duration;
  readonly count: number;
  readonly resources: Resources;
  readonly storage: Storage;
  readonly placement: Placement;
  readonly startupTimeout: Duration;
  readonly shutdownTimeout: Duration;
  readonly sharedMemory: Size;
  /** ConfigMap with postgresql.conf, pg_hba.conf, pg_ident.conf, patroni.yml. */
  readonly config: string;
  /** ConfigMap with the scripts. */
  readonly operations: string;
  /** Secret with the server's certificate. */
  readonly tlsSecret: string;
  readonly superuser: Login & { readonly usernameKey?: string };
  readonly wave: number;
}

/** The user name of Patroni's REST API. */
export const REST_API_USER = 'patroni';

/**
 * When an instance takes part. A member: as primary, or as a standby that streams and has received nearly all there is;
 * what it has yet to replay does not count, since a long query may hold that up. Without `lag` Patroni would take
 * maximum_lag_on_failover, 1 MiB, and any bulk load would empty the standbys' Service and block node drains.
 * Never-promoted sets: as long as PostgreSQL answers, however far behind, unless they have a tolerated lag: Patroni
 * knows bytes, not time, so the server is asked itself.
 *
 * @see https://patroni.readthedocs.io/en/latest/rest_api.html#health-check-endpoints
 */
const READINESS = { promotable: '/readiness?lag=1GB&mode=write', readOnly: '/health' } as const;

/** What a change of configuration or certificates takes effect within, at most. */
const RELOAD_INTERVAL_SECONDS = 10;

/** The StatefulSet of a group of instances. */
export function instancesStatefulSet(props: InstancesProps): k8s.KubeStatefulSetProps {
  const identity = { platform: props.platform, workload: props.name, application: 'postgresql' };
  const labels = {
    ...workloadLabels(identity),
    [LabelKeys.CLUSTER]: props.scope,
    [LabelKeys.SET]: props.set,
    [LabelKeys.READS]: props.dedicated ? ReadsLabels.DEDICATED : ReadsLabels.SHARED,
  };
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
      podManagementPolicy: 'Parallel',
      updateStrategy: { type: 'RollingUpdate' },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: workloadSelector(identity) },
      template: { metadata: { labels }, spec: podSpec(props) },
      volumeClaimTemplates: [
        {
          metadata: { name: 'postgres-data', labels: workloadSelector(identity), annotations: KEEP },
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

function podSpec(props: InstancesProps): k8s.PodSpec {
  return {
    serviceAccountName: props.serviceAccount,
    // Mounted where it is used: in the container that runs Patroni.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    terminationGracePeriodSeconds: seconds(props.shutdownTimeout),
    ...(props.pullSecrets.length > 0 && { imagePullSecrets: props.pullSecrets.map((name) => ({ name })) }),
    ...placement(props),
    containers: [postgresContainer(props), reloadContainer(props)],
    volumes: [
      { name: 'config', configMap: { name: props.config, defaultMode: 0o444 } },
      { name: 'operations', configMap: { name: props.operations, defaultMode: SCRIPT_MODE } },
      { name: 'tls', secret: { secretName: props.tlsSecret, defaultMode: SECRET_MODE } },
      ...passwordVolumes(props),
      memoryVolume('shared-memory', props.sharedMemory),
      scratchVolume('socket', Sizes.mebibytes(1)),
      scratchVolume('tmp', Sizes.mebibytes(256)),
      scratchVolume('reload-tmp', Sizes.mebibytes(16)),
      serviceAccountVolume('service-account'),
    ],
  };
}

function postgresContainer(props: InstancesProps): k8s.Container {
  const host = `$(POD_NAME).${props.headlessService}.${props.namespace}.svc.${props.clusterDomain}`;
  const { superuser, replication, rewind } = props;
  return {
    name: 'postgres',
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    command: [`${InstanceFolders.OPERATIONS}/start-patroni.sh`],
    env: [
      fieldVariable('POD_NAME', 'metadata.name'),
      fieldVariable('NAMESPACE', 'metadata.namespace'),
      { name: 'CONFIG_FOLDER', value: InstanceFolders.CONFIG },
      ...passwordFolders(),
      { name: 'PGDATA', value: InstanceFolders.DATA },
      { name: 'POSTGRES_BIN', value: binFolder(props.major) },
      { name: 'CLONE_MARKER', value: `${InstanceFolders.VOLUME}/clone-in-progress` },
      { name: 'CLUSTER_LABEL', value: LabelKeys.CLUSTER },
      { name: 'ROLE_LABEL', value: LabelKeys.ROLE },
      { name: 'EXPECTED_SUPERUSER', value: superuser.role },
      // On the socket, psql in this container is the superuser without a password.
      { name: 'PGHOST', value: InstanceFolders.SOCKET },
      { name: 'PGUSER', value: superuser.role },
      { name: 'PGDATABASE', value: MAINTENANCE_DATABASE },
      fieldVariable('PATRONI_NAME', 'metadata.name'),
      fieldVariable('PATRONI_KUBERNETES_POD_IP', 'status.podIP'),
      { name: 'PATRONI_POSTGRESQL_CONNECT_ADDRESS', value: `${host}:${Ports.POSTGRES}` },
      { name: 'PATRONI_RESTAPI_CONNECT_ADDRESS', value: `${host}:${Ports.PATRONI}` },
      { name: 'PATRONI_RESTAPI_USERNAME', value: REST_API_USER },
      // Where patronictl looks, when a person runs it here.
      { name: 'PATRONICTL_CONFIG_FILE', value: PasswordFolders.ACTIVE },
      superuser.usernameKey
        ? secretVariable('PATRONI_SUPERUSER_USERNAME', superuser.password.secret, superuser.usernameKey)
        : { name: 'PATRONI_SUPERUSER_USERNAME', value: superuser.role },
      { name: 'PATRONI_REPLICATION_USERNAME', value: replication.role },
      { name: 'PATRONI_REWIND_USERNAME', value: rewind.role },
    ],
    ports: [
      { name: 'postgres', containerPort: Ports.POSTGRES, protocol: 'TCP' },
      { name: 'patroni', containerPort: Ports.PATRONI, protocol: 'TCP' },
    ],
    // Crash recovery and the first copy of the data take as long as they take, so the startup probe waits for hours;
    // afterwards Patroni's own loop alone decides on a restart.
    startupProbe: patroniProbe('/health', 10, Math.ceil(seconds(props.startupTimeout) / 10)),
    livenessProbe: {
      ...patroniProbe('/liveness', HUNG_PROBE.periodSeconds, HUNG_PROBE.failures),
      terminationGracePeriodSeconds: HUNG_PROBE.graceSeconds,
    },
    readinessProbe: readiness(props),
    resources: resourceRequirements(props.resources),
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      { name: 'postgres-data', mountPath: InstanceFolders.VOLUME },
      { name: 'config', mountPath: InstanceFolders.CONFIG, readOnly: true },
      { name: 'operations', mountPath: InstanceFolders.OPERATIONS, readOnly: true },
      { name: 'tls', mountPath: InstanceFolders.TLS, readOnly: true },
      ...passwordMounts(),
      { name: 'shared-memory', mountPath: '/dev/shm' },
      { name: 'socket', mountPath: InstanceFolders.SOCKET },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'service-account', mountPath: SERVICE_ACCOUNT_FOLDER, readOnly: true },
    ],
  };
}

function reloadContainer(props: InstancesProps): k8s.Container {
  return {
    name: 'reload',
    image: props.image,
    imagePullPolicy: 'IfNotPresent',
    command: [`${InstanceFolders.OPERATIONS}/reload-patroni.sh`],
    env: [
      { name: 'WATCHED', value: `${InstanceFolders.CONFIG} ${InstanceFolders.TLS}` },
      { name: 'INTERVAL', value: String(RELOAD_INTERVAL_SECONDS) },
      { name: 'PATRONI_URL', value: `https://localhost:${Ports.PATRONI}` },
      { name: 'RESTAPI_USERNAME', value: REST_API_USER },
      ...passwordFolders(),
      ...passwordTrial(props, InstanceFolders.TLS),
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
      ...passwordMounts(),
      { name: 'reload-tmp', mountPath: '/tmp' },
    ],
  };
}

function readiness({ promotable, toleratedLag }: InstancesProps): k8s.Probe {
  if (toleratedLag === undefined) return patroniProbe(READINESS[promotable ? 'promotable' : 'readOnly'], 5, 3);
  const command = [`${InstanceFolders.OPERATIONS}/check-lag.sh`, String(seconds(toleratedLag))];
  return { exec: { command }, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 5 };
}

/** @see https://patroni.readthedocs.io/en/latest/rest_api.html#health-check-endpoints */
function patroniProbe(path: string, periodSeconds: number, failureThreshold: number): k8s.Probe {
  return {
    httpGet: { path, port: k8s.IntOrString.fromString('patroni'), scheme: 'HTTPS' },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 5,
  };
}

function placement(props: InstancesProps): Partial<k8s.PodSpec> {
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
