import { PARTITIONS_SCHEMA } from '../formats/reconcile-state';
import { DEFAULT_IMAGES } from '../images';
import { readMigrations } from '../migrations/read-migrations';
import { databasesWithPartitions } from '../profile/partitioned-databases';
import type { ResolvedProfile } from '../profile/resolve';
import type { MigrationsJobProps } from '../tiers/migrations-job';
import { serverEndpoint, systemLogin } from './server';

/** The migrations of each database that has them. */
export function wireMigrations(resolved: ResolvedProfile): MigrationsJobProps[] {
  const { profile, names } = resolved;
  const { images = {} } = profile;
  const partitioned = databasesWithPartitions(profile);
  return Object.entries(profile.databases).flatMap(
    ([database, { owner, schemas = {}, extensions = [], migrations }]) => {
      if (migrations === undefined) return [];
      const { path, apply, lockTimeout, deadline } = migrations;
      return [
        {
          platform: profile.name,
          name: names.migrations(database),
          image: (images.dbmate ?? DEFAULT_IMAGES.dbmate).reference,
          pullSecrets: images.pullSecrets ?? [],
          server: serverEndpoint(resolved, names.primary),
          login: systemLogin(resolved, 'migration'),
          database,
          owner,
          ...readMigrations(path),
          schemas: [...Object.keys(schemas), ...(partitioned.includes(database) ? [PARTITIONS_SCHEMA] : [])],
          extensions,
          ...(partitioned.includes(database) && { maintainPartitions: true }),
          ...(apply && { apply }),
          ...(lockTimeout && { lockTimeoutSeconds: lockTimeout.toSeconds() }),
          ...(deadline && { deadlineSeconds: deadline.toSeconds() }),
        },
      ];
    },
  );
}
