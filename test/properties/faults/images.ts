import { Extension, Image, PlatformImage } from '../../../lib';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { first, oneInstance } from './needs';

const parameters = ['postgres', 'parameters'] as const;

/** Images, and what they hold. */
export const IMAGES: readonly Fault[] = [
  {
    kind: 'an image that is another one tomorrow',
    make: (profile) =>
      wrongAt(
        'images.pgbouncer.tag',
        profile,
        ['images', 'pgbouncer'],
        Image.of('registry.example/pgbouncer', 'latest'),
      ),
    says: /"latest" is another image tomorrow/,
  },
  {
    kind: 'an image of another major',
    make: (profile) =>
      wrongAt(
        'postgres.image.tag',
        profile,
        ['postgres', 'image'],
        PlatformImage.of('registry.example/postgres', '14.2-1'),
      ),
    says: /names PostgreSQL 14, and the profile says Postgres\.v1[5678]/,
  },
  {
    kind: 'the official image where jobs and Patroni run',
    make: (profile) =>
      wrongAt(
        'postgres.image.repository',
        profile,
        ['postgres', 'image'],
        PlatformImage.of('docker.io/library/postgres', `${profile.postgres.major}.1`),
      ),
    says: /is the official image, which lacks what jobs and Patroni need\. Build images\/postgres/,
  },
  {
    kind: 'a repository with a tag',
    make: (profile) =>
      wrongAt('images.dbmate.repository', profile, ['images', 'dbmate'], Image.of('registry.example/dbmate:1', '2')),
    says: /is no repository/,
  },
  {
    kind: 'a library that the image lacks',
    make: (profile) => {
      const bare = wrong(profile, ['postgres', 'imageAdds'], undefined).profile;
      return wrong(bare, [...parameters, 'sharedPreloadLibraries'], 'pg_stat_statements, timescaledb');
    },
    says: /the image does not hold the library "timescaledb"/,
    proof: 'image',
  },
  {
    kind: 'messages in a locale that the image lacks',
    make: (profile) => {
      const bare = wrong(profile, ['postgres', 'imageAdds'], undefined).profile;
      return wrong(bare, [...parameters, 'lcMessages'], 'de_DE.UTF-8');
    },
    says: /the image does not hold the locale "de_DE\.UTF-8"/,
    proof: 'image',
  },
  {
    kind: 'an extension that the official image lacks',
    needs: [oneInstance],
    make: (profile) => {
      const place = ['databases', first(profile.databases), 'extensions'];
      return wrongAt(pathOf([...place, 0]), profile, place, [Extension.PG_CRON]);
    },
    says: /the official image for PostgreSQL \d+ does not hold "pg_cron"\. Leave it out, or run postgres\.image/,
    proof: 'image',
    also: /does not hold the library/,
  },
  {
    kind: 'a locale that the image lacks',
    make: (profile) => {
      const bare = wrong(profile, ['postgres', 'imageAdds'], undefined).profile;
      return wrong(bare, ['databases', first(profile.databases), 'locale'], 'de_DE.UTF-8');
    },
    says: /the image does not hold the locale "de_DE\.UTF-8"/,
    proof: 'image',
  },
];
