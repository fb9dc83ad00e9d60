/** What a container runtime knows of an image. */
export interface Image {
  /** The folder that holds its files. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
}

/** Images by what their references look like; the first that fits is taken. */
export type ImageTable = readonly (readonly [reference: RegExp, image: Image])[];

/**
 * All images from the one folder that `scripts/boot-image.sh` makes: the platform's, PgBouncer's, both exporters' and, for
 * the tests' own pods, etcd's and an S3 server's. Debian's programs stand for those of the published images.
 */
export function debianImages(root: string): ImageTable {
  const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const image = (entrypoint: readonly string[]): Image => ({ root, env: { PATH: path }, entrypoint });
  return [
    [/^[^:]*\/postgres:18\./, { root, env: platformEnv(path), entrypoint: [] }],
    [/\/pgbouncer:/, image(['pgbouncer'])],
    [/\/postgres-exporter:/, image(['prometheus-postgres-exporter'])],
    [/\/pgbouncer-exporter:/, image(['prometheus-pgbouncer-exporter'])],
    [/^etcd$/, image(['etcd'])],
    [/^moto$/, image(['moto_server'])],
  ];
}

/** @throws Error for an image that the table lacks */
export function imageOf(images: ImageTable, reference: string): Image {
  const [, found] = images.find(([pattern]) => pattern.test(reference)) ?? [];
  if (!found) throw new Error(`ErrImagePull: no folder stands for image ${reference}`);
  return found;
}

/** As in images/postgres/Containerfile. */
function platformEnv(path: string): Record<string, string> {
  return { PATH: `/usr/lib/postgresql/18/bin:${path}`, LANG: 'C.UTF-8' };
}
