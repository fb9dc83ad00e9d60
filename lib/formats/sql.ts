/** A value of a generated row: text, number, truth, nothing, or a list of texts. */
export type SqlValue = string | number | boolean | null | readonly string[];

/** A column of a generated table: its name and its type, as `create table` takes them. */
export interface SqlColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * A string constant; right only while `standard_conforming_strings` is on, as it is by default.
 *
 * @throws Error for text with a zero byte, which PostgreSQL cannot hold
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS
 */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new Error('A string of PostgreSQL cannot hold a zero byte.');
  return `'${text.replaceAll("'", "''")}'`;
}

/** A constant of any type that a generated row holds. */
export function sqlValue(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteLiteral(value);
  if (typeof value === 'object') return `array[${value.map(quoteLiteral).join(', ')}]::text[]`;
  return String(value);
}

/** A temporary table with its rows: how generated SQL hands what the profile says to the statements that apply it. */
export function temporaryTable(
  name: string,
  columns: readonly SqlColumn[],
  rows: ReadonlyArray<readonly SqlValue[]>,
): string {
  const definition = columns.map((column) => `${column.name} ${column.type}`).join(', ');
  const create = `create temporary table ${name} (${definition});\n`;
  if (rows.length === 0) return create;
  const values = rows.map((row) => `  (${row.map(sqlValue).join(', ')})`).join(',\n');
  return `${create}insert into ${name} values\n${values};\n`;
}
