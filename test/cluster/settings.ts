import { onPath } from '../debian/debian-root';

/** What differs from one cluster to the next. docs/cluster-tests.md describes the variables. */
export interface Settings {
  /** References; what is not given is the profile's own. */
  readonly images: Readonly<Record<ImageName, Reference | undefined>>;
  /** @default - the cluster's default class */
  readonly storageClass?: string;
  /** @default - none, and the dump is not run */
  readonly bucket?: BucketSettings;
}

type ImageName = 'postgres' | 'pgbouncer' | 'postgresExporter' | 'pgbouncerExporter' | 'dbmate';

/** An image, in two parts. */
export interface Reference {
  readonly repository: string;
  readonly tag: string;
}

export interface BucketSettings {
  /** URL as pods and this machine reach it. */
  readonly endpoint: URL;
  readonly name: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PREFIX = 'CDK8S_POSTGRES_CLUSTER_';

/** @throws Error for an image without a tag */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const value = (name: string) => env[`${PREFIX}${name}`] || undefined;
  const endpoint = value('S3_ENDPOINT');
  return {
    images: {
      postgres: reference(value('IMAGE')),
      pgbouncer: reference(value('PGBOUNCER_IMAGE')),
      postgresExporter: reference(value('POSTGRES_EXPORTER_IMAGE')),
      pgbouncerExporter: reference(value('PGBOUNCER_EXPORTER_IMAGE')),
      dbmate: reference(value('DBMATE_IMAGE')),
    },
    storageClass: value('STORAGE_CLASS'),
    bucket: endpoint === undefined ? undefined : bucketAt(new URL(endpoint), value),
  };
}

/** What the tests need of this machine and do not find; undefined where all is there. */
export function missing(env: NodeJS.ProcessEnv): string | undefined {
  if (!env.KUBECONFIG) return 'a cluster: KUBECONFIG names none';
  return ['kubectl', 'openssl'].find((program) => !onPath(program));
}

function bucketAt(endpoint: URL, value: (name: string) => string | undefined): BucketSettings {
  return {
    endpoint,
    name: value('S3_BUCKET') ?? 'cdk8s-postgres-test',
    region: value('S3_REGION') ?? 'us-east-1',
    accessKeyId: value('S3_ACCESS_KEY_ID') ?? 'test',
    secretAccessKey: value('S3_SECRET_ACCESS_KEY') ?? 'test',
  };
}

function reference(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const [, repository, tag] = /^(.+):([^:/]+)$/.exec(text) ?? [];
  if (!repository || !tag)
    throw new Error(`"${text}" is no image with a tag, such as registry.example/postgres:18.6-1.`);
  return { repository, tag };
}
