import { Duration, Size } from 'cdk8s';
import { type InstanceFiles, instanceFiles } from '../formats/instance-files';
import type { PatroniStore } from '../formats/patroni-yml';
import { DEFAULT_LOCALE } from '../formats/reconcile-databases';
import { MEMBERS, REST_API_PASSWORD_KEY } from '../names';
import { groupByCategory } from '../parameters';
import { hbaRules } from '../profile/hba-rules';
import type { ResolvedProfile } from '../profile/resolve';
import { memberParameters, type ResolvedParameters, setParameters } from '../profile/resolve-parameters';
import { FAILOVER_DEFAULTS, SHARED_MEMORY_MIB } from '../profile/server-defaults';
import { setGroup } from '../profile/server-groups';
import { serverImage } from '../profile/single';
import { type InstanceGroup, type StandbySet, WithoutStandbys } from '../profile/topology';
import { podNames } from '../tiers/instance-services';
import type { InstancesProps } from '../tiers/instances';
import { binFolder, InstanceFolders, type ServerPodsProps } from '../tiers/server-pods';
import { secretKey, serverTlsSecret, systemLogin } from './server';

/** A group of equal instances, and the files that they read. */
export interface WiredGroup<Props extends Instances = Instances> {
  readonly instances: Props;
  readonly files: InstanceFiles;
  readonly pods: readonly string[];
}

type Instances = Omit<ServerPodsProps, 'wave'>;
type Members = Omit<InstancesProps, 'wave'>;

/** The promotable members. */
export function wireMembers(resolved: ResolvedProfile): WiredGroup<Members> {
  const { names, topology } = resolved;
  const parameters = memberParameters(resolved.profile);
  return wireGroup(resolved, { name: names.members, set: MEMBERS, config: names.config, parameters }, topology.members);
}

/** The sets that are never promoted. */
export function wireSets(resolved: ResolvedProfile): WiredGroup<Members>[] {
  const { names, topology, profile } = resolved;
  return Object.entries(topology.sets ?? {}).map(([set, group]: [string, StandbySet]) => {
    const name = names.set(set);
    const parameters = setParameters(profile, setGroup(set, group));
    const { source, dedicated, toleratedLag } = group;
    const own = {
      ...(source !== undefined && { source: podNames(names.set(source), 1)[0] }),
      ...(dedicated !== undefined && { dedicated }),
      ...(toleratedLag !== undefined && { toleratedLag }),
    };
    return wireGroup(resolved, { name, set, config: `${name}-config`, parameters, ...own }, group);
  });
}

/** What Patroni keeps in its store. */
export function patroniStore(resolved: ResolvedProfile): PatroniStore {
  const { failover = {}, synchronous } = resolved.topology;
  const seconds = (duration: Duration | undefined, standard: number) => duration?.toSeconds() ?? standard;
  return {
    ttl: seconds(failover.ttl, FAILOVER_DEFAULTS.ttl),
    loop_wait: seconds(failover.loopWait, FAILOVER_DEFAULTS.loopWait),
    retry_timeout: seconds(failover.retryTimeout, FAILOVER_DEFAULTS.retryTimeout),
    maximum_lag_on_failover: (failover.maximumLag ?? Size.mebibytes(1)).toKibibytes() * 1024,
    // Patroni's own 300 seconds would be the longest part of a failover.
    primary_start_timeout: seconds(failover.primaryStartTimeout, FAILOVER_DEFAULTS.primaryStartTimeout),
    // The primary goes on while the Kubernetes API is away, as long as it reaches every member.
    failsafe_mode: true,
    synchronous_mode: synchronous !== undefined,
    synchronous_mode_strict: synchronous?.withoutStandbys === WithoutStandbys.STOP_WRITES,
    synchronous_node_count: synchronous?.standbys ?? 1,
    postgresql: { use_pg_rewind: true, use_slots: true, parameters: memberParameters(resolved.profile).store },
  };
}

interface GroupNames {
  readonly name: string;
  readonly set: string;
  readonly config: string;
  readonly parameters: ResolvedParameters;
  /** The pod that its instances stream from. @default - the primary */
  readonly source?: string;
  readonly dedicated?: boolean;
  readonly toleratedLag?: Duration;
}

function wireGroup(resolved: ResolvedProfile, group: GroupNames, definition: InstanceGroup): WiredGroup<Members> {
  const { profile, names, systemRoles } = resolved;
  const { superuser, replication } = systemRoles;
  const localRoles = [superuser.name, replication.name];
  const files = instanceFiles({
    major: profile.postgres.major,
    title: `PostgreSQL ${profile.postgres.major}: ${group.name} of platform ${profile.name}`,
    parameters: groupByCategory(profile.postgres.major, group.parameters.file),
    store: group.parameters.store,
    tlsFolder: InstanceFolders.TLS,
    hba: { localRoles, rules: hbaRules(resolved), addresses: profile.network.podCidrs ?? ['all'] },
    patroni: {
      scope: names.scope,
      namespace: profile.namespace.name,
      platform: profile.name,
      configFolder: InstanceFolders.CONFIG,
      operationsFolder: InstanceFolders.OPERATIONS,
      tlsFolder: InstanceFolders.TLS,
      dataDirectory: InstanceFolders.DATA,
      socketFolder: InstanceFolders.SOCKET,
      major: profile.postgres.major,
      binFolder: binFolder(profile.postgres.major),
      store: patroniStore(resolved),
      // Of the cluster's own databases, which nobody's data goes to.
      locale: DEFAULT_LOCALE,
      promotable: group.set === MEMBERS,
      ...(group.source !== undefined && { source: group.source }),
    },
  });
  return {
    files,
    pods: podNames(group.name, definition.count),
    instances: {
      ...serverProps(resolved, group, definition),
      namespace: profile.namespace.name,
      clusterDomain: profile.network.clusterDomain ?? 'cluster.local',
      serviceAccount: names.serviceAccount,
      scope: names.scope,
      primaryHost: names.host(names.primary),
      promotable: group.set === MEMBERS,
      ...(group.dedicated && { dedicated: true }),
      ...(group.toleratedLag && { toleratedLag: group.toleratedLag }),
      replication: systemLogin(resolved, 'replication'),
      rewind: systemLogin(resolved, 'rewind'),
      restApi: secretKey(resolved, REST_API_PASSWORD_KEY),
    },
  };
}

/** What the pods of every group have, whatever runs PostgreSQL in them. */
export function serverProps(
  resolved: ResolvedProfile,
  group: Pick<GroupNames, 'name' | 'set' | 'config'>,
  definition: InstanceGroup,
): Instances {
  const { profile, names, systemRoles } = resolved;
  return {
    platform: profile.name,
    name: group.name,
    set: group.set,
    headlessService: names.headless,
    image: serverImage(profile),
    pullSecrets: profile.images?.pullSecrets ?? [],
    major: profile.postgres.major,
    count: definition.count,
    resources: definition.resources,
    storage: definition.storage,
    placement: definition.placement ?? {},
    startupTimeout: definition.startupTimeout ?? Duration.hours(6),
    shutdownTimeout: definition.shutdownTimeout ?? Duration.minutes(5),
    sharedMemory: definition.sharedMemory ?? Size.mebibytes(SHARED_MEMORY_MIB),
    config: group.config,
    operations: names.operations,
    tlsSecret: serverTlsSecret(resolved),
    superuser: {
      ...systemLogin(resolved, 'superuser'),
      ...(systemRoles.superuser.usernameKey && { usernameKey: systemRoles.superuser.usernameKey }),
    },
  };
}
