import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oncePer } from '../once';

/**
 * The text of a script that runs in pods: `<name>.sh` beside this file. Pods mount it from a ConfigMap under the same
 * name.
 */
export const readOperation = oncePer((name) => readFileSync(path.join(__dirname, `${name}.sh`), 'utf8'));
