import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import { INSTANCE_METRICS, KEY_METRICS, UPSTREAM_METRICS } from '../../lib/formats/exporter-metrics';
import { Exporter } from '../../lib/tiers/exporter';
import { type EmbeddedServer, freePort, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { emptyChart } from '../tiers/empty-chart';
import { containersOf, Manifests, podOf } from '../tiers/manifests';
import { debianProgram, onPath } from './debian-root';
import { eventually, type Running, requireTlsAndScram, start, writeCertificates } from './processes';
import { type Standby, startStandby } from './standby';

const PROGRAM = 'usr/bin/prometheus-postgres-exporter';
const PASSWORD = ' p@ss:w/rd?=, #&%"\\\' ü ';
const MAJOR = 16;

// postgres_exporter 0.17 (trixie) and 0.19 (forky). Skipped where they are not installed.
const suites = ['trixie', 'forky'].filter((suite) => debianProgram(suite, PROGRAM) && onPath('openssl'));
/** Names that came after the release. */
const NOT_YET: Readonly<Record<string, readonly string[]>> = { trixie: ['pg_stat_user_tables_table_size_bytes'] };
const describeEach = suites.length > 0 ? describe.each(suites) : describe.skip.each(['none']);

describeEach('postgres_exporter of Debian %s, started as rendered', (suite) => {
  let server: EmbeddedServer;
  let standby: Standby;
  let folder: string;
  let onPrimary: string;
  let onStandby: string;
  let tables: string;
  const started: Running[] = [];

  beforeAll(async () => {
    server = await startEmbeddedServer(MAJOR, {
      configuration: "shared_preload_libraries = 'pg_stat_statements'\nwal_level = replica\n",
    });
    const { uid, gid } = fs.statSync(server.dataDirectory);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exporter-'));
    writeCertificates(folder, {});
    execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    await requireTlsAndScram(server, folder, ['hostnossl replication postgres 127.0.0.1/32 trust']);
    await createDatabase(server);
    standby = await startStandby(server);
    const pods = [server.port, standby.port].map(renderedContainers);
    onPrimary = await scrape(pods[0]?.[0], ['pg_stat_replication_pg_wal_lsn_diff']);
    onStandby = await scrape(pods[1]?.[0], ['pg_stat_statements_calls_total']);
    tables = await scrape(pods[0]?.[1], []);
  });

  afterAll(async () => {
    for (const running of started) await running.stop();
    await standby?.stop();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function renderedContainers(port: number): k8s.Container[] {
    const chart = emptyChart();
    new Exporter(chart, 'exporter', {
      platform: 'dict',
      name: 'postgres-exporter',
      major: MAJOR,
      instances: [{ name: 'postgres-0', server: { host: 'localhost', port, caSecret: 'server-tls' } }],
      monitoring: { role: 'postgres_exporter', password: { secret: 'secrets', key: 'password' } },
      databases: ['dict_core', 'dict_connect'],
      image: 'postgres-exporter:v1',
      resources: {
        cpu: { request: Cpu.millis(100) },
        memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
      },
    });
    return containersOf(podOf(new Manifests(chart).deployment));
  }

  /** Runs a container's program, with its folders and its port moved to where they are here, until it has the names. */
  async function scrape(container: k8s.Container | undefined, names: readonly string[]): Promise<string> {
    const program = debianProgram(suite, PROGRAM);
    if (program === undefined || container === undefined) throw new Error('nothing to run');
    const port = await freePort();
    const moved = (text: string) =>
      text
        .replace(encodeURIComponent('/etc/postgresql-ca'), encodeURIComponent(folder))
        .replace(/(?<=listen-address=):\d+/, `127.0.0.1:${port}`);
    const env = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, moved(value ?? PASSWORD)]));
    const { uid, gid } = fs.statSync(server.dataDirectory);
    const running = start(program, (container.args ?? []).map(moved), { uid, gid, cwd: folder, env });
    started.push(running);
    return eventually(async () => {
      const page = await fetch(`http://127.0.0.1:${port}/metrics`).catch((error: Error) => {
        throw new Error(`${error.message}\n${running.output()}`);
      });
      const body = await page.text();
      for (const name of names) if (!emits(body, name)) throw new Error(`${name} is missing:\n${running.output()}`);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
      return body;
    }, 30);
  }

  const names = [...new Set([...KEY_METRICS.flatMap(({ emitted }) => emitted), ...INSTANCE_METRICS])].filter(
    (name) => !NOT_YET[suite]?.includes(name),
  );

  it.each(names)('D20 a primary emits %s', (name) => {
    expect(emits(onPrimary, name)).toBe(true);
  });

  it.each(names)('D20 a standby emits %s', (name) => {
    expect(emits(onStandby, name)).toBe(true);
  });

  it.each([...UPSTREAM_METRICS])('D20 an instance with a standby emits %s', (name) => {
    expect(emits(onPrimary, name)).toBe(true);
  });

  it('D19 works as a role that is no more than a member of pg_monitor: no collector fails', () => {
    for (const body of [onPrimary, onStandby, tables]) {
      const failed = body.match(/^pg_scrape_collector_success\{collector="\w+"\} 0$/gm) ?? [];
      expect(failed.filter((line) => !(body === onPrimary && line.includes('wal_receiver')))).toEqual([]);
      expect(body).toMatch(/^pg_exporter_last_scrape_error 0$/m);
    }
  });

  it('D20 the tables of a further database are reported beside it, and nothing twice', () => {
    expect(tables).toMatch(/^pg_stat_user_tables_n_dead_tup\{datname="dict_connect",relname="messages"/m);
    expect(onPrimary).toMatch(/^pg_stat_user_tables_n_dead_tup\{datname="dict_core",relname="entries"/m);
    for (const name of ['pg_settings_max_connections', 'pg_stat_database_numbackends', 'pg_locks_count']) {
      expect(emits(tables, name)).toBe(false);
    }
  });

  it('T13 no text of a statement is exported', () => {
    expect(onPrimary).not.toContain('pg_stat_statements_query_id');
  });
});

function emits(body: string, name: string): boolean {
  return new RegExp(`^${name}(\\{.*\\})? `, 'm').test(body);
}

async function createDatabase(server: EmbeddedServer): Promise<void> {
  const client = await server.connect();
  await client.query(
    `create role postgres_exporter login in role pg_monitor password ${client.escapeLiteral(PASSWORD)}`,
  );
  await client.query('create database dict_core');
  await client.query('create database dict_connect');
  await client.end();
  for (const [database, table] of [
    ['dict_core', 'entries'],
    ['dict_connect', 'messages'],
  ]) {
    const connected = await server.connect(database);
    await connected.query('create extension pg_stat_statements');
    await connected.query(`create table ${table} as select generate_series(1, 100) as id`);
    await connected.query(`delete from ${table} where id < 50`);
    await connected.end();
  }
}
