import { parse } from 'yaml';
import { type PatroniProps, patroniYml } from '../../lib/formats/patroni-yml';

const props: PatroniProps = {
  major: 15,
  scope: 'postgres-patroni',
  namespace: 'postgres',
  platform: 'dict',
  configFolder: '/etc/postgresql',
  operationsFolder: '/opt/operations',
  tlsFolder: '/etc/postgresql-tls',
  dataDirectory: '/var/lib/postgresql/data/pgdata',
  socketFolder: '/var/run/postgresql',
  binFolder: '/usr/lib/postgresql/16/bin',
  store: {
    ttl: 30,
    loop_wait: 10,
    retry_timeout: 10,
    maximum_lag_on_failover: 1048576,
    primary_start_timeout: 60,
    failsafe_mode: true,
    synchronous_mode: false,
    synchronous_mode_strict: false,
    synchronous_node_count: 1,
    postgresql: { use_pg_rewind: true, use_slots: true, parameters: { max_connections: '200' } },
  },
  locale: 'en_US.UTF-8',
  promotable: true,
};
const read = (own: Partial<PatroniProps> = {}) => parse(patroniYml({ ...props, ...own }));

describe('patroni.yml', () => {
  test('D24 keeps its state in ConfigMaps, by the labels that Services select', () => {
    expect(read()).toMatchObject({
      scope: 'postgres-patroni',
      kubernetes: {
        namespace: 'postgres',
        use_endpoints: false,
        labels: { 'cdk8s-postgres/platform': 'dict' },
        scope_label: 'cdk8s-postgres/cluster',
        role_label: 'cdk8s-postgres/role',
        leader_label_value: 'primary',
        follower_label_value: 'replica',
      },
    });
    expect(patroniYml(props)).not.toContain('app.kubernetes.io/instance');
  });

  test('D2 gives Patroni the rendered files, whose places it does not choose itself', () => {
    const { postgresql } = read();
    expect(postgresql.custom_conf).toBe('/etc/postgresql/postgresql.conf');
    expect(postgresql.parameters).toEqual({
      hba_file: '/etc/postgresql/pg_hba.conf',
      ident_file: '/etc/postgresql/pg_ident.conf',
      unix_socket_directories: '/var/run/postgresql',
    });
    expect(postgresql.use_unix_socket).toBe(true);
    expect(postgresql.use_unix_socket_repl).toBe(true);
  });

  test('D4 initializes with checksums, UTF-8, and the store as it is', () => {
    const { bootstrap } = read();
    const initdb = [{ encoding: 'UTF8' }, { locale: 'en_US.UTF-8' }, 'data-checksums'];
    expect(bootstrap.initdb).toEqual(initdb);
    expect(read({ major: 16 }).bootstrap.initdb).toEqual([...initdb, { set: 'huge_pages=off' }]);
    expect(bootstrap.dcs).toEqual(props.store);
  });

  test('D5 copies the primary by a script that marks an interrupted copy', () => {
    expect(read().postgresql).toMatchObject({
      bin_name: { pg_basebackup: '/opt/operations/pg-basebackup.sh' },
      basebackup: [{ checkpoint: 'fast' }, 'no-password'],
    });
  });

  test('D7 verifies every server, and holds no name and no password of a role', () => {
    const { restapi, postgresql } = read();
    const verified = { sslmode: 'verify-full', sslrootcert: '/etc/postgresql-tls/ca.crt' };
    expect(postgresql.authentication).toEqual({ superuser: verified, replication: verified, rewind: verified });
    expect(restapi).toEqual({
      listen: '*:8008',
      certfile: '/etc/postgresql-tls/tls.crt',
      keyfile: '/etc/postgresql-tls/tls.key',
      cafile: '/etc/postgresql-tls/ca.crt',
    });
    expect(patroniYml(props)).not.toMatch(/username|password: /);
  });

  test('T1 an instance of a set is never promoted and never waited for', () => {
    expect(read().tags).toEqual({});
    expect(read({ promotable: false }).tags).toEqual({ nofailover: true, nosync: true });
  });

  test('is read alike by YAML 1.1, which Patroni reads: no word or number is taken for another', () => {
    const store = {
      ...props.store,
      postgresql: {
        ...props.store.postgresql,
        parameters: { wal_level: 'no', a: '0o17', b: '1_000', track_commit_timestamp: 'on' },
      },
    };
    const text = patroniYml({ ...props, store });
    const values = parse(text, { version: '1.1' }).bootstrap.dcs.postgresql.parameters;
    expect(values).toEqual({ wal_level: 'no', a: '0o17', b: '1_000', track_commit_timestamp: 'on' });
    expect(parse(text, { version: '1.2' })).toEqual(parse(text, { version: '1.1' }));
  });
});
