/** A setting of a file, by its name; the last line of a name counts, as for the server. */
export type Settings = ReadonlyMap<string, string>;

/**
 * The settings of a postgresql.conf, by lower-case names. A line that is no setting stands for itself.
 *
 * @see https://www.postgresql.org/docs/current/config-setting.html
 */
export function parsePostgresqlConf(text: string): Settings {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, quoted, plain] = SETTING.exec(line) ?? [];
    if (name === undefined) settings.set(line.trim(), '');
    else settings.set(name.toLowerCase(), quoted === undefined ? (plain ?? '') : unquoted(quoted));
  }
  return settings;
}

const SETTING = /^\s*([A-Za-z_][\w.$]*)(?:\s*=\s*|\s+)(?:'((?:[^'\\]|''|\\.)*)'|([^\s'#]+))?\s*(?:#.*)?$/;

function unquoted(text: string): string {
  return text.replaceAll(/''|\\(.)/g, (whole, escaped: string | undefined) => {
    if (whole === "''") return "'";
    return ESCAPES[escaped ?? ''] ?? escaped ?? '';
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * The settings of a pgbouncer.ini, as `section.name`. A line that is no setting stands for itself.
 *
 * @see https://www.pgbouncer.org/config.html
 */
export function parsePgbouncerIni(text: string): Settings {
  const settings = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    const [, title] = /^\[(.*)\]$/.exec(line) ?? [];
    const [, name, value] = /^([^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (title !== undefined) section = title;
    else settings.set(`${section}.${name ?? line}`, value ?? '');
  }
  return settings;
}

/** The lines that say something, without those of comment. */
export function rules(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '' && !line.startsWith('#'));
}
