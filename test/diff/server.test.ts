import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, Size } from 'cdk8s';
import type { Client } from 'pg';
import { parse, parseAllDocuments } from 'yaml';
import { DefaultToastCompression, extendProfile, type PostgresProfile } from '../../lib';
import { parameterVerdict } from '../../lib/diff/parameter-verdict';
import type { DiffReport } from '../../lib/diff/report';
import {
  type Context,
  type Major,
  majors,
  type ParameterFacts,
  parameterTable,
  quoteConfValue,
} from '../../lib/parameters';
import { dict } from '../../profiles/dict';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { sample } from '../parameters/sample';
import { Comparison, parameters } from './matrix';
import { objectsOf } from './repository';

/** What a server shows of a parameter after a reload. */
interface Shown {
  readonly name: string;
  readonly setting: string;
  readonly pending: boolean;
}

/** Writes what stands in postgresql.conf from now on, and has the server read it. */
async function reload(server: EmbeddedServer, own: string, configuration: string): Promise<Shown[]> {
  const client = await server.connect();
  try {
    const before = await loadTime(client);
    fs.writeFileSync(path.join(server.dataDirectory, 'postgresql.conf'), own + configuration);
    await client.query('select pg_reload_conf()');
    for (let attempt = 0; (await loadTime(client)) === before; attempt += 1) {
      if (attempt > 500) throw new Error('The server did not reload.');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  } finally {
    await client.end();
  }
  // Some parameters are only those of sessions that begin later.
  const later = await server.connect();
  const { rows } = await later.query<Shown>('select name, setting, pending_restart as pending from pg_settings');
  await later.end();
  return rows;
}

async function loadTime(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ at: string }>('select pg_conf_load_time()::text as at');
  return rows[0]?.at;
}

/** A server with a configuration, and what its file has besides. */
async function start(major: Major, configuration: string): Promise<{ server: EmbeddedServer; own: string }> {
  const server = await startEmbeddedServer(major, { configuration });
  const whole = fs.readFileSync(path.join(server.dataDirectory, 'postgresql.conf'), 'utf8');
  return { server, own: whole.slice(0, whole.length - configuration.length) };
}

describe('the classes of rendered parameters are those of a real PostgreSQL 16', () => {
  const comparison = new Comparison();
  afterAll(() => comparison.repository.remove());

  /** Small enough for any machine, and without what the embedded servers are not built with. */
  const before = extendProfile(
    dict,
    parameters({
      maxConnections: 300,
      sharedBuffers: Size.mebibytes(32),
      defaultToastCompression: DefaultToastCompression.PGLZ,
      maxPreparedTransactions: 3,
      deadlockTimeout: Duration.seconds(2),
    }),
  );
  /** All of them at once, of every context; two that go away. Within what the proofs of dict's memory and times allow. */
  const after = extendProfile(before, {
    // Nothing warns of what dict accepts.
    accepts: null,
    ...parameters({
      ...sample(16),
      maintenanceWorkMem: Size.mebibytes(256),
      maxStandbyStreamingDelay: Duration.minutes(1),
      logConnections: false,
      maxConnections: 310,
      maxPreparedTransactions: null,
      minWalSize: null,
    }),
  });
  let report: DiffReport;
  let shown: Map<string, Shown>;

  beforeAll(async () => {
    report = comparison.reportOf([before], [after]);
    const { server, own } = await start(16, rendered(before));
    try {
      shown = new Map((await reload(server, own, rendered(after))).map((row) => [row.name.toLowerCase(), row]));
    } finally {
      await server.stop();
    }
  });

  test('restart where pending_restart is set, and reload where it is not', () => {
    const told = parametersOf(report).filter(({ name }) => shown.has(name));
    expect(told.map(({ name, effect }) => [name, effect])).toEqual(
      told.map(({ name }) => [name, shown.get(name)?.pending ? 'restart' : 'reload']),
    );
    expect(told.filter(({ effect }) => effect === 'restart').length).toBeGreaterThanOrEqual(8);
    const reloaded = new Set(told.filter(({ effect }) => effect === 'reload').map(({ name }) => contextIn(16, name)));
    expect([...reloaded].sort()).toEqual(['sighup', 'superuser', 'superuser-backend', 'user']);
    expect(told.length).toBeGreaterThan(40);
  });

  test('nothing waits for a restart that is not told', () => {
    const told = parametersOf(report).map(({ name }) => name);
    const waiting = [...shown.values()].filter(({ pending }) => pending).map(({ name }) => name);
    expect(waiting.filter((name) => !told.includes(name))).toEqual([]);
  });
});

