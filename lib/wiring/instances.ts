import { Duration, Size } from 'cdk8s';
import { type InstanceFiles, instanceFiles } from '../formats/instance-files';
import type { PatroniStore } from '../formats/patroni-yml';
import type { HbaRule } from '../formats/pg-hba-conf';
import type { ReconcileDatabase } from '../formats/reconcile-state';
import { MEMBERS, REST_API_PASSWORD_KEY } from '../names';
import { groupByCategory } from '../parameters';
import { partitionedDatabases } from '../profile/partitioned-databases';
import type { ResolvedProfile } from '../profile/resolve';
import { memberParameters, type ResolvedParameters, setParameters } from '../profile/resolve-parameters';
import { schemaDatabases } from '../profile/schema-state';
import { type InstanceGroup, type StandbySet, WithoutStandbys } from '../profile/topology';
import { podNames } from '../tiers/instance-services';
import { binFolder, InstanceFolders, type InstancesProps } from '../tiers/instances';
import { secretKey, serverTlsSecret, systemLogin } from './server';

/** Collation of the cluster's own databases, which nobody's data goes to. */
const CLUSTER_LOCALE = 'en_US.UTF-8';

/** A group of equal instances, and the files that they read. */
export interface WiredGroup {
  readonly instances: Omit<InstancesProps, 'wave'>;
  readonly files: InstanceFiles;
  readonly pods: readonly string[];
}

/** The promotable members. */
export function wireMembers(resolved: ResolvedProfile): WiredGroup {
  const { names, topology } = resolved;
  const parameters = memberParameters(resolved.profile);
  return wireGroup(resolved, { name: names.members, set: MEMBERS, config: names.config, parameters }, topology.members);
}

/** The sets that are never promoted. */
export function wireSets(resolved: ResolvedProfile): WiredGroup[] {
  const { names, topology, profile } = resolved;
  return Object.entries(topology.sets ?? {}).map(([set, group]: [string, StandbySet]) => {
    const name = names.set(set);
    const parameters = setParameters(profile, group.parameters?.props);
    return wireGroup(resolved, { name, set, config: `${name}-config`, parameters }, group);
  });
}

/** What Patroni keeps in its store. */
export function patroniStore(resolved: ResolvedProfile): PatroniStore {
  const { failover = {}, synchronous } = resolved.topology;
  const seconds = (duration: Duration | undefined, standard: number) => duration?.toSeconds() ?? standard;
  return {
    ttl: seconds(failover.ttl, 30),
    loop_wait: seconds(failover.loopWait, 10),
    retry_timeout: seconds(failover.retryTimeout, 10),
    maximum_lag_on_failover: (failover.maximumLag ?? Size.mebibytes(1)).toKibibytes() * 1024,
    // Patroni's own 300 seconds would be the longest part of a failover.
    primary_start_timeout: seconds(failover.primaryStartTimeout, 60),
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
}

function wireGroup(resolved: ResolvedProfile, group: GroupNames, definition: InstanceGroup): WiredGroup {
  const { profile, names, systemRoles } = resolved;
  const { superuser, replication } = systemRoles;
  const localRoles = [superuser.name, replication.name];
  const files = instanceFiles({
    major: profile.postgres.major,
    title: `PostgreSQL ${profile.postgres.major}: ${group.name} of platform ${profile.name}`,
    parameters: groupByCategory(profile.postgres.major, group.parameters.file),
    store: group.parameters.store,
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
      binFolder: binFolder(profile.postgres.major),
      store: patroniStore(resolved),
      locale: CLUSTER_LOCALE,
      promotable: group.set === MEMBERS,
    },
  });
  return {
    files,
    pods: podNames(group.name, definition.count),
    instances: instancesProps(resolved, group, definition),
  };
}

