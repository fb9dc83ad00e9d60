import { spawnSync } from 'node:child_process';
import { type Finding, FindingsError } from '../findings';
import { didYouMean } from '../nearest';
import { type DistFiles, isYaml } from './read-folder';

/** The rendered files of one commit. */
export interface Committed {
  /** The commit's full name. */
  readonly commit: string;
  readonly files: DistFiles;
}

/**
 * The rendered files as a commit has them.
 *
 * @param folder that there is now, in the same repository
 * @param ref a commit, branch or tag, as git takes it
 * @throws FindingsError where git is not there, or does not know the commit, or the commit does not have the folder
 */
export function readCommitted(folder: string, ref: string): Committed {
  const git = (args: readonly string[], input = '') => run(folder, args, input);
  const prefix = git(['rev-parse', '--show-prefix']);
  if (!prefix.ok) throw fault(folder, `git reads no repository here (${prefix.reason}). ${NO_REPOSITORY}`);
  const resolved = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (!resolved.ok) {
    const known = git(['for-each-ref', '--format=%(refname:short)']).text.split('\n');
    throw fault(ref, `git knows no such commit, branch or tag here.${didYouMean(ref, known)} ${UNKNOWN}`);
  }
  const commit = resolved.text.trim();
  const place = prefix.text.replace(/\n$/, '');
  const listed = git(['ls-tree', '-r', '-z', '--full-tree', commit, ...(place === '' ? [] : ['--', place])]);
  const blobs = listed.text.split('\0').flatMap((line) => blobOf(line, place));
  if (blobs.length === 0) throw fault(ref, `the commit has no rendered file in ${place || 'its root'}. ${NO_FILES}`);
  const contents = git(['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join(''));
  if (!listed.ok || !contents.ok) throw fault(ref, `git cannot read the commit (${contents.reason}). Fetch it again.`);
  return { commit, files: new Map(texts(contents.bytes).map((text, index) => [blobs[index]?.file ?? '', text])) };
}

const NO_REPOSITORY = 'Run it in a clone of the repository that holds the folder.';
const UNKNOWN = 'Fetch it, in CI with enough depth, or name another: `diff HEAD~1`.';
const NO_FILES = 'Commit what is rendered, or name another ref. What is new as a whole has nothing to compare with.';

interface Answer {
  readonly ok: boolean;
  readonly bytes: Buffer;
  readonly text: string;
  /** The first line of what git says against it. */
  readonly reason: string;
}

function run(cwd: string, args: readonly string[], input: string): Answer {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd, input, maxBuffer: 2 ** 30 });
  if (error) throw fault('git', `the program does not run (${error.message}). Install git; diff compares commits.`);
  const [reason = ''] = stderr
    .toString('utf8')
    .replace(/^fatal: /, '')
    .split('\n');
  return { ok: status === 0, bytes: stdout, text: stdout.toString('utf8'), reason };
}

/** A line of ls-tree: `<mode> blob <id>\t<path>`. Symbolic links and submodules are no files. */
function blobOf(line: string, prefix: string): Array<{ readonly id: string; readonly file: string }> {
  const [, id, file] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
  return id !== undefined && file !== undefined && isYaml(file) ? [{ id, file: file.slice(prefix.length) }] : [];
}

/** What `cat-file --batch` answers: for each file `<id> blob <bytes>`, the bytes, a line's end. */
function texts(answer: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < answer.length; ) {
    const start = answer.indexOf('\n', at) + 1;
    const end = start + Number(answer.toString('latin1', at, start).split(' ')[2]);
    found.push(answer.toString('utf8', start, end));
    at = end + 1;
  }
  return found;
}

function fault(path: string, message: string): FindingsError {
  const finding: Finding = { path, message };
  return new FindingsError([finding]);
}
