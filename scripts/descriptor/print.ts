const WIDTH = 120;

/** The level at which the descriptor's fields and kinds are: one a line, as in a table. */
const TABLE_LEVEL = 4;

/** Plain data as TypeScript: on one line where it fits, else an entry a line; a table's row is always one line. */
export function printValue(value: unknown, level = 0, before = 0): string {
  const inline = printInline(value);
  const fits = level * 2 + before + inline.length + 1 <= WIDTH;
  if (fits || level >= TABLE_LEVEL || typeof value !== 'object' || value === null) return inline;
  const indent = '  '.repeat(level + 1);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Object.entries(value).map(([name, entry]) => {
    const key = Array.isArray(value) ? '' : `${printKey(name)}: `;
    return `${indent}${key}${printValue(entry, level + 1, key.length)},\n`;
  });
  return `${open}\n${lines.join('')}${'  '.repeat(level)}${close}`;
}

function printInline(value: unknown): string {
  if (typeof value === 'string') return printText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`;
  const entries = Object.entries(value).map(([name, entry]) => `${printKey(name)}: ${printInline(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function printText(text: string): string {
  if (text.includes("'") && !text.includes('"')) return JSON.stringify(text);
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function printKey(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : printText(name);
}
