import { statementsOf } from './statements';

/** One file in dbmate's format, as far as its checks and `migrate.sh` need it. */
export interface ParsedMigration {
  /** How often `-- migrate:up` and `-- migrate:down` begin a block. */
  readonly ups: number;
  readonly downs: number;
  /** Whether the (first) up block comes before the down block. */
  readonly inOrder: boolean;
  /** Statements before the up block, which dbmate refuses. */
  readonly before: readonly string[];
  /** What is written behind `-- migrate:up`: `transaction:false`. */
  readonly options: readonly string[];
  /** The up block's statements, see `statementsOf`. */
  readonly statements: readonly string[];
}

/**
 * Reads a file as dbmate does.
 *
 * @see https://github.com/amacneil/dbmate#creating-migrations
 */
export function parseMigration(text: string): ParsedMigration {
  const ups = [...text.matchAll(block('up'))];
  const downs = [...text.matchAll(block('down'))];
  const up = ups[0]?.index ?? text.length;
  const down = downs[0]?.index ?? text.length;
  const body = text.slice(up, Math.max(up, down));
  const [line = ''] = body.split('\n');
  return {
    ups: ups.length,
    downs: downs.length,
    inOrder: up <= down,
    before: statementsOf(text.slice(0, Math.min(up, down))),
    options: line
      .replace(/^--\s*migrate:up/, '')
      .split(/\s+/)
      .filter(Boolean),
    statements: statementsOf(body),
  };
}

/** Whether the file runs outside of a transaction. */
export function isOutsideTransaction({ options }: ParsedMigration): boolean {
  return options.includes('transaction:false');
}

/** An index that a file builds while its table is written to, and that stays invalid when the build fails. */
export interface ConcurrentIndex {
  /** Its name as the catalog has it; nothing where PostgreSQL chooses one. */
  readonly index: string | undefined;
  /** The table, as it is written. */
  readonly table: string;
  /** Whether an index that is there already is no error. */
  readonly ifNotExists: boolean;
}

/** The index that a statement builds concurrently. */
export function concurrentIndex(statement: string): ConcurrentIndex | undefined {
  const found = CONCURRENT_INDEX.exec(statement)?.groups;
  if (found === undefined) return undefined;
  const { table = '', name, lenient } = found;
  return { index: name === undefined ? undefined : fold(name), table, ifNotExists: lenient !== undefined };
}

const IDENTIFIER = '(?:"(?:[^"]|"")+"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)';
const CONCURRENT_INDEX = new RegExp(
  `^create (?:unique )?index concurrently (?<lenient>if not exists )?(?:(?<name>${IDENTIFIER}) ?)??` +
    `\\bon (?:only )?(?<table>${IDENTIFIER}(?: ?\\. ?${IDENTIFIER})?)`,
  'i',
);

/** A name in quotes as it is meant, any other in lower case. */
function fold(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}

function block(direction: 'up' | 'down'): RegExp {
  return new RegExp(`^--[^\\S\\n]*migrate:${direction}(?=\\s|$)`, 'gm');
}
