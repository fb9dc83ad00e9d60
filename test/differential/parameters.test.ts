import { Size } from 'cdk8s';
import fc from 'fast-check';
import { postgresqlConf } from '../../lib/formats/postgresql-conf';
import { checkParameters, groupByCategory, majors, quoteConfValue, renderParameters } from '../../lib/parameters';
import {
  type EmbeddedCluster,
  type EmbeddedServer,
  initializeCluster,
  startCluster,
  startEmbeddedServer,
} from '../../scripts/embedded-postgres';
import { onPath } from '../debian/debian-root';
import { announcedSeed } from '../properties/seed';
import { BUILD_OPTIONS, CHECKED_ELSEWHERE, ENDS_LOGINS, NAMES_ELSEWHERE, OF_THE_BUDGET } from './exceptions';
import { encrypt, Judge, startOnce } from './judge';
import { MISTAKES, type Mistake } from './mistakes';
import { type OpenParameter, openParameters, validValue } from './values';

const seed = announcedSeed('parameters, as servers take them');
const VALID = 300;
const WITH_A_MISTAKE = 100;
const STARTED = 12;
const PRELOAD = "shared_preload_libraries = 'pg_stat_statements,auto_explain,pg_trgm,postgres_fdw'\n";

const encrypted = onPath('openssl');
if (!encrypted) process.stderr.write('skipped: servers with the parameters of TLS, which need openssl.\n');

/** As a profile's `parameters`. */
type Values = Readonly<Record<string, unknown>>;

const AT_START: ReadonlyArray<readonly [title: string, values: Values, path: string, reason: RegExp]> = [
  [
    'more processes than it can number',
    { maxConnections: 131_000, maxWorkerProcesses: 131_000, maxWalSenders: 1000 },
    'maxConnections',
    /too many server processes configured|invalid value for parameter "max_\w+"/,
  ],
  [
    'statistics of whole statements and of their parts',
    { logStatementStats: true, logPlannerStats: true },
    'logStatementStats',
    /invalid value for parameter "log_statement_stats"/,
  ],
  ['min_wal_size', { minWalSize: Size.mebibytes(31) }, 'minWalSize', /"?min_wal_size"? must be at least twice/],
  ['max_wal_size', { maxWalSize: Size.mebibytes(31) }, 'maxWalSize', /"?max_wal_size"? must be at least twice/],
];

const ENCRYPTED_AT_START: typeof AT_START = [
  [
    'no version of TLS',
    { sslMinProtocolVersion: 'TLSv1.3', sslMaxProtocolVersion: 'TLSv1.2' },
    'sslMinProtocolVersion',
    /could not set SSL protocol version range/,
  ],
  ['ciphers that nobody can read', { sslCiphers: '%HIGH' }, 'sslCiphers', /could not set the (TLSv1.2 )?cipher list/],
];

/** Renamed in version 18. */
const GROUPS_AT_START = (major: number): (typeof AT_START)[number] => {
  const name = major < 18 ? 'sslEcdhCurve' : 'sslGroups';
  return [
    'groups that nobody knows',
    { [name]: 'prime257v1' },
    name,
    /unrecognized curve name|could not set group names/,
  ];
};

