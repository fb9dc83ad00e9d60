import { REST_API_PASSWORD_KEY } from '../names';
import type { ResolvedProfile } from '../profile/resolve';
import type { ParametersJobProps } from '../tiers/parameters-job';
import { patroniStore, type WiredGroup } from './instances';
import { instanceEndpoint, secretKey, serverEndpoint, systemLogin } from './server';

export function wireParametersJob(resolved: ResolvedProfile, groups: readonly WiredGroup[]): ParametersJobProps {
  const { profile, names } = resolved;
  return {
    platform: profile.name,
    name: names.prefixed('parameters'),
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    instances: groups.flatMap(({ pods, files }) =>
      pods.map((pod) => ({ host: instanceEndpoint(resolved, pod).host, hash: files.hash })),
    ),
    store: patroniStore(resolved),
    server: serverEndpoint(resolved, names.primary),
    superuser: systemLogin(resolved, 'superuser'),
    restApi: secretKey(resolved, REST_API_PASSWORD_KEY),
  };
}
