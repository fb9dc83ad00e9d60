import type { Finding } from '../findings';
import { PlatformNames } from '../names';
import type { PostgresProfile } from './profile';

/**
 * Secrets that shall exist and that a controller makes: it would keep what is its own in them, and remove the rest.
 *
 * @see https://external-secrets.io/latest/guides/ownership-deletion-policy/
 */
export function checkSecrets(profile: PostgresProfile): Finding[] {
  const made = madeSecrets(profile);
  return namedSecrets(profile).flatMap(({ path, name }) => {
    const maker = made.find((one) => one.name === name && one.path !== path);
    if (maker === undefined) return [];
    const message = `"${name}" is the Secret that ${maker.by}, which holds nothing else. Name another one.`;
    return [{ path, message }];
  });
}

/** A Secret, and where the profile names it. */
export interface NamedSecret {
  readonly path: string;
  readonly name: string;
}

/** Secrets that a controller makes for a platform; those of certificates are named by no field. */
export function madeSecrets(profile: PostgresProfile): (NamedSecret & { readonly by: string })[] {
  const { name, names: said, namespace, pools = {}, secrets, tls } = profile;
  const names = new PlatformNames({ platform: name, prefix: said?.prefix ?? name, namespace: namespace.name });
  const external = {
    path: 'secrets.name',
    name: secrets.props.name,
    by: "External Secrets makes of the store's passwords",
  };
  const certificate = (secret: string, of: string) => ({
    path: '',
    name: secret,
    by: `cert-manager makes with the ${of}' certificate`,
  });
  return [
    ...(secrets.kind === 'external' ? [external] : []),
    ...(tls.kind === 'certManager' ? [certificate(names.serverTls, 'servers')] : []),
    ...(tls.kind === 'certManager' && Object.keys(pools).length > 0 ? [certificate(names.poolTls, 'pools')] : []),
  ];
}

/** Secrets that a profile names, whoever makes them. */
export function namedSecrets({ secrets, tls, backups, images }: PostgresProfile): NamedSecret[] {
  const { serverSecret = undefined, poolSecret = undefined } = 'serverSecret' in tls.props ? tls.props : {};
  const named: ReadonlyArray<readonly [path: string, name: string | undefined]> = [
    ['secrets.name', secrets.props.name],
    ['tls.serverSecret', serverSecret],
    ['tls.poolSecret', poolSecret],
    ['backups.dumps.destination.credentials.secret', backups?.dumps?.destination.props.credentials.secret],
    ['backups.dumps.retention.credentials.secret', backups?.dumps?.retention?.credentials?.secret],
    ...(images?.pullSecrets ?? []).map((name, index) => [`images.pullSecrets[${index}]`, name] as const),
  ];
  return named.flatMap(([path, name]) => (name === undefined ? [] : [{ path, name }]));
}
