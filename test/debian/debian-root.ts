import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** How to start a program. */
export interface Program {
  readonly command: string;
  /** What comes before the program's own arguments. */
  readonly args: readonly string[];
}

/** Debian's names of the folder and the loader of each processor. */
const PROCESSORS: Readonly<Record<string, { readonly libraries: string; readonly loader: string }>> = {
  x64: { libraries: 'usr/lib/x86_64-linux-gnu', loader: 'usr/lib64/ld-linux-x86-64.so.2' },
  arm64: { libraries: 'usr/lib/aarch64-linux-gnu', loader: 'usr/lib/ld-linux-aarch64.so.1' },
};

/**
 * A program of another Debian release, from a folder that `scripts/debian-root.sh` made: `<folder>/<suite>`, where the
 * folder is `CDK8S_POSTGRES_DEBIAN` or `cdk8s-postgres-debian` among the temporary files. It runs on this machine's
 * kernel by its own loader and libraries, without chroot, so that an unprivileged user can start it.
 *
 * @param name its path in the release, for example `usr/sbin/pgbouncer`
 * @returns undefined where it is not installed
 */
export function debianProgram(suite: string, name: string): Program | undefined {
  const folder = process.env.CDK8S_POSTGRES_DEBIAN ?? path.join(os.tmpdir(), 'cdk8s-postgres-debian');
  const root = path.join(folder, suite);
  const processor = PROCESSORS[process.arch];
  if (processor === undefined || !fs.existsSync(path.join(root, name))) return undefined;
  const { loader, libraries } = processor;
  return {
    command: path.join(root, loader),
    args: ['--library-path', path.join(root, libraries), path.join(root, name)],
  };
}

/** Whether this machine has a program of that name. */
export function onPath(name: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, name)));
}
