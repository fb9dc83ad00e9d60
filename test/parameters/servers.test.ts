import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Client } from 'pg';
import {
  checkParameters,
  contextOf,
  type Major,
  majors,
  type ParameterFacts,
  parameterTable,
  platformOwned,
  quoteConfValue,
  renderParameters,
  Special,
} from '../../lib/parameters';
import { camelCase } from '../../lib/parameters/case';
import { extensionTable } from '../../lib/parameters/extension-table';
import { specialsOf } from '../../lib/parameters/specials';
import {
  type EmbeddedCluster,
  type EmbeddedServer,
  initializeCluster,
  startEmbeddedServer,
} from '../../scripts/embedded-postgres';
import { extensions, sample } from './sample';
import { typedValue } from './typed-value';

/** Preloading makes the servers know the parameters of contrib's extensions. */
const preload = "shared_preload_libraries = 'pg_stat_statements,auto_explain,pg_trgm,postgres_fdw'\n";

describe.each(majors)('PostgreSQL %i', (major) => {
  let server: EmbeddedServer;
  let client: Client;
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    cluster = initializeCluster(major);
    server = await startEmbeddedServer(major, { configuration: preload });
    client = await server.connect();
  });

  afterAll(async () => {
    await client?.end();
    await server?.stop();
    cluster?.remove();
  });

  // Over TCP the server shows what the kernel has for tcp_keepalives_idle and its like.
  test('shows every default as it is rendered', async () => {
    const { rows } = await client.query<{ name: string; setting: string; shown: string }>(
      "select name, setting, current_setting(name) as shown from pg_settings where source = 'default'",
    );
    const open = rows.filter(({ name }) => facts(major, name) && !platformOwned[name] && !name.startsWith('tcp_'));
    expect(open.length).toBeGreaterThan(200);
    for (const { name, setting, shown } of open) {
      const value = special(name, setting) ?? typedValue(parameterTable(major)[name], setting);
      const values = { [camelCase(name)]: value };
      expect({ name, findings: checkParameters(major, values, '') }).toEqual({ name, findings: [] });
      expect({ name, ...renderParameters(major, values) }).toEqual({ name, [name]: shown });
    }
  });

  test('takes a varied profile as it is rendered, and shows the same text', async () => {
    const values = sample(major);
    expect(checkParameters(major, values, '')).toEqual([]);
    const rendered = renderParameters(major, {
      ...values,
      extensions: extensions(major),
      custom: { 'my.note': "it's\\" },
    });
    expect(Object.keys(rendered).length).toBeGreaterThan(40);
    const lines = Object.entries(rendered).map(([name, value]) => `${name} = ${quoteConfValue(value)}\n`);
    const started = await startEmbeddedServer(major, { configuration: preload + lines.join('') });
    try {
      const other = await started.connect();
      const { rows } = await other.query<{ name: string; shown: string }>(
        'select name, current_setting(name) as shown from unnest($1::text[]) as name',
        [Object.keys(rendered)],
      );
      await other.end();
      expect(Object.fromEntries(rows.map(({ name, shown }) => [name, shown]))).toEqual(rendered);
    } finally {
      await started.stop();
    }
  });

  test.each(['least', 'below', 'most', 'above'] as const)('agrees about figures: %s', (edge) => {
    const figures = numeric(major).flatMap(([name, parameter]) => edgeFigure(name, parameter, edge));
    const lines = figures.map(({ name, figure }) => `${name} = ${figure}\n`);
    const refused = refusedBy(cluster, lines.join(''));
    const found = figures.filter(({ name, parameter, figure }) => {
      const value = special(name, String(figure)) ?? typedValue(parameter, String(figure));
      return checkParameters(major, { [camelCase(name)]: value }, '').length > 0;
    });
    // In its range, and yet too many processes: a server says so only when it starts.
    const names = found.map(({ name }) => name).filter((name) => name !== 'autovacuum_worker_slots' || edge !== 'most');
    expect(names.sort()).toEqual(refused.sort());
  });

  test('agrees about values of enums', () => {
    const enums = Object.entries(parameterTable(major)).filter(([name, { vartype }]) => {
      return vartype === 'enum' && !platformOwned[name];
    });
    const refused = refusedBy(cluster, enums.map(([name]) => `${name} = 'nonsense'\n`).join(''));
    expect(refused.sort()).toEqual(enums.map(([name]) => name).sort());
    for (const [name] of enums) {
      expect(checkParameters(major, { [camelCase(name)]: 'nonsense' }, '')).toHaveLength(1);
    }
  });

  test('has the parameters of contrib extensions that are typed', async () => {
    const { rows } = await client.query(
      `select name, vartype, unit, min_val::float8 as min, max_val::float8 as max, enumvals, context from pg_settings
       where name like 'pg_stat_statements.%' or name like 'auto_explain.%'
         or name like 'pg_trgm.%' or name like 'postgres_fdw.%'`,
    );
    const typed = Object.values(extensionTable)
      .filter(({ prefix }) => ['pg_stat_statements', 'auto_explain', 'pg_trgm', 'postgres_fdw'].includes(prefix))
      .flatMap(({ prefix, parameters }) =>
        Object.entries(parameters).map(([name, known]) => ({ prefix, name, ...known })),
      )
      .filter(({ since = major }) => since <= major)
      .map(({ prefix, name, vartype, unit = null, min = null, max = null, enumValues: enumvals = null, context }) => {
        return { name: `${prefix}.${name}`, vartype, unit, min, max, enumvals, context };
      });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(rows.sort(byName)).toEqual(typed.sort(byName));
    expect(contextOf(major, 'pg_stat_statements.max')).toBe('postmaster');
  });
});

