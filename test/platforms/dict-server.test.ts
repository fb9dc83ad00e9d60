import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import { dict } from '../../profiles/dict';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { readConf } from './formats';
import { containerOf, environmentOf, render } from './rendered';
import { PARAMETERS } from './specification';
import { readYaml } from './yaml';

const rendered = render(dict);
const file = (name: string) => rendered.config('postgres-config', name);

/** What Patroni adds on the command line, and what npm's server is built without or has no file for. */
const AROUND = {
  ...readYaml(rendered.config('postgres-parameters', 'store.json')).map('postgresql', 'parameters'),
  ssl: 'off',
  default_toast_compression: 'pglz',
};
/** What PostgreSQL says of each `hostssl` line while this test's server has no certificate. */
const WITHOUT_CERTIFICATE = 'hostssl record cannot match because SSL is disabled';
/** Bound by the harness, or of no meaning to this build. */
const NOT_COMPARED = ['listen_addresses', 'port', 'default_toast_compression'];

const lines = (parameters: Readonly<Record<string, unknown>>) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');

describe('dict: on a real PostgreSQL 16', () => {
  let server: EmbeddedServer;
  let client: Client;

  beforeAll(async () => {
    server = await startEmbeddedServer(16, { configuration: file('postgresql.conf') + lines(AROUND) });
    client = await server.connect();
  });

  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  const settings = async (connection: Client) => {
    const { rows } = await connection.query<{ name: string; setting: string }>('select name, setting from pg_settings');
    return new Map(rows.map(({ name, setting }) => [name, setting]));
  };

  it('D2 runs with the very settings that the specification’s own file gives', async () => {
    const { default_toast_compression, listen_addresses, port, ...written } = PARAMETERS;
    const specified = await startEmbeddedServer(16, { configuration: lines(written) });
    try {
      const other = await specified.connect();
      const [expected, actual] = [await settings(other), await settings(client)];
      await other.end();
      for (const name of Object.keys(PARAMETERS).filter((one) => !NOT_COMPARED.includes(one))) {
        expect([name, actual.get(name)]).toEqual([name, expected.get(name)]);
      }
    } finally {
      await specified.stop();
    }
  });

  it('D2 takes every line of the file without an error', async () => {
    const { rows } = await client.query<{ name: string; error: string | null }>(
      'select name, error from pg_file_settings',
    );
    expect(rows.filter(({ error }) => error !== null)).toEqual([]);
    const names = rows.map(({ name }) => name);
    for (const name of readConf(file('postgresql.conf')).keys()) expect(names).toContain(name);
  });

  it('D2 reports the hash that the parameters job waits for', async () => {
    const [pod] = rendered.workloads.filter(({ name }) => name.startsWith('postgres-parameters-'));
    const { CONFIG_HASHES = '' } = pod ? environmentOf(containerOf(pod.pod, 'apply-parameters')) : {};
    const { rows } = await client.query<{ hash: string }>(
      "select current_setting('cdk8s_postgres.config_hash') as hash",
    );
    expect(CONFIG_HASHES.split(' ')).toEqual(['postgres-0', 'postgres-1'].map(() => rows[0]?.hash));
  });

  it('D22 has pg_stat_statements loaded, and it counts', async () => {
    await client.query('create extension pg_stat_statements');
    await client.query('select 41 + 1');
    const { rows } = await client.query("select calls::int from pg_stat_statements where query = 'select $1 + $2'");
    expect(rows).toEqual([{ calls: 1 }]);
  });

  it('D3 reads pg_hba.conf as it is meant: nothing over the network but encrypted SCRAM, and a last line that rejects', async () => {
    // The view reads the file anew; the running server keeps the rules that let this test in.
    writeFileSync(path.join(server.dataDirectory, 'pg_hba.conf'), file('pg_hba.conf'));
    const { rows } = await client.query<HbaRow>(
      'select type, database, user_name, auth_method, options, error from pg_hba_file_rules order by line_number',
    );
    const errors = rows.map(({ error }) => error).filter((error) => error !== null && error !== WITHOUT_CERTIFICATE);
    expect(errors).toEqual([]);
    const [last, ...others] = rows.reverse();
    expect(last).toMatchObject({ type: 'host', database: ['all'], user_name: ['all'], auth_method: 'reject' });
    const open = others.filter(({ type, auth_method: method }) => `${type} ${method}` !== 'hostssl scram-sha-256');
    expect(open.map(({ type, auth_method: method, options }) => [type, method, options])).toEqual([
      ['local', 'peer', ['map=pod']],
      ['local', 'peer', ['map=pod']],
    ]);
    const replicating = others.filter(({ type, database }) => type !== 'local' && database.includes('replication'));
    expect(replicating.map(({ user_name: roles }) => roles)).toEqual([['replicator']]);
  });

  it('D3 reads pg_ident.conf as it is meant: the user postgres of the pod is the superuser or the replicator', async () => {
    writeFileSync(path.join(server.dataDirectory, 'pg_ident.conf'), file('pg_ident.conf'));
    const { rows } = await client.query(
      'select map_name, sys_name, pg_username, error from pg_ident_file_mappings order by line_number',
    );
    expect(rows).toEqual([
      { map_name: 'pod', sys_name: 'postgres', pg_username: 'dict_admin', error: null },
      { map_name: 'pod', sys_name: 'postgres', pg_username: 'replicator', error: null },
    ]);
  });
});

interface HbaRow {
  readonly type: string;
  readonly database: readonly string[];
  readonly user_name: readonly string[];
  readonly auth_method: string;
  readonly options: readonly string[] | null;
  readonly error: string | null;
}