describe.each(majors)('every parameter of PostgreSQL %i that can be changed alone', (major) => {
  let server: EmbeddedServer;
  let own: string;
  let first: Map<string, Shown>;

  beforeAll(async () => {
    ({ server, own } = await start(major, ''));
    first = new Map((await reload(server, own, '')).map((row) => [row.name, row]));
  });
  afterAll(() => server?.stop());

  test('waits for a restart where the diff says so, and has its new value where it says reload', async () => {
    const lines = Object.entries(parameterTable(major)).flatMap(([name, facts]) => {
      const setting = UNTOUCHED.test(name) ? undefined : first.get(name)?.setting;
      const value = setting === undefined ? undefined : otherValue(name, facts, setting);
      return setting === undefined || value === undefined ? [] : [{ name, setting, value }];
    });
    const conf = lines.map(({ name, value }) => `${name} = ${quoteConfValue(value)}\n`).join('');
    const rows = new Map((await reload(server, own, conf)).map((row) => [row.name, row]));
    const refused = await refusedBy(server);
    const tried = lines.filter(({ name }) => !refused.includes(name));
    const scope = { major, promotable: true, restarts: true, lowers: false };
    const told = tried.map(({ name, setting, value }) => {
      const { effect } = parameterVerdict({ name, before: setting, after: value }, scope);
      return { name, effect, isNew: effect === 'restart' || rows.get(name)?.setting !== setting };
    });
    expect(told).toEqual(
      tried.map(({ name }) => ({ name, effect: rows.get(name)?.pending ? 'restart' : 'reload', isNew: true })),
    );
    expect(tried.length).toBeGreaterThan(200);
    const tries = (context: Context) => tried.filter(({ name }) => contextIn(major, name) === context).length;
    for (const [context, least] of LEAST_TRIES) expect([context, tries(context) >= least]).toEqual([context, true]);
  });
});

/** How many of a context are tried at least. */
const LEAST_TRIES: ReadonlyArray<readonly [Context, number]> = [
  ['postmaster', 30],
  ['sighup', 50],
  ['superuser-backend', 1],
  ['superuser', 15],
  ['user', 80],
];

/** What decides on whether and where the server is reached at all, or that the test itself says. */
const UNTOUCHED =
  /^(listen_addresses|port|db_user_namespace|unix_socket_.*|fsync|allow_alter_system|config_file|data_directory|.*_file)$/;

/** Another value that the server takes; undefined where only its manual knows one. */
function otherValue(name: string, facts: ParameterFacts, setting: string): string | undefined {
  const { vartype, min, max, multipleOf = 1, enumValues = [] } = facts;
  if (vartype === 'bool') return setting === 'on' ? 'off' : 'on';
  if (vartype === 'enum') return enumValues.find((value) => value !== setting);
  if (vartype === 'string' || min === undefined || max === undefined) return undefined;
  const figure = Number(setting);
  // A timeout of a millisecond would end the test's own session.
  if (name.endsWith('_timeout')) return String(figure === max ? min : max);
  const step = vartype === 'integer' ? multipleOf : Math.max(0.125, Math.abs(figure) / 2);
  return String(figure + step <= max ? figure + step : figure - step);
}

/** Parameters of the file whose values the server refuses, for reasons beyond the tables: libraries, other parameters. */
async function refusedBy(server: EmbeddedServer): Promise<string[]> {
  const client = await server.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select file.name from pg_file_settings as file left join pg_settings as current using (name)
       where file.error is not null and not coalesce(current.pending_restart, false)`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

function contextIn(major: Major, name: string): Context | undefined {
  return parameterTable(major)[name]?.context;
}

/** The parameters of the members and of the store that a report tells of. */
function parametersOf(told: DiffReport): Array<{ readonly name: string; readonly effect: string }> {
  const changes = objectsOf(told).flatMap(({ changes }) => changes);
  return changes.flatMap(({ path: place, effect }) => {
    const [, name] = /^data\["(?:postgresql\.conf"\]|store\.json"\]\.postgresql\.parameters)\.(.*)$/.exec(place) ?? [];
    return name === undefined ? [] : [{ name, effect }];
  });
}

/** What the members are started with: postgresql.conf, and the parameters that Patroni gives them from its store. */
function rendered(profile: PostgresProfile): string {
  const comparison = new Comparison();
  try {
    comparison.repository.render(profile);
    const documents = ['0-config', '3-schema'].flatMap((file) =>
      parseAllDocuments(comparison.repository.read(`dist/dict/${file}.yaml`)).map((document) => document.toJS()),
    );
    const data = (name: string) =>
      documents.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data;
    const store: Record<string, string> = parse(data('postgres-parameters')['store.json']).postgresql.parameters;
    const lines = Object.entries(store).map(([name, value]) => `${name} = ${quoteConfValue(value)}\n`);
    const conf: string = data('postgres-config')['postgresql.conf'];
    // The test has no certificates.
    return `${conf.replaceAll(/^ssl.*\n/gm, '')}${lines.join('')}`;
  } finally {
    comparison.repository.remove();
  }
}