/** The parameters whose value in postgresql.conf the server refuses when it starts; its log names each of them. */
function refusedBy(cluster: EmbeddedCluster, text: string): string[] {
  fs.writeFileSync(path.join(cluster.dataDirectory, 'postgresql.conf'), text);
  const run = spawnSync(cluster.binary('postgres'), ['-D', cluster.dataDirectory, '-C', 'port'], cluster.identity);
  const names = [...run.stderr.toString().matchAll(/parameter "([^"]+)"/g)].map(([, name]) => name);
  expect({ status: run.status === 0, refused: names.length === 0 }).toEqual({
    status: names.length === 0,
    refused: names.length === 0,
  });
  return names;
}

type Edge = 'least' | 'below' | 'most' | 'above';

interface Figure {
  readonly name: string;
  readonly parameter: ParameterFacts;
  readonly figure: number;
}

/** A figure at an edge of a range, or just past it, where TypeScript's types can say it. */
function edgeFigure(name: string, parameter: ParameterFacts, edge: Edge): Figure[] {
  const { min = 0, max = 0, multipleOf: step = 1, unit } = parameter;
  const figure = { least: min, below: min - step, most: max, above: max + step }[edge];
  const sayable = unit === undefined || figure >= 0 || special(name, String(figure)) !== undefined;
  const comparable = Math.abs(figure) < 1e300 && sayable && !otherwise.has(name);
  return comparable ? [{ name, parameter, figure }] : [];
}

/** Decided by more than the range: the stack's limit, the sizes of huge pages and segments, one bound for a sum of four. */
const otherwise = new Set([
  'autovacuum_max_workers',
  'huge_page_size',
  'max_connections',
  'max_stack_depth',
  'max_wal_senders',
  'max_wal_size',
  'max_worker_processes',
  'min_wal_size',
]);

function numeric(major: Major): [string, ParameterFacts][] {
  return Object.entries(parameterTable(major)).filter(
    ([name, { min }]) => min !== undefined && platformOwned[name] === undefined,
  );
}

function facts(major: Major, name: string): ParameterFacts | undefined {
  return Object.hasOwn(parameterTable(major), name) ? parameterTable(major)[name] : undefined;
}

function special(name: string, setting: string): unknown {
  const kind = Object.entries(specialsOf(name)).find(([, figure]) => String(figure) === setting)?.[0];
  return kind === undefined ? undefined : specialValues[kind];
}

const specialValues: Readonly<Record<string, unknown>> = { ...Special };
