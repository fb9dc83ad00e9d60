import type { Cron, Duration, Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-28';
import type { Bytes, Milliseconds, Special } from '../parameters';
import type { ObjectStore, S3Props } from './backups';
import type { Image, PlatformImage } from './images';
import type { Peer } from './network';
import type { Target } from './pools';
import type {
  ParameterOverrides,
  Postgres,
  Postgres15Props,
  Postgres16Props,
  Postgres17Props,
  Postgres18Props,
} from './postgres';
import type { PostgresProfile } from './profile';
import type { ExternalSecretProps, Secrets } from './secrets';
import type { CertManagerTls, ExistingTls, Tls } from './tls';
import type { ReplicatedTopology, SingleTopology, Topology } from './topology';

/**
 * What differs from a base profile, for `extendProfile`.
 *
 * Objects and maps are merged by name; amounts, enums and lists replace the base's; `null` removes an optional field or
 * a map's entry. Where the base has an instance of a class, write another one to replace it, or the class's overrides
 * (`TopologyOverrides.replicated`) to change some of it.
 */
export interface ProfileOverrides extends Overrides<PostgresProfile> {}

/** What differs of an instance of one of the profile's classes. */
export abstract class KindOverrides {
  /** The class's name. */
  public abstract readonly of: string;

  protected constructor(
    /** The kind that the base's instance must have. */
    public readonly kind: string,
    public readonly overrides: object,
  ) {}
}

/** What differs of the server. The major is the base's. */
export class PostgresOverrides extends KindOverrides {
  public readonly of = 'Postgres';

  /** PostgreSQL 15. */
  public static v15(overrides: Overrides<Postgres15Props>): PostgresOverrides {
    return new PostgresOverrides('v15', overrides);
  }

  /** PostgreSQL 16. */
  public static v16(overrides: Overrides<Postgres16Props>): PostgresOverrides {
    return new PostgresOverrides('v16', overrides);
  }

  /** PostgreSQL 17. */
  public static v17(overrides: Overrides<Postgres17Props>): PostgresOverrides {
    return new PostgresOverrides('v17', overrides);
  }

  /** PostgreSQL 18. */
  public static v18(overrides: Overrides<Postgres18Props>): PostgresOverrides {
    return new PostgresOverrides('v18', overrides);
  }
}

/** What differs of the topology. Its kind is the base's. */
export class TopologyOverrides extends KindOverrides {
  public readonly of = 'Topology';

  /** Of `Topology.replicated`. */
  public static replicated(overrides: Overrides<ReplicatedTopology>): TopologyOverrides {
    return new TopologyOverrides('replicated', overrides);
  }

  /** Of `Topology.single`. */
  public static single(overrides: Overrides<SingleTopology>): TopologyOverrides {
    return new TopologyOverrides('single', overrides);
  }
}

/** What differs of the Secret's source. A Secret that exists is one name: write `Secrets.existing` again. */
export class SecretsOverrides extends KindOverrides {
  public readonly of = 'Secrets';

  /** Of `Secrets.external`. */
  public static external(overrides: Overrides<ExternalSecretProps>): SecretsOverrides {
    return new SecretsOverrides('external', overrides);
  }
}

/** What differs of the certificates' source. Its kind is the base's. */
export class TlsOverrides extends KindOverrides {
  public readonly of = 'Tls';

  /** Of `Tls.certManager`. */
  public static certManager(overrides: Overrides<CertManagerTls>): TlsOverrides {
    return new TlsOverrides('certManager', overrides);
  }

  /** Of `Tls.existing`. */
  public static existing(overrides: Overrides<ExistingTls>): TlsOverrides {
    return new TlsOverrides('existing', overrides);
  }
}

/** What differs of a bucket. */
export class ObjectStoreOverrides extends KindOverrides {
  public readonly of = 'ObjectStore';

  /** Of `ObjectStore.s3`. */
  public static s3(overrides: Overrides<S3Props>): ObjectStoreOverrides {
    return new ObjectStoreOverrides('s3', overrides);
  }
}

/** The classes of overrides, by the class that they are of. */
export const OVERRIDES: ReadonlyMap<string, object> = new Map<string, object>([
  ['Postgres', PostgresOverrides],
  ['Topology', TopologyOverrides],
  ['Secrets', SecretsOverrides],
  ['Tls', TlsOverrides],
  ['ObjectStore', ObjectStoreOverrides],
]);

/** Every field optional, and null where the original is. */
type Overrides<T> = string extends keyof T
  ? { readonly [name: string]: Override<Exclude<T[keyof T], undefined>> | null }
  : { readonly [K in keyof T]?: Override<Exclude<T[K], undefined>> | NullFor<T[K]> };

type NullFor<T> = undefined extends T ? null : never;

type Override<T> = T extends Postgres
  ? Postgres | PostgresOverrides
  : T extends Topology
    ? Topology | TopologyOverrides
    : T extends Secrets
      ? Secrets | SecretsOverrides
      : T extends Tls
        ? Tls | TlsOverrides
        : T extends ObjectStore
          ? ObjectStore | ObjectStoreOverrides
          : T extends Leaf
            ? T
            : Overrides<T>;

/** What is replaced whole. */
type Leaf =
  | string
  | number
  | boolean
  | readonly unknown[]
  | Size
  | Duration
  | Cpu
  | Cron
  | Bytes
  | Milliseconds
  | Special
  | Image
  | PlatformImage
  | ParameterOverrides
  | Peer
  | Target;
