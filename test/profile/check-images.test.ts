import { Image, PlatformImage } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change, type Fault, findsFaults } from './change';

const IMAGES: readonly Fault[] = [
  [
    'an image of another major',
    ['postgres', 'image'],
    PlatformImage.of('registry.example/postgres', '17.6-1'),
    'postgres.image.tag',
    '"17.6-1" names PostgreSQL 17, and the profile says Postgres.v16. Use a tag such as 16.4-1, or the other factory.',
  ],
  [
    'an image of which nobody knows the major',
    ['postgres', 'image'],
    PlatformImage.of('registry.example/postgres', 'stable'),
    'postgres.image.tag',
    '"stable" does not begin with a PostgreSQL version, and the profile says Postgres.v16. Use a tag such as 16.4-1, or the other factory.',
  ],
  [
    'the latest image',
    ['images'],
    { pgbouncer: Image.of('edoburu/pgbouncer', 'latest') },
    'images.pgbouncer.tag',
    '"latest" is another image tomorrow, and nobody reviewed it. Name a version.',
  ],
  [
    'an image without a tag',
    ['images'],
    { postgresExporter: Image.of('quay.io/prometheuscommunity/postgres-exporter', '') },
    'images.postgresExporter.tag',
    '"" is no tag. Use letters, digits, "_", "." and "-", at most 128 of them.',
  ],
  [
    'a digest behind the tag',
    ['postgres', 'image'],
    PlatformImage.of('registry.example/postgres', '16.14-1@sha256:0a1b'),
    'postgres.image.tag',
    '"16.14-1@sha256:0a1b" has a digest, and images are named by a tag alone. Write that, and let the registry refuse to move tags.',
  ],
  [
    'a digest for a tag',
    ['images'],
    { pgbouncer: Image.of('edoburu/pgbouncer', 'sha256:0a1b') },
    'images.pgbouncer.tag',
    '"sha256:0a1b" has a digest, and images are named by a tag alone. Write that, and let the registry refuse to move tags.',
  ],
  [
    'a repository with a tag',
    ['images'],
    { postgresExporter: Image.of('quay.io/postgres-exporter:v1', 'v1') },
    'images.postgresExporter.repository',
    '"quay.io/postgres-exporter:v1" is no repository. Write it with its registry and without a tag or digest, such as registry.example/postgres.',
  ],
  ...[
    'postgres',
    'library/postgres',
    'docker.io/postgres',
    'docker.io/library/postgres',
    'index.docker.io/library/postgres',
    'registry-1.docker.io/library/postgres',
    'public.ecr.aws/docker/library/postgres',
  ].map(
    (repository): Fault => [
      `the official image as ${repository}`,
      ['postgres', 'image'],
      PlatformImage.of(repository, '16.14'),
      'postgres.image.repository',
      `"${repository}" is the official image, which lacks what jobs and Patroni need. Build images/postgres; ` +
        'Topology.single runs the official image by itself.',
    ],
  ),
];

describe('of images is refused', () => findsFaults(dict, IMAGES));

test.each(['registry.example/library/postgres', 'registry.example/postgres', 'acme/postgres'])(
  '%s may be one',
  (name) => {
    expect(checkProfile(change(dict, ['postgres', 'image'], PlatformImage.of(name, '16.14')))).toEqual([]);
  },
);
