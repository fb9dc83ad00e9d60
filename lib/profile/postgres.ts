import type { Major, Parameters15, Parameters16, Parameters17, Parameters18 } from '../parameters';
import type { PlatformImage } from './images';

/** Parameters of any supported major; which one is said by the `major` beside it. */
export type AnyParameters = Parameters15 | Parameters16 | Parameters17 | Parameters18;

/** What every major has in common. */
export interface PostgresOptions {
  /** The image that instances under Patroni and all jobs run; built from `images/postgres`. Its tag starts with the PostgreSQL version. */
  readonly image: PlatformImage;
  /**
   * What your build of the image holds beside what `images/postgres/contents.json` declares.
   *
   * @default - nothing
   */
  readonly imageAdds?: ImageAdditions;
}

/** What a Containerfile of your own adds to the platform's image. */
export interface ImageAdditions {
  /** Locales, as `locale -a` would name them in full: `de_DE.UTF-8`. @default - none */
  readonly locales?: readonly string[];
  /** Libraries for `shared_preload_libraries`. @default - none */
  readonly preloadLibraries?: readonly string[];
}

export interface Postgres15Props extends PostgresOptions {
  /**
   * The servers' parameters.
   *
   * @default - PostgreSQL's own
   * @see https://www.postgresql.org/docs/15/runtime-config.html
   */
  readonly parameters?: Parameters15;
}

export interface Postgres16Props extends PostgresOptions {
  /**
   * The servers' parameters.
   *
   * @default - PostgreSQL's own
   * @see https://www.postgresql.org/docs/16/runtime-config.html
   */
  readonly parameters?: Parameters16;
}

export interface Postgres17Props extends PostgresOptions {
  /**
   * The servers' parameters.
   *
   * @default - PostgreSQL's own
   * @see https://www.postgresql.org/docs/17/runtime-config.html
   */
  readonly parameters?: Parameters17;
}

export interface Postgres18Props extends PostgresOptions {
  /**
   * The servers' parameters.
   *
   * @default - PostgreSQL's own
   * @see https://www.postgresql.org/docs/18/runtime-config.html
   */
  readonly parameters?: Parameters18;
}

/**
 * The server. The factory's name is the one place that says the major version; it types the parameters.
 *
 * @example Postgres.v16({ image: PlatformImage.of('registry.example/postgres', '16.14-1'), parameters: { maxConnections: 200 } })
 */
export class Postgres {
  /** PostgreSQL 15. */
  public static v15(props: Postgres15Props): Postgres {
    return new Postgres('v15', 15, props);
  }

  /** PostgreSQL 16. */
  public static v16(props: Postgres16Props): Postgres {
    return new Postgres('v16', 16, props);
  }

  /** PostgreSQL 17. */
  public static v17(props: Postgres17Props): Postgres {
    return new Postgres('v17', 17, props);
  }

  /** PostgreSQL 18. */
  public static v18(props: Postgres18Props): Postgres {
    return new Postgres('v18', 18, props);
  }

  private constructor(
    public readonly kind: string,
    public readonly major: Major,
    public readonly props: PostgresOptions & { readonly parameters?: AnyParameters },
  ) {}
}

/** Parameters that differ from the platform's, for a set of standbys. The major must be the platform's. */
export class ParameterOverrides {
  /** For PostgreSQL 15. */
  public static v15(parameters: Parameters15): ParameterOverrides {
    return new ParameterOverrides('v15', 15, parameters);
  }

  /** For PostgreSQL 16. */
  public static v16(parameters: Parameters16): ParameterOverrides {
    return new ParameterOverrides('v16', 16, parameters);
  }

  /** For PostgreSQL 17. */
  public static v17(parameters: Parameters17): ParameterOverrides {
    return new ParameterOverrides('v17', 17, parameters);
  }

  /** For PostgreSQL 18. */
  public static v18(parameters: Parameters18): ParameterOverrides {
    return new ParameterOverrides('v18', 18, parameters);
  }

  private constructor(
    public readonly kind: string,
    public readonly major: Major,
    public readonly props: AnyParameters,
  ) {}
}
