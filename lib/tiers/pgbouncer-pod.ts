import { Size } from 'cdk8s';
import * as k8s from '../../imports/k8s';
import type { PgBouncerFiles } from '../formats/pgbouncer-ini';
import { pgbouncerLookups } from '../formats/pgbouncer-lookups';
import { Ports } from '../names';
import type { PgBouncerProps } from './pgbouncer';
import {
  containerSecurity,
  literal,
  memoryVolume,
  OPERATIONS_FOLDER,
  podSecurity,
  resourceRequirements,
  SCRIPT_MODE,
  SECRET_MODE,
  scratchVolume,
  type WorkloadIdentity,
  workloadSelector,
} from './pod';
import { CA_FILE, caMount, caVolume } from './server';

const Folders = {
  CONFIG: '/etc/pgbouncer',
  OPERATIONS: OPERATIONS_FOLDER,
  /** In memory: the lookup role's password, and the configuration that PgBouncer was last content with. */
  ACTIVE: '/run/pgbouncer-active',
  SOCKET: '/run/pgbouncer',
  LOOKUP: '/etc/pgbouncer-lookup',
  TLS: '/etc/pgbouncer-tls',
  CA: CA_FILE.slice(0, CA_FILE.lastIndexOf('/')),
} as const;

const CONFIG_FILE = `${Folders.CONFIG}/pgbouncer.ini`;
const WRITE_USERLIST = `${Folders.OPERATIONS}/pgbouncer-userlist.sh`;
const ACTIVE_FILE = `${Folders.ACTIVE}/pgbouncer.ini`;

export const PGBOUNCER_FILES: PgBouncerFiles = {
  socketFolder: Folders.SOCKET,
  authFile: `${Folders.ACTIVE}/userlist.txt`,
  certificate: `${Folders.TLS}/tls.crt`,
  key: `${Folders.TLS}/tls.key`,
  serverCa: CA_FILE,
};

/** How long Services and load balancers take to forget an endpoint. */
const ENDPOINT_REMOVAL_SECONDS = 10;

/** Endpoint removal, then 50 seconds for transactions (in session mode: sessions) that are under way. */
export const GRACE_SECONDS = 60;

/** What a change of configuration or certificates takes effect within, once it is mounted. */
const RELOAD_INTERVAL_SECONDS = 10;

/** How often hosts are asked whether they answer, where entries fall back. */
const FALLBACK_INTERVAL_SECONDS = 5;

/** Requests and limits of the containers beside PgBouncer. */
function helperResources(memoryLimit: string): k8s.ResourceRequirements {
  return {
    requests: { cpu: k8s.Quantity.fromString('10m'), memory: k8s.Quantity.fromString('32Mi') },
    limits: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString(memoryLimit) },
  };
}

/** PgBouncer, what reloads it, and its exporter, which share the Unix-domain socket. */
export function pgbouncerPod(
  identity: WorkloadIdentity,
  props: PgBouncerProps & { readonly port: number },
): k8s.PodSpec {
  const spread = (topologyKey: string): k8s.TopologySpreadConstraint => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: workloadSelector(identity) },
  });
  const { pullSecrets = [], lookup } = props;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    terminationGracePeriodSeconds: GRACE_SECONDS,
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    topologySpreadConstraints: [spread('kubernetes.io/hostname'), spread('topology.kubernetes.io/zone')],
    initContainers: [prepareContainer(props)],
    containers: [pgbouncerContainer(props), reloadContainer(props), exporterContainer(props)],
    volumes: [
      {
        name: 'config',
        configMap: { name: props.name, items: [{ key: 'pgbouncer.ini', path: 'pgbouncer.ini' }], defaultMode: 0o444 },
      },
      {
        name: 'operations',
        configMap: {
          name: props.name,
          items: ['pgbouncer-userlist.sh', 'reload-pgbouncer.sh'].map((script) => ({ key: script, path: script })),
          defaultMode: SCRIPT_MODE,
        },
      },
      {
        name: 'lookup',
        secret: {
          secretName: lookup.password.secret,
          items: [{ key: lookup.password.key, path: 'password' }],
          defaultMode: SECRET_MODE,
        },
      },
      {
        name: 'tls',
        secret: {
          secretName: props.tlsSecret,
          items: ['tls.crt', 'tls.key'].map((key) => ({ key, path: key })),
          defaultMode: SECRET_MODE,
        },
      },
      caVolume({ caSecret: props.serverCaSecret }),
      memoryVolume('active', Size.mebibytes(1)),
      scratchVolume('socket', Size.mebibytes(1)),
      scratchVolume('tmp', Size.mebibytes(16)),
    ],
  };
}

