import type { Finding } from '../findings';
import { fault } from './figures';
import type { ImageProps } from './images';
import type { PostgresProfile } from './profile';
import { singleOf } from './single';

/** Images that no registry could have, or that are another one tomorrow. */
export function checkImages(profile: PostgresProfile): Finding[] {
  const { postgres, images = {} } = profile;
  const { image: single } = singleOf(profile) ?? {};
  const { pgbouncer, postgresExporter, pgbouncerExporter, dbmate } = images;
  return [
    ...reference('postgres.image', postgres.props.image.props),
    ...official(postgres.props.image.props),
    ...majorTag('postgres.image', postgres.major, postgres.props.image.props.tag),
    ...(single ? reference('topology.image', single.props) : []),
    ...(single ? majorTag('topology.image', postgres.major, single.props.tag) : []),
    ...Object.entries({ pgbouncer, postgresExporter, pgbouncerExporter, dbmate }).flatMap(([name, image]) =>
      image ? reference(`images.${name}`, image.props) : [],
    ),
  ];
}

/** Docker Hub by each of its names, and what mirrors it. */
const HUBS = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com', 'mirror.gcr.io'];
const OFFICIAL = ['', ...HUBS.map((hub) => `${hub}/`), 'public.ecr.aws/docker/'].flatMap((hub) => [
  `${hub}postgres`,
  `${hub}library/postgres`,
]);

/** It may only be run where there is no Patroni, and by no job. */
function official({ repository }: ImageProps): Finding[] {
  return fault(
    OFFICIAL.includes(repository),
    'postgres.image.repository',
    `"${repository}" is the official image, which lacks what jobs and Patroni need. Build images/postgres; ` +
      'Topology.single runs the official image by itself.',
  );
}

/** @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
function reference(path: string, { repository, tag }: ImageProps): Finding[] {
  const name = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
  const known = new RegExp(`^(?:[A-Za-z0-9.-]+(?::\\d+)?/)?${name}(?:/${name})*$`).test(repository);
  return [
    ...fault(
      !known,
      `${path}.repository`,
      `"${repository}" is no repository. Write it with its registry and without a tag or digest, such as registry.example/postgres.`,
    ),
    ...fault(
      tag === 'latest',
      `${path}.tag`,
      '"latest" is another image tomorrow, and nobody reviewed it. Name a version.',
    ),
    ...fault(
      !/^\w[\w.-]{0,127}$/.test(tag),
      `${path}.tag`,
      DIGEST.test(tag)
        ? `"${tag}" has a digest, and images are named by a tag alone. Write that, and let the registry refuse to move tags.`
        : `"${tag}" is no tag. Use letters, digits, "_", "." and "-", at most 128 of them.`,
    ),
  ];
}

const DIGEST = /(^|@)sha\d+:/;

function majorTag(path: string, major: number, tag: string): Finding[] {
  const named = /^(\d+)(?:\.|-|$)/.exec(tag)?.[1];
  if (named === String(major) || tag === 'latest') return [];
  const found = named ? `names PostgreSQL ${named}` : 'does not begin with a PostgreSQL version';
  const message = `"${tag}" ${found}, and the profile says Postgres.v${major}. Use a tag such as ${major}.4-1, or the other factory.`;
  return [{ path: `${path}.tag`, message }];
}
