import type { PgBouncerSettings } from '../parameters';
import type { Peer } from './network';
import type { Resources } from './resources';

/**
 * One PgBouncer deployment.
 *
 * @see https://www.pgbouncer.org/config.html
 */
export interface Pool {
  /** How many pods. Each holds server connections of its own. */
  readonly replicas: number;
  /**
   * When a server connection goes back to the pool.
   *
   * @default PoolMode.TRANSACTION
   */
  readonly mode?: PoolMode;
  /** The port of its Service and its pods. @default 6432 */
  readonly port?: number;
  /** What clients can connect to, by the name that they use. */
  readonly databases: { readonly [name: string]: PoolDatabase };
  /**
   * PgBouncer's settings.
   *
   * @default - PgBouncer's own
   */
  readonly settings?: PgBouncerSettings;
  /**
   * Whether reads go to the primary while no standby answers: entries whose target are standbys lead there within 20
   * seconds, and back half a minute after a standby is there again. Their server connections then count on the primary
   * too.
   *
   * @default false: such reads wait for a standby
   */
  readonly fallbackToPrimary?: boolean;
  /** Roles that may run every command of the admin console. @default - none */
  readonly adminRoles?: readonly string[];
  /**
   * Who may connect, by a name of your choice.
   *
   * @default - nobody
   */
  readonly clients?: { readonly [name: string]: Peer };
  /** CPU and memory of each pod. @default - 100m to 1 CPU, 64 Mi to 256 Mi */
  readonly resources?: Resources;
  /**
   * More pods under load.
   *
   * @default - `replicas`, always
   */
  readonly autoscaling?: Autoscaling;
}

/** @see https://www.pgbouncer.org/features.html */
export enum PoolMode {
  /** A server connection serves one client until it disconnects. */
  SESSION = 'session',
  /** A server connection serves one transaction. Session state does not survive: use `SET LOCAL`. */
  TRANSACTION = 'transaction',
  /** A server connection serves one statement; transactions of several statements are refused. */
  STATEMENT = 'statement',
}

export interface PoolDatabase {
  /** The database on the server. @default - the entry's own name */
  readonly database?: string;
  /** Which servers it goes to. @default Target.PRIMARY */
  readonly target?: Target;
  /**
   * Server connections that this entry may hold per pod, for all users together (`max_db_connections`).
   *
   * @default - derived: an equal share of what the target server has left, at most `defaultPoolSize + reservePoolSize`
   */
  readonly maxServerConnections?: number;
  /** Server connections per user (`pool_size`). @default - the pool's `defaultPoolSize` */
  readonly poolSize?: number;
  /** Another mode for this entry. @default - the pool's */
  readonly mode?: PoolMode;
}

/** Which servers a connection goes to. */
export class Target {
  /** The primary, wherever it is. */
  public static readonly PRIMARY = new Target('primary', {});
  /** The members that are standbys now. */
  public static readonly STANDBYS = new Target('standbys', {});
  /** Every standby: the members that are standbys now, and all sets but those that are `dedicated`. */
  public static readonly ALL_STANDBYS = new Target('allStandbys', {});

  /** The standbys of one set, by its name in `topology`. */
  public static set(name: string): Target {
    return new Target('set', { set: name });
  }

  private constructor(
    public readonly kind: 'primary' | 'standbys' | 'allStandbys' | 'set',
    public readonly props: TargetProps,
  ) {}

  /** The set's name, where it is one set. */
  public get setName(): string | undefined {
    return this.props.set;
  }
}

export interface TargetProps {
  /** The set's name in `topology`. */
  readonly set?: string;
}

/** @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
export interface Autoscaling {
  /** At most this many pods; the connection budget counts them all. */
  readonly maxReplicas: number;
  /** Percent of the CPU request at which a pod is added. @default 70 */
  readonly cpuPercent?: number;
}
