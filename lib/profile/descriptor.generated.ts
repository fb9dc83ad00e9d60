// Made by scripts/generate-descriptor.ts from the types of this folder; edits are lost.
import type { Descriptor, ProfileClass } from './descriptor';
import { Image, PlatformImage } from './images';
import { ObjectStore } from './backups';
import { ParameterOverrides, Postgres } from './postgres';
import { Peer } from './network';
import { Secrets } from './secrets';
import { Target } from './pools';
import { Tls } from './tls';
import { Topology } from './topology';

/** What a `PostgresProfile` may hold. */
export const descriptor: Descriptor = {
  root: 'PostgresProfile',
  interfaces: {
    PostgresProfile: {
      documentation: 'One PostgreSQL platform: everything that is rendered into `dist/<name>/`.',
      fields: [
        { name: 'name', required: true, type: { kind: 'string' }, documentation: "The platform's name: a DNS label, the folder under `dist/`, and the value of the label `cdk8s-postgres/platform`." },
        { name: 'namespace', required: true, type: { kind: 'interface', name: 'Namespace' }, documentation: 'The namespace that holds every object of the platform.' },
        { name: 'names', required: false, type: { kind: 'interface', name: 'Names' }, documentation: 'How the objects are named.', default: "- every object's name starts with the platform's `name`" },
        { name: 'postgres', required: true, type: { kind: 'class', name: 'Postgres' }, documentation: 'The server: its major version, its image and its parameters.' },
        { name: 'topology', required: true, type: { kind: 'class', name: 'Topology' }, documentation: 'How many instances there are and what they run on.' },
        { name: 'objectives', required: false, type: { kind: 'interface', name: 'Objectives' }, documentation: 'What the platform promises (RPO, RTO, availability); checked against the configuration.', default: '- nothing is promised, nothing is checked' },
        { name: 'workload', required: false, type: { kind: 'interface', name: 'Workload' }, documentation: 'What the platform has to bear, which the proofs calculate with.', default: '- not declared' },
        { name: 'systemRoles', required: false, type: { kind: 'interface', name: 'SystemRoles' }, documentation: 'The roles that the platform itself needs: superuser, replication, rewind, monitoring, lookup, dump, maintenance, migration.', default: '- each with its standard name and a key `<name>-password` in the Secret' },
        { name: 'roles', required: true, type: { kind: 'map', of: { kind: 'interface', name: 'Role' } }, documentation: 'The roles of applications and people, by name.', see: 'https://www.postgresql.org/docs/current/user-manag.html' },
        { name: 'databases', required: true, type: { kind: 'map', of: { kind: 'interface', name: 'Database' } }, documentation: 'The databases, by name.' },
        { name: 'pools', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'Pool' } }, documentation: 'PgBouncer pools, by the name of their Deployment and Service.', default: '- no pool; clients connect to the servers, as `access` allows' },
        { name: 'access', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'Access' } }, documentation: 'Clients that connect to the servers directly, past the pools.', default: "- nobody but the platform's own parts reaches port 5432" },
        { name: 'backups', required: false, type: { kind: 'interface', name: 'Backups' }, documentation: 'Dumps and physical backups.', default: '- nothing is backed up' },
        { name: 'monitoring', required: false, type: { kind: 'interface', name: 'Monitoring' }, documentation: 'Exporters and what scrapes them.', default: '- an exporter per instance and per pool, scraped by nobody' },
        { name: 'maintenance', required: false, type: { kind: 'interface', name: 'Maintenance' }, documentation: 'Recurring work inside the databases.', default: '- partitions at 02:00 where a database has some, roles reconciled every hour' },
        { name: 'secrets', required: true, type: { kind: 'class', name: 'Secrets' }, documentation: 'Where the passwords come from.' },
        { name: 'applicationKeys', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: "Values that applications keep in the platform's Secret beside their roles' passwords, by key, and what each is for.", default: '- none' },
        { name: 'tls', required: true, type: { kind: 'class', name: 'Tls' }, documentation: 'Where the certificates come from.' },
        { name: 'network', required: true, type: { kind: 'interface', name: 'Network' }, documentation: 'What the pods may reach and who may reach them.' },
        { name: 'neighbors', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'Neighbor' } }, documentation: "What applications use beside PostgreSQL, such as a broker, for the platform's page.", default: '- nothing' },
        { name: 'images', required: false, type: { kind: 'interface', name: 'Images' }, documentation: "Container images other than PostgreSQL's own, for a registry's mirror or another version.", default: '- the versions of the table in `lib/images.ts`' },
        { name: 'accepts', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: "Warnings of the proofs that the platform lives with: the warning's name, and the reason.", default: '- none: every warning is printed' },
      ],
    },
    Namespace: {
      see: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
      fields: [
        { name: 'name', required: true, type: { kind: 'string' }, documentation: "The namespace's name: a DNS label." },
        { name: 'labels', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: 'Labels of the rendered Namespace, beside those of Pod Security.', default: '- none' },
        { name: 'create', required: false, type: { kind: 'boolean' }, documentation: 'Whether the Namespace itself is rendered.', default: 'true' },
      ],
    },
    Names: {
      fields: [
        { name: 'prefix', required: false, type: { kind: 'string' }, documentation: "What every object's name starts with: `<prefix>-primary`, `<prefix>-standby`, `<prefix>-config`.", default: "- the platform's name" },
      ],
    },
    Objectives: {
      documentation: 'What the platform promises.',
      fields: [
        { name: 'rpo', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'Recovery point objective: how much work a disaster may lose, as time.', default: '- not promised' },
        { name: 'rto', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'Recovery time objective: how long service may be away.', default: '- not promised' },
        { name: 'availability', required: false, type: { kind: 'number' }, documentation: 'Availability a month, in percent, for example 99.9.', default: '- not promised' },
        { name: 'backupRetention', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'For how long one can go back.', default: '- not promised' },
      ],
    },
    Workload: {
      documentation: 'What the platform has to bear: measured, or estimated.',
      fields: [
        { name: 'walPerSecond', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'WAL written a second in the busiest hour.', default: '- not declared: what depends on it cannot be promised' },
        { name: 'dataSize', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'Size of the data directory, for the time that a restore takes.', default: '- not declared: what depends on it cannot be promised' },
      ],
    },
    SystemRoles: {
      documentation: 'The roles that the platform itself needs.',
      fields: [
        { name: 'superuser', required: false, type: { kind: 'interface', name: 'Superuser' }, documentation: 'Owns the cluster; used by Patroni and the reconcile job alone.', default: '- postgres' },
        { name: 'replication', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Streams WAL to standbys.', default: '- replicator' },
        { name: 'rewind', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Rewinds a former primary (`pg_rewind`); may read files of the server and nothing else.', default: '- rewind' },
        { name: 'monitoring', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Reads statistics for the exporter; member of `pg_monitor`.', default: '- postgres_exporter' },
        { name: 'lookup', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Looks up SCRAM secrets for PgBouncer through one function, and can do nothing else.', default: '- pgbouncer_lookup' },
        { name: 'dump', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Reads everything for dumps: `BYPASSRLS` and `pg_read_all_data`.', default: '- dump' },
        { name: 'maintenance', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Maintains partitions, where a database has pg_partman or declares `partitions`: `BYPASSRLS`, and a member of the roles that own such databases and their schemas.', default: '- partition_maintenance' },
        { name: 'migration', required: false, type: { kind: 'interface', name: 'SystemRole' }, documentation: 'Applies migrations, where a database has them: a member of the roles that own such databases and their schemas, and works as one of them at a time.', default: '- migration' },
      ],
    },
    Role: {
      documentation: 'A PostgreSQL role.',
      see: 'https://www.postgresql.org/docs/current/sql-createrole.html',
      fields: [
        { name: 'login', required: false, type: { kind: 'boolean' }, documentation: 'Whether it can log in.', default: 'true' },
        { name: 'passwordKey', required: false, type: { kind: 'string' }, documentation: 'The key of its password in the Secret.', default: '- `<name>-password`, with `_` written as `-`' },
        { name: 'createDatabase', required: false, type: { kind: 'boolean' }, documentation: 'Whether it can create databases.', default: 'false' },
        { name: 'createRole', required: false, type: { kind: 'boolean' }, documentation: 'Whether it can create roles.', default: 'false' },
        { name: 'bypassRowSecurity', required: false, type: { kind: 'boolean' }, documentation: 'Whether row-level security does not apply to it.', default: 'false' },
        { name: 'inherit', required: false, type: { kind: 'boolean' }, documentation: 'Whether it inherits what its groups may do.', default: 'true' },
        { name: 'connectionLimit', required: false, type: { kind: 'number' }, documentation: 'How many sessions it may hold on one server.', default: '- no limit' },
        { name: 'memberOf', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Roles of this profile, or predefined ones (`pg_monitor`), that it is a member of.', default: '- none' },
        { name: 'sessionParameters', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: "Parameters of its sessions, as `ALTER ROLE ... SET` takes them, by PostgreSQL's name: `{ statement_timeout: '30s' }`.", default: '- none' },
      ],
    },
    Database: {
      documentation: 'A database.',
      see: 'https://www.postgresql.org/docs/current/sql-createdatabase.html',
      fields: [
        { name: 'owner', required: true, type: { kind: 'string' }, documentation: 'The role that owns it, and its schema `public`.' },
        { name: 'access', required: false, type: { kind: 'map', of: { kind: 'enum', name: 'AccessLevel' } }, documentation: 'What other roles may do in its schema `public`; covers what the owner creates later.', default: '- nobody but the owner' },
        { name: 'schemas', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'DatabaseSchema' } }, documentation: 'Further schemas, by name.', default: '- `public` alone' },
        { name: 'extensions', required: false, type: { kind: 'list', of: { kind: 'enum', name: 'Extension' } }, default: '- none' },
        { name: 'locale', required: false, type: { kind: 'string' }, documentation: 'Collation and character classification.', default: 'en_US.UTF-8' },
        { name: 'connectionLimit', required: false, type: { kind: 'number' }, documentation: 'How many sessions it may hold on one server.', default: '- no limit' },
        { name: 'sessionParameters', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: "Parameters of its sessions, as `ALTER DATABASE ... SET` takes them, by PostgreSQL's name.", default: '- none' },
        { name: 'migrations', required: false, type: { kind: 'interface', name: 'Migrations' }, documentation: 'Versioned SQL files.', default: "- the schema is somebody else's work" },
        { name: 'partitions', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'PartitionedTable' } }, documentation: 'Tables whose partitions are made ahead and retired, by name: `orders` of the schema `public`, or `audit.logs`.', default: "- partitions are somebody else's work, such as pg_partman's" },
      ],
    },
    Pool: {
      documentation: 'One PgBouncer deployment.',
      see: 'https://www.pgbouncer.org/config.html',
      fields: [
        { name: 'replicas', required: true, type: { kind: 'number' }, documentation: 'How many pods.' },
        { name: 'mode', required: false, type: { kind: 'enum', name: 'PoolMode' }, documentation: 'When a server connection goes back to the pool.', default: 'PoolMode.TRANSACTION' },
        { name: 'port', required: false, type: { kind: 'number' }, documentation: 'The port of its Service and its pods.', default: '6432' },
        { name: 'databases', required: true, type: { kind: 'map', of: { kind: 'interface', name: 'PoolDatabase' } }, documentation: 'What clients can connect to, by the name that they use.' },
        { name: 'settings', required: false, type: { kind: 'opaque', name: 'pgbouncerSettings' }, documentation: "PgBouncer's settings.", default: "- PgBouncer's own" },
        { name: 'fallbackToPrimary', required: false, type: { kind: 'boolean' }, documentation: 'Whether reads go to the primary while no standby answers: entries whose target are standbys lead there within 20 seconds, and back half a minute after a standby is there again.', default: 'false: such reads wait for a standby' },
        { name: 'adminRoles', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Roles that may run every command of the admin console.', default: '- none' },
        { name: 'clients', required: false, type: { kind: 'map', of: { kind: 'class', name: 'Peer' } }, documentation: 'Who may connect, by a name of your choice.', default: '- nobody' },
        { name: 'resources', required: false, type: { kind: 'interface', name: 'Resources' }, documentation: 'CPU and memory of each pod.', default: '- 100m to 1 CPU, 64 Mi to 256 Mi' },
        { name: 'autoscaling', required: false, type: { kind: 'interface', name: 'Autoscaling' }, documentation: 'More pods under load.', default: '- `replicas`, always' },
      ],
    },
    Access: {
      documentation: 'Clients that connect to the servers directly.',
      fields: [
        { name: 'roles', required: true, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'The roles that they log in as.' },
        { name: 'databases', required: true, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'The databases that they connect to.' },
        { name: 'clients', required: true, type: { kind: 'map', of: { kind: 'class', name: 'Peer' } }, documentation: 'Where they run, by a name of your choice.' },
        { name: 'maxConnections', required: true, type: { kind: 'number' }, documentation: 'How many sessions they hold at most on one server, all of them together.' },
        { name: 'target', required: false, type: { kind: 'class', name: 'Target' }, documentation: 'Which servers they connect to.', default: 'Target.PRIMARY' },
      ],
    },
    Backups: {
      fields: [
        { name: 'dumps', required: false, type: { kind: 'interface', name: 'LogicalBackups' }, documentation: 'Logical dumps (`pg_dump`): of every database, and of roles.', default: '- none' },
        { name: 'physical', required: false, type: { kind: 'interface', name: 'PhysicalBackups' }, documentation: 'Base backups and continuous archive of WAL (pgBackRest), for recovery to a point in time.', default: '- none' },
      ],
    },
    Monitoring: {
      fields: [
        { name: 'databases', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'The databases that exporters report tables of; each costs a container and two connections per instance.', default: '- those with pg_stat_statements; where none has it, the first declared' },
        { name: 'podMonitors', required: false, type: { kind: 'boolean' }, documentation: 'Whether PodMonitors are rendered, for Prometheus Operator.', default: 'false', see: 'https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor' },
        { name: 'podMonitorLabels', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: 'Labels of the PodMonitors, which a Prometheus may select by.', default: '- none' },
        { name: 'alerts', required: false, type: { kind: 'interface', name: 'Alerts' }, documentation: 'When somebody is told.', default: '- no rules' },
        { name: 'dashboards', required: false, type: { kind: 'boolean' }, documentation: 'Whether Grafana dashboards are rendered, as ConfigMaps.', default: 'false' },
      ],
    },
    Maintenance: {
      fields: [
        { name: 'partitions', required: false, type: { kind: 'interface', name: 'Schedule' }, documentation: 'Maintenance of partitions, in every database that has pg_partman or declares `partitions`.', default: '- daily at 02:00 UTC, ended after an hour' },
        { name: 'reconcile', required: false, type: { kind: 'interface', name: 'Schedule' }, documentation: 'Roles, databases, extensions and grants are brought back to what the profile says; a rotated Secret takes effect.', default: '- every hour at minute 17, ended after 10 minutes' },
      ],
    },
    Network: {
      documentation: "What the platform's pods may reach, and who watches them.",
      fields: [
        { name: 'apiServer', required: true, type: { kind: 'interface', name: 'NetworkEndpoint' }, documentation: 'The Kubernetes API server, which Patroni needs: addresses behind `kubernetes.default` and its ClusterIP.' },
        { name: 'objectStorage', required: false, type: { kind: 'interface', name: 'NetworkEndpoint' }, documentation: 'Object storage, for dumps and backups.', default: '- none' },
        { name: 'dns', required: false, type: { kind: 'interface', name: 'Dns' }, documentation: 'Where names are resolved.', default: '- pods labeled `k8s-app: kube-dns` in `kube-system`, and a node-local cache at 169.254.20.10' },
        { name: 'scrapers', required: false, type: { kind: 'map', of: { kind: 'class', name: 'Peer' } }, documentation: 'Who scrapes the exporters, by a name of your choice.', default: '- nobody' },
        { name: 'podCidrs', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Addresses of pods, for pg_hba.conf.', default: '- any address' },
        { name: 'clusterDomain', required: false, type: { kind: 'string' }, documentation: "The cluster's DNS domain.", default: 'cluster.local' },
      ],
    },
    Neighbor: {
      documentation: 'A service that applications use beside the platform.',
      fields: [
        { name: 'purpose', required: true, type: { kind: 'string' }, documentation: 'What applications use it for.' },
        { name: 'host', required: true, type: { kind: 'string' }, documentation: 'Its host: a DNS name or an address.' },
        { name: 'port', required: true, type: { kind: 'number' }, documentation: 'Its TCP port.' },
      ],
    },
    Images: {
      fields: [
        { name: 'pgbouncer', required: false, type: { kind: 'class', name: 'Image' }, default: '- see `lib/images.ts`' },
        { name: 'postgresExporter', required: false, type: { kind: 'class', name: 'Image' }, default: '- see `lib/images.ts`' },
        { name: 'pgbouncerExporter', required: false, type: { kind: 'class', name: 'Image' }, default: '- see `lib/images.ts`' },
        { name: 'dbmate', required: false, type: { kind: 'class', name: 'Image' }, documentation: 'Applies migrations; with psql >= 15.', default: '- see `lib/images.ts`' },
        { name: 'pullSecrets', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Names of Secrets in the namespace that hold registry credentials.', default: '- none', see: 'https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod' },
      ],
    },
    Postgres15Props: {
      fields: [
        { name: 'parameters', required: false, type: { kind: 'opaque', name: 'parameters' }, documentation: "The servers' parameters.", default: "- PostgreSQL's own", see: 'https://www.postgresql.org/docs/15/runtime-config.html' },
        { name: 'image', required: true, type: { kind: 'class', name: 'PlatformImage' }, documentation: 'The image that instances under Patroni and all jobs run; built from `images/postgres`.' },
        { name: 'imageAdds', required: false, type: { kind: 'interface', name: 'ImageAdditions' }, documentation: 'What your build of the image holds beside what `images/postgres/contents.json` declares.', default: '- nothing' },
      ],
    },
    Postgres16Props: {
      fields: [
        { name: 'parameters', required: false, type: { kind: 'opaque', name: 'parameters' }, documentation: "The servers' parameters.", default: "- PostgreSQL's own", see: 'https://www.postgresql.org/docs/16/runtime-config.html' },
        { name: 'image', required: true, type: { kind: 'class', name: 'PlatformImage' }, documentation: 'The image that instances under Patroni and all jobs run; built from `images/postgres`.' },
        { name: 'imageAdds', required: false, type: { kind: 'interface', name: 'ImageAdditions' }, documentation: 'What your build of the image holds beside what `images/postgres/contents.json` declares.', default: '- nothing' },
      ],
    },
    Postgres17Props: {
      fields: [
        { name: 'parameters', required: false, type: { kind: 'opaque', name: 'parameters' }, documentation: "The servers' parameters.", default: "- PostgreSQL's own", see: 'https://www.postgresql.org/docs/17/runtime-config.html' },
        { name: 'image', required: true, type: { kind: 'class', name: 'PlatformImage' }, documentation: 'The image that instances under Patroni and all jobs run; built from `images/postgres`.' },
        { name: 'imageAdds', required: false, type: { kind: 'interface', name: 'ImageAdditions' }, documentation: 'What your build of the image holds beside what `images/postgres/contents.json` declares.', default: '- nothing' },
      ],
    },
    Postgres18Props: {
      fields: [
        { name: 'parameters', required: false, type: { kind: 'opaque', name: 'parameters' }, documentation: "The servers' parameters.", default: "- PostgreSQL's own", see: 'https://www.postgresql.org/docs/18/runtime-config.html' },
        { name: 'image', required: true, type: { kind: 'class', name: 'PlatformImage' }, documentation: 'The image that instances under Patroni and all jobs run; built from `images/postgres`.' },
        { name: 'imageAdds', required: false, type: { kind: 'interface', name: 'ImageAdditions' }, documentation: 'What your build of the image holds beside what `images/postgres/contents.json` declares.', default: '- nothing' },
      ],
    },
    ReplicatedTopology: {
      fields: [
        { name: 'members', required: true, type: { kind: 'interface', name: 'Members' }, documentation: 'The promotable instances.' },
        { name: 'sets', required: false, type: { kind: 'map', of: { kind: 'interface', name: 'StandbySet' } }, documentation: 'Named groups of standbys that are never promoted: of another size, for other readers.', default: '- none' },
        { name: 'synchronous', required: false, type: { kind: 'interface', name: 'Synchronous' }, documentation: 'Synchronous replication: a commit waits until a standby has it.', default: '- asynchronous: a failover may lose the last commits', see: 'https://patroni.readthedocs.io/en/latest/replication_modes.html' },
        { name: 'failover', required: false, type: { kind: 'interface', name: 'Failover' }, documentation: 'How fast a lost primary is noticed.', default: '- ttl 30 s, loopWait 10 s, retryTimeout 10 s' },
      ],
    },
    SingleTopology: {
      fields: [
        { name: 'image', required: false, type: { kind: 'class', name: 'Image' }, documentation: 'The image that the instance runs.', default: "- the official image, of the profile's major: see `lib/images.ts`", see: 'https://hub.docker.com/_/postgres' },
        { name: 'resources', required: true, type: { kind: 'interface', name: 'Resources' }, documentation: "CPU and memory of each instance's PostgreSQL container." },
        { name: 'storage', required: true, type: { kind: 'interface', name: 'Storage' }, documentation: 'The data volume of each instance.' },
        { name: 'placement', required: false, type: { kind: 'interface', name: 'Placement' }, documentation: 'Where they may run.', default: '- one instance a node, evenly over zones' },
        { name: 'startupTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long crash recovery or the first copy of the data may take before the kubelet restarts the container.', default: 'Duration.hours(6)' },
        { name: 'shutdownTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a stopping instance may take: a shutdown checkpoint writes all dirty buffers.', default: 'Duration.minutes(5)' },
        { name: 'sharedMemory', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'Size of `/dev/shm`, which parallel queries use; it counts against the memory limit.', default: 'Size.mebibytes(256)' },
      ],
    },
    Superuser: {
      fields: [
        { name: 'usernameKey', required: false, type: { kind: 'string' }, documentation: "A key of the Secret that holds the superuser's name too, where a Secret's contract has one.", default: '- the Secret holds no user name' },
        { name: 'name', required: false, type: { kind: 'string' }, documentation: 'Its name.', default: '- the standard name' },
        { name: 'passwordKey', required: false, type: { kind: 'string' }, documentation: 'The key of its password in the Secret.', default: '- `<name>-password`, with `_` written as `-`' },
      ],
    },
    SystemRole: {
      fields: [
        { name: 'name', required: false, type: { kind: 'string' }, documentation: 'Its name.', default: '- the standard name' },
        { name: 'passwordKey', required: false, type: { kind: 'string' }, documentation: 'The key of its password in the Secret.', default: '- `<name>-password`, with `_` written as `-`' },
      ],
    },
    DatabaseSchema: {
      fields: [
        { name: 'owner', required: false, type: { kind: 'string' }, documentation: 'The role that owns it.', default: "- the database's owner" },
        { name: 'access', required: false, type: { kind: 'map', of: { kind: 'enum', name: 'AccessLevel' } }, documentation: 'What other roles may do in it; covers what its owner creates later.', default: '- nobody but the owner' },
      ],
    },
    Migrations: {
      documentation: "Versioned SQL files in dbmate's format, applied in the order of their names as the owner of the database.",
      see: 'https://github.com/amacneil/dbmate#creating-migrations',
      fields: [
        { name: 'path', required: true, type: { kind: 'string' }, documentation: "The folder with the files, from the profile's file on: `path.join(__dirname, '../sql/dict/dict_core')`." },
        { name: 'apply', required: false, type: { kind: 'enum', name: 'MigrationApply' }, documentation: 'When they are applied.', default: 'MigrationApply.AUTOMATIC' },
        { name: 'lockTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a statement waits for a lock, while whoever comes later waits behind it.', default: 'Duration.seconds(5)' },
        { name: 'deadline', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a run may take.', default: 'Duration.hours(1)' },
      ],
    },
    PartitionedTable: {
      documentation: 'How the partitions of a table are looked after, by functions that the reconcile job installs.',
      see: 'https://www.postgresql.org/docs/current/ddl-partitioning.html',
      fields: [
        { name: 'interval', required: true, type: { kind: 'enum', name: 'PartitionInterval' }, documentation: 'How long a partition is.' },
        { name: 'premake', required: true, type: { kind: 'number' }, documentation: 'How many intervals there are ahead of the current one: 1 to 1000, and no fewer than there are from one run of `maintenance.partitions` to the next.' },
        { name: 'retention', required: false, type: { kind: 'number' }, documentation: 'How many intervals are kept beside the current one.', default: '- all are kept' },
        { name: 'retire', required: false, type: { kind: 'enum', name: 'PartitionRetire' }, documentation: 'What becomes of a partition that is out of retention.', default: 'PartitionRetire.DETACH' },
        { name: 'schema', required: false, type: { kind: 'string' }, documentation: "The schema that partitions are made in: `public` or one of the database's `schemas`.", default: "- the table's schema" },
        { name: 'timeZone', required: false, type: { kind: 'string' }, documentation: 'IANA name of the time zone whose midnights part a timestamptz column, and whose date it is now.', default: 'UTC' },
      ],
    },
    PoolDatabase: {
      fields: [
        { name: 'database', required: false, type: { kind: 'string' }, documentation: 'The database on the server.', default: "- the entry's own name" },
        { name: 'target', required: false, type: { kind: 'class', name: 'Target' }, documentation: 'Which servers it goes to.', default: 'Target.PRIMARY' },
        { name: 'maxServerConnections', required: false, type: { kind: 'number' }, documentation: 'Server connections that this entry may hold per pod, for all users together (`max_db_connections`).', default: '- derived: an equal share of what the target server has left, at most `defaultPoolSize + reservePoolSize`' },
        { name: 'poolSize', required: false, type: { kind: 'number' }, documentation: 'Server connections per user (`pool_size`).', default: "- the pool's `defaultPoolSize`" },
        { name: 'mode', required: false, type: { kind: 'enum', name: 'PoolMode' }, documentation: 'Another mode for this entry.', default: "- the pool's" },
      ],
    },
    Resources: {
      see: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
      fields: [
        { name: 'cpu', required: true, type: { kind: 'interface', name: 'CpuResources' }, documentation: 'Processor time.' },
        { name: 'memory', required: true, type: { kind: 'interface', name: 'MemoryResources' }, documentation: 'Memory.' },
      ],
    },
    Autoscaling: {
      see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
      fields: [
        { name: 'maxReplicas', required: true, type: { kind: 'number' }, documentation: 'At most this many pods; the connection budget counts them all.' },
        { name: 'cpuPercent', required: false, type: { kind: 'number' }, documentation: 'Percent of the CPU request at which a pod is added.', default: '70' },
      ],
    },
    LogicalBackups: {
      fields: [
        { name: 'schedule', required: true, type: { kind: 'interface', name: 'Schedule' }, documentation: 'When.' },
        { name: 'destination', required: true, type: { kind: 'class', name: 'ObjectStore' }, documentation: 'Where to.' },
        { name: 'stagingSize', required: true, type: { kind: 'leaf', name: 'Size' }, documentation: "Room for one run's files before they are uploaded: the largest database's dump." },
        { name: 'stagingStorageClass', required: false, type: { kind: 'string' }, documentation: 'StorageClass of that volume, which lives as long as a run.', default: "- the cluster's default class" },
        { name: 'retention', required: false, type: { kind: 'interface', name: 'DumpRetention' }, documentation: 'How long dumps are kept.', default: '- for ever' },
      ],
    },
    PhysicalBackups: {
      see: 'https://pgbackrest.org/configuration.html',
      fields: [
        { name: 'full', required: true, type: { kind: 'interface', name: 'Schedule' }, documentation: 'Full backups.' },
        { name: 'differential', required: false, type: { kind: 'interface', name: 'Schedule' }, documentation: 'Backups of what changed since the last full one.', default: '- none' },
        { name: 'repositories', required: true, type: { kind: 'map', of: { kind: 'class', name: 'ObjectStore' } }, documentation: "Where to; a second one elsewhere makes a region's loss survivable." },
        { name: 'archiveTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'A segment of WAL is archived after this time even when it is not full.', default: 'Duration.seconds(60)' },
        { name: 'pushTime', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a segment takes to the repository, at worst.', default: 'Duration.seconds(30)' },
        { name: 'outage', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long the repository may be away before the volume is full of WAL.', default: 'Duration.hours(4)' },
        { name: 'restorePerSecond', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'What a restore reads a second, for the recovery time.', default: '- not declared: no recovery time can be promised' },
        { name: 'retention', required: true, type: { kind: 'leaf', name: 'Duration' }, documentation: 'For how long one can recover to any point.' },
      ],
    },
    Alerts: {
      documentation: "Thresholds; where one is not said the platform's own applies.",
      fields: [
        { name: 'connections', required: false, type: { kind: 'number' }, documentation: 'Share of max_connections in use, 0 to 1.', default: '0.8' },
        { name: 'replicationLag', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'Replication lag as time.', default: 'Duration.seconds(60)' },
        { name: 'replicationLagBytes', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'Replication lag in WAL.', default: 'Size.mebibytes(256)' },
        { name: 'cacheHitRatio', required: false, type: { kind: 'number' }, documentation: 'Share of blocks found in the cache, 0 to 1.', default: '0.9' },
        { name: 'diskFree', required: false, type: { kind: 'number' }, documentation: 'Share of the volume left, 0 to 1.', default: '0.2' },
        { name: 'cpu', required: false, type: { kind: 'number' }, documentation: 'Share of CPU used, 0 to 1.', default: '0.8' },
      ],
    },
    Schedule: {
      documentation: 'When something runs, and for how long.',
      fields: [
        { name: 'at', required: true, type: { kind: 'leaf', name: 'Cron' }, documentation: 'The minutes at which it starts.', see: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax' },
        { name: 'timeZone', required: false, type: { kind: 'string' }, documentation: 'IANA name of the time zone.', default: 'Etc/UTC' },
        { name: 'deadline', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'A run is ended after this time.' },
        { name: 'expectedDuration', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a run takes, as seen so far.', default: '- as long as it may take: its deadline' },
      ],
    },
    ExistingSecretProps: {
      fields: [{ name: 'name', required: true, type: { kind: 'string' }, documentation: "The Secret's name." }],
    },
    ExternalSecretProps: {
      see: 'https://external-secrets.io/latest/api/externalsecret/',
      fields: [
        { name: 'name', required: true, type: { kind: 'string' }, documentation: 'Name of the Secret that is made.' },
        { name: 'store', required: true, type: { kind: 'string' }, documentation: 'The store that holds the values.' },
        { name: 'storeKind', required: false, type: { kind: 'enum', name: 'SecretStoreKind' }, default: 'SecretStoreKind.CLUSTER_SECRET_STORE' },
        { name: 'remoteKey', required: true, type: { kind: 'string' }, documentation: "The key in the store under which the platform's values are, one property each: for example `platforms/orders`." },
        { name: 'refreshInterval', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How often the store is asked.', default: 'Duration.hours(1)' },
      ],
    },
    CertManagerTls: {
      see: 'https://cert-manager.io/docs/usage/certificate/',
      fields: [
        { name: 'issuer', required: true, type: { kind: 'string' }, documentation: 'The issuer.' },
        { name: 'issuerKind', required: false, type: { kind: 'enum', name: 'IssuerKind' }, default: 'IssuerKind.CLUSTER_ISSUER' },
        { name: 'duration', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'Life of a certificate.', default: 'Duration.days(90)' },
        { name: 'renewBefore', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long before its end it is renewed.', default: 'Duration.days(30)' },
      ],
    },
    ExistingTls: {
      fields: [
        { name: 'serverSecret', required: true, type: { kind: 'string' }, documentation: "The servers' Secret." },
        { name: 'poolSecret', required: false, type: { kind: 'string' }, documentation: "The pools' Secret.", default: '- `serverSecret`' },
      ],
    },
    NetworkEndpoint: {
      fields: [
        { name: 'cidrs', required: true, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Address ranges, for example `10.0.0.1/32`.' },
        { name: 'ports', required: true, type: { kind: 'list', of: { kind: 'number' } }, documentation: 'TCP ports.' },
      ],
    },
    Dns: {
      fields: [
        { name: 'namespace', required: false, type: { kind: 'string' }, documentation: "Namespace of the resolver's pods.", default: 'kube-system' },
        { name: 'labels', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: 'Their labels.', default: '- `k8s-app: kube-dns`' },
        { name: 'nodeLocalCidrs', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Address of a node-local cache; an empty list for none.', default: '- 169.254.20.10/32', see: 'https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/' },
      ],
    },
    ImageAdditions: {
      documentation: "What a Containerfile of your own adds to the platform's image.",
      fields: [
        { name: 'locales', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Locales, as `locale -a` would name them in full: `de_DE.UTF-8`.', default: '- none' },
        { name: 'preloadLibraries', required: false, type: { kind: 'list', of: { kind: 'string' } }, documentation: 'Libraries for `shared_preload_libraries`.', default: '- none' },
      ],
    },
    Members: {
      documentation: 'The promotable instances: at least 2.',
      fields: [
        { name: 'count', required: true, type: { kind: 'number' }, documentation: 'How many.' },
        { name: 'resources', required: true, type: { kind: 'interface', name: 'Resources' }, documentation: "CPU and memory of each instance's PostgreSQL container." },
        { name: 'storage', required: true, type: { kind: 'interface', name: 'Storage' }, documentation: 'The data volume of each instance.' },
        { name: 'placement', required: false, type: { kind: 'interface', name: 'Placement' }, documentation: 'Where they may run.', default: '- one instance a node, evenly over zones' },
        { name: 'startupTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long crash recovery or the first copy of the data may take before the kubelet restarts the container.', default: 'Duration.hours(6)' },
        { name: 'shutdownTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a stopping instance may take: a shutdown checkpoint writes all dirty buffers.', default: 'Duration.minutes(5)' },
        { name: 'sharedMemory', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'Size of `/dev/shm`, which parallel queries use; it counts against the memory limit.', default: 'Size.mebibytes(256)' },
      ],
    },
    StandbySet: {
      documentation: 'Standbys that are never promoted.',
      fields: [
        { name: 'parameters', required: false, type: { kind: 'class', name: 'ParameterOverrides' }, documentation: "Parameters that differ from the platform's.", default: "- the platform's" },
        { name: 'toleratedLag', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: "How far behind its readers accept it to be: an instance that is further behind, or has lost its source for longer, leaves the set's Services until it has caught up.", default: '- as far as it falls' },
        { name: 'dedicated', required: false, type: { kind: 'boolean' }, documentation: 'Whether it is for its own readers alone, such as analysts with long queries: then `Target.ALL_STANDBYS` leaves it out.', default: 'false' },
        { name: 'source', required: false, type: { kind: 'string' }, documentation: 'The set that it streams from, by name, in place of the primary (cascading replication): its first instance.', default: '- the primary', see: 'https://www.postgresql.org/docs/current/warm-standby.html#CASCADING-REPLICATION' },
        { name: 'count', required: true, type: { kind: 'number' }, documentation: 'How many.' },
        { name: 'resources', required: true, type: { kind: 'interface', name: 'Resources' }, documentation: "CPU and memory of each instance's PostgreSQL container." },
        { name: 'storage', required: true, type: { kind: 'interface', name: 'Storage' }, documentation: 'The data volume of each instance.' },
        { name: 'placement', required: false, type: { kind: 'interface', name: 'Placement' }, documentation: 'Where they may run.', default: '- one instance a node, evenly over zones' },
        { name: 'startupTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long crash recovery or the first copy of the data may take before the kubelet restarts the container.', default: 'Duration.hours(6)' },
        { name: 'shutdownTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a stopping instance may take: a shutdown checkpoint writes all dirty buffers.', default: 'Duration.minutes(5)' },
        { name: 'sharedMemory', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'Size of `/dev/shm`, which parallel queries use; it counts against the memory limit.', default: 'Size.mebibytes(256)' },
      ],
    },
    Synchronous: {
      fields: [
        { name: 'standbys', required: false, type: { kind: 'number' }, documentation: 'How many standbys a commit waits for.', default: '1' },
        { name: 'withoutStandbys', required: true, type: { kind: 'enum', name: 'WithoutStandbys' }, documentation: 'What happens when that many standbys are not there.' },
      ],
    },
    Failover: {
      documentation: "Patroni's times.",
      see: 'https://patroni.readthedocs.io/en/latest/dynamic_configuration.html',
      fields: [
        { name: 'ttl', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: "Life of the leader's lock: after the primary is lost, failover starts within this time plus `loopWait`.", default: 'Duration.seconds(30)' },
        { name: 'loopWait', required: false, type: { kind: 'leaf', name: 'Duration' }, default: 'Duration.seconds(10)' },
        { name: 'retryTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long Patroni retries the Kubernetes API and PostgreSQL before it steps down.', default: 'Duration.seconds(10)' },
        { name: 'primaryStartTimeout', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'How long a crashed primary may take to recover before a standby takes over.', default: 'Duration.seconds(60)' },
        { name: 'maximumLag', required: false, type: { kind: 'leaf', name: 'Size' }, documentation: 'A standby further behind is not promoted.', default: 'Size.mebibytes(1)' },
      ],
    },
    Storage: {
      fields: [
        { name: 'size', required: true, type: { kind: 'leaf', name: 'Size' }, documentation: 'Size of the volume.' },
        { name: 'storageClass', required: false, type: { kind: 'string' }, documentation: 'The StorageClass.', default: "- the cluster's default class" },
      ],
    },
    Placement: {
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/',
      fields: [
        { name: 'nodeSelector', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: 'Labels a node must have.', default: '- any node' },
        { name: 'tolerations', required: false, type: { kind: 'list', of: { kind: 'interface', name: 'Toleration' } }, documentation: 'Taints that are tolerated.', default: '- none' },
        { name: 'zones', required: false, type: { kind: 'enum', name: 'Spread' }, documentation: 'What happens where two instances of a group would share a zone.', default: 'Spread.PREFERRED' },
        { name: 'nodes', required: false, type: { kind: 'enum', name: 'Spread' }, documentation: 'What happens where two instances of a group would share a node.', default: 'Spread.REQUIRED' },
      ],
    },
    PeerProps: {
      fields: [
        { name: 'namespace', required: false, type: { kind: 'string' }, documentation: "The namespace's name." },
        { name: 'labels', required: false, type: { kind: 'map', of: { kind: 'string' } }, documentation: 'Labels that the pods have, all of them.' },
        { name: 'cidr', required: false, type: { kind: 'string' }, documentation: 'An address range, for example `10.20.0.0/16`.' },
      ],
    },
    CpuResources: {
      fields: [
        { name: 'request', required: true, type: { kind: 'leaf', name: 'Cpu' }, documentation: 'What is set aside.' },
        { name: 'limit', required: false, type: { kind: 'leaf', name: 'Cpu' }, documentation: 'Where throttling starts.', default: '- no limit' },
      ],
    },
    MemoryResources: {
      fields: [
        { name: 'request', required: true, type: { kind: 'leaf', name: 'Size' }, documentation: 'What is set aside.' },
        { name: 'limit', required: true, type: { kind: 'leaf', name: 'Size' }, documentation: 'Where the kernel kills.' },
      ],
    },
    TargetProps: {
      fields: [
        { name: 'set', required: false, type: { kind: 'string' }, documentation: "The set's name in `topology`." },
      ],
    },
    DumpRetention: {
      documentation: 'What is kept, counted from the newest dump that is complete; that one is always kept, so that dumps which fail for a while do not let the rest expire.',
      fields: [
        { name: 'daily', required: false, type: { kind: 'leaf', name: 'Duration' }, documentation: 'Every dump, for so many whole days.', default: '- not kept by day' },
        { name: 'monthly', required: false, type: { kind: 'number' }, documentation: 'The first complete dump of each month, until so many months after it are over.', default: '- none' },
        { name: 'yearly', required: false, type: { kind: 'number' }, documentation: 'The first complete dump of each year, until so many years after it are over.', default: '- none' },
        { name: 'monthlyStorageClass', required: false, type: { kind: 'string' }, documentation: 'Storage class of monthly dumps, for example `GLACIER`, once they are no longer daily ones.', default: "- the bucket's", see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html' },
        { name: 'yearlyStorageClass', required: false, type: { kind: 'string' }, documentation: 'Storage class of yearly dumps, for example `DEEP_ARCHIVE`, once they are no longer daily ones.', default: "- the bucket's", see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html' },
        { name: 'schedule', required: false, type: { kind: 'interface', name: 'Schedule' }, documentation: 'When dumps are deleted and moved.', default: "- daily, when the day's last dump has come to its deadline; ended after 2 hours" },
        { name: 'credentials', required: false, type: { kind: 'interface', name: 'S3Credentials' }, documentation: 'The Secret with credentials that may delete dumps, so that those of the dump job need not.', default: '- those of the destination' },
      ],
    },
    ImageProps: {
      fields: [
        { name: 'repository', required: true, type: { kind: 'string' }, documentation: 'Registry and repository.' },
        { name: 'tag', required: true, type: { kind: 'string' }, documentation: 'The tag; never `latest`.' },
      ],
    },
    Toleration: {
      see: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
      fields: [
        { name: 'key', required: true, type: { kind: 'string' }, documentation: "The taint's key." },
        { name: 'value', required: false, type: { kind: 'string' }, documentation: "The taint's value.", default: '- any' },
        { name: 'effect', required: false, type: { kind: 'enum', name: 'TaintEffect' }, documentation: "The taint's effect.", default: '- any' },
      ],
    },
    S3Props: {
      fields: [
        { name: 'bucket', required: true, type: { kind: 'string' }, documentation: 'The bucket.' },
        { name: 'prefix', required: true, type: { kind: 'string' }, documentation: "What every object's key starts with, without a slash at either end." },
        { name: 'region', required: true, type: { kind: 'string' }, documentation: 'For example `us-east-1`.' },
        { name: 'endpoint', required: false, type: { kind: 'string' }, documentation: "URL of a server that is not Amazon's, with `https://`.", default: "- Amazon's of that region" },
        { name: 'credentials', required: true, type: { kind: 'interface', name: 'S3Credentials' }, documentation: 'The Secret with the credentials; exists in the namespace.' },
      ],
    },
    S3Credentials: {
      fields: [
        { name: 'secret', required: true, type: { kind: 'string' }, documentation: "The Secret's name." },
        { name: 'accessKeyIdKey', required: false, type: { kind: 'string' }, default: 'access-key-id' },
        { name: 'secretAccessKeyKey', required: false, type: { kind: 'string' }, default: 'secret-access-key' },
      ],
    },
  },
  enums: {
    AccessLevel: { READ: 'read', WRITE: 'write', CREATE: 'create' },
    Extension: {
      BTREE_GIST: 'btree_gist',
      BTREE_GIN: 'btree_gin',
      CITEXT: 'citext',
      HSTORE: 'hstore',
      PG_CRON: 'pg_cron',
      PG_PARTMAN: 'pg_partman',
      PG_STAT_STATEMENTS: 'pg_stat_statements',
      PG_TRGM: 'pg_trgm',
      PGCRYPTO: 'pgcrypto',
      POSTGRES_FDW: 'postgres_fdw',
      UNACCENT: 'unaccent',
      UUID_OSSP: 'uuid-ossp',
    },
    PoolMode: { SESSION: 'session', TRANSACTION: 'transaction', STATEMENT: 'statement' },
    MigrationApply: { AUTOMATIC: 'automatic', MANUAL: 'manual' },
    PartitionInterval: { DAY: 'day', MONTH: 'month' },
    PartitionRetire: { DETACH: 'detach', DROP: 'drop' },
    SecretStoreKind: { CLUSTER_SECRET_STORE: 'ClusterSecretStore', SECRET_STORE: 'SecretStore' },
    IssuerKind: { CLUSTER_ISSUER: 'ClusterIssuer', ISSUER: 'Issuer' },
    WithoutStandbys: { CONTINUE: 'continue', STOP_WRITES: 'stop-writes' },
    Spread: { REQUIRED: 'DoNotSchedule', PREFERRED: 'ScheduleAnyway' },
    TaintEffect: { NO_SCHEDULE: 'NoSchedule', PREFER_NO_SCHEDULE: 'PreferNoSchedule', NO_EXECUTE: 'NoExecute' },
  },
  classes: {
    Postgres: {
      documentation: 'The server.',
      kinds: [
        { kind: 'v15', written: 'Postgres.v15({ ... })', documentation: 'PostgreSQL 15.', props: { kind: 'interface', name: 'Postgres15Props' } },
        { kind: 'v16', written: 'Postgres.v16({ ... })', documentation: 'PostgreSQL 16.', props: { kind: 'interface', name: 'Postgres16Props' } },
        { kind: 'v17', written: 'Postgres.v17({ ... })', documentation: 'PostgreSQL 17.', props: { kind: 'interface', name: 'Postgres17Props' } },
        { kind: 'v18', written: 'Postgres.v18({ ... })', documentation: 'PostgreSQL 18.', props: { kind: 'interface', name: 'Postgres18Props' } },
      ],
    },
    Topology: {
      documentation: 'How many instances there are, and which of them may become primary.',
      kinds: [
        { kind: 'replicated', written: 'Topology.replicated({ ... })', documentation: 'Several instances under Patroni, which elects the primary and fails over by itself.', props: { kind: 'interface', name: 'ReplicatedTopology' } },
        { kind: 'single', written: 'Topology.single({ ... })', documentation: 'One instance on the official image, without Patroni, for small and test systems: it is down while its node is.', props: { kind: 'interface', name: 'SingleTopology' } },
      ],
    },
    Secrets: {
      documentation: 'Where the passwords come from.',
      kinds: [
        { kind: 'existing', written: 'Secrets.existing(name)', documentation: 'A Secret that exists in the namespace before the platform does.', props: { kind: 'interface', name: 'ExistingSecretProps' } },
        { kind: 'external', written: 'Secrets.external({ ... })', documentation: 'A Secret that External Secrets Operator makes from any of its stores, such as Vault.', props: { kind: 'interface', name: 'ExternalSecretProps' } },
      ],
    },
    Tls: {
      documentation: 'Where the certificates come from.',
      kinds: [
        { kind: 'certManager', written: 'Tls.certManager({ ... })', documentation: 'cert-manager issues and rotates them; the pods reload without a restart.', props: { kind: 'interface', name: 'CertManagerTls' } },
        { kind: 'existing', written: 'Tls.existing({ ... })', documentation: 'Secrets that exist in the namespace, each with `tls.crt`, `tls.key` and `ca.crt`.', props: { kind: 'interface', name: 'ExistingTls' } },
      ],
    },
    Peer: {
      documentation: 'Who may connect, or be connected to.',
      kinds: [
        { kind: 'namespace', written: 'Peer.namespace(name)', documentation: 'Every pod of a namespace (by its label `kubernetes.io/metadata.name`).', props: { kind: 'interface', name: 'PeerProps' }, given: ['namespace'] },
        { kind: 'pods', written: 'Peer.pods(namespace, labels)', documentation: 'Pods with all of these labels in a namespace.', props: { kind: 'interface', name: 'PeerProps' }, given: ['namespace', 'labels'] },
        { kind: 'cidr', written: 'Peer.cidr(cidr)', documentation: 'An address range.', props: { kind: 'interface', name: 'PeerProps' }, given: ['cidr'] },
      ],
    },
    Target: {
      documentation: 'Which servers a connection goes to.',
      kinds: [
        { kind: 'primary', written: 'Target.PRIMARY', documentation: 'The primary, wherever it is.', props: { kind: 'interface', name: 'TargetProps' } },
        { kind: 'standbys', written: 'Target.STANDBYS', documentation: 'The members that are standbys now.', props: { kind: 'interface', name: 'TargetProps' } },
        { kind: 'allStandbys', written: 'Target.ALL_STANDBYS', documentation: 'Every standby: the members that are standbys now, and all sets but those that are `dedicated`.', props: { kind: 'interface', name: 'TargetProps' } },
        { kind: 'set', written: 'Target.set(name)', documentation: 'The standbys of one set, by its name in `topology`.', props: { kind: 'interface', name: 'TargetProps' }, given: ['set'] },
      ],
    },
    Image: {
      documentation: 'A container image, by repository and tag.',
      kinds: [{ kind: 'of', written: 'Image.of(repository, tag)', props: { kind: 'interface', name: 'ImageProps' } }],
    },
    PlatformImage: {
      documentation: 'An image built from `images/postgres`: PostgreSQL with contrib, pg_partman, pg_cron, Patroni, pgBackRest, rclone.',
      kinds: [
        { kind: 'of', written: 'PlatformImage.of(repository, tag)', props: { kind: 'interface', name: 'ImageProps' } },
      ],
    },
    ObjectStore: {
      documentation: 'A bucket.',
      kinds: [
        { kind: 's3', written: 'ObjectStore.s3({ ... })', documentation: 'S3, or what speaks its protocol.', props: { kind: 'interface', name: 'S3Props' } },
      ],
    },
    ParameterOverrides: {
      documentation: "Parameters that differ from the platform's, for a set of standbys.",
      kinds: [
        { kind: 'v15', written: 'ParameterOverrides.v15({ ... })', documentation: 'For PostgreSQL 15.', props: { kind: 'opaque', name: 'parameters' } },
        { kind: 'v16', written: 'ParameterOverrides.v16({ ... })', documentation: 'For PostgreSQL 16.', props: { kind: 'opaque', name: 'parameters' } },
        { kind: 'v17', written: 'ParameterOverrides.v17({ ... })', documentation: 'For PostgreSQL 17.', props: { kind: 'opaque', name: 'parameters' } },
        { kind: 'v18', written: 'ParameterOverrides.v18({ ... })', documentation: 'For PostgreSQL 18.', props: { kind: 'opaque', name: 'parameters' } },
      ],
    },
  },
};

/** The descriptor's classes, by name. */
export const classes: Readonly<Record<string, ProfileClass>> = {
  Image,
  ObjectStore,
  ParameterOverrides,
  Peer,
  PlatformImage,
  Postgres,
  Secrets,
  Target,
  Tls,
  Topology,
};
