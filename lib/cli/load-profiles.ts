import * as path from 'node:path';
import { FindingsError } from '../findings';
import type { PostgresProfile } from '../profile/profile';

/**
 * The profiles that a CommonJS module exports, alone or in lists, each once.
 *
 * @param file from the current folder on
 * @throws FindingsError where the module cannot be loaded or exports none
 */
export function loadProfiles(file: string): PostgresProfile[] {
  const exported = load(file);
  const values = [exported, ...Object.values(Object(exported)).flat()];
  const profiles = [...new Set(values)].filter(isProfile);
  if (profiles.length === 0) {
    throw fault(
      file,
      'the module exports no profile. Export an object with `postgres` and `topology`: exports.orders = {...}.',
    );
  }
  return profiles;
}

function load(file: string): unknown {
  const found = resolve(path.resolve(file));
  if (found === undefined) {
    throw fault(
      file,
      'there is no such module. Name a CommonJS file, from the current folder on; TypeScript is compiled first.',
    );
  }
  try {
    return require(found);
  } catch (error) {
    if (error instanceof FindingsError) throw error;
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    if (/\.[cm]?ts$/.test(found)) {
      throw fault(
        file,
        `is TypeScript, and cannot be loaded (${reason}). Compile it, \`npx tsc\`, and name the .js file.`,
      );
    }
    throw fault(file, `the module cannot be loaded (${reason}). Run \`node ${file}\` to see where it fails.`);
  }
}

function resolve(file: string): string | undefined {
  try {
    return require.resolve(file);
  } catch {
    return undefined;
  }
}

/** Which exports are meant as profiles; whether they are right is checked when they are rendered. */
function isProfile(value: unknown): value is PostgresProfile {
  return typeof value === 'object' && value !== null && 'postgres' in value && 'topology' in value;
}

function fault(file: string, message: string): FindingsError {
  return new FindingsError([{ path: file, message }]);
}
