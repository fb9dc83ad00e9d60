import type { LogicalBackups } from '../profile/backups';
import { databasesWithPartitions, databasesWithPartman, partitionedDatabases } from '../profile/partitioned-databases';
import type { ResolvedProfile } from '../profile/resolve';
import { PARTITION_SCHEDULE } from '../profile/scheduled-jobs';
import type { CronJobsProps } from '../tiers/cronjobs';
import type { DumpsProps } from '../tiers/dumps';
import type { PartitionMaintenanceProps } from '../tiers/partition-maintenance';
import { scheduleProps } from './schema';
import { serverEndpoint, systemLogin } from './server';

/** What runs by the clock; nothing, where the profile has neither dumps nor partitions. */
export function wireCronJobs(resolved: ResolvedProfile): CronJobsProps | undefined {
  const dumps = resolved.profile.backups?.dumps;
  const databases = partitionedDatabases(resolved.profile);
  if (!dumps && databases.length === 0) return undefined;
  return {
    ...(dumps && { dumps: wireDumps(resolved, dumps) }),
    ...(databases.length > 0 && { partitionMaintenance: wirePartitionMaintenance(resolved, databases) }),
  };
}

function wireDumps(resolved: ResolvedProfile, dumps: LogicalBackups): DumpsProps {
  const { names } = resolved;
  const { bucket, prefix, region, endpoint, credentials } = dumps.destination.props;
  const { secret, accessKeyIdKey = 'access-key-id', secretAccessKeyKey = 'secret-access-key' } = credentials;
  return {
    ...common(resolved),
    name: names.prefixed('dump'),
    login: systemLogin(resolved, 'dump'),
    schedule: scheduleProps(dumps.schedule),
    destination: {
      bucket,
      prefix,
      region,
      ...(endpoint && { endpoint }),
      accessKeyId: { secret, key: accessKeyIdKey },
      secretAccessKey: { secret, key: secretAccessKeyKey },
    },
    staging: { size: dumps.stagingSize, ...(dumps.stagingStorageClass && { storageClass: dumps.stagingStorageClass }) },
  };
}

// Never as the superuser: who owns a database chooses names of functions that pg_partman calls, and what constraints and
// defaults of tables do.
function wirePartitionMaintenance(resolved: ResolvedProfile, databases: readonly string[]): PartitionMaintenanceProps {
  const { profile, names } = resolved;
  const [partman, library] = [databasesWithPartman(profile), databasesWithPartitions(profile)];
  return {
    ...common(resolved),
    name: names.prefixed('partition-maintenance'),
    databases: Object.fromEntries(
      databases.map((name) => [
        name,
        {
          ...systemLogin(resolved, 'maintenance'),
          ...(!partman.includes(name) && { partman: false }),
          ...(library.includes(name) && { library: true }),
        },
      ]),
    ),
    schedule: scheduleProps(profile.maintenance?.partitions ?? PARTITION_SCHEDULE),
  };
}

function common(resolved: ResolvedProfile) {
  const { profile, names } = resolved;
  return {
    platform: profile.name,
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
    server: serverEndpoint(resolved, names.primary),
  };
}
