import { type InstanceFilesProps, instanceFiles } from '../../lib/formats/instance-files';
import { resolve } from '../../lib/profile/resolve';
import { memberParameters } from '../../lib/profile/resolve-parameters';
import { wireMembers } from '../../lib/wiring/instances';
import { dict } from '../../profiles/dict';
import { parameters } from './conf-lines';
import { PASSWORD, type ServerFromFiles, startFromFiles } from './server-from-files';

const { files: dictFiles } = wireMembers(resolve(dict));

const props: InstanceFilesProps = {
  title: 'PostgreSQL 16: members of dict',
  major: 16,
  parameters: [{ title: 'Memory', parameters: [['work_mem', '16MB']] }],
  store: { max_connections: '200' },
  tlsFolder: '/etc/postgresql-tls',
  hba: {
    localRoles: ['postgres'],
    rules: [{ databases: 'all', roles: ['postgres'], comment: 'The jobs.' }],
    addresses: ['all'],
  },
  patroni: {
    major: 16,
    scope: 'x',
    namespace: 'x',
    platform: 'dict',
    configFolder: '/etc/postgresql',
    operationsFolder: '/opt/operations',
    tlsFolder: '/etc/postgresql-tls',
    dataDirectory: '/data',
    socketFolder: '/run',
    binFolder: '/bin',
    store: {
      ttl: 30,
      loop_wait: 10,
      retry_timeout: 10,
      maximum_lag_on_failover: 1,
      primary_start_timeout: 60,
      failsafe_mode: true,
      synchronous_mode: false,
      synchronous_mode_strict: false,
      synchronous_node_count: 1,
      postgresql: { use_pg_rewind: true, use_slots: true, parameters: {} },
    },
    locale: 'C',
    promotable: true,
  },
};
const conf = (own: Partial<InstanceFilesProps> = {}) =>
  instanceFiles({ ...props, ...own }).files['postgresql.conf'] ?? '';

describe('the files of an instance', () => {
  test('D2 hold the parameters of the profile and of the platform, and say those of the store in comments alone', () => {
    expect(parameters(conf())).toMatchObject({
      work_mem: '16MB',
      ssl: 'on',
      ssl_min_protocol_version: 'TLSv1.2',
      password_encryption: 'scram-sha-256',
      logging_collector: 'off',
      log_destination: 'stderr',
    });
    expect(parameters(conf())).not.toHaveProperty('max_connections');
    expect(conf()).toContain('#   max_connections = 200\n');
  });

  test('have each parameter once, and a stricter TLS of the profile wins', () => {
    const stricter = conf({
      parameters: [{ title: 'Connections', parameters: [['ssl_min_protocol_version', 'TLSv1.3']] }],
    });
    expect(stricter.match(/^ssl_min_protocol_version/gm)).toHaveLength(1);
    expect(parameters(stricter).ssl_min_protocol_version).toBe('TLSv1.3');
  });

  test.each(['TimeZone', 'log_timezone', 'default_text_search_config'])(
    'have %s once where the profile says it',
    (name) => {
      const said = conf({ parameters: [{ title: 'Client Connection Defaults', parameters: [[name, 'x']] }] });
      expect(said.match(new RegExp(`^${name} = `, 'gim'))).toEqual([`${name} = `]);
    },
  );

  test('forbid ALTER SYSTEM where the major can', () => {
    expect(parameters(conf())).not.toHaveProperty('allow_alter_system');
    expect(parameters(conf({ major: 17 })).allow_alter_system).toBe('off');
  });

  test('carry a hash that follows the parameters and the access, and nothing else', () => {
    const hash = (own: Partial<InstanceFilesProps>) => instanceFiles({ ...props, ...own }).hash;
    const first = hash({});
    expect(parameters(conf())['cdk8s_postgres.config_hash']).toBe(first);
    expect(hash({ title: 'another' })).toBe(first);
    expect(hash({ store: { max_connections: '300' } })).toBe(first);
    const changed = [
      hash({ parameters: [{ title: 'Memory', parameters: [['work_mem', '17MB']] }] }),
      hash({ hba: { ...props.hba, addresses: ['10.0.0.0/8'] } }),
      hash({ hba: { ...props.hba, localRoles: ['postgres', 'replicator'] } }),
    ];
    expect(new Set([first, ...changed]).size).toBe(4);
  });
});

