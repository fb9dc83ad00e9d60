import { quoteConfValue } from '../parameters';

/** Parameters in the order in which they are shown, under the title of their category. */
export interface ParameterGroup {
  /** The category's title, as in PostgreSQL's manual. */
  readonly title: string;
  /** PostgreSQL's name and the value as its text, unquoted. */
  readonly parameters: ReadonlyArray<readonly [name: string, value: string]>;
}

/**
 * Parameters that Patroni passes on the command line and therefore takes only from its store. A value of theirs in a
 * configuration file is silently ignored.
 *
 * @see https://patroni.readthedocs.io/en/latest/patroni_configuration.html
 */
export const PATRONI_STORE_PARAMETERS: ReadonlySet<string> = new Set([
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_replication_slots',
  'max_wal_senders',
  'max_worker_processes',
  'track_commit_timestamp',
  'wal_keep_size',
  'wal_level',
]);

/** The name of a parameter without meaning to the server, by which one sees which file an instance has loaded. */
export const CONFIG_HASH_PARAMETER = 'cdk8s_postgres.config_hash';

/** `name = value` a line, quoted where PostgreSQL's grammar needs it. */
export function postgresqlConf(introduction: readonly string[], groups: readonly ParameterGroup[]): string {
  const blocks = groups
    .filter((group) => group.parameters.length > 0)
    .map((group) => [`# ${group.title}`, ...group.parameters.map(([name, value]) => setting(name, value))].join('\n'));
  return `${[introduction.map((line) => `# ${line}`.trimEnd()).join('\n'), ...blocks].join('\n\n')}\n`;
}

/** One line of a configuration file. */
export function setting(name: string, value: string): string {
  return `${name} = ${quoteConfValue(value)}`;
}
