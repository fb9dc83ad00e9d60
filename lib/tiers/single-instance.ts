import type * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { Ports, RESTART_ANNOTATION } from '../names';
import { SINGLE_PROBE } from '../profile/server-defaults';
import { fieldVariable, literal, seconds, secretVariable } from './pod';
import {
  binFolder,
  DATA_CLAIM,
  type Engine,
  InstanceFolders,
  type ServerPodsProps,
  SOCKET_MOUNT,
  serverStatefulSet,
} from './server-pods';

/** One instance without Patroni. */
export interface SingleInstanceProps extends ServerPodsProps {
  /** The ConfigMap that says that it has been initialized. It is there or not, and never rendered. */
  readonly marker: string;
  /** Locale of the cluster's own databases. */
  readonly locale: string;
  /** Changes with every parameter for which the server must restart: the pod is then replaced. */
  readonly restartHash: string;
}

/** The StatefulSet of one instance. */
export function singleStatefulSet(props: SingleInstanceProps): k8s.KubeStatefulSetProps {
  return serverStatefulSet(props, standalone(props));
}

const MARKER_FOLDER = '/etc/postgresql-initialized';

function standalone(props: SingleInstanceProps): Engine {
  const bin = binFolder(props.major);
  const local = [
    // On the socket, psql in these containers is the superuser without a password.
    { name: 'PGHOST', value: InstanceFolders.SOCKET },
    { name: 'PGUSER', value: literal(props.superuser.role) },
    { name: 'PGDATABASE', value: MAINTENANCE_DATABASE },
    { name: 'POSTGRES_BIN', value: bin },
  ];
  return {
    annotations: { [RESTART_ANNOTATION]: props.restartHash },
    server: server(props, local),
    reload: {
      command: [`${InstanceFolders.OPERATIONS}/reload-postgres.sh`],
      env: local,
      volumeMounts: [SOCKET_MOUNT],
    },
    // The default mode of volumes, said, since the API server would write it.
    volumes: [{ name: 'marker', configMap: { name: props.marker, optional: true, defaultMode: 0o444 } }],
  };
}

function server(props: SingleInstanceProps, local: readonly k8s.EnvVar[]): Engine['server'] {
  const { superuser } = props;
  const { periodSeconds, failures, graceSeconds } = SINGLE_PROBE;
  return {
    command: [`${InstanceFolders.OPERATIONS}/start-postgres.sh`],
    env: [
      fieldVariable('POD_NAME', 'metadata.name'),
      fieldVariable('NAMESPACE', 'metadata.namespace'),
      { name: 'CONFIG_FOLDER', value: InstanceFolders.CONFIG },
      { name: 'VOLUME', value: InstanceFolders.VOLUME },
      { name: 'CLAIM', value: `${DATA_CLAIM}-$(POD_NAME)` },
      { name: 'PGDATA', value: InstanceFolders.DATA },
      { name: 'MAJOR', value: String(props.major) },
      { name: 'LOCALE', value: literal(props.locale) },
      { name: 'MARKER', value: props.marker },
      { name: 'MARKER_FOLDER', value: MARKER_FOLDER },
      ...local,
      { name: 'EXPECTED_SUPERUSER', value: literal(superuser.role) },
      superuser.usernameKey
        ? secretVariable('SUPERUSER_USERNAME', superuser.password.secret, superuser.usernameKey)
        : { name: 'SUPERUSER_USERNAME', value: literal(superuser.role) },
      secretVariable('SUPERUSER_PASSWORD', superuser.password.secret, superuser.password.key),
    ],
    ports: [{ name: 'postgres', containerPort: Ports.POSTGRES, protocol: 'TCP' }],
    // Crash recovery takes as long as it takes, so the startup probe waits for hours.
    startupProbe: {
      ...accepts(props),
      periodSeconds: 10,
      failureThreshold: Math.ceil(seconds(props.startupTimeout) / 10),
    },
    // A server that recovers from a crash of one of its processes refuses sessions (1), and is alive: only one that says
    // nothing (2) is not.
    livenessProbe: {
      exec: { command: ['sh', '-c', `${isReady(props)} || [ $? -eq 1 ]`] },
      periodSeconds,
      failureThreshold: failures,
      timeoutSeconds: 5,
      terminationGracePeriodSeconds: graceSeconds,
    },
    readinessProbe: { ...accepts(props), periodSeconds: 5, failureThreshold: 3 },
    volumeMounts: [{ name: 'marker', mountPath: MARKER_FOLDER, readOnly: true }],
  };
}

/**
 * Asks over the socket, as a user and in a database that exist, which the variables name: else each try is a line in the
 * log. A server whose connections are all taken answers too, and stays ready.
 *
 * @see https://www.postgresql.org/docs/current/app-pg-isready.html
 */
function accepts(props: SingleInstanceProps): k8s.Probe {
  return { exec: { command: isReady(props).split(' ') }, timeoutSeconds: 5 };
}

function isReady({ major }: SingleInstanceProps): string {
  return `${binFolder(major)}/pg_isready --quiet --timeout=3`;
}
