import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lockText, sha256 } from '../../lib/migrations/lock';

/** A migration that is right. */
export const MIGRATION = '-- migrate:up\nselect 1;\n\n-- migrate:down\n';

/** The name of the one file that a folder has unless a test says otherwise. */
export const FILE = '20260101000000_first.sql';

/** A new folder of migrations with its lock; the caller removes it. */
export function lockedFolder(files: Readonly<Record<string, string>> = { [FILE]: MIGRATION }): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  const sums = Object.entries(files).map(([name, text]): [string, string] => [name, sha256(Buffer.from(text))]);
  fs.writeFileSync(path.join(folder, 'migrations.lock'), lockText(new Map(sums)));
  return folder;
}
