import { PUBLIC } from './roles';

/** What privileges are held on. */
export type ObjectKind = 'database' | 'schema' | 'table' | 'view' | 'sequence' | 'routine';

/** An object of one database, as the server lists it. A partition is a table like any other. */
export interface DatabaseObject {
  readonly database: string;
  readonly kind: ObjectKind;
  /** Empty for a database. */
  readonly schema: string;
  /** As SQL writes it, qualified; a routine with its argument types. */
  readonly name: string;
}

/** One role, one object, one command. */
export interface Cell {
  readonly role: string;
  readonly object: DatabaseObject;
  readonly command: string;
}

/** Whether somebody may; `by` says who is asked, the profile or the server. */
export interface Answer extends Cell {
  readonly allowed: boolean;
}

/** What `GRANT` knows for each kind. `MAINTAIN` came with PostgreSQL 17. */
export function commandsOn(kind: ObjectKind, major: number): readonly string[] {
  return kind === 'table' || kind === 'view' ? [...RELATION, ...(major >= 17 ? ['maintain'] : [])] : COMMANDS[kind];
}

const RELATION = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'];

const COMMANDS: Readonly<Record<Exclude<ObjectKind, 'table' | 'view'>, readonly string[]>> = {
  database: ['connect', 'create', 'temporary'],
  schema: ['usage', 'create'],
  sequence: ['usage', 'select', 'update'],
  routine: ['execute'],
};

/**
 * Lines for people: each cell on which the profile and the server do not agree. What everybody has is said once, of
 * PUBLIC. Empty where they agree.
 */
export function differences(title: string, expected: readonly Answer[], answered: readonly Answer[]): string {
  const said = new Map(answered.map((answer) => [keyOf(answer), answer.allowed]));
  const wrong = expected.filter((cell) => said.get(keyOf(cell)) !== cell.allowed);
  const everybodys = new Set(wrong.filter(({ role }) => role === PUBLIC).map((cell) => keyOf(cell)));
  const lines = wrong
    .filter((cell) => cell.role === PUBLIC || !everybodys.has(keyOf({ ...cell, role: PUBLIC })))
    .map((cell) => [
      cell.role,
      `${cell.object.kind} ${cell.object.name}`,
      cell.command,
      word(cell.allowed),
      word(said.get(keyOf(cell))),
    ]);
  if (lines.length === 0) return '';
  const header = ['role', 'object', 'command', 'profile', 'server'];
  return `${title}: ${lines.length} differ\n${columns([header, ...lines])}`;
}

/** Tells cells apart. */
export function keyOf({ role, object, command }: Cell): string {
  return JSON.stringify([role, object.database, object.kind, object.name, command]);
}

function word(allowed: boolean | undefined): string {
  if (allowed === undefined) return 'not asked';
  return allowed ? 'allowed' : 'denied';
}

function columns(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
