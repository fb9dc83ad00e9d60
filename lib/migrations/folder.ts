import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { LOCK_FILE, type Lock, sha256 } from './lock';

/** One file with SQL, as it lies in its folder. */
export interface MigrationFile {
  readonly name: string;
  readonly text: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether its bytes are text in UTF-8, which is all that a ConfigMap holds. */
  readonly utf8: boolean;
}

/** A folder with migrations. */
export interface MigrationFolder {
  readonly path: string;
  /** Its `.sql` files by name, whatever they are. */
  readonly files: readonly MigrationFile[];
  /** The lock file's text. */
  readonly lock: string | undefined;
}

/** Why a folder cannot be read: a clause without a full stop. */
export function folderFault(folder: string): string | undefined {
  // Another folder would be meant when the program is started elsewhere.
  if (!path.isAbsolute(folder)) return `"${folder}" begins at no fixed folder`;
  if (!existsSync(folder)) return `there is no folder "${folder}"`;
  if (!statSync(folder).isDirectory()) return `"${folder}" is a file`;
  return readdirSync(folder).some((file) => file.endsWith('.sql')) ? undefined : `"${folder}" holds no .sql file`;
}

/** Reads a folder that has no `folderFault`. */
export function readFolder(folder: string): MigrationFolder {
  const lock = path.join(folder, LOCK_FILE);
  const names = readdirSync(folder).filter(
    (name) => name.endsWith('.sql') && statSync(path.join(folder, name)).isFile(),
  );
  return {
    path: folder,
    files: names.sort().map((name) => fileOf(name, readFileSync(path.join(folder, name)))),
    lock: existsSync(lock) ? readFileSync(lock, 'utf8') : undefined,
  };
}

/** The checksums of its files. */
export function sumsOf({ files }: MigrationFolder): Lock {
  return new Map(files.map((file) => [file.name, file.sha256]));
}

function fileOf(name: string, content: Buffer): MigrationFile {
  const text = content.toString('utf8');
  return { name, text, bytes: content.length, sha256: sha256(content), utf8: Buffer.from(text).equals(content) };
}
