import { instanceFiles } from '../formats/instance-files';
import { DEFAULT_LOCALE } from '../formats/reconcile-databases';
import { MEMBERS } from '../names';
import { contextOf, groupByCategory, type Major } from '../parameters';
import { hbaRules } from '../profile/hba-rules';
import type { ResolvedProfile } from '../profile/resolve';
import { memberParameters } from '../profile/resolve-parameters';
import type { ConfirmJobProps } from '../tiers/confirm-job';
import { contentHash } from '../tiers/content-hash';
import { podNames } from '../tiers/instance-services';
import { InstanceFolders } from '../tiers/server-pods';
import type { SingleInstanceProps } from '../tiers/single-instance';
import { serverProps, type WiredGroup } from './instances';
import { instanceEndpoint, systemLogin } from './server';

/** One instance without Patroni. */
export function wireSingle(resolved: ResolvedProfile): WiredGroup<Omit<SingleInstanceProps, 'wave'>> {
  const { profile, names, systemRoles, topology } = resolved;
  const { major } = profile.postgres;
  const { file: parameters, store } = memberParameters(profile);
  const group = { name: names.members, set: MEMBERS, config: names.config };
  const files = instanceFiles({
    major,
    title: `PostgreSQL ${major}: the one instance of platform ${profile.name}`,
    parameters: groupByCategory(major, parameters),
    store,
    hba: {
      localRoles: [systemRoles.superuser.name],
      rules: hbaRules(resolved),
      addresses: profile.network.podCidrs ?? ['all'],
    },
    standalone: {
      name: names.members,
      configFolder: InstanceFolders.CONFIG,
      socketFolder: InstanceFolders.SOCKET,
    },
    tlsFolder: InstanceFolders.TLS,
  });
  return {
    files,
    pods: podNames(names.members, topology.members.count),
    instances: {
      ...serverProps(resolved, group, topology.members),
      marker: names.initialized,
      // Of the cluster's own databases, which nobody's data goes to.
      locale: DEFAULT_LOCALE,
      restartHash: contentHash(restartParameters(major, files.parameters)),
    },
  };
}

/**
 * The parameters that a running server does not take. Under Patroni no template may change with them, since it orders
 * restarts itself; here nobody else restarts the server. What is in no table may be one of them.
 */
export function restartParameters(
  major: Major,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.filter(([name]) => (contextOf(major, name) ?? 'postmaster') === 'postmaster'));
}

export function wireConfirmJob(resolved: ResolvedProfile, { pods, files }: WiredGroup): ConfirmJobProps {
  const { profile, names } = resolved;
  const [pod = names.members] = pods;
  return {
    platform: profile.name,
    name: names.prefixed('parameters'),
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    statefulSet: names.members,
    server: instanceEndpoint(resolved, pod),
    superuser: systemLogin(resolved, 'superuser'),
    hash: files.hash,
    marker: names.initialized,
  };
}
