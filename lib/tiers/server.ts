import type * as k8s from '../../imports/k8s';
import { literal, SECRET_MODE, secretVariable } from './pod';

/** One key of a Secret. */
export interface SecretKey {
  /** The Secret's name. */
  readonly secret: string;
  /** The key in it. */
  readonly key: string;
}

/** A PostgreSQL server, or a Service of them, as a client reaches it. */
export interface ServerEndpoint {
  /** Full DNS name; the server's certificate carries it. */
  readonly host: string;
  /** TCP port. */
  readonly port: number;
  /** The Secret whose `ca.crt` verifies the server's certificate. */
  readonly caSecret: string;
}

/** A role that logs in, and where its password is. */
export interface Login {
  /** The role's name. */
  readonly role: string;
  /** Its password. */
  readonly password: SecretKey;
}

const CA_VOLUME = 'ca';
const CA_FOLDER = '/etc/postgresql-ca';
/** Where `caMount` puts the certificate. */
export const CA_FILE = `${CA_FOLDER}/ca.crt`;

/**
 * The environment by which every libpq program connects: verified TLS, and a password that is never an argument.
 *
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 */
export function libpqEnvironment(server: ServerEndpoint, login: Login, application: string): k8s.EnvVar[] {
  return [
    { name: 'PGHOST', value: server.host },
    { name: 'PGPORT', value: String(server.port) },
    { name: 'PGUSER', value: literal(login.role) },
    secretVariable('PGPASSWORD', login.password.secret, login.password.key),
    { name: 'PGSSLMODE', value: 'verify-full' },
    { name: 'PGSSLROOTCERT', value: CA_FILE },
    { name: 'PGAPPNAME', value: application },
    { name: 'PGCONNECT_TIMEOUT', value: '10' },
  ];
}

/** The certificate authority alone, without the server's key. */
export function caVolume(server: Pick<ServerEndpoint, 'caSecret'>): k8s.Volume {
  return {
    name: CA_VOLUME,
    secret: { secretName: server.caSecret, items: [{ key: 'ca.crt', path: 'ca.crt' }], defaultMode: SECRET_MODE },
  };
}

export function caMount(): k8s.VolumeMount {
  return { name: CA_VOLUME, mountPath: CA_FOLDER, readOnly: true };
}