function prepareContainer(props: PgBouncerProps): k8s.Container {
  return {
    ...helper('prepare', props.images.tools),
    // A password that already works stays: whether the servers take another one is what the reload container finds out.
    command: [
      'sh',
      '-c',
      `cp ${CONFIG_FILE} ${ACTIVE_FILE} && { [ -f ${PGBOUNCER_FILES.authFile} ] || exec ${WRITE_USERLIST}; }`,
    ],
    env: userlistEnvironment(props),
    volumeMounts: [
      mount('config', Folders.CONFIG),
      mount('operations', Folders.OPERATIONS),
      mount('lookup', Folders.LOOKUP),
      writable('active', Folders.ACTIVE),
    ],
  };
}

function pgbouncerContainer(props: PgBouncerProps & { readonly port: number }): k8s.Container {
  return {
    name: 'pgbouncer',
    image: props.images.pgbouncer,
    imagePullPolicy: 'IfNotPresent',
    // Not the image's entrypoint, which writes a configuration of its own; and process 1, which the preStop signals.
    command: ['pgbouncer', ACTIVE_FILE],
    ports: [{ name: 'pgbouncer', containerPort: props.port, protocol: 'TCP' }],
    startupProbe: portProbe(1, 30),
    // PgBouncer logs none of them: with TCP_DEFER_ACCEPT it only sees connections that say something. Liveness is slow
    // to judge, since a restart costs every client its connection.
    livenessProbe: portProbe(30, 3),
    readinessProbe: portProbe(5, 2),
    lifecycle: { preStop: { exec: { command: ['sh', '-c', DRAIN] } } },
    resources: resourceRequirements(props.resources),
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
    volumeMounts: [
      mount('active', Folders.ACTIVE),
      mount('tls', Folders.TLS),
      caMount(),
      writable('socket', Folders.SOCKET),
      writable('tmp', '/tmp'),
    ],
  };
}

/**
 * SIGINT lets transactions end and then stops. SIGTERM, which comes when this returns, would wait for clients to
 * disconnect, which applications with pools of their own never do; a second signal stops at once.
 *
 * @see https://www.pgbouncer.org/usage.html#signals
 */
const DRAIN = `sleep ${ENDPOINT_REMOVAL_SECONDS}; kill -INT 1; while kill -0 1; do sleep 1; done`;

function reloadContainer(props: PgBouncerProps & { readonly port: number }): k8s.Container {
  return {
    ...helper('reload', props.images.tools),
    command: [`${Folders.OPERATIONS}/reload-pgbouncer.sh`],
    env: [
      { name: 'WATCHED', value: [Folders.CONFIG, Folders.TLS, Folders.CA].join(' ') },
      { name: 'CONFIG_FILE', value: CONFIG_FILE },
      { name: 'ACTIVE_FILE', value: ACTIVE_FILE },
      { name: 'WRITE_USERLIST', value: WRITE_USERLIST },
      { name: 'INTERVAL', value: String(props.fallbackHost ? FALLBACK_INTERVAL_SECONDS : RELOAD_INTERVAL_SECONDS) },
      { name: 'PGHOST', value: Folders.SOCKET },
      { name: 'PGPORT', value: String(props.port) },
      { name: 'PGCONNECT_TIMEOUT', value: '5' },
      ...userlistEnvironment(props),
      ...trialEnvironment(props),
      ...fallbackEnvironment(props),
    ],
    volumeMounts: [
      mount('config', Folders.CONFIG),
      mount('operations', Folders.OPERATIONS),
      mount('lookup', Folders.LOOKUP),
      mount('tls', Folders.TLS),
      caMount(),
      mount('socket', Folders.SOCKET),
      writable('active', Folders.ACTIVE),
      writable('tmp', '/tmp'),
    ],
  };
}

