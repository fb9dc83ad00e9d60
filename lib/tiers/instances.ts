import type { Duration } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { IntOrString } from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { LabelKeys, Ports, ReadsLabels } from '../names';
import { HUNG_PROBE } from '../profile/server-defaults';
import {
  type InstancePasswords,
  PasswordFolders,
  passwordFolders,
  passwordMounts,
  passwordTrial,
  passwordVolumes,
} from './instance-passwords';
import { fieldVariable, literal, SERVICE_ACCOUNT_FOLDER, seconds, secretVariable, serviceAccountVolume } from './pod';
import { binFolder, type Engine, InstanceFolders, type ServerPodsProps, serverStatefulSet } from './server-pods';

/** A group of equal instances under Patroni: one StatefulSet. */
export interface InstancesProps extends ServerPodsProps, InstancePasswords {
  readonly superuser: ServerPodsProps['superuser'];
  /** The namespace, for the instances' DNS names. */
  readonly namespace: string;
  /** The cluster's DNS domain. */
  readonly clusterDomain: string;
  readonly serviceAccount: string;
  /** Patroni's scope. */
  readonly scope: string;
  /** Whether Patroni may promote them. */
  readonly promotable: boolean;
  /** Whether reads of every standby leave them out. @default false */
  readonly dedicated?: boolean;
  /** How far behind a standby may be and still take part. @default - as far as it falls */
  readonly toleratedLag?: Duration;
}

/** The user name of Patroni's REST API. */
export const REST_API_USER = 'patroni';

/**
 * When an instance takes part. A member: as primary, or as a standby that streams and has received nearly all there is;
 * what it has yet to replay does not count, since a long query may hold that up. Without `lag` Patroni would take
 * maximum_lag_on_failover, 1 MiB, and any bulk load would empty the standbys' Service and block node drains.
 * Never-promoted sets: as long as PostgreSQL answers, however far behind, unless they have a tolerated lag: Patroni
 * knows bytes, not time, so `check-lag.sh` asks both.
 *
 * @see https://patroni.readthedocs.io/en/latest/rest_api.html#health-check-endpoints
 */
const READINESS = { promotable: '/readiness?lag=1GB&mode=write', readOnly: '/health' } as const;

/** The StatefulSet of a group of instances under Patroni. */
export function instancesStatefulSet(props: InstancesProps): k8s.KubeStatefulSetProps {
  return serverStatefulSet(props, patroni(props));
}

function patroni(props: InstancesProps): Engine {
  return {
    labels: {
      [LabelKeys.CLUSTER]: props.scope,
      [LabelKeys.READS]: props.dedicated ? ReadsLabels.DEDICATED : ReadsLabels.SHARED,
    },
    serviceAccount: props.serviceAccount,
    server: server(props),
    reload: {
      command: [`${InstanceFolders.OPERATIONS}/reload-patroni.sh`],
      env: [
        { name: 'PATRONI_URL', value: `https://localhost:${Ports.PATRONI}` },
        { name: 'RESTAPI_USERNAME', value: REST_API_USER },
        ...passwordFolders(),
        ...passwordTrial(props, InstanceFolders.TLS),
      ],
      volumeMounts: passwordMounts(),
    },
    volumes: [...passwordVolumes(props), serviceAccountVolume('service-account')],
  };
}

function server(props: InstancesProps): Engine['server'] {
  const host = `$(POD_NAME).${props.headlessService}.${props.namespace}.svc.${props.clusterDomain}`;
  const { superuser, replication, rewind } = props;
  return {
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
      { name: 'EXPECTED_SUPERUSER', value: literal(superuser.role) },
      // On the socket, psql in this container is the superuser without a password.
      { name: 'PGHOST', value: InstanceFolders.SOCKET },
      { name: 'PGUSER', value: literal(superuser.role) },
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
        : { name: 'PATRONI_SUPERUSER_USERNAME', value: literal(superuser.role) },
      { name: 'PATRONI_REPLICATION_USERNAME', value: literal(replication.role) },
      { name: 'PATRONI_REWIND_USERNAME', value: literal(rewind.role) },
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
    volumeMounts: [...passwordMounts(), { name: 'service-account', mountPath: SERVICE_ACCOUNT_FOLDER, readOnly: true }],
  };
}

/** Answers whether this instance has all that the primary wrote, as far as Patroni's store knows. */
const HAS_ALL = `https://localhost:${Ports.PATRONI}/replica?lag=0`;

function readiness({ promotable, toleratedLag }: InstancesProps): k8s.Probe {
  if (toleratedLag === undefined) return patroniProbe(READINESS[promotable ? 'promotable' : 'readOnly'], 5, 3);
  const script = `${InstanceFolders.OPERATIONS}/check-lag.sh`;
  const command = [script, String(seconds(toleratedLag)), HAS_ALL];
  return { exec: { command }, periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 5 };
}

/** @see https://patroni.readthedocs.io/en/latest/rest_api.html#health-check-endpoints */
function patroniProbe(path: string, periodSeconds: number, failureThreshold: number): k8s.Probe {
  return {
    httpGet: { path, port: IntOrString.fromString('patroni'), scheme: 'HTTPS' },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 5,
  };
}
