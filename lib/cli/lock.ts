import * as path from 'node:path';
import { type Finding, FindingsError } from '../findings';
import { checkNames, lockCommand } from '../migrations/check';
import { folderFault, readFolder, sumsOf } from '../migrations/folder';
import { LOCK_FILE, type Lock, lockDifferences, lockText, parseLock } from '../migrations/lock';
import { didYouMean } from '../nearest';
import { fields } from '../synth/manifest';
import { replaceFiles } from '../synth/output';

/**
 * Writes `migrations.lock` of each folder: new files are added, and only those of `replace` may change or go.
 *
 * @param folders from the current folder on
 * @param replace files that were applied nowhere, by name or path
 * @returns a line for each folder that says what was done
 * @throws FindingsError with every fault of every folder; then nothing is written
 */
export function lockFolders(folders: readonly string[], replace: readonly string[]): string[] {
  const names = replace.map((file) => path.basename(file));
  const faults = folders.flatMap((folder) => unreadable(folder));
  if (faults.length > 0) throw new FindingsError(faults);
  const plans = folders.map((folder) => plan(folder, names));
  const findings = [...plans.flatMap(({ findings }) => findings), ...unknown(names, plans)];
  if (findings.length > 0) throw new FindingsError(findings);
  const changed = plans.filter(({ before, after }) => lockText(after) !== before);
  write(changed.map(({ file, after }) => [file, lockText(after)]));
  return plans.map((plan) => {
    const { file, before, after } = plan;
    return changed.includes(plan)
      ? `${file}: ${describe(parseLock(before).entries, after)}.`
      : `${file}: nothing to add.`;
  });
}

function write(locks: ReadonlyArray<readonly [file: string, text: string]>): void {
  try {
    replaceFiles(locks);
  } catch (error) {
    const { code, path: file } = fields(error);
    if (typeof code !== 'string' || typeof file !== 'string') throw error;
    const message = `the lock cannot be written here (${code}). Make the folder writable; no lock was changed.`;
    throw new FindingsError([{ path: path.dirname(file), message }]);
  }
}

interface Plan {
  readonly file: string;
  /** The lock file's text. */
  readonly before: string;
  readonly after: Lock;
  readonly findings: readonly Finding[];
}

function unreadable(folder: string): Finding[] {
  const fault = folderFault(path.resolve(folder));
  return fault === undefined ? [] : [{ path: folder, message: `${fault}. Name a folder with migrations.` }];
}

function plan(place: string, replace: readonly string[]): Plan {
  const folder = readFolder(path.resolve(place));
  const { lock: before = '' } = folder;
  const { entries, faults } = parseLock(before);
  const sums = sumsOf(folder);
  const { changed, missing } = folder.unreadable.length > 0 ? NOTHING : lockDifferences(entries, sums);
  const refused = (file: string, what: string, mend: string) => ({
    path: path.join(place, file),
    message: `the file ${what} since it was locked. ${mend}; if it was applied nowhere, run \`${lockCommand(place, [file])}\`.`,
  });
  const kept = (files: readonly string[]) => files.filter((file) => !replace.includes(file));
  return {
    file: path.join(place, LOCK_FILE),
    before,
    after: sums,
    findings: [
      ...checkNames(folder).map((message) => ({ path: place, message })),
      ...faults.map(({ line }) => ({
        path: path.join(place, LOCK_FILE),
        message: `line ${line} is not <sha256>  <file>, each file once. Restore the file from git.`,
      })),
      ...kept(changed).map((file) => refused(file, 'changed', 'Put it back and write a new migration')),
      ...kept(missing).map((file) => refused(file, 'went away', 'Put it back')),
    ],
  };
}

/** Of what cannot be read nobody knows. */
const NOTHING = { changed: [], missing: [] };

/** Names of `--replace` that no folder has. */
function unknown(names: readonly string[], plans: readonly Plan[]): Finding[] {
  const known = plans.flatMap(({ before, after }) => [...after.keys(), ...parseLock(before).entries.keys()]);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: '--replace',
      message: `no folder has ${name}.${didYouMean(name, known)} Name a file of one.`,
    }));
}

function describe(before: Lock, after: Lock): string {
  const { added, changed, missing } = lockDifferences(before, after);
  const parts = { locked: added, replaced: changed, removed: missing };
  return Object.entries(parts)
    .filter(([, files]) => files.length > 0)
    .map(([what, files]) => `${what} ${files.join(', ')}`)
    .join('; ');
}
