import { Extension, Target } from '../../../lib';
import { setsOf, superuserOf } from '../generator/context';
import { type Fault, pathOf, wrong, wrongAt } from './fault';
import {
  aLogin,
  aPlainPool,
  aPool,
  aSet,
  dumps,
  first,
  migrations,
  oneInstance,
  partitions,
  someAccess,
  twoRoles,
} from './needs';

/** What names something that is not declared, or cannot be meant. */
export const REFERENCES: readonly Fault[] = [
  {
    kind: 'an owner that is not declared',
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'owner'], 'nobody_at_all'),
    says: /the role "nobody_at_all" is not declared/,
    also: /in no database|connect to no database/,
  },
  {
    kind: 'access of a role that is not declared',
    make: (profile) => {
      const place = ['databases', first(profile.databases), 'access'];
      const said = profile.databases[first(profile.databases)]?.access;
      return wrongAt(pathOf([...place, 'nobody_at_all']), profile, place, { ...said, nobody_at_all: 'read' });
    },
    says: /the role "nobody_at_all" is not declared/,
  },
  {
    kind: "a schema's owner that is not declared",
    make: (profile) => {
      const place = ['databases', first(profile.databases), 'schemas', 'fresh_schema'];
      return wrongAt(pathOf([...place, 'owner']), profile, place, { owner: 'nobody_at_all' });
    },
    says: /the role "nobody_at_all" is not declared/,
  },
  {
    kind: "a schema that is the platform's",
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'schemas', 'partman'], {}),
    says: /Give yours another name/,
  },
  {
    kind: 'a pool to a database that is not declared',
    needs: [aPool],
    make: (profile) => {
      const place = ['pools', first(profile.pools), 'databases', 'fresh_entry'];
      return wrongAt(pathOf([...place, 'database']), profile, place, { database: 'no_database_at_all' });
    },
    says: /the database "no_database_at_all" is not declared/,
  },
  {
    kind: 'a target that is not declared',
    needs: [aPool],
    make: (profile) => {
      const pool = first(profile.pools);
      const entry = first(profile.pools?.[pool]?.databases);
      return wrong(profile, ['pools', pool, 'databases', entry, 'target'], Target.set('no-set-at-all'));
    },
    says: /the set "no-set-at-all" is not declared/,
  },
  {
    kind: 'standbys of one instance',
    needs: [oneInstance, aPlainPool],
    make: (profile) => wrong(profile, ['pools', 'plain-1', 'databases', 'entry', 'target'], Target.STANDBYS),
    says: /one instance has no standbys/,
  },
  {
    kind: 'a source that is not declared',
    needs: [aSet],
    make: (profile) => wrong(profile, ['topology', 'sets', first(setsOf(profile)), 'source'], 'no-set-at-all'),
    says: /the set "no-set-at-all" is not declared in topology\.sets/,
  },
  {
    kind: 'sets that stream from each other',
    needs: [aSet],
    make: (profile) => {
      const set = first(setsOf(profile));
      const second = { ...setsOf(profile)[set], source: set };
      const both = wrong(profile, ['topology', 'sets', 'second-set'], second).profile;
      return wrong(both, ['topology', 'sets', set, 'source'], 'second-set');
    },
    says: /streams from second-set streams from .*: nothing reaches them/,
    also: /nothing reaches them|too few/,
  },
  {
    kind: 'direct access of a role that is not declared',
    needs: [aLogin, someAccess],
    make: (profile) => wrongAt('access.direct.roles[0]', profile, ['access', 'direct', 'roles'], ['nobody_at_all']),
    says: /the role "nobody_at_all" is not declared/,
    also: /connect to no database/,
  },
  {
    kind: 'direct access of a role that does not log in',
    needs: [aLogin, twoRoles, someAccess],
    make: (profile) => wrongAt('access.direct.roles[0]', profile, ['access', 'direct', 'roles'], ['one_role']),
    says: /the role "one_role" does not log in/,
    also: /connect to no database/,
  },
  {
    kind: 'direct access to a database that is not declared',
    needs: [aLogin, someAccess],
    make: (profile) =>
      wrongAt('access.direct.databases[0]', profile, ['access', 'direct', 'databases'], ['no_database_at_all']),
    says: /the database "no_database_at_all" is not declared/,
    also: /connect to no database/,
  },
  {
    kind: 'a monitored database that is not declared',
    make: (profile) => wrongAt('monitoring.databases[0]', profile, ['monitoring', 'databases'], ['no_database_at_all']),
    says: /the database "no_database_at_all" is not declared/,
  },
  {
    kind: 'a group that is not declared',
    needs: [twoRoles],
    make: (profile) =>
      wrongAt('roles.one_role.memberOf[0]', profile, ['roles', 'one_role', 'memberOf'], ['nobody_at_all']),
    says: /the role "nobody_at_all" is not declared/,
  },
  {
    kind: 'a group that PostgreSQL has not',
    needs: [twoRoles],
    make: (profile) => wrongAt('roles.one_role.memberOf[0]', profile, ['roles', 'one_role', 'memberOf'], ['pg_monitr']),
    says: /has no role "pg_monitr" to be a member of\. Did you mean "pg_monitor"\?/,
  },
  {
    kind: 'roles that are members of each other',
    needs: [twoRoles],
    make: (profile) => {
      const one = wrong(profile, ['roles', 'one_role', 'memberOf'], ['other_role']).profile;
      return wrongAt(/^roles\.\w+\.memberOf\[0\]$/, one, ['roles', 'other_role', 'memberOf'], ['one_role']);
    },
    says: /would be a member of itself/,
  },
  {
    kind: "an administrator of a pool who is the platform's own",
    needs: [aPool],
    make: (profile) => {
      const place = ['pools', first(profile.pools), 'adminRoles'];
      return wrongAt(pathOf([...place, 0]), profile, place, [superuserOf(profile)]);
    },
    says: /whose secret is looked up for nobody/,
  },
  {
    kind: 'a login that gets in nowhere',
    make: (profile) => wrong(profile, ['roles', 'fresh_login'], {}),
    says: /logs in and may connect to no database/,
  },
  {
    kind: 'partitions of a database of the superuser',
    needs: [partitions],
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'owner'], superuserOf(profile)),
    says: /is the superuser, and the database has partitions|is the superuser, and the database has pg_partman|is the superuser, and the database has migrations/,
    also: /connect to no database/,
  },
  {
    kind: 'migrations of a database of the superuser',
    needs: [migrations],
    make: (profile) => wrong(profile, ['databases', first(profile.databases), 'owner'], superuserOf(profile)),
    says: /the database has (migrations|partitions|pg_partman)/,
    also: /connect to no database/,
  },
  {
    kind: 'pg_cron in two databases',
    make: (profile) => {
      const owner = first(profile.roles);
      const extensions = [Extension.PG_CRON];
      const cleared = Object.keys(profile.databases).reduce(
        (before, name) => wrong(before, ['databases', name, 'extensions'], undefined).profile,
        profile,
      );
      const one = wrong(cleared, ['databases', 'one_with_cron'], { owner, extensions }).profile;
      return wrongAt('databases.other_with_cron.extensions', one, ['databases', 'other_with_cron'], {
        owner,
        extensions,
      });
    },
    says: /pg_cron works in one database of a server/,
    also: /too few|too little|never be/,
  },
  {
    kind: 'dumps without a way to object storage',
    needs: [dumps],
    make: (profile) => wrong(profile, ['network', 'objectStorage'], undefined),
    says: /is missing, and backups\.dumps uploads to it/,
  },
];
