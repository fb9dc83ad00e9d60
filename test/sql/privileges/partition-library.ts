import type { Database } from '../../../lib/profile/databases';
import type { DatabaseObject } from './cells';
import { SYSTEM } from './roles';

/**
 * Rights on the schema `partitions`, which is the superuser's: owners of tables and the maintenance job call its
 * functions, which work with the rights of their caller; monitoring asks how far ahead partitions are.
 */
export function onPartitionLibrary(
  database: Database | undefined,
  holders: ReadonlySet<string>,
  object: DatabaseObject,
  command: string,
): boolean {
  if (database === undefined || Object.keys(database.partitions ?? {}).length === 0) return false;
  const owners = [database.owner, ...Object.values(database.schemas ?? {}).flatMap(({ owner }) => owner ?? [])];
  const maintains = [...owners, SYSTEM.maintenance].some((role) => holders.has(role));
  const name = object.name.replace(/^partitions\./, '');
  if (maintains && MAINTAINS[object.kind]?.(name, command)) return true;
  return holders.has(SYSTEM.monitoring) && (REPORTS[object.kind]?.(name, command) ?? false);
}

type Rights = { readonly [kind in DatabaseObject['kind']]?: (name: string, command: string) => boolean };

const MAINTAINS: Rights = {
  schema: (_, command) => command === 'usage',
  table: (name, command) => (TABLES[name] ?? []).includes(command),
  routine: (name) => !name.startsWith('configure('),
};

const TABLES: { readonly [name: string]: readonly string[] } = {
  config: ['select'],
  metadata: ['select', 'insert', 'update'],
};

const REPORTS: Rights = {
  schema: (_, command) => command === 'usage',
  table: (name, command) => name === 'config' && command === 'select',
  routine: (name) => OF_HORIZON.includes(name.replace(/\(.*$/, '')),
};

/** And what it calls, by the rights of its caller too: each only reads. */
const OF_HORIZON = [
  'horizon',
  'tables',
  'facts',
  'ranges',
  'free_ranges',
  'covered_until',
  'day_at',
  'interval_start',
  'midnight',
];
