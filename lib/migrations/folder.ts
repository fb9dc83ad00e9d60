import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { fields } from '../synth/manifest';
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
  /** The lock file's text, its lines' ends as sha256sum writes them. */
  readonly lock: string | undefined;
  /** Its `.sql` files and lock that are no files or cannot be read: sentences with the mend. */
  readonly unreadable: readonly string[];
  /** What else is there, that nobody would apply: names. */
  readonly others: readonly string[];
}

/** Why a folder cannot be read: a clause without a full stop. */
export function folderFault(folder: string): string | undefined {
  // Another folder would be meant when the program is started elsewhere.
  if (!path.isAbsolute(folder)) return `"${folder}" begins at no fixed folder`;
  if (!existsSync(folder)) return `there is no folder "${folder}"`;
  if (!statSync(folder).isDirectory()) return `"${folder}" is a file`;
  try {
    return readdirSync(folder).some(isSql) ? undefined : `"${folder}" holds no .sql file`;
  } catch (error) {
    return `"${folder}" cannot be read (${codeOf(error)})`;
  }
}

/** Reads a folder that has no `folderFault`. */
export function readFolder(folder: string): MigrationFolder {
  const names = readdirSync(folder).sort();
  const contents = names
    .filter((name) => isSql(name) || name === LOCK_FILE)
    .map((name) => ({ name, content: contentOf(path.join(folder, name)) }));
  const read = contents.flatMap(({ name, content }) => (typeof content === 'string' ? [] : [{ name, content }]));
  return {
    path: folder,
    files: read.filter(({ name }) => name !== LOCK_FILE).map(({ name, content }) => fileOf(name, content)),
    lock: read
      .find(({ name }) => name === LOCK_FILE)
      ?.content.toString('utf8')
      .replaceAll('\r\n', '\n'),
    unreadable: contents.flatMap(({ name, content }) =>
      typeof content === 'string' ? [`${name}: it ${content}`] : [],
    ),
    others: names.filter((name) => !isSql(name) && name !== LOCK_FILE && !/^(\.|readme(\.|$))/i.test(name)),
  };
}

function isSql(name: string): boolean {
  return name.endsWith('.sql');
}

/** The bytes, or why there are none. */
function contentOf(file: string): Buffer | string {
  try {
    if (statSync(file).isFile()) return readFileSync(file);
    return 'is no file. Move it away, and write one.';
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT'
      ? 'is a link to nothing. Mend the link, or remove it.'
      : `cannot be read (${code}). Mend that.`;
  }
}

function codeOf(error: unknown): string {
  const { code } = fields(error);
  if (typeof code !== 'string') throw error;
  return code;
}

/** The checksums of its files. */
export function sumsOf({ files }: MigrationFolder): Lock {
  return new Map(files.map((file) => [file.name, file.sha256]));
}

function fileOf(name: string, content: Buffer): MigrationFile {
  const text = content.toString('utf8');
  return { name, text, bytes: content.length, sha256: sha256(content), utf8: Buffer.from(text).equals(content) };
}
