import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The text of a file of `sql/lib`: SQL that all systems share. */
export function readLibrarySql(file: string): string {
  return readFileSync(path.join(__dirname, '../../sql/lib', file), 'utf8');
}
