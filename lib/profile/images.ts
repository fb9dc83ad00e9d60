/** A container image, by repository and tag. */
export class Image {
  /**
   * @param repository with its registry, for example `quay.io/prometheuscommunity/postgres-exporter`
   * @param tag for example `v0.19.1`; `latest` is refused
   */
  public static of(repository: string, tag: string): Image {
    return new Image('of', { repository, tag });
  }

  private constructor(
    public readonly kind: string,
    public readonly props: ImageProps,
  ) {}

  /** `<repository>:<tag>` */
  public get reference(): string {
    return `${this.props.repository}:${this.props.tag}`;
  }
}

/**
 * An image built from `images/postgres`: PostgreSQL with contrib, pg_partman, pg_cron, Patroni, pgBackRest, rclone.
 * You build it into your own registry; the tag is `<PostgreSQL version>-<your revision>`.
 */
export class PlatformImage {
  /**
   * @param repository with its registry, for example `registry.example/postgres`
   * @param tag starts with the PostgreSQL version, for example `16.14-1`
   */
  public static of(repository: string, tag: string): PlatformImage {
    return new PlatformImage('of', { repository, tag });
  }

  private constructor(
    public readonly kind: string,
    public readonly props: ImageProps,
  ) {}

  /** The major version of PostgreSQL that the tag begins with. */
  public get major(): number | undefined {
    const digits = /^(\d+)(?=[.-]|$)/.exec(this.props.tag)?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  /** `<repository>:<tag>` */
  public get reference(): string {
    return `${this.props.repository}:${this.props.tag}`;
  }
}

export interface ImageProps {
  /** Registry and repository. */
  readonly repository: string;
  /** The tag; never `latest`. */
  readonly tag: string;
}

export interface Images {
  /** @default - see `lib/images.ts` */
  readonly pgbouncer?: Image;
  /** @default - see `lib/images.ts` */
  readonly postgresExporter?: Image;
  /** @default - see `lib/images.ts` */
  readonly pgbouncerExporter?: Image;
  /** Applies migrations; with psql >= 15. @default - see `lib/images.ts` */
  readonly dbmate?: Image;
  /**
   * Names of Secrets in the namespace that hold registry credentials.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/containers/images/#specifying-imagepullsecrets-on-a-pod
   */
  readonly pullSecrets?: readonly string[];
}
