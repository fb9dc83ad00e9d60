import { FindingsError } from '../../lib/findings';
import { type PgBouncerIniProps, pgbouncerIni, pgbouncerSettings } from '../../lib/formats/pgbouncer-ini';

const entry = { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432, maxServerConnections: 10 };
const dict: PgBouncerIniProps = {
  name: 'pgbouncer-of-dict',
  databases: {
    dict_core: { ...entry, database: 'dict_core' },
    dict_core_readonly: { ...entry, database: "o'dd name", poolSize: 5, mode: 'session' },
  },
  port: 6432,
  mode: 'transaction',
  adminRoles: ['operator'],
  lookup: { role: 'pgbouncer_lookup', query: 'select name, secret from pgbouncer.user_lookup($1)' },
  files: {
    socketFolder: '/run/pgbouncer',
    authFile: '/run/pgbouncer-active/userlist.txt',
    certificate: '/etc/pgbouncer-tls/tls.crt',
    key: '/etc/pgbouncer-tls/tls.key',
    serverCa: '/etc/postgresql-ca/ca.crt',
  },
  settings: {
    max_client_conn: '1000',
    default_pool_size: '25',
    min_pool_size: '10',
    reserve_pool_size: '5',
    reserve_pool_timeout: '3',
    server_lifetime: '3600',
    server_idle_timeout: '600',
    log_connections: '1',
    log_disconnections: '1',
    log_pooler_errors: '1',
  },
};

const lookup = (index: string) => `pgbouncer_lookup_${index}`;

describe('pgbouncer.ini', () => {
  const lines = pgbouncerIni(dict).split('\n');

  it('D14 has an entry for each database, with its own cap', () => {
    expect(lines.slice(0, 3)).toEqual([
      '[databases]',
      'dict_core = host=postgres-primary.postgres.svc.cluster.local port=5432 dbname=dict_core max_db_connections=10 auth_dbname=pgbouncer_lookup_1',
      "dict_core_readonly = host=postgres-primary.postgres.svc.cluster.local port=5432 dbname='o''dd name' pool_mode=session pool_size=5 max_db_connections=10 auth_dbname=pgbouncer_lookup_1",
    ]);
  });

  it('D14 looks secrets up by an entry of its own for each Service, which traffic cannot saturate', () => {
    const standbys = { ...entry, host: 'postgres-standby.postgres.svc.cluster.local' };
    const databases = {
      a: { ...entry, database: 'a' },
      reads: { ...standbys, database: 'a' },
      b: { ...entry, database: 'b' },
      other_port: { ...standbys, port: 5433, database: 'c' },
    };
    const text = pgbouncerIni({ ...dict, databases });
    expect(text.match(/(?<=max_db_connections=10 auth_dbname=).*/g)).toEqual(['1', '2', '1', '3'].map(lookup));
    const small = 'pool_mode=statement pool_size=2 max_db_connections=2';
    expect(text.match(/^pgbouncer_lookup_.*$/gm)).toEqual([
      `pgbouncer_lookup_1 = host=${entry.host} port=5432 dbname=a ${small} auth_dbname=pgbouncer_lookup_1`,
      `pgbouncer_lookup_2 = host=${standbys.host} port=5432 dbname=a ${small} auth_dbname=pgbouncer_lookup_2`,
      `pgbouncer_lookup_3 = host=${standbys.host} port=5433 dbname=c ${small} auth_dbname=pgbouncer_lookup_3`,
    ]);
    expect(text).toMatch(/^auth_dbname = pgbouncer_lookup_1$/m);
  });

  it('a login, like a query, waits for longer than a failover of 40 seconds takes', () => {
    const { client_login_timeout, query_wait_timeout } = pgbouncerSettings(dict);
    expect([client_login_timeout, query_wait_timeout]).toEqual(['60', '60']);
  });

  it('says which Deployment has the console', () => {
    expect(lines.filter((line) => line.includes('kubectl'))).toEqual([
      ';   kubectl exec -it deployment/pgbouncer-of-dict --container reload -- psql --username pgbouncer pgbouncer',
    ]);
  });

  it('D14 holds the five groups of settings as specified', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'listen_addr = 0.0.0.0',
        'listen_port = 6432',
        'auth_type = scram-sha-256',
        'admin_users = operator',
        'pool_mode = transaction',
        ...Object.entries(dict.settings).map(([name, value]) => `${name} = ${value}`),
      ]),
    );
  });

  it('D14 says each setting once, whoever chose it, and the author wins over the platform', () => {
    const { settings } = dict;
    const text = pgbouncerIni({
      ...dict,
      settings: { ...settings, query_wait_timeout: '5' },
    });
    expect(text.match(/^query_wait_timeout = .*$/gm)).toEqual(['query_wait_timeout = 5']);
    const names = text.match(/^[a-z_0-9]+(?= = )/gm) ?? [];
    expect(names.length).toBe(new Set(names).size);
  });

  it('encrypts and authenticates before the first line that an author can get wrong', () => {
    const names = lines.map((line) => line.split(' = ')[0] ?? '');
    const first = Math.min(...Object.keys(dict.settings).map((name) => names.indexOf(name)));
    for (const name of ['auth_type', 'auth_query', 'client_tls_sslmode', 'server_tls_sslmode', 'server_tls_ca_file']) {
      expect(names.indexOf(name)).toBeGreaterThan(0);
      expect(names.indexOf(name)).toBeLessThan(first);
    }
  });

  it('ends with a hash that follows every change', () => {
    const hash = (props: PgBouncerIniProps) => pgbouncerIni(props).trimEnd().split('\n').at(-1);
    expect(hash(dict)).toMatch(/^syslog_ident = pgbouncer-[0-9a-f]{10}$/);
    expect(hash(dict)).toBe(hash({ ...dict }));
    expect(hash({ ...dict, settings: { ...dict.settings, server_lifetime: '3601' } })).not.toBe(hash(dict));
  });

  it('has no admin_users where nobody is named', () => {
    expect(pgbouncerIni({ ...dict, adminRoles: [] })).not.toMatch(/^(admin_users|auth_dbname) /m);
  });

  it('T5 keeps prepared statements working in transaction mode', () => {
    expect(Number(pgbouncerSettings(dict).max_prepared_statements)).toBeGreaterThan(0);
  });

  it('refuses all at once what the file cannot hold and what the platform owns', () => {
    const broken = {
      ...dict,
      databases: {
        pgbouncer: dict.databases.dict_core,
        pgbouncer_lookup_1: dict.databases.dict_core,
        'a b': { ...entry, database: '' },
      } as PgBouncerIniProps['databases'],
      adminRoles: ['two names'],
      settings: { listen_port: '1', server_reset_query: 'DISCARD ALL\nauth_type = any' },
    };
    const thrown = (() => {
      try {
        return pgbouncerIni(broken);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(FindingsError);
    expect((thrown as FindingsError).findings.map(({ path }) => path)).toEqual([
      'databases.pgbouncer',
      'databases.pgbouncer_lookup_1',
      'databases.a b',
      'databases.a b.database',
      'settings.listen_port',
      'settings.server_reset_query',
      'adminRoles',
    ]);
    expect((thrown as FindingsError).message).toContain(
      "settings.listen_port: is the platform's own: the Service has the same port. Remove it; port decides on it.",
    );
  });

  it('refuses an empty pool', () => {
    expect(() => pgbouncerIni({ ...dict, databases: {}, adminRoles: [] })).toThrow('databases: is empty');
  });
});
