import { type PostgresProfile, Tls } from '../../lib';
import type { Authority } from '../boot/harness/certificates';
import type { Certificate, Manifest, Secret } from '../boot/harness/manifests';
import { generateSecrets } from '../boot/harness/secrets';
import { type Rendered, render } from '../platforms/rendered';

export const SERVER_SECRET = 'postgres-server-tls';
export const POOL_SECRET = 'postgres-pool-tls';

/** A Secret as `kubectl create` takes it. */
export type NewSecret = Secret & { readonly apiVersion: 'v1' };

/**
 * Every Secret that a platform expects to exist, except those of certificates, with random passwords.
 *
 * @param given values that must be certain ones
 */
export function passwordSecrets(rendered: Rendered, given: Parameters<typeof generateSecrets>[1]): NewSecret[] {
  const secrets = generateSecrets(rendered.all() as unknown as Manifest[], given);
  return secrets.filter(({ metadata }) => ![SERVER_SECRET, POOL_SECRET].includes(metadata.name)).map(asNew);
}

/** Certificates with the names that cert-manager would be asked for, from one authority. */
export async function certificateSecrets(profile: PostgresProfile, authority: Authority): Promise<NewSecret[]> {
  const asked = render({ ...profile, tls: Tls.certManager({ issuer: 'any' }) }).all<Certificate['spec']>('Certificate');
  const secrets: NewSecret[] = [];
  for (const { kind, metadata, spec } of asked) secrets.push(asNew(await authority.issue({ kind, metadata, spec })));
  return secrets;
}

function asNew(secret: Secret): NewSecret {
  return { apiVersion: 'v1', ...secret };
}
