import type { Finding } from '../findings';
import { didYouMean } from '../nearest';
import { hasControlCharacter } from './check-identifiers';
import { timeZone } from './check-times';
import { atLeast, fault } from './figures';
import { PARTITION_SUFFIXES, type PartitionedTable, tableOf } from './partitions';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Tables whose partitions could not be made, or would not be what was meant. */
export function checkPartitions({ databases }: PostgresProfile): Finding[] {
  return Object.entries(databases).flatMap(([name, { partitions = {}, schemas = {} }]) => {
    const path = `${childPath('databases', name)}.partitions`;
    const known = ['public', ...Object.keys(schemas)];
    const keys = Object.keys(partitions);
    return Object.entries(partitions).flatMap(([key, table], index) => [
      ...checkKey(childPath(path, key), key, known, keys.slice(0, index)),
      ...checkTable(childPath(path, key), key, table, known),
    ]);
  });
}

/** PostgreSQL cuts longer names off, in bytes. */
const MAXIMUM_BYTES = 63;

/** A few thousand are as many as PostgreSQL plans well. @see https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-BEST-PRACTICES */
const MOST_PREMADE = 1000;

function checkKey(path: string, key: string, known: readonly string[], earlier: readonly string[]): Finding[] {
  const { schema, table } = tableOf(key);
  if (schema === '' || table === '' || table.includes('.')) {
    return [{ path, message: `"${key}" is neither a table nor schema.table. Write public.orders, or orders.` }];
  }
  if (hasControlCharacter(key)) {
    return [{ path, message: 'the name holds a control character. Choose another name.' }];
  }
  const same = earlier.find((other) => tableOf(other).schema === schema && tableOf(other).table === table);
  return [
    ...checkSchema(path, schema, known),
    ...fault(same !== undefined, path, `it is the table that "${same}" declares already. Keep one of them.`),
  ];
}

function checkTable(path: string, key: string, said: PartitionedTable, known: readonly string[]): Finding[] {
  const { interval, premake, retention, retire, schema, timeZone: zone } = said;
  const partition = `${tableOf(key).table}${PARTITION_SUFFIXES[interval] ?? ''}`;
  const bytes = Buffer.byteLength(partition);
  const longer = bytes - MAXIMUM_BYTES;
  return [
    ...fault(
      longer > 0,
      path,
      `its partitions would be called ${partition}, which has ${bytes} bytes; PostgreSQL cuts names off after ` +
        `${MAXIMUM_BYTES}. Make the table's name ${longer} bytes shorter.`,
    ),
    ...atLeast(`${path}.premake`, premake, 1),
    ...fault(
      premake > MOST_PREMADE,
      `${path}.premake`,
      `${premake} partitions ahead are more than ${MOST_PREMADE}, and whoever reads the table without its key opens and locks each of them. Lower it.`,
    ),
    ...atLeast(`${path}.retention`, retention, 1),
    ...fault(
      retire !== undefined && retention === undefined,
      `${path}.retire`,
      'nothing is ever retired without a retention. Set retention, or remove it.',
    ),
    ...(schema === undefined ? [] : checkSchema(`${path}.schema`, schema, known)),
    ...timeZone(`${path}.timeZone`, zone),
  ];
}

function checkSchema(path: string, schema: string, known: readonly string[]): Finding[] {
  const mend = didYouMean(schema, known) || " Declare it in the database's schemas.";
  return fault(!known.includes(schema), path, `the schema "${schema}" is not declared.${mend}`);
}
