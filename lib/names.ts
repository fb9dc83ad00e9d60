import { createHash } from 'node:crypto';

/** The prefix of the project's own labels and annotations. */
const LABEL_PREFIX = 'cdk8s-postgres';

/** Every label key, from one place. */
export const LabelKeys = {
  /** Which platform an object belongs to. */
  PLATFORM: `${LABEL_PREFIX}/platform`,
  /** Which Deployment, StatefulSet, Job or CronJob a pod belongs to: its name. Selectors use this one. */
  WORKLOAD: `${LABEL_PREFIX}/workload`,
  /** Patroni's scope label: the members that share one store. Never `app.kubernetes.io/instance`, which Argo CD tracks by. */
  CLUSTER: `${LABEL_PREFIX}/cluster`,
  /** Patroni's role label: `primary` or `replica`. Run-time state, never in a template. */
  ROLE: `${LABEL_PREFIX}/role`,
  /** Which group of instances a pod belongs to: `members`, or a set's name. */
  SET: `${LABEL_PREFIX}/set`,
  /** Whether reads of every standby may come to an instance. */
  READS: `${LABEL_PREFIX}/reads`,
} as const;

/** Annotation of a pod without Patroni: a hash of the parameters for which the server must restart. */
export const RESTART_ANNOTATION = `${LABEL_PREFIX}/restart-parameters`;

/** Values of the role label, as Patroni >= 4.0 writes them. */
export const RoleLabels = { PRIMARY: 'primary', REPLICA: 'replica' } as const;

/** Values of the reads label: for all readers, or for those of the instance's own set. */
export const ReadsLabels = { SHARED: 'shared', DEDICATED: 'dedicated' } as const;

/** The set label's value on promotable instances. No set may have this name. */
export const MEMBERS = 'members';

export const Ports = {
  POSTGRES: 5432,
  PATRONI: 8008,
  PGBOUNCER: 6432,
  POSTGRES_EXPORTER: 9187,
  PGBOUNCER_EXPORTER: 9127,
} as const;

/** What the names of objects with migrations go on with after the prefix. */
export const MIGRATIONS = 'migrate';

/** What the names of Patroni's ConfigMaps end with after the prefix: its store, which it writes as it runs. */
export const STORE_SUFFIXES = ['patroni-config', 'patroni-leader', 'patroni-failover', 'patroni-sync'] as const;

/** Kubernetes adds 11 characters to a CronJob's name for its Jobs. */
const LONGEST_CRON_JOB = 52;

/** User and group of every container: the official image's `postgres`. */
export const UID = 999;

export interface PlatformIdentity {
  /** The platform's name. */
  readonly platform: string;
  /** What its objects' names start with. */
  readonly prefix: string;
  /** The namespace of its objects. */
  readonly namespace: string;
  /** The cluster's DNS domain. @default cluster.local */
  readonly clusterDomain?: string;
}

/** The name of every object of a platform. */
export class PlatformNames {
  public constructor(public readonly identity: PlatformIdentity) {}

  /** Patroni's scope: what its own ConfigMaps start with; they are never rendered. */
  public get scope(): string {
    return this.prefixed('patroni');
  }

  /** The ConfigMaps in which Patroni keeps its state; never rendered. */
  public get store(): string[] {
    return STORE_SUFFIXES.map((suffix) => this.prefixed(suffix));
  }

  /** ConfigMap with postgresql.conf, pg_hba.conf, pg_ident.conf and patroni.yml. */
  public get config(): string {
    return this.prefixed('config');
  }

  /** ConfigMap with the shell that runs in pods. */
  public get operations(): string {
    return this.prefixed('operations');
  }

  /** StatefulSet of the promotable members, or of one instance, and their PodDisruptionBudget; its pods are `<prefix>-0`, `<prefix>-1`... */
  public get members(): string {
    return this.identity.prefix;
  }

  /** StatefulSet of a set of standbys. */
  public set(name: string): string {
    return this.prefixed(name);
  }

  /** Service of the primary. */
  public get primary(): string {
    return this.prefixed('primary');
  }

  /** Service of the members that are standbys. */
  public get standby(): string {
    return this.prefixed('standby');
  }

  /** Service of every standby: of the members, and of the sets that are not dedicated. */
  public get allStandbys(): string {
    return this.prefixed('all-standbys');
  }

  /** Service that gives each instance a DNS name. */
  public get headless(): string {
    return this.prefixed('headless');
  }

  /** ServiceAccount, Role and RoleBinding of instances. */
  public get serviceAccount(): string {
    return this.prefixed('patroni');
  }

  /** Secret with the servers' certificate, where cert-manager makes it. */
  public get serverTls(): string {
    return this.prefixed('server-tls');
  }

  /** Secret with the pools' certificate, where cert-manager makes it. */
  public get poolTls(): string {
    return this.prefixed('pool-tls');
  }

  /** ConfigMap that says that one instance has been initialized; never rendered, written by a Job. */
  public get initialized(): string {
    return this.prefixed('initialized');
  }

  public get exporter(): string {
    return this.prefixed('exporter');
  }

  /** ConfigMap, Job or CronJob with the migrations of a database. */
  public migrations(database: string): string {
    const start = this.prefixed(MIGRATIONS);
    const room = LONGEST_CRON_JOB - start.length - 1;
    const plain = database.replaceAll('_', '-');
    if (/^[a-z0-9](?:[a-z0-9_]*[a-z0-9])?$/.test(database) && plain.length <= room) return `${start}-${plain}`;
    const hash = createHash('sha256').update(database).digest('hex').slice(0, 8);
    const readable = plain.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    return `${start}-${readable.slice(0, room - hash.length - 1)}-${hash}`.replaceAll(/-+/g, '-');
  }

  public prefixed(suffix: string): string {
    return `${this.identity.prefix}-${suffix}`;
  }

  /** The name that a pod of another namespace resolves; certificates carry it. */
  public host(service: string): string {
    const { namespace, clusterDomain = 'cluster.local' } = this.identity;
    return `${service}.${namespace}.svc.${clusterDomain}`;
  }
}

/** The key of a role's password in the Secret, unless the profile names another. Keys may hold `-` but read badly with `_`. */
export function passwordKey(role: string): string {
  return `${role.replaceAll('_', '-')}-password`;
}

/** The key of the password of Patroni's REST API. */
export const REST_API_PASSWORD_KEY = 'patroni-restapi-password';

/** The environment variable that carries a role's password: `PASSWORD_ORDERS_APP`. */
export function passwordVariable(role: string): string {
  return `PASSWORD_${role.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}
