import * as fs from 'node:fs';
import * as path from 'node:path';

/** The first line of every file. What does not begin so is not ours, and is never removed. */
export const HEADER = '# Rendered by cdk8s-postgres: edits here are lost with the next synth.\n';

/**
 * Makes a folder hold these files: writes those that differ, each at once under its name, and removes rendered ones that
 * are no longer rendered, with the folders that this empties. Only `<platform>/*.yaml` are removed: what lies deeper may
 * be another output folder. Anything else in the folder stays.
 *
 * @returns what was removed, relative to the folder; a folder that went whole ends with a slash
 * @throws NodeJS.ErrnoException where the folder cannot be read or written.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): string[] {
  fs.mkdirSync(folder, { recursive: true });
  const changed = [...files].filter(([name, text]) => read(path.join(folder, name)) !== text);
  const stale = findStale(folder, files);
  requireRemovable(folder, stale);
  replaceFiles(changed.map(([name, text]) => [path.join(folder, name), text]));
  return stale.flatMap((platform) => remove(folder, platform));
}

function read(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/** First all new texts beside the old ones, then all renames: a full disk leaves everything as it was. */
export function replaceFiles(files: readonly (readonly [file: string, text: string])[]): void {
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

/** What a platform's folder has, and is no longer rendered. */
interface Stale {
  readonly platform: string;
  readonly files: readonly string[];
  /** Whether nothing else is there. */
  readonly whole: boolean;
}

function findStale(root: string, rendered: ReadonlyMap<string, string>): Stale[] {
  const filled = new Set([...rendered.keys()].map((name) => name.split('/')[0]));
  const folders = fs.readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name: platform }) => {
    const place = path.join(root, platform);
    const entries = fs.readdirSync(place, { withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml') && !rendered.has(`${platform}/${entry.name}`))
      .map(({ name }) => name)
      .filter((name) => isRendered(path.join(place, name)));
    const whole = !filled.has(platform) && files.length === entries.length;
    return files.length === 0 ? [] : [{ platform, files, whole }];
  });
}

/** Asked before anything is written: afterwards it would be half done. */
function requireRemovable(root: string, stale: readonly Stale[]): void {
  const { W_OK, X_OK } = fs.constants;
  for (const { platform } of stale) fs.accessSync(path.join(root, platform), W_OK | X_OK);
  if (stale.some(({ whole }) => whole)) fs.accessSync(root, W_OK | X_OK);
}

function remove(root: string, { platform, files, whole }: Stale): string[] {
  for (const file of files) fs.rmSync(path.join(root, platform, file));
  if (!whole) return files.map((file) => `${platform}/${file}`);
  fs.rmdirSync(path.join(root, platform));
  return [`${platform}/`];
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
