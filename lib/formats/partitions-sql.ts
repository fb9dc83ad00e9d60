import { PartitionRetire, tableOf } from '../profile/partitions';
import { type ReconcileDatabase, type ReconcileState, schemasOf } from './reconcile-state';
import { type SqlValue, temporaryTable } from './sql';

/** Installs the library where a database declares partitions, and writes what it declares into `partitions.config`. */
export function partitionLines(state: ReconcileState, database: ReconcileDatabase): string[] {
  const { partitions = {} } = database;
  const tables = Object.entries(partitions).map(([key, said]): SqlValue[] => {
    const { schema, table } = tableOf(key);
    const { interval, premake, retention = null, retire = PartitionRetire.DETACH, timeZone = 'UTC' } = said;
    return [schema, table, interval, premake, retention, retire, said.schema ?? schema, timeZone];
  });
  const desired = temporaryTable('desired_partitions', TABLE_COLUMNS, tables);
  if (tables.length === 0) return [desired, '\\ir partitions-undeclared.sql'];
  return [
    desired,
    temporaryTable('partition_grants', GRANT_COLUMNS, grantRows(state, database)),
    '\\ir partitions.sql',
  ];
}

/** The files of `sql/lib` that a database with partitions needs; one without needs the first alone. */
export const PARTITION_LIBRARY: readonly string[] = [
  'partitions-undeclared.sql',
  'partitions.sql',
  'partitions-calendar.sql',
  'partitions-settings.sql',
  'partitions-locks.sql',
  'partitions-create.sql',
  'partitions-retire.sql',
  'partitions-maintain.sql',
  'partitions-reports.sql',
  'partitions-install.sql',
];

const TABLE_COLUMNS = [
  { name: 'table_schema', type: 'text' },
  { name: 'table_name', type: 'text' },
  { name: 'unit', type: 'text' },
  { name: 'premake', type: 'integer' },
  { name: 'retention', type: 'integer' },
  { name: 'retire', type: 'text' },
  { name: 'partition_schema', type: 'text' },
  { name: 'time_zone', type: 'text' },
];

const GRANT_COLUMNS = [
  { name: 'role', type: 'text' },
  { name: 'level', type: 'text' },
];

function grantRows({ superuser, systemRoles }: ReconcileState, database: ReconcileDatabase): SqlValue[][] {
  const { maintenance, monitoring } = systemRoles;
  const owners = schemasOf(database).map(({ owner }) => owner);
  const maintainers = new Set([...owners, ...(maintenance === undefined ? [] : [maintenance])]);
  maintainers.delete(superuser);
  return [
    ...[...maintainers].map((role) => [role, 'maintains']),
    ...(monitoring === undefined ? [] : [[monitoring, 'reports']]),
  ];
}
