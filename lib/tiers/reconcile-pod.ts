import { Size } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { passwordVariable } from '../names';
import type { Resources } from '../profile/resources';
import { containerSecurity, memoryVolume, podSecurity, resourceRequirements, SCRIPT_MODE, secretVariable } from './pod';
import { caMount, caVolume, type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

export interface ReconcilePodProps {
  readonly image: string;
  readonly pullSecrets: readonly string[];
  readonly server: ServerEndpoint;
  readonly superuser: Login;
  /** Every other role that logs in. */
  readonly logins: readonly Login[];
  /** With the script and the SQL. */
  readonly configMap: string;
  /** Restarts the instances, for a message. @default - the message has no command */
  readonly restartCommand?: string;
  /** How long it waits for the primary, and for another run to end. */
  readonly waitSeconds: number;
  readonly resources: Resources;
}

/** The pod of one reconcile run. */
export function reconcilePod(props: ReconcilePodProps): k8s.PodSpec {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    ...(props.pullSecrets.length > 0 && { imagePullSecrets: props.pullSecrets.map((name) => ({ name })) }),
    containers: [
      {
        name: 'reconcile',
        image: props.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', `${OPERATIONS_FOLDER}/reconcile.sh`],
        env: [
          ...libpqEnvironment(props.server, props.superuser, 'reconcile'),
          { name: 'PASSWORD_SOURCE', value: passwordSource(props.superuser.password) },
          { name: 'WAIT_SECONDS', value: String(props.waitSeconds) },
          ...(props.restartCommand === undefined ? [] : [{ name: 'RESTART_COMMAND', value: props.restartCommand }]),
          ...props.logins.map(({ role, password }) =>
            secretVariable(passwordVariable(role), password.secret, password.key),
          ),
        ],
        resources: resourceRequirements(props.resources),
        securityContext: containerSecurity(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [
          { name: 'operations', mountPath: OPERATIONS_FOLDER, readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
          caMount(),
        ],
      },
    ],
    volumes: [
      { name: 'operations', configMap: { name: props.configMap, defaultMode: SCRIPT_MODE } },
      memoryVolume('tmp', Size.mebibytes(16)),
      caVolume(props.server),
    ],
  };
}

/** Where a password comes from, as messages of the job say it. */
export function passwordSource({ secret, key }: SecretKey): string {
  return `key ${key} of Secret ${secret}`;
}

const OPERATIONS_FOLDER = '/opt/operations';
