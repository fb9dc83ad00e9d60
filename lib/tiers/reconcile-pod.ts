import { Size } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { passwordVariable } from '../names';
import type { Resources } from '../profile/resources';
import { jobPod } from './job-pod';
import { memoryVolume, OPERATIONS_FOLDER, secretVariable } from './pod';
import { type Login, libpqEnvironment, type SecretKey, type ServerEndpoint } from './server';

export interface ReconcilePodProps {
  readonly image: string;
  readonly pullSecrets: readonly string[];
  readonly server: ServerEndpoint;
  readonly superuser: Login;
  /** Every other role that logs in. */
  readonly logins: readonly Login[];
  /** With the script and the SQL. */
  readonly configMap: string;
  /** How long it waits for the primary, and for another run to end. */
  readonly waitSeconds: number;
  readonly resources: Resources;
}

/** The pod of one reconcile run. */
export function reconcilePod(props: ReconcilePodProps): k8s.PodSpec {
  return jobPod({
    name: 'reconcile',
    image: props.image,
    pullSecrets: props.pullSecrets,
    command: ['/bin/sh', `${OPERATIONS_FOLDER}/reconcile.sh`],
    env: [
      ...libpqEnvironment(props.server, props.superuser, 'reconcile'),
      { name: 'PASSWORD_SOURCE', value: passwordSource(props.superuser.password) },
      { name: 'WAIT_SECONDS', value: String(props.waitSeconds) },
      ...props.logins.map(({ role, password }) =>
        secretVariable(passwordVariable(role), password.secret, password.key),
      ),
    ],
    resources: props.resources,
    configMap: props.configMap,
    server: props.server,
    scratch: memoryVolume('tmp', Size.mebibytes(16)),
  });
}

/** Where a password comes from, as messages of the job say it. */
export function passwordSource({ secret, key }: SecretKey): string {
  return `key ${key} of Secret ${secret}`;
}
