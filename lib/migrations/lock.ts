import { createHash } from 'node:crypto';

/** The name of the lock file, beside the SQL. */
export const LOCK_FILE = 'migrations.lock';

/** Checksums by file. */
export type Lock = ReadonlyMap<string, string>;

/** A lock file as it was read: its entries, and lines that are none, counted from 1. */
export interface ParsedLock {
  readonly entries: Lock;
  readonly faults: ReadonlyArray<{ readonly line: number; readonly text: string }>;
}

/** Reads sha256sum's format: `<64 hexadecimal digits>  <file>`. */
export function parseLock(text: string): ParsedLock {
  const entries = new Map<string, string>();
  const faults: Array<{ line: number; text: string }> = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, sum, file] = /^([0-9a-f]{64}) [ *](\S.*)$/.exec(line) ?? [];
    if (sum !== undefined && file !== undefined && !entries.has(file)) entries.set(file, sum);
    else if (line !== '') faults.push({ line: index + 1, text: line });
  }
  return { entries, faults };
}

/** What `sha256sum *.sql` prints. */
export function lockText(entries: Lock): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, sum]) => `${sum}  ${file}\n`)
    .join('');
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** How the files of a folder differ from its lock. */
export interface LockDifferences {
  /** Files that are not locked, in order. */
  readonly added: readonly string[];
  /** Files that are not as they were when they were locked. */
  readonly changed: readonly string[];
  /** Locked files that are gone. */
  readonly missing: readonly string[];
}

export function lockDifferences(lock: Lock, sums: Lock): LockDifferences {
  const files = [...sums.keys()].sort();
  return {
    added: files.filter((file) => !lock.has(file)),
    changed: files.filter((file) => lock.has(file) && lock.get(file) !== sums.get(file)),
    missing: [...lock.keys()].filter((file) => !sums.has(file)).sort(),
  };
}