/** The packages of npm are built without lz4. */
const withoutLz4 = (files: Readonly<Record<string, string>>) => ({
  ...files,
  'postgresql.conf': (files['postgresql.conf'] ?? '').replace(/^default_toast_compression = lz4$/m, ''),
});

describe('a real PostgreSQL 16 with the files of dict', () => {
  let server: ServerFromFiles;
  beforeAll(async () => {
    server = await startFromFiles(16, withoutLz4(dictFiles.files), memberParameters(dict).store);
    await server.query(
      `create role dict_core_user login password '${PASSWORD}'; create role replicator login replication password '${PASSWORD}'`,
    );
    for (const name of ['dict_core', 'temporal']) await server.query(`create database ${name}`);
  });
  afterAll(() => server?.stop());

  test('D2 takes every parameter of the file', async () => {
    const faults = 'select name, error from pg_file_settings where error is not null or not applied';
    expect(await server.query(faults)).toEqual([]);
    const [{ count } = {}] = await server.query('select count(distinct name)::int from pg_file_settings');
    expect(count).toBeGreaterThan(35);
  });

  test('D3 takes every line of pg_hba.conf and pg_ident.conf', async () => {
    expect(await server.query('select line_number, error from pg_hba_file_rules where error is not null')).toEqual([]);
    expect(await server.query('select map_name, sys_name, pg_username, error from pg_ident_file_mappings')).toEqual([
      { map_name: 'pod', sys_name: 'postgres', pg_username: 'dict_admin', error: null },
      { map_name: 'pod', sys_name: 'postgres', pg_username: 'replicator', error: null },
    ]);
    const network = "select distinct auth_method from pg_hba_file_rules where type = 'hostssl'";
    expect(await server.query(network)).toEqual([{ auth_method: 'scram-sha-256' }]);
  });

  test('D2 reports the hash of the files, and values as the profile says them', async () => {
    const [values] = await server.query(`select current_setting('cdk8s_postgres.config_hash') as hash,
      current_setting('shared_buffers') as buffers, current_setting('max_connections') as connections,
      current_setting('log_line_prefix') as prefix, current_setting('shared_preload_libraries') as libraries`);
    expect(values).toEqual({
      hash: dictFiles.hash,
      buffers: '2GB',
      connections: '200',
      prefix: '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
      libraries: 'pg_stat_statements',
    });
  });

  test('D3 lets a role into its own database, encrypted and with its password', async () => {
    expect(await server.login('dict_core_user', 'dict_core')).toBe('dict_core_user');
    await expect(server.login('dict_core_user', 'temporal')).rejects.toThrow('pg_hba.conf rejects connection');
    await expect(server.login('dict_core_user', 'postgres')).rejects.toThrow('pg_hba.conf rejects connection');
    await expect(server.login('dict_core_user', 'dict_core', false)).rejects.toThrow('no encryption');
    await expect(server.login('replicator', 'dict_core')).rejects.toThrow('pg_hba.conf rejects connection');
  });
});

describe('a real PostgreSQL 16 with unusual names', () => {
  const names = [
    'all',
    'sameuser',
    'replication',
    '+group',
    '@file',
    'a,b',
    'with space',
    'Upper',
    'say "hi"',
    '#x',
    'é',
  ];
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
  const rule = (name: string) => ({ databases: [name], roles: [name], comment: `Logs in to ${name}.` });
  let server: ServerFromFiles;
  beforeAll(async () => {
    const rules = [...names, '/^prefix'].map(rule);
    const { files } = instanceFiles({ ...props, hba: { localRoles: [...names], rules, addresses: ['all'] } });
    server = await startFromFiles(16, files, {});
    for (const name of [...names, 'stranger', 'prefixed']) {
      await server.query(`create role ${quoted(name)} login password '${PASSWORD}'`);
      await server.query(`create database ${quoted(name)}`);
    }
    await server.query('create role "group"; grant "group" to stranger');
  });
  afterAll(() => server?.stop());

  test.each(names)('D3 the role %s gets into the database of its name', async (name) => {
    expect(await server.login(name, name)).toBe(name);
  });

  test.each(names)('D3 the name %s opens no other database, and lets in nobody else', async (name) => {
    await expect(server.login(name, 'stranger')).rejects.toThrow('pg_hba.conf rejects connection');
    await expect(server.login('stranger', name)).rejects.toThrow('pg_hba.conf rejects connection');
  });

  test('a name that begins with a slash is a regular expression even in quotes, which is why profiles refuse it', async () => {
    expect(await server.login('prefixed', 'prefixed')).toBe('prefixed');
  });
});
