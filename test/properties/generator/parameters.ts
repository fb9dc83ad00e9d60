import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import { type Major, ParameterOverrides, PlatformImage, Postgres, Special } from '../../../lib';
import { PATRONI_STORE_PARAMETERS } from '../../../lib/formats/postgresql-conf';
import { checkParameters } from '../../../lib/parameters';
import { camelCase } from '../../../lib/parameters/case';
import { pgBouncerTable } from '../../../lib/parameters/pgbouncer-table';
import { SERVER_DEFAULTS } from '../../../lib/profile/server-defaults';
import { type OpenParameter, openParameters, validValue } from '../../differential/values';
import { mebibytes, seconds } from './amounts';
import type { Random } from './random';

type Values = Readonly<Record<string, unknown>>;

/** Parameters of a server: those that budgets are made of within reason, and any value of some others. */
export function randomParameters(random: Random, major: Major): Values {
  const budgeted = random
    .some(Object.keys(BUDGETED), 0, 8)
    .filter((name) => major > 15 || name !== 'reservedConnections');
  const others = random.some(free(major), 0, 10);
  return {
    ...Object.fromEntries(budgeted.map((name) => [name, BUDGETED[name]?.(random)])),
    ...placed(random, others),
    ...(random.chance(0.2) && { custom: { 'app.tenant': random.of(['', 'a b', "it's", 'x\\y\nz', 'ü']) } }),
  };
}

/** Parameters of a set, which has no value of its own for what Patroni's store holds. */
export function randomOverrides(random: Random, major: Major): ParameterOverrides {
  const budgeted = random.some(Object.keys(BUDGETED), 0, 4).filter((name) => !STORED.has(name));
  const others = random.some(free(major), 0, 4).filter(({ name }) => !PATRONI_STORE_PARAMETERS.has(name));
  const values = {
    ...Object.fromEntries(budgeted.map((name) => [name, BUDGETED[name]?.(random)])),
    ...placed(random, others),
  };
  return ParameterOverrides[`v${major}`](values);
}

/** The same with another major, and without what that one does not know. */
export function ofMajor(major: Major, props: Postgres['props']): Postgres {
  const { parameters, ...others } = props;
  const image = PlatformImage.of(props.image.props.repository, `${major}.1-1`);
  return Postgres[`v${major}`]({ ...others, image, ...(parameters && { parameters: known(major, parameters) }) });
}

/** What a major takes of them. */
export function known(major: Major, parameters: object): object {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => checkParameters(major, { [name]: value }, '').length === 0),
  );
}

/** Settings of PgBouncer. */
export function randomSettings(random: Random): Values {
  const others = random
    .some(Object.keys(pgBouncerTable), 0, 8)
    .filter((name) => SETTINGS[camelCase(name)] === undefined && (pgBouncerTable[name]?.since ?? '') < '1.26');
  const sized = random.some(Object.keys(SETTINGS), 0, 5);
  return {
    ...Object.fromEntries(others.map((name) => [camelCase(name), setting(random, name)])),
    ...Object.fromEntries(sized.map((name) => [name, SETTINGS[name]?.(random)])),
  };
}

const BUDGETED: Readonly<Record<string, (random: Random) => unknown>> = {
  autovacuum: (random) => random.chance(0.8),
  autovacuumMaxWorkers: (random) => random.int(1, 8),
  autovacuumWorkMem: (random) => (random.chance(0.2) ? Special.INHERITED : mebibytes(random, 1, 512)),
  effectiveCacheSize: (random) => mebibytes(random, 64, 8192),
  hashMemMultiplier: (random) => random.int(2, 8) / 2,
  hotStandbyFeedback: (random) => random.chance(0.5),
  maintenanceWorkMem: (random) => mebibytes(random, 1, 1024),
  maxConnections: (random) => random.int(25, 800),
  maxLocksPerTransaction: (random) => random.int(32, 512),
  maxPreparedTransactions: (random) => random.int(0, 100),
  maxReplicationSlots: (random) => random.int(4, 20),
  maxSlotWalKeepSize: (random) => mebibytes(random, 1, 40_000),
  maxStandbyStreamingDelay: (random) => (random.chance(0.2) ? Special.UNLIMITED : seconds(random, 0, 7200)),
  maxWalSenders: (random) => random.int(3, 20),
  maxWalSize: (random) => mebibytes(random, 32, 16_384),
  maxWorkerProcesses: (random) => random.int(2, 32),
  reservedConnections: (random) => random.int(0, 5),
  sharedBuffers: (random) => mebibytes(random, 1, 8192),
  sharedPreloadLibraries: (random) => random.some(['auto_explain', 'pg_prewarm', 'pg_stat_statements']).join(', '),
  superuserReservedConnections: (random) => random.int(0, 10),
  walKeepSize: (random) => mebibytes(random, 16, 2048),
  walLevel: (random) => random.of(['replica', 'logical']),
  workMem: (random) => mebibytes(random, 1, 256),
};

