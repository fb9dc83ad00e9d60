import type { Client } from 'pg';
import type { Answer, Cell, DatabaseObject, ObjectKind } from './cells';

/** The first object of each kind in each schema: what is really tried, as each role. */
export function sampleOf(objects: readonly DatabaseObject[]): DatabaseObject[] {
  const first = new Map<string, DatabaseObject>();
  for (const object of objects) {
    const key = `${object.kind} ${object.schema}`;
    if (!first.has(key)) first.set(key, object);
  }
  return [...first.values()];
}

/** The commands that a trial exists for. References need a table that the role may alter; the catalog answers for them. */
export function triedCommands(kind: ObjectKind): readonly string[] {
  return Object.keys(TRIALS[kind]);
}

/**
 * Runs each command as its role inside a transaction that is rolled back, and tells by the server's error whether it was
 * let through. Any other error than a refusal means that rights were not what was missing.
 */
export async function tryCommands(superuser: Client, cells: readonly Cell[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  await superuser.query("begin; set local lock_timeout = '10s'");
  try {
    for (const cell of cells) answers.push({ ...cell, allowed: await isLetThrough(superuser, cell) });
  } finally {
    await superuser.query('rollback');
  }
  return answers;
}

async function isLetThrough(superuser: Client, { role, object, command }: Cell): Promise<boolean> {
  const statement = await TRIALS[object.kind][command]?.(superuser, object);
  if (statement === undefined) throw new Error(`Nobody knows how to try ${command} on a ${object.kind}.`);
  await superuser.query(`savepoint trial; set local role ${superuser.escapeIdentifier(role)}`);
  try {
    await superuser.query(statement);
    return true;
  } catch (error) {
    return !isRefusal(error, object);
  } finally {
    await superuser.query('rollback to savepoint trial; release savepoint trial');
  }
}

/** A refusal of this object or of its schema, not of something that a trigger or a policy went on to. */
function isRefusal(error: unknown, { kind, schema, name }: DatabaseObject): boolean {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  if (code !== '42501') return false;
  const own = unquoted(name.replace(/\(.*$/, '').split('.').at(-1) ?? name);
  const refused = /^permission denied (?:for \w+(?: \w+)?|to create temporary tables in database) "?(.+?)"?$/.exec(
    message,
  )?.[1];
  return refused === own || (kind !== 'database' && refused === schema);
}

function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');
}

type Trial = (superuser: Client, object: DatabaseObject) => string | Promise<string>;

/** `limit 0` and `where false` check rights like any other statement, and touch no row. */
const TRIALS: Readonly<Record<ObjectKind, { readonly [command: string]: Trial }>> = {
  database: {
    create: () => 'create schema tried_by_a_test',
    temporary: () => 'create temporary table tried_by_a_test ()',
  },
  schema: {
    usage: (_, { name }) => `select '${name}.no_such_table'::regclass`,
    create: (_, { name }) => `create table ${name}.tried_by_a_test ()`,
  },
  table: {
    select: (_, { name }) => `select from ${name} limit 0`,
    insert: (_, { name }) => `insert into ${name} default values`,
    update: async (superuser, { name }) => {
      const { rows } = await superuser.query<{ column: string }>(FIRST_COLUMN, [name]);
      return `update ${name} set ${rows[0]?.column} = default where false`;
    },
    delete: (_, { name }) => `delete from ${name} where false`,
    truncate: (_, { name }) => `truncate ${name}`,
  },
  view: { select: (_, { name }) => `select from ${name} limit 0` },
  sequence: {
    usage: (_, { name }) => `select nextval('${name}')`,
    select: (_, { name }) => `select from ${name} limit 0`,
  },
  routine: { execute: callOf },
};

const FIRST_COLUMN = `
  select quote_ident(attname) as column from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum limit 1`;

/** Arguments that the planner cannot fold away: what is called with a constant may never be looked at. */
async function callOf(superuser: Client, { schema, name }: DatabaseObject): Promise<string> {
  const { rows } = await superuser.query<{ called: string; types: string[]; procedure: boolean }>(SIGNATURE, [
    schema,
    name,
  ]);
  const [routine] = rows;
  if (routine === undefined) throw new Error(`There is no ${name}.`);
  const nulls = routine.types.map((type) => `null::${type}`);
  if (routine.procedure) return `call ${routine.called}(${nulls.join(', ')})`;
  const names = routine.types.map((_, index) => `a${index}`);
  const from =
    nulls.length === 0 ? '' : ` from (values (${nulls.join(', ')}) offset 0) arguments (${names.join(', ')})`;
  return `select ${routine.called}(${names.join(', ')})${from} limit 0`;
}

const SIGNATURE = `
  select format('%I.%I', nspname, proname) as called, prokind = 'p' as procedure,
    array(select format_type(type, null) from unnest(proargtypes) type)::text[] as types
  from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
  where nspname = $1
    and format('%I.%I(%s)', nspname, proname, oidvectortypes(proargtypes)) = $2`;
