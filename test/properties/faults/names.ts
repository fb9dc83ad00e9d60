import { Secrets } from '../../../lib';
import { resolveSystemRoles } from '../../../lib/profile/system-roles';
import { setsOf, superuserOf } from '../generator/context';
import { type Fault, wrong, wrongAt } from './fault';
import { aPool, aSet, certManager, dumps, first, fromVault, twoRoles } from './needs';

/** Names that something takes for another, or does not take. */
export const NAMES: readonly Fault[] = [
  {
    kind: "a platform's name in capitals",
    make: (profile) => wrong(profile, ['name'], 'Dict'),
    says: /is no DNS label/,
  },
  {
    kind: 'a namespace with a dot',
    make: (profile) => wrong(profile, ['namespace', 'name'], 'a.b'),
    says: /is no DNS label/,
  },
  {
    kind: 'a prefix that leaves no room',
    make: (profile) => wrong(profile, ['names', 'prefix'], 'x'.repeat(31)),
    says: /has 31 characters, at most 30 fit/,
  },
  {
    kind: 'a set with a name of the platform',
    needs: [aSet],
    make: (profile) => wrong(profile, ['topology', 'sets', 'primary'], setsOf(profile)[first(setsOf(profile))]),
    says: /the platform calls an object of its own/,
  },
  {
    kind: "a pool with a name of the platform's",
    needs: [aPool],
    make: (profile) => {
      const name = `${profile.names?.prefix ?? profile.name}-primary`;
      return wrong(profile, ['pools', name], profile.pools?.[first(profile.pools)]);
    },
    says: /the name of an object of the platform/,
  },
  {
    kind: 'a Secret whose name is none',
    make: (profile) => wrongAt('secrets.name', profile, ['secrets'], Secrets.existing('a_secret')),
    says: /is no DNS name/,
  },
  {
    kind: 'credentials in a Secret that a controller makes',
    needs: [dumps, fromVault],
    make: (profile) =>
      wrong(profile, ['backups', 'dumps', 'destination', 'credentials', 'secret'], profile.secrets.props.name),
    says: /is the Secret that External Secrets makes of the store's passwords, which holds nothing else/,
  },
  {
    kind: "an application's key where a password is",
    make: (profile) =>
      wrong(profile, ['applicationKeys', resolveSystemRoles(profile).dump.passwordKey], 'signs tokens'),
    says: /is that of systemRoles\.dump/,
  },
  {
    kind: 'passwords in the Secret of a certificate',
    needs: [certManager],
    make: (profile) => {
      const name = `${profile.names?.prefix ?? profile.name}-server-tls`;
      return wrongAt('secrets.name', profile, ['secrets'], Secrets.existing(name));
    },
    says: /is the Secret that cert-manager makes with the servers' certificate/,
  },
  {
    kind: "a domain that is none's",
    make: (profile) => wrong(profile, ['network', 'clusterDomain'], 'local_domain'),
    says: /is no DNS name/,
  },
  {
    kind: "PostgreSQL's own database",
    make: (profile) => wrong(profile, ['databases', 'postgres'], { owner: first(profile.roles) }),
    says: /PostgreSQL's own database/,
  },
  {
    kind: 'a database whose name is cut off',
    make: (profile) => wrong(profile, ['databases', 'x'.repeat(64)], { owner: first(profile.roles) }),
    says: /has 64 bytes; PostgreSQL cuts names off after 63/,
  },
  {
    kind: 'a role with a name that PostgreSQL keeps',
    make: (profile) => wrong(profile, ['roles', 'pg_app'], { login: false }),
    says: /begins with pg_/,
  },
  {
    kind: 'a role called public',
    make: (profile) => wrong(profile, ['roles', 'public'], { login: false }),
    says: /is a word of PostgreSQL's/,
  },
  {
    kind: "a role with the name of one of the platform's",
    make: (profile) => wrong(profile, ['roles', superuserOf(profile)], { login: false }),
    says: /is already declared as systemRoles\.superuser/,
  },
  {
    kind: 'an entry that the admin console is called',
    needs: [aPool],
    make: (profile) => {
      const pool = first(profile.pools);
      return wrong(profile, ['pools', pool, 'databases', 'pgbouncer'], { database: first(profile.databases) });
    },
    says: /the name of the admin console/,
  },
  {
    kind: 'an entry with a space',
    needs: [aPool],
    make: (profile) => {
      const pool = first(profile.pools);
      return wrong(profile, ['pools', pool, 'databases', 'a b'], { database: first(profile.databases) });
    },
    says: /which is what PgBouncer takes/,
  },
  {
    kind: 'two passwords under one key',
    needs: [twoRoles],
    make: (profile) => {
      const database = first(profile.databases);
      const given = wrong(profile, ['databases', database, 'access'], {
        ...profile.databases[database]?.access,
        one_role: 'read',
        other_role: 'read',
      }).profile;
      const one = wrong(given, ['roles', 'one_role'], { passwordKey: 'shared' }).profile;
      return wrongAt('roles.other_role', one, ['roles', 'other_role'], { passwordKey: 'shared' });
    },
    says: /its password would be the key "shared" of the Secret, which is that of roles\.one_role/,
  },
  {
    kind: 'two passwords in one variable',
    make: (profile) => {
      const memberOf = [first(profile.roles)];
      const names = { 'same-name': { memberOf, passwordKey: 'k1' }, same_name: { memberOf, passwordKey: 'k2' } };
      const database = first(profile.databases);
      const access = { ...profile.databases[database]?.access, 'same-name': 'read', same_name: 'read' };
      const given = wrong(profile, ['databases', database, 'access'], access).profile;
      return wrong(given, ['roles'], { ...profile.roles, ...names });
    },
    says: /would share the variable PASSWORD_SAME_NAME/,
  },
  {
    kind: 'a key of the Secret that is none',
    make: (profile) =>
      wrongAt('systemRoles.superuser.usernameKey', profile, ['systemRoles', 'superuser'], {
        ...profile.systemRoles?.superuser,
        usernameKey: 'a key',
      }),
    says: /can be no key of a Secret/,
  },
  {
    kind: 'nodes with a label that none can have',
    make: (profile) =>
      wrongAt(
        'topology.members.placement.nodeSelector["node pool"]',
        profile,
        ['topology', 'members', 'placement', 'nodeSelector'],
        { 'node pool': 'databases' },
      ),
    says: /The key is not of the form/,
  },
  {
    kind: 'a storage class that Kubernetes cannot have',
    make: (profile) => wrong(profile, ['topology', 'members', 'storage', 'storageClass'], 'Fast SSD'),
    says: /"Fast SSD" is no DNS name/,
  },
];
