import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oncePer } from '../once';

/** The text of a file of `sql/lib`: SQL that all systems share. */
export const readLibrarySql = oncePer((file) => readFileSync(path.join(__dirname, '../../sql/lib', file), 'utf8'));
