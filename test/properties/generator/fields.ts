import { Duration } from 'cdk8s';
import { Extension, Image, PlatformImage } from '../../../lib';
import { cpu, gibibytes, mebibytes, seconds, ZONES } from './amounts';
import { type Context, databaseAt, loginsOf, replicatedOf, schemasOf } from './context';
import { randomOverrides, randomParameters, randomSettings } from './parameters';
import {
  access,
  imageTag,
  labels,
  longestRun,
  MIGRATIONS,
  memberOf,
  owner,
  partitionedTables,
  passwordKey,
  peers,
  poolDatabases,
  scheduleAt,
  secretName,
  sessionParameters,
  sources,
  tagOf,
} from './values';

type Make = (context: Context) => unknown;

/** A value that is right, by `Interface.field`. What is not here follows from its type. */
export const FIELDS: Readonly<Record<string, Make>> = {
  'PostgresProfile.name': ({ random }) => random.fresh('platform', []),
  'Namespace.name': ({ random }) => random.of(['data', 'a', '1st-namespace', random.fresh('ns', [])]),
  'Namespace.labels': labels,
  'Names.prefix': ({ random }) => random.fresh(random.of(['db', 'x', 'a-prefix-of-25-character']), []),

  'Members.count': ({ random }) => random.int(2, 5),
  'StandbySet.count': ({ random }) => random.int(1, 4),
  'StandbySet.parameters': ({ random, profile }) => randomOverrides(random, profile.postgres.major),
  'StandbySet.toleratedLag': ({ random }) => seconds(random, 60, 86_400),
  'StandbySet.source': ({ random, profile, place }) => {
    const before = sources(profile, String(place[2]));
    return before.length > 0 ? random.of(before) : undefined;
  },
  'CpuResources.request': ({ random }) => cpu(random, 1, 4),
  'CpuResources.limit': ({ random }) => cpu(random, 4, 16),
  'MemoryResources.request': ({ random }) => mebibytes(random, 64, 2048),
  'MemoryResources.limit': ({ random }) => gibibytes(random, 2, 64),
  'Storage.size': ({ random }) => gibibytes(random, 1, 4000),
  'Storage.storageClass': ({ random }) => random.of(['fast-ssd', 'gp3', 'local.storage']),
  'Placement.nodeSelector': labels,
  'Placement.tolerations': (context) => context.random.some([1, 2, 3], 1, 2).map(() => context.build('Toleration')),
  'Toleration.key': ({ random }) => random.of(['databases', 'example.org/dedicated']),
  'Toleration.value': ({ random }) => random.of(['postgres', 'yes']),
  'Synchronous.standbys': ({ random, profile }) => random.int(1, (replicatedOf(profile)?.members.count ?? 2) - 1),
  'Failover.ttl': ({ random }) => seconds(random, 20, 120),
  'Failover.loopWait': ({ random }) => seconds(random, 1, 10),
  'Failover.retryTimeout': ({ random }) => seconds(random, 3, 10),
  'Failover.primaryStartTimeout': ({ random }) => seconds(random, 1, 300),
  'Failover.maximumLag': ({ random }) => mebibytes(random, 1, 1024),

  'PostgresProfile.applicationKeys': ({ random }) => ({ 'signing.key': random.of(['signs tokens', 'a | b']) }),
  'PostgresProfile.neighbors': ({ build }) => ({ broker: build('Neighbor') }),
  'Neighbor.purpose': ({ random }) => random.of(['broker', 'cache | sessions', 'search']),
  'Neighbor.host': ({ random }) => random.of(['redis', 'broker.example', '10.1.2.3', 'fd00::1']),
  'Neighbor.port': ({ random }) => random.int(1, 65_535),

  'Objectives.rpo': ({ random }) => seconds(random, 1, 3600),
  'Objectives.rto': ({ random }) => seconds(random, 60, 7200),
  'Objectives.availability': ({ random }) => random.of([90, 95, 99, 99.5, 99.9, 99.95]),
  'Objectives.backupRetention': ({ random }) => Duration.days(random.int(1, 365)),
  'Workload.walPerSecond': ({ random }) => mebibytes(random, 1, 64),
  'Workload.dataSize': ({ random }) => gibibytes(random, 1, 2000),

  'SystemRole.name': ({ random, profile, place }) =>
    random.fresh(`sys_${String(place[1]).toLowerCase()}`, Object.keys(profile.roles), '_'),
  'SystemRole.passwordKey': passwordKey,
  'Superuser.name': ({ random, profile }) => random.fresh('super', Object.keys(profile.roles), '_'),
  'Superuser.passwordKey': passwordKey,
  'Superuser.usernameKey': ({ random }) => random.fresh('username', []),
  'Role.passwordKey': passwordKey,
  'Role.connectionLimit': ({ random }) => random.int(0, 100),
  'Role.memberOf': memberOf,
  'Role.sessionParameters': sessionParameters,

  'Database.owner': owner,
  'Database.access': access,
  'Database.schemas': (context) => {
    const { random } = context;
    const names = random.some(['app', 'audit', 'Some Schema', 'a"b', 'ümlaut'], 1, 3);
    return Object.fromEntries(names.map((name) => [name, context.build('DatabaseSchema')]));
  },
  'Database.extensions': (context) => context.random.some(Object.values(Extension)),
  'Database.locale': ({ random }) => random.of(['en_US.UTF-8', 'pt_BR.UTF-8', 'C.UTF-8', 'C', 'POSIX']),
  'Database.connectionLimit': ({ random }) => random.int(0, 200),
  'Database.sessionParameters': sessionParameters,
  'Database.partitions': partitionedTables,
  'DatabaseSchema.owner': owner,
  'DatabaseSchema.access': access,
  'Migrations.path': ({ random }) => random.of(MIGRATIONS),
  'Migrations.lockTimeout': ({ random }) => seconds(random, 1, 120),
  'Migrations.deadline': ({ random }) => seconds(random, 121, 7200),
  'PartitionedTable.premake': ({ random }) => random.int(1, 12),
  'PartitionedTable.retention': ({ random }) => random.int(1, 60),
  'PartitionedTable.schema': (context) => context.random.of(schemasOf(databaseAt(context))),
  'PartitionedTable.timeZone': ({ random }) => random.of(ZONES),

  'Pool.replicas': ({ random }) => random.int(1, 4),
  'Pool.port': ({ random }) => random.of([6432, 5432, 1024, 65535, 6543]),
  'Pool.databases': poolDatabases,
  'Pool.settings': ({ random }) => randomSettings(random),
  'Pool.adminRoles': ({ random, profile }) =>
    random.some(
      loginsOf(profile).filter((name) => !/[\s,]/.test(name)),
      0,
      2,
    ),
  'Pool.clients': peers,
  'PoolDatabase.database': ({ random, profile }) => random.of(Object.keys(profile.databases)),
  'PoolDatabase.maxServerConnections': ({ random }) => random.int(1, 20),
  'PoolDatabase.poolSize': ({ random }) => random.int(1, 50),
  'Autoscaling.maxReplicas': ({ random }) => random.int(1, 8),
  'Autoscaling.cpuPercent': ({ random }) => random.int(1, 100),
  'Access.roles': ({ random, profile }) => random.some(loginsOf(profile), 1, 3),
  'Access.databases': ({ random, profile }) => random.some(Object.keys(profile.databases), 1, 2),
  'Access.clients': peers,
  'Access.maxConnections': ({ random }) => random.int(1, 40),

  'LogicalBackups.stagingSize': ({ random }) => gibibytes(random, 1, 500),
  'LogicalBackups.stagingStorageClass': ({ random }) => random.of(['scratch', 'gp3']),
  'DumpRetention.daily': ({ random }) => Duration.days(random.int(1, 400)),
  'DumpRetention.monthly': ({ random }) => random.int(1, 36),
  'DumpRetention.yearly': ({ random }) => random.int(1, 10),
  'DumpRetention.monthlyStorageClass': ({ random }) => random.of(['STANDARD_IA', 'GLACIER']),
  'DumpRetention.yearlyStorageClass': ({ random }) => random.of(['GLACIER', 'DEEP_ARCHIVE']),
  'S3Props.bucket': ({ random }) => random.of(['backups', 'a.bucket-1', '0ld']),
  'S3Props.prefix': ({ random }) => random.of(['postgres/dumps', 'a', 'x/y/z']),
  'S3Props.region': ({ random }) => random.of(['us-east-1', 'sa-east-1', 'eu-central-1']),
  'S3Props.endpoint': ({ random }) => random.of(['https://s3.example.org', 'https://minio.storage.svc:9000/']),
  'S3Credentials.secret': ({ random }) => random.of(['aws-secrets', 's3', 'postgres-secrets']),
  'S3Credentials.accessKeyIdKey': ({ random }) => random.of(['AWS_ACCESS_KEY_ID', 'id']),
  'S3Credentials.secretAccessKeyKey': ({ random }) => random.of(['AWS_SECRET_ACCESS_KEY', 'secret']),
  'Schedule.at': scheduleAt,
  'Schedule.timeZone': ({ random }) => random.of(ZONES),
  'Schedule.deadline': (context) => seconds(context.random, Math.ceil(longestRun(context) / 2), longestRun(context)),
  'Schedule.expectedDuration': (context) => seconds(context.random, 1, Math.floor(longestRun(context) / 2)),

  'Monitoring.databases': ({ random, profile }) => random.some(Object.keys(profile.databases), 0, 3),
  'Monitoring.podMonitorLabels': labels,

  'ExternalSecretProps.name': ({ random }) => random.of(['from-vault', 'made.by-a-controller']),
  'ExternalSecretProps.store': ({ random }) => random.of(['vault', 'aws-secrets-manager']),
  'ExternalSecretProps.remoteKey': ({ random }) => random.of(['platforms/dict', 'a']),
  'ExternalSecretProps.refreshInterval': ({ random }) => seconds(random, 1, 86_400),
  'ExistingSecretProps.name': secretName,
  'CertManagerTls.issuer': ({ random }) => random.of(['internal-ca', 'platform-ca', 'ca']),
  'CertManagerTls.duration': ({ random }) => Duration.hours(random.int(1, 4000)),
  'CertManagerTls.renewBefore': ({ random }) => seconds(random, 300, 86_400 * 40),
  'ExistingTls.serverSecret': ({ random }) => random.of(['server-tls', 'a.secret']),
  'ExistingTls.poolSecret': ({ random }) => random.of(['pool-tls', 'b.secret']),

  'NetworkEndpoint.cidrs': ({ random }) => random.some(['10.96.0.1/32', '10.0.0.0/28', '0.0.0.0/0', 'fd00::1/128'], 1),
  'NetworkEndpoint.ports': ({ random }) => random.some([1, 443, 6443, 65535], 1),
  'Dns.namespace': ({ random }) => random.of(['kube-system', 'dns']),
  'Dns.labels': labels,
  'Dns.nodeLocalCidrs': ({ random }) => random.some(['169.254.20.10/32', 'fd00::10/128']),
  'Network.scrapers': peers,
  'Network.podCidrs': ({ random }) => random.some(['10.8.0.0/14', '10.244.0.0/16', 'fd01::/48'], 1),
  'Network.clusterDomain': ({ random }) => random.of(['cluster.local', 'k8s.example.org', 'local']),
  'Images.pullSecrets': ({ random }) => random.some(['registry', 'second.registry'], 1),
  'ImageAdditions.locales': ({ random }) => random.some(['de_DE.UTF-8', 'fr_FR.UTF-8'], 1),
  'ImageAdditions.preloadLibraries': ({ random }) => random.some(['timescaledb', 'pgaudit'], 1),
  'ImageProps.repository': ({ random }) => random.of(['registry.example/db', 'localhost:5000/a/b_c', 'one']),
  'ImageProps.tag': imageTag,
  'SingleTopology.image': ({ random, profile }) =>
    Image.of('registry.example/own', tagOf(random, profile.postgres.major)),
  ...Object.fromEntries(
    ['Members', 'StandbySet', 'SingleTopology'].flatMap((instance): [string, Make][] => [
      [`${instance}.startupTimeout`, ({ random }) => seconds(random, 10, 21_600)],
      [`${instance}.shutdownTimeout`, ({ random }) => seconds(random, 1, 900)],
      [`${instance}.sharedMemory`, ({ random }) => mebibytes(random, 1, 1024)],
    ]),
  ),
  ...Object.fromEntries(
    ([15, 16, 17, 18] as const).flatMap((major) => [
      [`Postgres${major}Props.parameters`, ({ random }: Context) => randomParameters(random, major)],
      [
        `Postgres${major}Props.image`,
        ({ random }: Context) => PlatformImage.of('registry.example/db', tagOf(random, major)),
      ],
    ]),
  ),
};
