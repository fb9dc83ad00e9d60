import type { Duration, Size } from 'cdk8s';
import type { Image } from './images';
import type { ParameterOverrides } from './postgres';
import type { Resources } from './resources';

/** How many instances there are, and which of them may become primary. */
export class Topology {
  /**
   * Several instances under Patroni, which elects the primary and fails over by itself. Its store is the Kubernetes API
   * (ConfigMaps); nothing else has to run.
   */
  public static replicated(props: ReplicatedTopology): Topology {
    return new Topology('replicated', props);
  }

  /**
   * One instance on the official image, without Patroni, for small and test systems: it is down while its node is. Once
   * it has been initialized, an empty volume is not initialized again: it is a lost one, until somebody says otherwise.
   */
  public static single(props: SingleTopology): Topology {
    return new Topology('single', props);
  }

  private constructor(
    public readonly kind: string,
    public readonly props: ReplicatedTopology | SingleTopology,
  ) {}
}

export interface ReplicatedTopology {
  /**
   * The promotable instances. They are equal, since each of them may be the primary tomorrow.
   *
   * One is the primary, the others are its standbys: a `count` of 3 is a primary and two standbys.
   */
  readonly members: Members;
  /**
   * Named groups of standbys that are never promoted: of another size, for other readers.
   *
   * @default - none
   */
  readonly sets?: { readonly [name: string]: StandbySet };
  /**
   * Synchronous replication: a commit waits until a standby has it.
   *
   * @default - asynchronous: a failover may lose the last commits
   * @see https://patroni.readthedocs.io/en/latest/replication_modes.html
   */
  readonly synchronous?: Synchronous;
  /**
   * How fast a lost primary is noticed.
   *
   * @default - ttl 30 s, loopWait 10 s, retryTimeout 10 s
   */
  readonly failover?: Failover;
}

export interface SingleTopology extends Instance {
  /**
   * The image that the instance runs. Jobs run on `postgres.image`, which has more programs; where this is that one too,
   * the instance has its extensions.
   *
   * @default - the official image, of the profile's major: see `lib/images.ts`
   * @see https://hub.docker.com/_/postgres
   */
  readonly image?: Image;
}

/** A group of equal instances. */
export interface InstanceGroup extends Instance {
  /** How many. */
  readonly count: number;
}

/** One server. */
export interface Instance {
  /** CPU and memory of each instance's PostgreSQL container. */
  readonly resources: Resources;
  /** The data volume of each instance. */
  readonly storage: Storage;
  /**
   * Where they may run.
   *
   * @default - one instance a node, evenly over zones
   */
  readonly placement?: Placement;
  /**
   * How long crash recovery or the first copy of the data may take before the kubelet restarts the container.
   *
   * @default Duration.hours(6)
   */
  readonly startupTimeout?: Duration;
  /**
   * How long a stopping instance may take: a shutdown checkpoint writes all dirty buffers.
   *
   * @default Duration.minutes(5)
   */
  readonly shutdownTimeout?: Duration;
  /**
   * Size of `/dev/shm`, which parallel queries use; it counts against the memory limit. The container runtime's own is
   * 64 MiB, too little for parallel hash joins.
   *
   * @default Size.mebibytes(256)
   */
  readonly sharedMemory?: Size;
}

/** The promotable instances: at least 2. */
export interface Members extends InstanceGroup {}

/** Standbys that are never promoted. */
export interface StandbySet extends InstanceGroup {
  /**
   * Parameters that differ from the platform's.
   *
   * @default - the platform's
   */
  readonly parameters?: ParameterOverrides;
  /**
   * How far behind its readers accept it to be: an instance that is further behind, or has lost its source for longer,
   * leaves the set's Services until it has caught up. Its pod is not ready meanwhile: a sync of the set waits for it, and so
   * does a drain of another instance's node.
   *
   * @default - as far as it falls
   */
  readonly toleratedLag?: Duration;
  /**
   * Whether it is for its own readers alone, such as analysts with long queries: then `Target.ALL_STANDBYS` leaves it out.
   *
   * @default false
   */
  readonly dedicated?: boolean;
  /**
   * The set that it streams from, by name, in place of the primary (cascading replication): its first instance. While that
   * one is down, Patroni lets it stream from the primary.
   *
   * @default - the primary
   * @see https://www.postgresql.org/docs/current/warm-standby.html#CASCADING-REPLICATION
   */
  readonly source?: string;
}

export interface Storage {
  /**
   * Size of the volume. It never shrinks. It grows where the class allows, by hand, since the API server refuses the new
   * size in a StatefulSet: patch each PersistentVolumeClaim, delete the StatefulSet with `--cascade=orphan`, sync.
   */
  readonly size: Size;
  /**
   * The StorageClass.
   *
   * @default - the cluster's default class
   */
  readonly storageClass?: string;
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/ */
export interface Placement {
  /** Labels a node must have. @default - any node */
  readonly nodeSelector?: { readonly [key: string]: string };
  /** Taints that are tolerated. @default - none */
  readonly tolerations?: readonly Toleration[];
  /**
   * What happens where two instances of a group would share a zone.
   *
   * @default Spread.PREFERRED
   */
  readonly zones?: Spread;
  /**
   * What happens where two instances of a group would share a node.
   *
   * @default Spread.REQUIRED
   */
  readonly nodes?: Spread;
}

/** How strictly instances are kept apart. */
export enum Spread {
  /** An instance stays unscheduled rather than sharing. */
  REQUIRED = 'DoNotSchedule',
  /** Kept apart where there is room. */
  PREFERRED = 'ScheduleAnyway',
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export interface Toleration {
  /** The taint's key. */
  readonly key: string;
  /** The taint's value. @default - any */
  readonly value?: string;
  /** The taint's effect. @default - any */
  readonly effect?: TaintEffect;
}

export enum TaintEffect {
  NO_SCHEDULE = 'NoSchedule',
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  NO_EXECUTE = 'NoExecute',
}

export interface Synchronous {
  /**
   * How many standbys a commit waits for.
   *
   * @default 1
   */
  readonly standbys?: number;
  /** What happens when that many standbys are not there. There is no default: one of the two must hurt. */
  readonly withoutStandbys: WithoutStandbys;
}

/** @see https://patroni.readthedocs.io/en/latest/replication_modes.html#synchronous-mode */
export enum WithoutStandbys {
  /** Commits go on without waiting (Patroni's `synchronous_mode`): a failover then may lose them. */
  CONTINUE = 'continue',
  /** Writes stop until a standby is back (Patroni's `synchronous_mode_strict`): nothing acknowledged is ever lost. */
  STOP_WRITES = 'stop-writes',
}

/**
 * Patroni's times. `loopWait + 2 * retryTimeout` must not exceed `ttl`.
 *
 * @see https://patroni.readthedocs.io/en/latest/dynamic_configuration.html
 */
export interface Failover {
  /**
   * Life of the leader's lock: after the primary is lost, failover starts within this time plus `loopWait`. At least 20 s.
   *
   * @default Duration.seconds(30)
   */
  readonly ttl?: Duration;
  /** @default Duration.seconds(10) */
  readonly loopWait?: Duration;
  /**
   * How long Patroni retries the Kubernetes API and PostgreSQL before it steps down.
   *
   * @default Duration.seconds(10)
   */
  readonly retryTimeout?: Duration;
  /**
   * How long a crashed primary may take to recover before a standby takes over.
   *
   * @default Duration.seconds(60)
   */
  readonly primaryStartTimeout?: Duration;
  /**
   * A standby further behind is not promoted.
   *
   * @default Size.mebibytes(1)
   */
  readonly maximumLag?: Size;
}
