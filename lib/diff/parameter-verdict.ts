import { CONFIG_HASH_PARAMETER } from '../formats/postgresql-conf';
import type { Major } from '../parameters/majors';
import type { Context, ParameterFacts } from '../parameters/table';
import { contextOf, parameterTable } from '../parameters/tables';
import { parseAmount } from '../parameters/units';
import type { RestartOrder } from './effect';
import type { Verdict } from './verdict';

/** A parameter of PostgreSQL that differs. Undefined where it is not set. */
export interface ParameterChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Whose instances have the parameter. */
export interface ParameterScope {
  /** Undefined where dist/ does not tell. */
  readonly major: Major | undefined;
  /** Whether one of them may be the primary. */
  readonly promotable: boolean;
  /** Whether it is one instance without Patroni. @default false */
  readonly single?: boolean;
  /** Whether a Job restarts what waits for it. */
  readonly restarts: boolean;
  /** Whether a value is lowered in the same change that a standby may not have below its primary's. */
  readonly lowers: boolean;
}

/**
 * What a changed parameter does, by its context in PostgreSQL's own tables. One that is in none of them may need a
 * restart, and the parameters job restarts whatever asks for it.
 *
 * @see https://www.postgresql.org/docs/current/view-pg-settings.html
 */
export function parameterVerdict(change: ParameterChange, scope: ParameterScope): Verdict {
  const name = change.name.toLowerCase();
  if (name === CONFIG_HASH_PARAMETER) return { effect: 'reload', what: 'It shows which files are loaded.' };
  const context = scope.major === undefined ? undefined : contextOf(scope.major, canonicalName(scope.major, name));
  if (context !== undefined && isSameValue(scope.major, change)) {
    return { effect: 'reload', what: 'It is the same value in other words: a reload changes nothing.' };
  }
  const reload = context === undefined ? undefined : RELOADS[context];
  if (reload !== undefined) return { effect: 'reload', what: reload };
  const doubt = context === undefined ? 'It is in no table of parameters, so it may need a restart: ' : '';
  if (scope.single) return { effect: 'restart', what: sentence(doubt + RESTARTS_ALONE) };
  const order = !scope.promotable ? 'one-by-one' : scope.lowers ? 'primary-first' : 'standbys-first';
  return { effect: 'restart', order, what: sentence(doubt + (scope.restarts ? RESTARTS[order] : NOBODY_RESTARTS)) };
}

/**
 * Parameters that a standby may not have lower than its primary: it stops replaying, or does not start. The same as in
 * apply-parameters.sh.
 *
 * @see https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN
 */
export const NOT_LOWER_ON_STANDBY: readonly string[] = [
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
];

/** What Patroni passes where its store says nothing. */
export const PATRONI_DEFAULTS: Readonly<Record<string, string>> = {
  max_connections: '100',
  max_locks_per_transaction: '64',
  max_prepared_transactions: '0',
  max_replication_slots: '10',
  max_wal_senders: '10',
  max_worker_processes: '8',
  track_commit_timestamp: 'off',
  wal_keep_size: '128MB',
};

const RELOADS: Readonly<Record<Exclude<Context, 'postmaster'>, string> & { readonly postmaster?: undefined }> = {
  sighup: 'The instances take it with a reload.',
  'superuser-backend': 'The instances take it with a reload; sessions that begin later have it.',
  backend: 'The instances take it with a reload; sessions that begin later have it.',
  superuser: 'The instances take it with a reload; every session has it that has not set its own.',
  user: 'The instances take it with a reload; every session has it that has not set its own.',
};

const RESTARTS: Readonly<Record<RestartOrder, string>> = {
  'standbys-first': 'the standbys restart, then the primary hands over to one of them: seconds without writes.',
  'primary-first':
    "a value is lowered that a standby may not have below its primary's, so the primary restarts first, in place, then the standbys: no writes meanwhile.",
  'one-by-one': 'these standbys restart, one after another; the primary goes on.',
};

const RESTARTS_ALONE =
  'the pod is replaced, since its template holds a hash of such parameters: no reads or writes until it is ready again.';

const NOBODY_RESTARTS = 'the instances wait for a restart, and nothing here restarts them.';

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The server takes names in any case: `TimeZone` is its own way of writing one. */
function canonicalName(major: Major, name: string): string {
  return Object.keys(parameterTable(major)).find((known) => known.toLowerCase() === name) ?? name;
}

function isSameValue(major: Major | undefined, { name, before, after }: ParameterChange): boolean {
  if (before === undefined || after === undefined) return before === after;
  if (before === after) return true;
  const facts = major === undefined ? undefined : parameterTable(major)[canonicalName(major, name.toLowerCase())];
  if (facts === undefined) return false;
  const [former, present] = [meaning(facts, before), meaning(facts, after)];
  return former !== undefined && former === present;
}

/** A value as the server understands it; undefined where that is not known. */
function meaning({ vartype, unit }: ParameterFacts, value: string): string | undefined {
  const text = value.trim().toLowerCase();
  // Figures that begin with a zero are octal.
  if (/^0\d/.test(text)) return undefined;
  if (vartype === 'bool') return BOOLEANS[text];
  if (vartype === 'enum') return text;
  if (vartype === 'string') return undefined;
  const amount = unit === undefined ? undefined : parseAmount(value, unit);
  const figure = amount ?? (text === '' ? Number.NaN : Number(text));
  return Number.isNaN(figure) ? undefined : String(figure);
}

const BOOLEANS: Readonly<Record<string, string>> = Object.fromEntries([
  ...['on', 'true', 'yes', '1', 't', 'y'].map((word) => [word, 'on']),
  ...['off', 'false', 'no', '0', 'f', 'n'].map((word) => [word, 'off']),
]);
