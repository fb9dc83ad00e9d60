import type { Access } from './access';
import type { Backups } from './backups';
import type { Database } from './databases';
import type { Images } from './images';
import type { Monitoring } from './monitoring';
import type { Neighbor } from './neighbors';
import type { Network } from './network';
import type { Objectives } from './objectives';
import type { Pool } from './pools';
import type { Postgres } from './postgres';
import type { Role, SystemRoles } from './roles';
import type { Maintenance } from './schedules';
import type { Secrets } from './secrets';
import type { Tls } from './tls';
import type { Topology } from './topology';
import type { Workload } from './workload';

/**
 * One PostgreSQL platform: everything that is rendered into `dist/<name>/`.
 *
 * Collections are maps keyed by name, so that an error's path stays the same when entries move, and a second
 * environment can override one entry (`extendProfile`).
 */
export interface PostgresProfile {
  /** The platform's name: a DNS label, the folder under `dist/`, and the value of the label `cdk8s-postgres/platform`. */
  readonly name: string;
  /** The namespace that holds every object of the platform. */
  readonly namespace: Namespace;
  /**
   * How the objects are named.
   *
   * @default - every object's name starts with the platform's `name`
   */
  readonly names?: Names;
  /** The server: its major version, its image and its parameters. */
  readonly postgres: Postgres;
  /** How many instances there are and what they run on. */
  readonly topology: Topology;
  /**
   * What the platform promises (RPO, RTO, availability); checked against the configuration.
   *
   * @default - nothing is promised, nothing is checked
   */
  readonly objectives?: Objectives;
  /**
   * What the platform has to bear, which the proofs calculate with.
   *
   * @default - not declared
   */
  readonly workload?: Workload;
  /**
   * The roles that the platform itself needs: superuser, replication, rewind, monitoring, lookup, dump,
   * maintenance, migration.
   *
   * @default - each with its standard name and a key `<name>-password` in the Secret
   */
  readonly systemRoles?: SystemRoles;
  /**
   * The roles of applications and people, by name. A role with `login` needs its password in the Secret.
   *
   * @see https://www.postgresql.org/docs/current/user-manag.html
   */
  readonly roles: { readonly [name: string]: Role };
  /** The databases, by name. */
  readonly databases: { readonly [name: string]: Database };
  /**
   * PgBouncer pools, by the name of their Deployment and Service.
   *
   * @default - no pool; clients connect to the servers, as `access` allows
   */
  readonly pools?: { readonly [name: string]: Pool };
  /**
   * Clients that connect to the servers directly, past the pools.
   *
   * @default - nobody but the platform's own parts reaches port 5432
   */
  readonly access?: { readonly [name: string]: Access };
  /**
   * Dumps and physical backups.
   *
   * @default - nothing is backed up
   */
  readonly backups?: Backups;
  /**
   * Exporters and what scrapes them.
   *
   * @default - an exporter per instance and per pool, scraped by nobody
   */
  readonly monitoring?: Monitoring;
  /**
   * Recurring work inside the databases.
   *
   * @default - partitions at 02:00 where a database has some, roles reconciled every hour
   */
  readonly maintenance?: Maintenance;
  /** Where the passwords come from. No value is ever rendered. */
  readonly secrets: Secrets;
  /**
   * Values that applications keep in the platform's Secret beside their roles' passwords, by key, and what each is for.
   * The platform never reads them.
   *
   * @default - none
   */
  readonly applicationKeys?: { readonly [key: string]: string };
  /** Where the certificates come from. Every connection over the network is encrypted. */
  readonly tls: Tls;
  /** What the pods may reach and who may reach them. Everything else is denied. */
  readonly network: Network;
  /**
   * What applications use beside PostgreSQL, such as a broker, for the platform's page.
   *
   * @default - nothing
   */
  readonly neighbors?: { readonly [name: string]: Neighbor };
  /**
   * Container images other than PostgreSQL's own, for a registry's mirror or another version.
   *
   * @default - the versions of the table in `lib/images.ts`
   */
  readonly images?: Images;
  /**
   * Warnings of the proofs that the platform lives with: the warning's name, and the reason. One that no longer exists
   * is a fault.
   *
   * @default - none: every warning is printed
   */
  readonly accepts?: { readonly [warning: string]: string };
}

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
export interface Namespace {
  /** The namespace's name: a DNS label. */
  readonly name: string;
  /**
   * Labels of the rendered Namespace, beside those of Pod Security.
   *
   * @default - none
   */
  readonly labels?: { readonly [key: string]: string };
  /**
   * Whether the Namespace itself is rendered. Say no where it belongs to somebody else, or is shared by two platforms.
   *
   * @default true
   */
  readonly create?: boolean;
}

export interface Names {
  /**
   * What every object's name starts with: `<prefix>-primary`, `<prefix>-standby`, `<prefix>-config`. A DNS label of at
   * most 30 characters. It cannot change later: StatefulSets and volumes are named by it.
   *
   * @default - the platform's name
   */
  readonly prefix?: string;
}
