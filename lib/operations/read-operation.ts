import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The text of a script that runs in pods: `<name>.sh` beside this file. Pods mount it from a ConfigMap under the same
 * name.
 */
export function readOperation(name: string): string {
  return readFileSync(path.join(__dirname, `${name}.sh`), 'utf8');
}
