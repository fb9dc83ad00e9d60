import { FindingsError } from '../findings';
import { checkFolder } from './check';
import { folderFault, readFolder } from './folder';

/** The files of one database, as its ConfigMap holds them. */
export interface MigrationFiles {
  /** The text of each migration, by the file's name. */
  readonly files: { readonly [name: string]: string };
  /** The text of `migrations.lock`. */
  readonly lock: string;
}

/**
 * Reads a folder of migrations, and checks it.
 *
 * @param folder an absolute path: `path.join(__dirname, 'sql/orders')`
 * @throws FindingsError with every fault of the folder
 */
export function readMigrations(folder: string): MigrationFiles {
  const fault = folderFault(folder);
  if (fault !== undefined) throw new FindingsError([{ path: 'migrations', message: `${fault}. Name the folder.` }]);
  const read = readFolder(folder);
  const faults = checkFolder(read);
  if (faults.length > 0) throw new FindingsError(faults.map((message) => ({ path: 'migrations', message })));
  return { files: Object.fromEntries(read.files.map(({ name, text }) => [name, text])), lock: read.lock ?? '' };
}
