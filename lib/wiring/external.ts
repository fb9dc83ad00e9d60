import { LabelKeys } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import { singleOf } from '../profile/single';
import type { External } from '../synth/external';
import { poolTlsSecret, secretKeys, serverTlsSecret } from './server';

/** What must exist in the namespace before the platform does, or is made there by others. */
export function wireExternal(resolved: ResolvedProfile): External {
  const { profile } = resolved;
  const tlsKeys = ['ca.crt', 'tls.crt', 'tls.key'];
  return {
    runtimeLabels: singleOf(profile) ? [] : [LabelKeys.ROLE],
    secrets: together([
      ...(profile.secrets.kind === 'existing' ? [[profile.secrets.props.name, secretKeys(resolved)] as const] : []),
      ...(profile.tls.kind === 'existing' ? [serverTlsSecret(resolved), poolTlsSecret(resolved)] : []).map(
        (name) => [name, tlsKeys] as const,
      ),
      ...storageSecrets(resolved),
      ...(profile.images?.pullSecrets ?? []).map((name) => [name, ['.dockerconfigjson']] as const),
    ]),
  };
}

type SecretKeys = readonly [name: string, keys: readonly string[]];

/** One Secret may serve several ends: it has the keys of all. */
function together(secrets: readonly SecretKeys[]): Record<string, string[]> {
  const all = new Map<string, readonly string[]>();
  for (const [name, keys] of secrets) all.set(name, [...(all.get(name) ?? []), ...keys]);
  return Object.fromEntries([...all].map(([name, keys]) => [name, [...new Set(keys)]]));
}

function storageSecrets({ profile }: ResolvedProfile): SecretKeys[] {
  const { dumps } = profile.backups ?? {};
  const all = [dumps?.destination.props.credentials, dumps?.retention?.credentials];
  return all
    .filter((credentials) => credentials !== undefined)
    .map(({ secret, accessKeyIdKey = 'access-key-id', secretAccessKeyKey = 'secret-access-key' }) => [
      secret,
      [accessKeyIdKey, secretAccessKeyKey],
    ]);
}
