import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';
import type { SchemaProps, SchemaRole } from '../../lib/tiers/schema';
import { login, SUPERUSER } from './reconcile-server';

/** Names that need quotes wherever they stand. */
export const WEIRD_ROLE = `weird-Role'x "y" \\z`;
export const WEIRD_DATABASE = 'a b=c';

export const DATABASES = ['app', WEIRD_DATABASE, 'postgres', 'template1'];

/** A platform with one of everything that reconcile does. */
export const EXAMPLE: SchemaProps = {
  platform: 'example',
  name: 'example-reconcile',
  image: 'registry.example/postgres:18.4-1',
  server: { host: 'example-primary.example.svc.cluster.local', port: 5432, caSecret: 'example-ca' },
  superuser: login(SUPERUSER),
  systemRoles: {
    replication: login('replicator'),
    rewind: login('rewind'),
    monitoring: login('postgres_exporter'),
    lookup: login('pgbouncer_lookup'),
    dump: login('dump'),
  },
  roles: {
    app_owner: { login: false },
    migrator: person('migrator', { memberOf: ['app_owner'], inherit: false, sessionParameters: { role: 'app_owner' } }),
    app: person('app', {
      connectionLimit: 40,
      sessionParameters: { statement_timeout: '30s', search_path: '"$user", Public', 'app.tenant': "it's" },
    }),
    reader: person('reader', { memberOf: ['pg_read_all_stats'] }),
    team: person('team', { createRole: true, createDatabase: true }),
    auditor: { login: false },
    [WEIRD_ROLE]: person(WEIRD_ROLE, { bypassRowSecurity: true }),
  },
  databases: {
    app: {
      owner: 'app_owner',
      pooled: true,
      // The one UTF-8 locale that every Linux has.
      locale: 'C.UTF-8',
      access: { app: AccessLevel.WRITE, reader: AccessLevel.READ, [WEIRD_ROLE]: AccessLevel.CREATE },
      schemas: { audit: { owner: 'auditor', access: { app: AccessLevel.READ } } },
      connect: ['migrator', 'team'],
      extensions: [Extension.PG_TRGM, Extension.UUID_OSSP, Extension.PG_STAT_STATEMENTS],
      connectionLimit: 60,
      sessionParameters: { work_mem: '8MB' },
    },
    [WEIRD_DATABASE]: { owner: WEIRD_ROLE, pooled: true, locale: 'C.UTF-8' },
  },
};

function person(name: string, role: SchemaRole): SchemaRole {
  return { ...role, password: login(name).password };
}
