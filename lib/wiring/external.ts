import { LabelKeys } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import type { External } from '../synth/external';
import { poolTlsSecret, secretKeys, serverTlsSecret } from './server';

/** What must exist in the namespace before the platform does, or is made there by others. */
export function wireExternal(resolved: ResolvedProfile): External {
  const { profile } = resolved;
  const tlsKeys = ['ca.crt', 'tls.crt', 'tls.key'];
  return {
    runtimeLabels: [LabelKeys.ROLE],
    secrets: {
      ...(profile.secrets.kind === 'existing' && { [profile.secrets.props.name]: secretKeys(resolved) }),
      ...(profile.tls.kind === 'existing' && {
        [serverTlsSecret(resolved)]: tlsKeys,
        [poolTlsSecret(resolved)]: tlsKeys,
      }),
      ...storageSecret(resolved),
      ...Object.fromEntries((profile.images?.pullSecrets ?? []).map((name) => [name, ['.dockerconfigjson']])),
    },
  };
}

function storageSecret({ profile }: ResolvedProfile): Record<string, string[]> {
  const credentials = profile.backups?.dumps?.destination.props.credentials;
  if (!credentials) return {};
  const { accessKeyIdKey = 'access-key-id', secretAccessKeyKey = 'secret-access-key' } = credentials;
  return { [credentials.secret]: [accessKeyIdKey, secretAccessKeyKey] };
}
