import { Duration } from 'cdk8s';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import { first, migrations, partitions } from './needs';

/** Migrations and partitions. */
export const SQL: readonly Fault[] = [
  {
    kind: 'migrations that are not there',
    needs: [migrations],
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'migrations', 'path'], '/nowhere/sql'),
    says: /there is no folder "\/nowhere\/sql"/,
  },
  {
    kind: 'migrations from whatever folder one is in',
    needs: [migrations],
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'migrations', 'path'], 'sql/dict'),
    says: /begins at no fixed folder/,
  },
  {
    kind: 'migrations that end before they begin',
    needs: [migrations],
    make: (profile) =>
      wrong(profile, ['databases', first(profile.databases), 'migrations', 'deadline'], Duration.seconds(5)),
    says: /5 s is no whole number of seconds of at least 60/,
  },
  {
    kind: 'partitions that are retired and kept',
    needs: [partitions],
    make: (profile) =>
      wrong(profile, ['databases', first(profile.databases), 'partitions', 'events', 'retire'], 'drop'),
    says: /nothing is ever retired without a retention/,
  },
  {
    kind: 'partitions in a schema that is not declared',
    needs: [partitions],
    make: (profile) =>
      wrong(profile, ['databases', first(profile.databases), 'partitions', 'events', 'schema'], 'no_schema_at_all'),
    says: /the schema "no_schema_at_all" is not declared/,
  },
  {
    kind: 'partitions whose names are cut off',
    needs: [partitions],
    make: (profile) =>
      wrong(profile, ['databases', first(profile.databases), 'partitions', 'x'.repeat(60)], {
        interval: 'day',
        premake: 200,
      }),
    says: /which has \d+ bytes; PostgreSQL cuts names off after 63/,
  },
  {
    kind: 'a wait for locks that outlasts the migration',
    needs: [migrations],
    make: (profile) =>
      wrongAt(
        pathOf(['databases', first(profile.databases), 'migrations', 'lockTimeout']),
        profile,
        ['databases', first(profile.databases), 'migrations'],
        {
          ...profile.databases[first(profile.databases)]?.migrations,
          lockTimeout: Duration.hours(2),
          deadline: Duration.minutes(1),
        },
      ),
    says: /2 h is not less than the deadline of 1 min/,
  },
];
