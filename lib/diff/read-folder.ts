import * as fs from 'node:fs';
import * as path from 'node:path';
import { FindingsError } from '../findings';

/** The texts of a folder's YAML files, by their paths in it, with slashes. */
export type DistFiles = ReadonlyMap<string, string>;

/**
 * The rendered files as they are now.
 *
 * @throws FindingsError where the folder cannot be read or has none
 */
export function readFolder(folder: string): DistFiles {
  const files = new Map<string, string>();
  try {
    collect(folder, '', files);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new FindingsError([{ path: folder, message: `the folder cannot be read (${code}). ${MEND}` }]);
  }
  if (files.size === 0) throw new FindingsError([{ path: folder, message: `no file here ends in .yaml. ${MEND}` }]);
  return files;
}

/** Whether a file may hold manifests. */
export function isYaml(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

const MEND = 'Render the platforms first, or name their folder with --dist.';

function collect(root: string, folder: string, files: Map<string, string>): void {
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(root, name, files);
    else if (entry.isFile() && isYaml(name)) files.set(name, fs.readFileSync(path.join(root, name), 'utf8'));
  }
}
