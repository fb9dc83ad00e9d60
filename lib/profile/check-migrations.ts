import { Duration } from 'cdk8s';
import type { Finding } from '../findings';
import { migrationData } from '../formats/migration-files';
import { checkFolder } from '../migrations/check';
import { folderFault, type MigrationFolder, readFolder } from '../migrations/folder';
import type { Migrations } from './databases';
import { durationText, fault, wholeSeconds } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Migrations that are not there, that dbmate or a server would refuse, or that are not as they were locked. */
export function checkMigrations({ databases }: PostgresProfile): Finding[] {
  return Object.entries(databases).flatMap(([name, { migrations, owner }]) => {
    if (migrations === undefined) return [];
    const path = childPath(childPath('databases', name), 'migrations');
    return [...checkFiles(path, migrations.path, owner), ...checkTimes(path, migrations)];
  });
}

/** PostgreSQL counts a statement's milliseconds in 32 bits. */
const LONGEST_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

function checkTimes(path: string, migrations: Migrations): Finding[] {
  const { lockTimeout = Duration.seconds(5), deadline = Duration.hours(1) } = migrations;
  const each = [
    ...wholeSeconds(`${path}.lockTimeout`, lockTimeout, 1, LONGEST_SECONDS),
    ...wholeSeconds(`${path}.deadline`, deadline, 60, LONGEST_SECONDS),
  ];
  if (each.length > 0) return each;
  const [wait, end] = [lockTimeout.toMilliseconds(), deadline.toMilliseconds()];
  return fault(
    wait >= end,
    `${path}.lockTimeout`,
    `${durationText(wait)} is not less than the deadline of ${durationText(end)}, which ends the Job before. Lower it, or raise deadline.`,
  );
}

/** @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LARGEST = 1024 * 1024;

function checkFiles(path: string, place: string, owner: string): Finding[] {
  const missing = folderFault(place);
  if (missing !== undefined) {
    const mend =
      "Name the folder with the .sql files, from the profile's own file on: path.join(__dirname, '../sql/...').";
    return [{ path: `${path}.path`, message: `${missing}. ${mend}` }];
  }
  const folder = readFolder(place);
  return [...checkFolder(folder), ...checkSize(folder, owner)].map((message) => ({ path, message }));
}

function checkSize({ files, lock = '' }: MigrationFolder, owner: string): string[] {
  const texts = Object.fromEntries(files.map(({ name, text }) => [name, text]));
  const data = migrationData({ files: texts, lock }, { owner, schemas: [], extensions: [] });
  const total = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const largest = [...files].sort((one, other) => other.bytes - one.bytes)[0];
  if (total <= LARGEST || largest === undefined) return [];
  return [
    `the files are ${total} bytes with their scripts, ${total - LARGEST} over the ${LARGEST} bytes (1 MiB) that a ConfigMap ` +
      `holds. The largest is ${largest.name} with ${largest.bytes} bytes. Load rows by other means than migrations.`,
  ];
}
