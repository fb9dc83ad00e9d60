import type { Client } from 'pg';
import { parameterValue } from '../../lib/formats/session-parameters';
import { majors } from '../../lib/parameters';
import { sessionParameterFault } from '../../lib/parameters/check-session';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';

const CASES: ReadonlyArray<readonly [name: string, ...values: string[]]> = [
  ['statement_timeout', '30s', '0', '1 min', '.5h', '1e3', '30sec', '1 d ', '100d', '-1', '30 S', '1.5', '10MB', ''],
  ['Statement_Timeout', '5s', 'never'],
  ['statment_timeout', '30s'],
  ['transaction_timeout', '30s'],
  ['work_mem', '64MB', '1kB', '64', '63', '3TB', '64mb', 'lots'],
  ['vacuum_cost_delay', '500us', '2', '101ms'],
  ['random_page_cost', '1.1', '1', '-1', '1ms', 'NaN'],
  ['geqo_threshold', '12', '12.4', '1', '1.5', '1.4'],
  ['log_temp_files', '-1', '-2', '1MB'],
  ['enable_seqscan', 'on', 'OFF', 'tr', 'o', 'yes', '1', '2', '', ' on', 'maybe'],
  ['synchronous_commit', 'remote_apply', 'LOCAL', 'true', '0', 'remote'],
  ['client_min_messages', 'debug', 'warning', 'warn'],
  ['IntervalStyle', 'iso_8601', 'iso'],
  ['bytea_output', 'hex', 'HEX', 'on'],
  ['default_transaction_isolation', 'read committed', 'read_committed'],
  ['timezone', 'America/Sao_Paulo', 'Berlin'],
  ['DateStyle', 'ISO, DMY', 'American'],
  ['client_encoding', 'UTF8', 'UTF7'],
  ['search_path', '"$user", public', ''],
  ['session_preload_libraries', 'auto_explain'],
  ['log_connections', 'on', 'nonsense'],
  ['log_statement', 'ddl', 'dll'],
  ['log_parameter_max_length', '0', '-1', '-2'],
  ['role', 'nobody_of_that_name', 'none'],
  ['shared_buffers', '1GB'],
  ['autovacuum_naptime', '1min'],
  ['no_such_param', '1'],
  ['', ''],
  ['server_version', '1'],
  ['app.tenant', "it's", ''],
  ['app.my tenant', 'x'],
  ['1app.tenant', 'x'],
  ['app.', 'x'],
  ['pg_trgm.similarity_threshold', '0.5', '1.5', 'half'],
  ['pg_trgm.similarity_treshold', '0.5'],
  ['PG_TRGM.similarity_threshold', '0.5'],
  ['pg_stat_statements.max', '10000'],
  ['auto_explain.log_min_duration', '1s', '-1', 'x'],
  ['auto_explain.log_parameter_max_length', '0'],
];

describe.each(majors)('a role of PostgreSQL %i', (major) => {
  let server: EmbeddedServer;
  let client: Client;

  beforeAll(async () => {
    const libraries = 'pg_stat_statements,auto_explain,pg_trgm';
    server = await startEmbeddedServer(major, { configuration: `shared_preload_libraries = '${libraries}'\n` });
    client = await server.connect();
    await client.query('create role somebody');
  });

  afterAll(async () => {
    await client?.end();
    await server?.stop();
  });

  test.each(CASES.map(([name, ...values]) => [name, values]))(
    'takes %s with the values that the check takes',
    async (name, values) => {
      for (const value of values) {
        const fault = sessionParameterFault(major, name, value);
        expect({ value, taken: fault === undefined, fault }).toEqual({ value, taken: await takes(name, value), fault });
      }
    },
  );

  async function takes(name: string, value: string): Promise<boolean> {
    const written = parameterValue(name, value).elements.map((element) => client.escapeLiteral(element));
    try {
      await client.query(`alter role somebody set ${client.escapeIdentifier(name)} to ${written.join(', ')}`);
      return true;
    } catch {
      return false;
    }
  }
});
