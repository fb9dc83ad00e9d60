import { recently } from '../once';

/**
 * Writes manifests as one YAML stream: plain and stable, read alike by YAML 1.1 and 1.2, strings of several lines as
 * literal blocks, nothing folded, no anchors. Keys keep the order that the objects have.
 *
 * Written for this, since the general library builds a document tree first and takes ten times as long.
 *
 * @see https://yaml.org/spec/1.2.2/
 */
export function toYaml(manifests: readonly object[]): string {
  return manifests
    .map((manifest) => node(manifest, '').replace(/^\n/, '').replace(/^ /, '').concat('\n'))
    .join('---\n');
}

/** What follows a key's colon: ` scalar`, or a line break and the lines of a block. */
function node(value: unknown, indent: string): string {
  if (typeof value === 'string') return string(value, indent);
  if (Array.isArray(value)) return value.length === 0 ? ' []' : sequence(value, indent);
  if (typeof value === 'object' && value !== null) return mapping(value, indent);
  return ` ${atom(value)}`;
}

function mapping(value: object, indent: string): string {
  let text = '';
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    text += `\n${indent}${scalar(key)}:${node(child, Array.isArray(child) || isMapping(child) ? `${indent}  ` : indent)}`;
  }
  return text === '' ? ' {}' : text;
}

function sequence(items: readonly unknown[], indent: string): string {
  let text = '';
  for (const item of items) {
    const lines = node(item, isMapping(item) || Array.isArray(item) ? `${indent}  ` : indent);
    // A mapping or list starts on the dash's own line.
    text += `\n${indent}-${lines.startsWith('\n') ? ` ${lines.slice(indent.length + 3)}` : lines}`;
  }
  return text;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function atom(value: unknown): string {
  if (typeof value === 'number') return number(value);
  return typeof value === 'boolean' ? String(value) : 'null';
}

function number(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = String(value);
  // YAML 1.1 takes 1e+21 for a string: it wants a point before the exponent.
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function string(value: string, indent: string): string {
  return ` ${value.includes('\n') ? lines(`${indent}  `)(value) : scalar(value)}`;
}

/** A string of several lines, as a block with this indentation where it can be one. */
const lines = recently((indent: string) =>
  recently((value: string) => (fitsLiteralBlock(value) ? literalBlock(value, indent) : scalar(value))),
);

/** What must be escaped: control characters, line breaks that only YAML 1.1 knows, half characters, byte order marks. */
const UNPRINTABLE = /[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Readers disagree on a block that begins or ends with lines of nothing but white space. */
function fitsLiteralBlock(value: string): boolean {
  return !UNPRINTABLE.test(value) && /\S/.test(value) && !/^\s*\n/.test(value) && !/\n[ \t]+\n*$/.test(value);
}

function literalBlock(value: string, indent: string): string {
  // Without the figure, readers take the first line's own indentation for the block's.
  const indicator = /^\s/.test(value) ? '2' : '';
  const body = value.replace(/\n+$/, '');
  const breaks = value.length - body.length;
  const chomping = breaks === 0 ? '-' : breaks === 1 ? '' : '+';
  const lines = `\n${body}`.replace(/\n(?!\n)/g, `\n${indent}`);
  return `|${indicator}${chomping}${lines}${'\n'.repeat(Math.max(0, breaks - 1))}`;
}

/** A string on one line: plain where every reader takes it for that very string, else in quotes. */
const scalar = recently((value: string): string => {
  if (isPlain(value)) return value;
  const escapes = UNPRINTABLE.test(value) || /[\t\n']/.test(value);
  // Text full of double quotes and backslashes (JSON, regular expressions) reads better in single quotes.
  return !escapes && /["\\]/.test(value) ? `'${value}'` : doubleQuoted(value);
});

/** JSON's escapes are YAML's; what JSON leaves raw and YAML does not is added. */
function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const PLAIN_START = /^(?:[A-Za-z0-9_/$(\\.]|--?[A-Za-z])/;
/** A comment or a key would begin, white space would be lost, or something must be escaped. */
const PLAIN_BREAKER = /: | #|[ :]$|[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
/** Nothing but what numbers, dates and times of any YAML are made of: quoted whether or not it is one. */
const NUMERIC = /^(?=.*[0-9]|\.+$)[-+.0-9eE][-+.0-9_,:oxXa-fA-FTtZz ]*$/;
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|~|nan|inf|\.inf|\.nan|infinity)$/i;

function isPlain(value: string): boolean {
  return PLAIN_START.test(value) && !PLAIN_BREAKER.test(value) && !NUMERIC.test(value) && !WORD.test(value);
}
