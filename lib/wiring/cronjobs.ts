import type { DumpRetention, LogicalBackups, S3Credentials } from '../profile/backups';
import { databasesWithPartitions, databasesWithPartman, partitionedDatabases } from '../profile/partitioned-databases';
import type { ResolvedProfile } from '../profile/resolve';
import { dumpDeadline, expirySchedule, PARTITION_SCHEDULE } from '../profile/scheduled-jobs';
import { minimumDays } from '../profile/storage-classes';
import type { CronJobsProps } from '../tiers/cronjobs';
import type { DumpDestination } from '../tiers/dump-destination';
import type { DumpExpiryProps, LongKept } from '../tiers/dump-expiry';
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
    ...(dumps?.retention && { dumpExpiry: wireDumpExpiry(resolved, dumps, dumps.retention) }),
    ...(databases.length > 0 && { partitionMaintenance: wirePartitionMaintenance(resolved, databases) }),
  };
}

function wireDumps(resolved: ResolvedProfile, dumps: LogicalBackups): DumpsProps {
  const { names } = resolved;
  return {
    ...common(resolved),
    server: serverEndpoint(resolved, names.primary),
    name: names.prefixed('dump'),
    login: systemLogin(resolved, 'dump'),
    schedule: scheduleProps(dumps.schedule),
    destination: destination(dumps, dumps.destination.props.credentials),
    staging: { size: dumps.stagingSize, ...(dumps.stagingStorageClass && { storageClass: dumps.stagingStorageClass }) },
  };
}

function wireDumpExpiry(resolved: ResolvedProfile, dumps: LogicalBackups, retention: DumpRetention): DumpExpiryProps {
  const { daily, monthly, yearly, monthlyStorageClass, yearlyStorageClass, credentials } = retention;
  return {
    ...common(resolved),
    name: resolved.names.prefixed('dump-expiry'),
    schedule: scheduleProps(expirySchedule(dumps)),
    destination: destination(dumps, credentials ?? dumps.destination.props.credentials),
    dumpDeadlineSeconds: dumpDeadline(dumps.schedule),
    ...(daily && { days: daily.toDays() }),
    ...(monthly !== undefined && { months: longKept(monthly, monthlyStorageClass) }),
    ...(yearly !== undefined && { years: longKept(yearly, yearlyStorageClass) }),
  };
}

function longKept(count: number, storageClass: string | undefined): LongKept {
  if (storageClass === undefined) return { count };
  return { count, storageClass: { name: storageClass, minimumDays: minimumDays(storageClass) } };
}

function destination({ destination: { props } }: LogicalBackups, credentials: S3Credentials): DumpDestination {
  const { bucket, prefix, region, endpoint } = props;
  const { secret, accessKeyIdKey = 'access-key-id', secretAccessKeyKey = 'secret-access-key' } = credentials;
  return {
    bucket,
    prefix,
    region,
    ...(endpoint && { endpoint }),
    accessKeyId: { secret, key: accessKeyIdKey },
    secretAccessKey: { secret, key: secretAccessKeyKey },
  };
}

// Never as the superuser: who owns a database chooses names of functions that pg_partman calls, and what constraints and
// defaults of tables do.
function wirePartitionMaintenance(resolved: ResolvedProfile, databases: readonly string[]): PartitionMaintenanceProps {
  const { profile, names } = resolved;
  const [partman, library] = [databasesWithPartman(profile), databasesWithPartitions(profile)];
  return {
    ...common(resolved),
    server: serverEndpoint(resolved, names.primary),
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

function common({ profile }: ResolvedProfile) {
  return {
    platform: profile.name,
    image: profile.postgres.props.image.reference,
    pullSecrets: profile.images?.pullSecrets ?? [],
  };
}
