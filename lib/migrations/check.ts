import * as path from 'node:path';
import { checkFile } from './check-file';
import { type MigrationFolder, sumsOf } from './folder';
import { LOCK_FILE, lockDifferences, parseLock } from './lock';

/** Every fault of a folder: sentences with the file, the figures and the mend. */
export function checkFolder(folder: MigrationFolder): string[] {
  return [
    ...checkNames(folder),
    ...folder.files.flatMap((file) => checkFile(file).map((message) => `${file.name}: ${message}`)),
    // Of what cannot be read, the lock would say that it is gone.
    ...(folder.unreadable.length > 0 ? [] : checkLock(folder)),
  ];
}

/** What cannot be read, and names that dbmate would pass over, or whose order nobody knows. */
export function checkNames({ files, unreadable, others }: MigrationFolder): string[] {
  const versions = new Map<string, string[]>();
  for (const { name } of files) {
    const version = NAME.exec(name)?.[1];
    if (version !== undefined) versions.set(version, [...(versions.get(version) ?? []), name]);
  }
  return [
    ...unreadable,
    ...others.map((name) => `${name}: ${otherEntry(name)}`),
    ...files
      .filter(({ name }) => !NAME.test(name))
      .map(
        ({ name }) =>
          `${name}: the name is not <14 digits>_<name>.sql, of letters, digits, "_", "-" and ".". Rename it, for ` +
          'example to 20260131120000_orders.sql.',
      ),
    ...[...versions]
      .filter(([, names]) => names.length > 1)
      .map(
        ([version, names]) =>
          `${names.join(' and ')} have one version, ${version}. Give the later one a later version.`,
      ),
  ];
}

function otherEntry(name: string): string {
  const mend = /\.sql$/i.test(name) ? `Rename it to ${name.slice(0, -4)}.sql` : 'Move it away';
  return `it is neither a .sql file nor ${LOCK_FILE}, and would be passed over. ${mend}.`;
}

/** How long a name may be: a ConfigMap's key. */
const NAME = /^(\d{14})_[\w.-]{1,234}\.sql$/;

/** The command that locks new files of a folder, or takes changed ones anew. */
export function lockCommand(folder: string, replace: readonly string[] = []): string {
  const options = replace.flatMap((file) => ['--replace', quote(file)]);
  return ['npx cdk8s-postgres lock', quote(folder), ...options].join(' ');
}

function checkLock(folder: MigrationFolder): string[] {
  const { lock, path: place } = folder;
  if (lock === undefined) {
    return [
      `there is no ${LOCK_FILE} in "${place}", so nobody would notice an applied file that changes. Run ` +
        `\`${lockCommand(place)}\` and commit it.`,
    ];
  }
  const { entries, faults } = parseLock(lock);
  const sums = sumsOf(folder);
  const { added, changed, missing } = lockDifferences(entries, sums);
  return [
    ...faults.map(
      ({ line }) =>
        `${LOCK_FILE}, line ${line}: it is not <sha256>  <file>, each file once. Restore the file from git.`,
    ),
    ...(added.length > 0
      ? [`${added.join(', ')}: not in ${LOCK_FILE}. Run \`${lockCommand(place)}\` and commit it.`]
      : []),
    ...changed.map(
      (file) =>
        `${file} changed since it was locked (sha256 ${short(sums.get(file))}, locked ${short(entries.get(file))}): ` +
        `servers that applied it would refuse it. Put it back (git checkout ${quote(path.join(place, file))}) and write a ` +
        `new migration; if it was applied nowhere, run \`${lockCommand(place, [file])}\`.`,
    ),
    ...missing.map(
      (file) =>
        `${file} is in ${LOCK_FILE} and not in "${place}": servers that applied it would refuse the others. Put it back; ` +
        `if it was applied nowhere, run \`${lockCommand(place, [file])}\`.`,
    ),
  ];
}

function short(sum: string | undefined): string {
  return (sum ?? '').slice(0, 12);
}

/** For a POSIX shell. */
function quote(word: string): string {
  return /^[\w./@%+,:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