function exporterContainer(props: PgBouncerProps & { readonly port: number }): k8s.Container {
  return {
    ...helper('exporter', props.images.exporter),
    // Nothing of it decides on the pool: an exporter that is not ready, or that is killed for its memory, would take
    // the pod out of the Service, and all pods at once, since all see the same load. So no readinessProbe, and room.
    resources: helperResources('128Mi'),
    args: [`--web.listen-address=:${Ports.PGBOUNCER_EXPORTER}`],
    // The same system user on the socket: PgBouncer asks no password.
    env: [
      {
        name: 'PGBOUNCER_EXPORTER_CONNECTION_STRING',
        value: `host=${Folders.SOCKET} port=${props.port} user=pgbouncer dbname=pgbouncer sslmode=disable`,
      },
    ],
    ports: [{ name: 'metrics', containerPort: Ports.PGBOUNCER_EXPORTER, protocol: 'TCP' }],
    livenessProbe: exporterProbe(),
    volumeMounts: [mount('socket', Folders.SOCKET)],
  };
}

function helper(name: string, image: string): k8s.Container {
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    resources: helperResources('64Mi'),
    securityContext: containerSecurity(),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function userlistEnvironment({ lookup }: PgBouncerProps): k8s.EnvVar[] {
  return [
    { name: 'LOOKUP_ROLE', value: literal(lookup.role) },
    { name: 'PASSWORD_FILE', value: `${Folders.LOOKUP}/password` },
    { name: 'AUTH_FILE', value: PGBOUNCER_FILES.authFile },
  ];
}

/** Where a new password of the lookup role is tried. */
function trialEnvironment({ databases }: PgBouncerProps): k8s.EnvVar[] {
  return pgbouncerLookups(databases)
    .slice(0, 1)
    .flatMap(({ host, port, database }) => [
      { name: 'LOOKUP_HOST', value: host },
      { name: 'LOOKUP_PORT', value: String(port) },
      { name: 'LOOKUP_DATABASE', value: literal(database) },
      { name: 'SERVER_CA', value: CA_FILE },
    ]);
}

/** The hosts whose entries lead to another while they are away. */
function fallbackEnvironment({ databases, fallbackHost }: PgBouncerProps): k8s.EnvVar[] {
  if (fallbackHost === undefined) return [];
  const hosts = new Set(Object.values(databases).map(({ host }) => host));
  hosts.delete(fallbackHost);
  return [
    { name: 'FALLBACK_HOST', value: fallbackHost },
    { name: 'FALLBACK_FROM', value: [...hosts].join(' ') },
  ];
}

function portProbe(periodSeconds: number, failureThreshold: number): k8s.Probe {
  return {
    tcpSocket: { port: k8s.IntOrString.fromString('pgbouncer') },
    periodSeconds,
    failureThreshold,
    timeoutSeconds: 3,
  };
}

/** The page at `/` says that the exporter runs; it asks PgBouncer nothing. */
function exporterProbe(): k8s.Probe {
  return {
    httpGet: { path: '/', port: k8s.IntOrString.fromString('metrics'), scheme: 'HTTP' },
    periodSeconds: 30,
    failureThreshold: 3,
    timeoutSeconds: 3,
  };
}

function mount(name: string, mountPath: string): k8s.VolumeMount {
  return { name, mountPath, readOnly: true };
}

function writable(name: string, mountPath: string): k8s.VolumeMount {
  return { name, mountPath };
}
