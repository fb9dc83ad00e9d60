/** Readers of the rendered files that no library reads; kept apart from what writes them. */

/** `name = value` a line; comments and quotes away. For postgresql.conf. */
export function readConf(text: string): Map<string, string> {
  return new Map(
    text
      .split('\n')
      .filter((line) => /^[a-z]/.test(line))
      .map((line) => {
        const at = line.indexOf(' = ');
        return [line.slice(0, at), line.slice(at + 3).replace(/^'(.*)'$/, '$1')];
      }),
  );
}

/** One section of an INI file, as pgbouncer.ini is. */
export function readIni(text: string, section: string): Map<string, string> {
  const body = text.split(/^\[/m).find((part) => part.startsWith(`${section}]`)) ?? '';
  return readConf(body.slice(body.indexOf('\n')));
}

/** `key=value` words, as an entry of `[databases]` has them. */
export function readConnection(text: string): Record<string, string> {
  return Object.fromEntries(text.split(' ').map((word) => word.split('=') as [string, string]));
}

/** The lines of pg_hba.conf that count, in words. */
export function readHba(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/));
}

/** The rows that reconcile's SQL puts into one of its tables. */
export function readRows(sql: string, table: string): string[][] {
  const insert = new RegExp(`^insert into ${table} values\n([^;]*);`, 'm').exec(sql)?.[1] ?? '';
  return insert
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line
        .trim()
        .replace(/^\(|\),?$/g, '')
        .split(', ')
        .map((value) => value.replace(/^'(.*)'$/, '$1')),
    );
}
