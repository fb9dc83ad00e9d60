/**
 * The statements of a text, for looking at: comments are left out, strings are emptied (`''`, `$$`), white space is one
 * space. Names in quotes stay as they are.
 *
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let current = '';
  let parentheses = 0;
  const body = new AtomicBody();
  for (const { kind, text } of tokens(sql)) {
    if (kind === 'word') body.read(text.toLowerCase());
    if (text === '(') parentheses += 1;
    if (text === ')') parentheses -= 1;
    if (text === ';' && parentheses <= 0 && !body.open) {
      statements.push(current);
      current = '';
    } else {
      current += SHORTENED[kind] ?? text;
    }
  }
  return [...statements, current].map((statement) => statement.replaceAll(/\s+/g, ' ').trim()).filter(Boolean);
}

type Kind = 'space' | 'string' | 'dollars' | 'name' | 'word' | 'other';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const SHORTENED: { readonly [kind in Kind]?: string } = { space: ' ', string: "''", dollars: '$$' };

/** Comments in a comment and the end of a dollar-quoted string are found by hand, the rest by these. */
const PATTERNS: ReadonlyArray<readonly [Kind, RegExp]> = [
  ['space', /\s+|--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)/y],
  ['string', /(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)/y],
  ['name', /(?:[uU]&)?"(?:[^"]|"")*(?:"|$)/y],
  ['word', /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.]*/y],
];

function* tokens(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    const token = tokenAt(sql, at);
    yield token;
    at += token.text.length;
  }
}

function tokenAt(sql: string, at: number): Token {
  if (sql.startsWith('/*', at)) return { kind: 'space', text: sql.slice(at, endOfComment(sql, at)) };
  const delimiter = matchAt(/\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y, sql, at);
  if (delimiter !== undefined) {
    const end = sql.indexOf(delimiter, at + delimiter.length);
    return { kind: 'dollars', text: sql.slice(at, end < 0 ? sql.length : end + delimiter.length) };
  }
  for (const [kind, pattern] of PATTERNS) {
    const text = matchAt(pattern, sql, at);
    if (text !== undefined) return { kind, text };
  }
  return { kind: 'other', text: sql.charAt(at) };
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

function endOfComment(sql: string, from: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let found = edge.exec(sql); found !== null; found = edge.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

/**
 * Whether a semicolon belongs to the body of a function in standard SQL: `begin atomic ...; ...; end`.
 *
 * @see https://www.postgresql.org/docs/current/sql-createfunction.html
 */
class AtomicBody {
  private depth = 0;
  private before = '';

  public get open(): boolean {
    return this.depth > 0;
  }

  public read(word: string): void {
    if (this.open && word === 'case') this.depth += 1;
    else if (this.open && word === 'end') this.depth -= 1;
    else if (word === 'atomic' && this.before === 'begin') this.depth += 1;
    this.before = word;
  }
}
