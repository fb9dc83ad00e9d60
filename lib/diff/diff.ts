import { classify, firstOrder } from './classify';
import { readObjects } from './dist-object';
import { byGravity, exitCodeOf, gravest } from './effect';
import { matchObjects } from './match';
import { readCommitted } from './read-committed';
import { type DistFiles, readFolder } from './read-folder';
import type { DiffReport, ObjectDiff, PlatformDiff } from './report';
import type { World } from './verdict';

/** What is compared. */
export interface DiffOptions {
  /** The folder of the rendered files. @default dist */
  readonly dist?: string;
  /** A commit, branch or tag. @default HEAD */
  readonly ref?: string;
}

/**
 * Compares what is rendered now with what a commit has, object by object, and says what each change does in the
 * cluster. It reads nothing but the rendered files.
 *
 * @throws FindingsError where one of both cannot be read
 */
export function diffDist({ dist = 'dist', ref = 'HEAD' }: DiffOptions = {}): DiffReport {
  const present = readFolder(dist);
  const { commit, files } = readCommitted(dist, ref);
  const [before, after] = withoutEqualFolders(files, present);
  const folder = dist.replace(/\/+$/, '');
  const world: World = {
    before: readObjects(before, `${ref}:${folder}/`),
    after: readObjects(after, `${folder}/`),
    dist: folder,
  };
  const platforms = byPlatform(world);
  const effect = gravest(platforms.map((platform) => platform.effect));
  return { version: 1, ref, commit, dist, effect, exitCode: exitCodeOf(effect), platforms };
}

/** Of hundreds of platforms few change; what stands in one folder of its own is not parsed where nothing of it differs. */
function withoutEqualFolders(before: DistFiles, after: DistFiles): [DistFiles, DistFiles] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const changed = new Set(names.filter((name) => before.get(name) !== after.get(name)).map(folderOf));
  const kept = (files: DistFiles) => new Map([...files].filter(([name]) => changed.has(folderOf(name))));
  return [kept(before), kept(after)];
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function byPlatform(world: World): PlatformDiff[] {
  const platforms = new Map<string, ObjectDiff[]>();
  for (const pair of matchObjects(world.before, world.after)) {
    const diff = classify(pair, world);
    const platform = (pair.after ?? pair.before)?.platform ?? '';
    if (diff) platforms.set(platform, [...(platforms.get(platform) ?? []), diff]);
  }
  return [...platforms]
    .map(([name, objects]): PlatformDiff => {
      const sorted = [...objects].sort((a, b) => byGravity(a.effect, b.effect));
      return {
        name,
        effect: gravest(objects.map(({ effect }) => effect)),
        order: firstOrder(objects),
        objects: sorted,
      };
    })
    .sort((a, b) => byGravity(a.effect, b.effect) || (a.name < b.name ? -1 : 1));
}