const STORED = new Set([
  ...[...PATRONI_STORE_PARAMETERS].map(camelCase),
  // What a server of 15 does not know, and what a set may have fewer of than the members only without a meaning.
  'reservedConnections',
  'superuserReservedConnections',
]);

/** Libraries and locales are the image's. */
const OF_THE_IMAGE = new Set([
  'jit_provider',
  'local_preload_libraries',
  'session_preload_libraries',
  'oauth_validator_libraries',
]);

const freeByMajor = new Map<Major, readonly OpenParameter[]>();

function free(major: Major): readonly OpenParameter[] {
  const known =
    freeByMajor.get(major) ??
    openParameters(major).filter(
      ({ name }) =>
        !Object.hasOwn(SERVER_DEFAULTS, name) &&
        BUDGETED[camelCase(name)] === undefined &&
        !OF_THE_IMAGE.has(name) &&
        !COUNTED.has(name),
    );
  freeByMajor.set(major, known);
  return known;
}

/** Of no budget, but of the sum of processes. */
const COUNTED = new Set(['autovacuum_worker_slots']);

function placed(random: Random, parameters: readonly OpenParameter[]): Values {
  const values: Record<string, unknown> = {};
  const extensions: Record<string, Record<string, unknown>> = {};
  for (const parameter of parameters) {
    const [first = '', extension = '', name = ''] = parameter.place;
    const value = sampled(random, parameter);
    if (parameter.place.length === 1) values[first] = value;
    else extensions[extension] = { ...extensions[extension], [name]: value };
  }
  return Object.keys(extensions).length > 0 ? { ...values, extensions } : values;
}

const samples = new Map<OpenParameter, readonly unknown[]>();

/** Making one value takes as long as making many, so that a hundred of each parameter are shared by all profiles. */
function sampled(random: Random, parameter: OpenParameter): unknown {
  const values = samples.get(parameter) ?? fc.sample(validValue(parameter), { seed: 42, numRuns: 100 });
  samples.set(parameter, values);
  return random.of(values);
}

const SETTINGS: Readonly<Record<string, (random: Random) => unknown>> = {
  defaultPoolSize: (random) => random.int(1, 60),
  maxClientConn: (random) => random.int(1, 5000),
  minPoolSize: (random) => random.int(0, 10),
  reservePoolSize: (random) => random.int(0, 10),
  serverConnectTimeout: (random) => seconds(random, 1, 15),
  serverLoginRetry: (random) => seconds(random, 1, 15),
};

function setting(random: Random, name: string): unknown {
  const { vartype, unit, min = 0, max = 1000, specials = {} } = pgBouncerTable[name] ?? {};
  const special = Object.keys(specials);
  if (special.length > 0 && random.chance(0.2)) return Reflect.get(Special, random.of(special));
  if (vartype === 'bool') return random.chance(0.5);
  if (vartype === 'string') return random.of(['', 'select 1', 'DISCARD ALL', "a = 'b' # c; d"]);
  if (vartype === 'list') return random.some(['extra_float_digits', 'search_path', 'IntervalStyle'], 1);
  const figure = random.int(Math.max(1, min), Math.min(max, 1000));
  if (unit === undefined) return figure;
  if (unit === 'B') return Size.kibibytes(figure);
  return unit === 'ms' ? Duration.millis(figure) : Duration.seconds(figure);
}