describe.each(majors)('a server of PostgreSQL %i', (major) => {
  const open = openParameters(major);
  let server: EmbeddedServer;
  let judge: Judge;
  let cluster: EmbeddedCluster;

  beforeAll(async () => {
    // Preloading makes the server know the parameters of contrib's extensions.
    server = await startEmbeddedServer(major, { configuration: PRELOAD });
    judge = await Judge.of(server);
    cluster = initializeCluster(major);
  });

  afterAll(async () => {
    await judge?.end();
    await server?.stop();
    cluster?.remove();
  });

  test(`takes ${VALID} random sets of parameters that are right, and reads what was meant`, async () => {
    for (const values of fc.sample(rightSet(open), { seed, numRuns: VALID })) {
      expect(checkParameters(major, values, 'parameters')).toEqual([]);
      const rendered = renderParameters(major, values);
      const { refused, values: read } = await judge.read(file(rendered));
      expect({ refused, read }).toEqual({ refused: [], read: rendered });
    }
  });

  (encrypted ? test : test.skip)(`starts with ${STARTED} of them, and answers`, async () => {
    encrypt(cluster);
    const apart = [OF_THE_BUDGET, CHECKED_ELSEWHERE, ENDS_LOGINS];
    const startable = open.filter(({ name }) => !apart.some((names) => names.has(name)));
    for (const values of fc.sample(rightSet(startable), { seed, numRuns: STARTED })) {
      const started = await startCluster(cluster, `ssl = on\n${PRELOAD}${file(renderParameters(major, values))}`);
      await started.stop();
    }
  });

  test.each(Object.keys(MISTAKES))('and the check refuse every parameter with %s', async (kind) => {
    const mistakes = open.flatMap((parameter) => MISTAKES[kind]?.(parameter) ?? []);
    if (kind !== 'a text that cannot be parsed') expect(mistakes.length).toBeGreaterThan(30);
    for (const round of rounds(mistakes)) expect(await taken(round)).toEqual({ byTheCheck: [], byTheServer: [] });
  });

  test(`and the check find one mistake among parameters that are right, ${WITH_A_MISTAKE} times`, async () => {
    const kinds = open.flatMap((parameter) => Object.values(MISTAKES).flatMap((make) => make(parameter)));
    const cases = fc.tuple(rightSet(open), fc.constantFrom(...kinds));
    for (const [set, mistake] of fc.sample(cases, { seed, numRuns: WITH_A_MISTAKE })) {
      const right = without(set, mistake.parameter.place);
      const findings = checkParameters(major, placed(right, mistake.place, mistake.value), 'parameters');
      expect(findings.map(({ path }) => path)).toEqual([`parameters.${mistake.place.join('.')}`]);
      const { refused } = await judge.read(file(renderParameters(major, right)) + line(mistake));
      expect(refused.map(({ name }) => name)).toEqual([mistake.name]);
    }
  });

  test.each(AT_START)('does not start with what the check refuses as a whole: %s', (_title, values, path, reason) => {
    expect(checkParameters(major, values, 'parameters').map((finding) => finding.path)).toEqual([`parameters.${path}`]);
    expect(startOnce(cluster, file(renderParameters(major, values)))).toMatch(reason);
  });

  (encrypted ? test : test.skip).each([...ENCRYPTED_AT_START, GROUPS_AT_START(major)])(
    'does not start encrypted with what the check refuses: %s',
    (_title, values, path, reason) => {
      encrypt(cluster);
      expect(checkParameters(major, values, '').map((finding) => finding.path)).toEqual([`.${path}`]);
      expect(startOnce(cluster, `ssl = on\n${file(renderParameters(major, values))}`)).toMatch(reason);
    },
  );

  /** The mistakes that are taken all the same. */
  async function taken(mistakes: readonly Mistake[]) {
    const values = mistakes.reduce((before, { place, value }) => placed(before, place, value), {});
    const found = new Set(checkParameters(major, values, 'parameters').map(({ path }) => path));
    const { refused } = await judge.read(mistakes.map(line).join(''));
    const lines = new Set(refused.map(({ name }) => name));
    const byTheCheck = mistakes.filter(({ place }) => !found.has(`parameters.${place.join('.')}`));
    return {
      byTheCheck: byTheCheck.map(line),
      byTheServer: mistakes.filter(({ name }) => !lines.has(name)).map(line),
    };
  }

  /** Those that are right each may not be so together. */
  function rightSet(some: readonly OpenParameter[]): fc.Arbitrary<Values> {
    return randomSet(some).filter((values) => checkParameters(major, values, '').length === 0);
  }

  function file(rendered: Record<string, string>): string {
    return postgresqlConf(['Random.'], groupByCategory(major, rendered));
  }
});

test('only what the servers at hand are built without, or cannot know, is left out', () => {
  expect(Object.values(BUILD_OPTIONS).flat()).toHaveLength(4);
  expect(NAMES_ELSEWHERE.size).toBe(7);
});

/** Some of the parameters, each with a value that is right. */
function randomSet(open: readonly OpenParameter[]): fc.Arbitrary<Values> {
  const each = Object.fromEntries(open.map((parameter) => [parameter.name, validValue(parameter)]));
  return fc
    .record(each, { requiredKeys: [] })
    .map((some) =>
      open
        .filter(({ name }) => Object.hasOwn(some, name))
        .reduce((values: Values, { name, place }) => placed(values, place, some[name]), {}),
    );
}

function placed(values: Values, [first = '', ...rest]: readonly string[], value: unknown): Values {
  const inner = (values[first] ?? {}) as Values;
  return { ...values, [first]: rest.length === 0 ? value : placed(inner, rest, value) };
}

function without(values: Values, [first = '', ...rest]: readonly string[]): Values {
  const { [first]: inner, ...others } = values;
  return rest.length === 0 || inner === undefined ? others : { ...others, [first]: without(inner as Values, rest) };
}

function line({ name, text }: Mistake): string {
  return `${name} = ${quoteConfValue(text)}\n`;
}

/** A name stands in a file once: the first mistakes of all parameters, the second ones, ... */
function rounds(mistakes: readonly Mistake[]): Mistake[][] {
  const made: Mistake[][] = [];
  const seen = new Map<string, number>();
  for (const mistake of mistakes) {
    const round = seen.get(mistake.name) ?? 0;
    seen.set(mistake.name, round + 1);
    made[round] = [...(made[round] ?? []), mistake];
  }
  return made;
}
