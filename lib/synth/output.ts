import * as fs from 'node:fs';
import * as path from 'node:path';

/** The first line of every file. What does not begin so is not ours, and is never removed. */
export const HEADER = '# Rendered by cdk8s-postgres: edits here are lost with the next synth.\n';

/**
 * Makes a folder hold these files: writes those that differ, each at once under its name, and removes rendered ones that
 * are no longer rendered, with the folders that this empties. Anything else in the folder stays.
 *
 * @throws NodeJS.ErrnoException where the folder cannot be read or written.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  fs.mkdirSync(folder, { recursive: true });
  const changed = [...files].filter(([name, text]) => read(path.join(folder, name)) !== text);
  replaceAll(changed.map(([name, text]) => [path.join(folder, name), text]));
  removeStale(folder, '', files);
}

function read(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** First all new texts beside the old ones, then all renames: a full disk leaves everything as it was. */
function replaceAll(files: readonly (readonly [file: string, text: string])[]): void {
  const written: (readonly [temporary: string, file: string])[] = [];
  try {
    for (const [file, text] of files) {
      const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      written.push([temporary, file]);
      fs.writeFileSync(temporary, text);
    }
    for (const [temporary, file] of written) fs.renameSync(temporary, file);
  } catch (error) {
    for (const [temporary] of written) fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whether the folder lost its last file. */
function removeStale(root: string, folder: string, files: ReadonlyMap<string, string>): boolean {
  let removed = false;
  const place = path.join(root, folder);
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (removeStale(root, name, files)) removed = true;
    } else if (entry.isFile() && name.endsWith('.yaml') && !files.has(name) && isRendered(path.join(root, name))) {
      fs.rmSync(path.join(root, name));
      removed = true;
    }
  }
  if (!removed || folder === '' || fs.readdirSync(place).length > 0) return false;
  fs.rmdirSync(place);
  return true;
}

function isRendered(file: string): boolean {
  const start = Buffer.alloc(HEADER.length);
  const descriptor = fs.openSync(file, 'r');
  try {
    fs.readSync(descriptor, start, 0, start.length, 0);
  } finally {
    fs.closeSync(descriptor);
  }
  return start.toString('utf8') === HEADER;
}
