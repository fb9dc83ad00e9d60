import type { Major } from '../../lib/parameters/majors';
import type { Context, ParameterFacts } from '../../lib/parameters/table';
import type { Unit } from '../../lib/parameters/units';
import { startEmbeddedServer } from '../embedded-postgres';

/** One row of pg_settings. */
export interface Setting extends ParameterFacts {
  readonly name: string;
  readonly description: string;
  /** The built-in default, as text in the parameter's unit. */
  readonly boot: string;
}

/** What a server answers: the parameters of a profile, and the names of those that only developers set. */
export interface Settings {
  readonly settings: readonly Setting[];
  readonly leftOut: readonly string[];
}

/**
 * Starts the server of a major and reads its parameters.
 *
 * @throws Error on another system than 64-bit Linux: ranges and enums differ between systems, and the images run Linux
 */
export async function readSettings(major: Major): Promise<Settings> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error('Parameters are generated on 64-bit Linux only, since that is what the images run.');
  }
  const server = await startEmbeddedServer(major);
  try {
    const client = await server.connect();
    const { rows } = await client.query<Row>(query);
    await client.end();
    const isLeftOut = (row: Row) => leftOutCategories.has(row.category) || row.context === 'internal';
    return {
      settings: rows.filter((row) => !isLeftOut(row)).map(toSetting),
      leftOut: rows.filter(isLeftOut).map((row) => row.name),
    };
  } finally {
    await server.stop();
  }
}

const query = `
  select name, vartype, unit, min_val, max_val, enumvals, context, category, short_desc, coalesce(boot_val, '') as boot
  from pg_settings
  where name !~ '[.]'
  order by name collate "C"`;

const leftOutCategories = new Set(['Developer Options', 'Preset Options']);

interface Row {
  readonly name: string;
  readonly vartype: ParameterFacts['vartype'];
  readonly unit: Unit | null;
  readonly min_val: string | null;
  readonly max_val: string | null;
  readonly enumvals: string[] | null;
  readonly context: Context | 'internal';
  readonly category: string;
  readonly short_desc: string;
  readonly boot: string;
}

function toSetting(row: Row): Setting {
  if (row.context === 'internal') throw new Error(`${row.name} cannot be set.`);
  return {
    name: row.name,
    vartype: row.vartype,
    unit: row.unit ?? undefined,
    min: row.min_val === null ? undefined : Number(row.min_val),
    max: row.max_val === null ? undefined : Number(row.max_val),
    enumValues: row.enumvals ?? undefined,
    context: row.context,
    category: row.category,
    description: row.short_desc,
    boot: row.boot,
  };
}
