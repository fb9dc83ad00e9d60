import * as path from 'node:path';
import { type Finding, FindingsError } from '../findings';
import { type ExportedProfiles, exportedProfiles } from './exported-profiles';

/**
 * The profiles that CommonJS modules export, alone or in lists, each once though several modules export it.
 *
 * @param files from the current folder on
 * @returns with the faults of modules that cannot be loaded, or whose exports are unclear
 */
export function loadProfiles(files: readonly string[]): ExportedProfiles {
  const modules = files.map(loaded);
  return {
    profiles: [...new Set(modules.flatMap(({ profiles }) => profiles))],
    findings: modules.flatMap(({ findings }) => findings),
  };
}

function loaded(file: string): ExportedProfiles {
  const found = resolve(path.resolve(file));
  if (found === undefined) {
    return fault(
      file,
      'there is no such module. Name a CommonJS file, from the current folder on; TypeScript is compiled first.',
    );
  }
  try {
    return exportedProfiles(file, require(found));
  } catch (error) {
    if (error instanceof FindingsError) {
      return faults(error.findings.map((finding) => ({ ...finding, path: `${file}: ${finding.path}` })));
    }
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    return /\.[cm]?ts$/.test(found)
      ? fault(file, `is TypeScript, and cannot be loaded (${reason}). Compile it, \`npx tsc\`, and name the .js file.`)
      : fault(file, `the module cannot be loaded (${reason}). Run \`node ${file}\` to see where it fails.`);
  }
}

function resolve(file: string): string | undefined {
  try {
    return require.resolve(file);
  } catch {
    return undefined;
  }
}

function fault(file: string, message: string): ExportedProfiles {
  return faults([{ path: file, message }]);
}

function faults(findings: readonly Finding[]): ExportedProfiles {
  return { profiles: [], findings };
}
