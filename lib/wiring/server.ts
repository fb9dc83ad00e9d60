import { Ports, REST_API_PASSWORD_KEY } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import { singleOf } from '../profile/single';
import type { SystemRoleKind } from '../profile/system-roles';
import type { ExistingTls } from '../profile/tls';
import type { Login, SecretKey, ServerEndpoint } from '../tiers/server';

/** A Service of the platform's servers, as clients reach it. */
export function serverEndpoint(resolved: ResolvedProfile, service: string): ServerEndpoint {
  return { host: resolved.names.host(service), port: Ports.POSTGRES, caSecret: serverTlsSecret(resolved) };
}

/** One instance, by its own name. */
export function instanceEndpoint(resolved: ResolvedProfile, pod: string): ServerEndpoint {
  return serverEndpoint(resolved, `${pod}.${resolved.names.headless}`);
}

/** The Secret with the servers' certificate. */
export function serverTlsSecret({ profile, names }: ResolvedProfile): string {
  return profile.tls.kind === 'certManager' ? names.serverTls : (profile.tls.props as ExistingTls).serverSecret;
}

/** The Secret with the pools' certificate. */
export function poolTlsSecret({ profile, names }: ResolvedProfile): string {
  if (profile.tls.kind === 'certManager') return names.poolTls;
  const { serverSecret, poolSecret = serverSecret } = profile.tls.props as ExistingTls;
  return poolSecret;
}

/** One of the platform's own roles, and its key in the Secret. */
export function systemLogin(resolved: ResolvedProfile, kind: SystemRoleKind): Login {
  const { name, passwordKey } = resolved.systemRoles[kind];
  return { role: name, password: secretKey(resolved, passwordKey) };
}

/** A key of the platform's Secret. */
export function secretKey({ profile }: ResolvedProfile, key: string): SecretKey {
  return { secret: profile.secrets.props.name, key };
}

/** Every key that the Secret must have, sorted. */
export function secretKeys(resolved: ResolvedProfile): string[] {
  const { superuser } = resolved.systemRoles;
  const keys = [
    ...Object.values(resolved.passwordKeys),
    ...(superuser.usernameKey ? [superuser.usernameKey] : []),
    ...(singleOf(resolved.profile) ? [] : [REST_API_PASSWORD_KEY]),
    ...Object.keys(resolved.profile.applicationKeys ?? {}),
  ];
  return [...new Set(keys)].sort();
}
