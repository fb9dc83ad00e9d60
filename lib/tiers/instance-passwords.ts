import { Size } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { MAINTENANCE_DATABASE } from '../formats/reconcile-state';
import { Ports } from '../names';
import { literal, memoryVolume, SECRET_MODE } from './pod';
import type { Login, SecretKey } from './server';

/** The passwords that Patroni needs, and where new ones are tried. */
export interface InstancePasswords {
  /** Full DNS name of the primary's Service. */
  readonly primaryHost: string;
  readonly superuser: Login;
  readonly replication: Login;
  readonly rewind: Login;
  /** Password of Patroni's REST API. */
  readonly restApi: SecretKey;
}

/** Where the passwords stand in an instance's pod. */
export const PasswordFolders = {
  /** One file for each, as the Secret has them. */
  MOUNTED: '/etc/patroni-passwords',
  /** In memory: Patroni's configuration, with the passwords that the primary takes. */
  ACTIVE: '/run/patroni',
} as const;

/**
 * The passwords as files, which follow the Secret while the pod runs; the pod does not start while a key is missing.
 * Projected, since they may come from several Secrets.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
 */
export function passwordVolumes(passwords: InstancePasswords): k8s.Volume[] {
  return [
    { name: 'passwords', projected: { defaultMode: SECRET_MODE, sources: sourcesOf(passwords) } },
    memoryVolume('active', Size.mebibytes(1)),
  ];
}

export function passwordMounts(): k8s.VolumeMount[] {
  return [
    { name: 'passwords', mountPath: PasswordFolders.MOUNTED, readOnly: true },
    { name: 'active', mountPath: PasswordFolders.ACTIVE },
  ];
}

export function passwordFolders(): k8s.EnvVar[] {
  return [
    { name: 'PASSWORD_FOLDER', value: PasswordFolders.MOUNTED },
    { name: 'ACTIVE_FOLDER', value: PasswordFolders.ACTIVE },
  ];
}

/** Where and as whom a new password is tried before Patroni gets it. */
export function passwordTrial(props: InstancePasswords, tlsFolder: string): k8s.EnvVar[] {
  return [
    { name: 'PRIMARY_HOST', value: props.primaryHost },
    { name: 'PRIMARY_PORT', value: String(Ports.POSTGRES) },
    { name: 'SERVER_CA', value: `${tlsFolder}/ca.crt` },
    { name: 'REPLICATION_ROLE', value: literal(props.replication.role) },
    { name: 'REWIND_ROLE', value: literal(props.rewind.role) },
    { name: 'REWIND_DATABASE', value: MAINTENANCE_DATABASE },
  ];
}

/** One source for each Secret. */
function sourcesOf({ superuser, replication, rewind, restApi }: InstancePasswords): k8s.VolumeProjection[] {
  const files: readonly (readonly [string, SecretKey])[] = [
    ['superuser', superuser.password],
    ['replication', replication.password],
    ['rewind', rewind.password],
    ['restapi', restApi],
  ];
  return [...new Set(files.map(([, { secret }]) => secret))].map((name) => ({
    secret: {
      name,
      items: files.filter(([, { secret }]) => secret === name).map(([path, { key }]) => ({ key, path })),
    },
  }));
}
