/** Name and value of a line of postgresql.conf, as the server's own lexer takes it apart (guc-file.l). */
export function unquoted(line: string): [name: string, value: string] {
  const [, name = '', text = ''] = /^([A-Za-z_][\w.]*) = (.*)$/s.exec(line) ?? [];
  if (!text.startsWith("'")) return [name, text];
  const inner = text.slice(1, -1).replaceAll("''", "'");
  return [name, inner.replaceAll(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character)];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

/** Parameters of a whole file; of two lines for one the last wins. */
export function parameters(file: string): Record<string, string> {
  const lines = file.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map(unquoted));
}