function instancesProps(
  resolved: ResolvedProfile,
  group: GroupNames,
  definition: InstanceGroup,
): Omit<InstancesProps, 'wave'> {
  const { profile, names, systemRoles } = resolved;
  return {
    platform: profile.name,
    name: group.name,
    set: group.set,
    namespace: profile.namespace.name,
    clusterDomain: profile.network.clusterDomain ?? 'cluster.local',
    headlessService: names.headless,
    serviceAccount: names.serviceAccount,
    scope: names.scope,
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    major: profile.postgres.major,
    promotable: group.set === MEMBERS,
    count: definition.count,
    resources: definition.resources,
    storage: definition.storage,
    placement: definition.placement ?? {},
    startupTimeout: definition.startupTimeout ?? Duration.hours(6),
    shutdownTimeout: definition.shutdownTimeout ?? Duration.minutes(5),
    sharedMemory: definition.sharedMemory ?? Size.mebibytes(256),
    config: group.config,
    operations: names.operations,
    tlsSecret: serverTlsSecret(resolved),
    superuser: {
      ...systemLogin(resolved, 'superuser'),
      ...(systemRoles.superuser.usernameKey && { usernameKey: systemRoles.superuser.usernameKey }),
    },
    replication: systemLogin(resolved, 'replication'),
    rewind: systemLogin(resolved, 'rewind'),
    restApi: secretKey(resolved, REST_API_PASSWORD_KEY),
  };
}

/** The platform's own roles first; then each login, to the databases that it has something to do in. */
function hbaRules(resolved: ResolvedProfile): HbaRule[] {
  const { profile, systemRoles } = resolved;
  const { superuser, replication, rewind, monitoring, lookup, dump, maintenance } = systemRoles;
  const partitioned = partitionedDatabases(profile);
  const pooled = Object.values(profile.pools ?? {}).flatMap(({ databases }) =>
    Object.entries(databases).map(([entry, { database = entry }]) => database),
  );
  const system: HbaRule[] = [
    { databases: 'replication', roles: [replication.name], comment: 'Standbys stream WAL.' },
    { databases: ['postgres'], roles: [rewind.name], comment: 'pg_rewind of a former primary.' },
    { databases: 'all', roles: [superuser.name], comment: 'The jobs that reconcile roles and parameters.' },
    { databases: 'all', roles: [monitoring.name], comment: 'The exporter.' },
    ...hbaRule(pooled.length > 0, [...new Set(pooled)].sort(), lookup.name, 'PgBouncer looks up SCRAM secrets.'),
    ...hbaRule(profile.backups?.dumps !== undefined, 'all', dump.name, 'Dumps.'),
    ...hbaRule(partitioned.length > 0, partitioned, maintenance.name, 'Maintenance of partitions.'),
  ];
  return [
    ...system,
    ...Object.keys(profile.roles).flatMap((role) => loginRule(resolved, role)),
    ...outsideRules(profile),
  ];
}

function hbaRule(wanted: boolean, databases: HbaRule['databases'], role: string, comment: string): HbaRule[] {
  return wanted ? [{ databases, roles: [role], comment }] : [];
}

/** Where only pods' addresses are let in, those of direct clients that are no pods are let in for what they do. */
function outsideRules({ access = {}, network: { podCidrs } }: ResolvedProfile['profile']): HbaRule[] {
  if (podCidrs === undefined) return [];
  return Object.entries(access).flatMap(([name, { databases, roles, clients }]) => {
    const addresses = Object.values(clients).flatMap(({ props: { cidr } }) => (cidr === undefined ? [] : [cidr]));
    return addresses.length > 0 ? [{ databases, roles, addresses, comment: `Direct access: ${name}.` }] : [];
  });
}

function loginRule({ profile }: ResolvedProfile, role: string): HbaRule[] {
  if (profile.roles[role]?.login === false) return [];
  const databases = Object.entries(schemaDatabases(profile))
    .filter(([, database]) => rolesOf(database).some((name) => isOrInherits(profile.roles, role, name)))
    .map(([name]) => name);
  return databases.length > 0 ? [{ databases, roles: [role], comment: `Logs in to ${databases.join(', ')}.` }] : [];
}

function rolesOf({ owner, access = {}, schemas = {}, connect = [] }: ReconcileDatabase): string[] {
  return [
    owner,
    ...connect,
    ...Object.keys(access),
    ...Object.values(schemas).flatMap((schema) => [
      ...(schema.owner ? [schema.owner] : []),
      ...Object.keys(schema.access ?? {}),
    ]),
  ];
}

/** Whether a role is another one, or a member of it at any depth. */
function isOrInherits(
  roles: ResolvedProfile['profile']['roles'],
  role: string,
  other: string,
  seen: readonly string[] = [],
): boolean {
  if (role === other) return true;
  if (seen.includes(role)) return false;
  return (roles[role]?.memberOf ?? []).some((group) => isOrInherits(roles, group, other, [...seen, role]));
}
