import { Duration } from 'cdk8s';
import type { Finding } from '../findings';
import { migrationData } from '../formats/migration-files';
import { checkFolder } from '../migrations/check';
import { folderFault, type MigrationFolder, readFolder } from '../migrations/folder';
import { fault } from './figures';
import { childPath } from './paths';
import type { PostgresProfile } from './profile';

/** Migrations that are not there, that dbmate or a server would refuse, or that are not as they were locked. */
export function checkMigrations({ databases }: PostgresProfile): Finding[] {
  return Object.entries(databases).flatMap(([name, { migrations, owner }]) => {
    if (migrations === undefined) return [];
    const path = childPath(childPath('databases', name), 'migrations');
    const { lockTimeout = Duration.seconds(5), deadline = Duration.hours(1) } = migrations;
    return [
      ...checkFiles(path, migrations.path, owner),
      ...wholeSeconds(`${path}.lockTimeout`, lockTimeout, 1),
      ...wholeSeconds(`${path}.deadline`, deadline, 60),
    ];
  });
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

function wholeSeconds(path: string, duration: Duration, least: number): Finding[] {
  const value = duration.toMilliseconds() / 1000;
  return fault(
    !Number.isInteger(value) || value < least,
    path,
    `${value} s is no whole number of seconds of at least ${least}.`,
  );
}
