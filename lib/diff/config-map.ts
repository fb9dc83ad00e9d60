import { FindingsError } from '../findings';
import { fields, step } from '../synth/manifest';
import { instanceFile, isInstanceFile } from './instance-config';
import { pgbouncerChanges } from './pool-config';
import { sequenceChanges } from './sequence-changes';
import { storeChanges } from './store-config';
import { type ChangedObject, type JudgedChange, judged, type Verdict } from './verdict';
import { listed, mountersOf } from './workloads';

/** One file of a ConfigMap that differs. Undefined where there is none. */
export interface FileChange {
  /** `data["postgresql.conf"]` */
  readonly path: string;
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** The ConfigMap. */
  readonly object: ChangedObject;
}

/**
 * What differs in the files of a ConfigMap.
 *
 * @throws FindingsError where a file is not of its format
 */
export function configMapChanges(object: ChangedObject): JudgedChange[] {
  const [before, after] = [object.before, object.after].map(({ manifest }) => fields(manifest.data));
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.flatMap((name) => {
    const file = {
      path: step('data', name),
      name,
      before: textOf(before?.[name]),
      after: textOf(after?.[name]),
      object,
    };
    return file.before === file.after ? [] : fileChanges(file);
  });
}

function fileChanges(file: FileChange): JudgedChange[] {
  const read = Object.hasOwn(FORMATS, file.name) ? FORMATS[file.name] : undefined;
  if (read === undefined && !isInstanceFile(file.name)) return [textChange(file)];
  try {
    return (read ?? instanceFile)(file);
  } catch (error) {
    if (error instanceof FindingsError) throw error;
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    const { before, after, world } = file.object;
    const path = `${world.dist}/${after.path} ConfigMap/${after.name} ${file.path}`;
    const message = `this file, or the one of ${before.path} before, is not of its format (${reason.replace(/[.:]$/, '')}). Render it anew.`;
    throw new FindingsError([{ path, message }]);
  }
}

const FORMATS: Readonly<Record<string, (file: FileChange) => JudgedChange[]>> = {
  'store.json': storeChanges,
  'pgbouncer.ini': pgbouncerChanges,
};

/** A script, SQL or any other text. */
function textChange(file: FileChange): JudgedChange {
  const users = mountersOf(file.object.world, file.object.after);
  const jobs = users.filter(({ kind }) => kind === 'batch/Job');
  const later = users.filter(({ kind }) => kind === 'batch/CronJob');
  const running = users.filter(({ kind }) => !kind.startsWith('batch/'));
  const sentences = [
    lineCount(file),
    ...(jobs.length > 0 ? [`${listed(jobs)} runs with it at the next sync.`] : []),
    ...(later.length > 0 ? [`The next run of ${listed(later)} has it.`] : []),
    ...(running.length > 0 ? [`${listed(running)}: pods have it within about 90 seconds, and ${NEXT_TIME}`] : []),
    ...(users.length === 0 ? ['No pod here mounts it.'] : []),
  ];
  const verdict: Verdict = { effect: jobs.length > 0 ? 'run' : 'nothing', what: sentences.join(' ') };
  return judged(file, verdict);
}

const NEXT_TIME = 'what runs already goes on with the former one until it is started again.';

function lineCount({ before, after }: FileChange): string {
  if (before === undefined) return 'The file is new.';
  if (after === undefined) return 'The file is gone.';
  const changes = sequenceChanges(before.split('\n'), after.split('\n'));
  const removed = changes.filter(({ from }) => from !== undefined).length;
  const added = changes.length - removed;
  return `Lines: ${added} added, ${removed} removed.`;
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}
