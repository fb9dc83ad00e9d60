import { CONFIG_HASH_SETTING } from '../formats/pgbouncer-ini';
import { LOOKUP_PREFIX } from '../formats/pgbouncer-lookups';
import { RESTART_SETTINGS } from '../formats/pgbouncer-settings';
import { parsePgbouncerIni } from './conf-files';
import type { FileChange } from './config-map';
import { type FieldChange, fieldChanges } from './field-changes';
import { type JudgedChange, judged, type Verdict } from './verdict';

/** What differs in a pool's pgbouncer.ini. */
export function pgbouncerChanges(file: FileChange): JudgedChange[] {
  const [before, after] = [parsePgbouncerIni(file.before ?? ''), parsePgbouncerIni(file.after ?? '')];
  const changes = [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ path: name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after)
    .flatMap(({ path, ...values }) => {
      const [, section = '', setting = ''] = /^([^.]*)\.(.*)$/s.exec(path) ?? [];
      const verdict = verdictOf(section, setting, values.after === undefined);
      const change = { ...values, path: `${file.path}.${path}` };
      const fields = section === 'databases' ? entryChanges(change) : [change];
      return fields.map((field) => judged(field, verdict, setting === CONFIG_HASH_SETTING));
    });
  return changes.length > 0 ? changes : [judged(file, SAME, true)];
}

/** What differs in an entry of the section [databases], which is made of `key=value`. */
function entryChanges(change: FieldChange): FieldChange[] {
  if (change.before === undefined || change.after === undefined) return [change];
  const [before, after] = [change.before, change.after].map((text) =>
    Object.fromEntries([...String(text).matchAll(/(\w+)=('(?:[^']|'')*'|\S*)/g)].map(([, key, value]) => [key, value])),
  );
  const fields = fieldChanges(before, after, change.path);
  return fields.length > 0 ? fields : [change];
}

const SAME: Verdict = { effect: 'reload', what: 'Nothing but comments, blanks or order: a reload changes nothing.' };

/** @see https://www.pgbouncer.org/config.html */
function verdictOf(section: string, setting: string, isRemoved: boolean): Verdict {
  if (section === 'databases' && isRemoved && !setting.startsWith(LOOKUP_PREFIX)) {
    return { effect: 'outage', what: 'PgBouncer disconnects the clients of the entry, and knows its name no more.' };
  }
  if (section === 'pgbouncer' && RESTART_SETTINGS.has(setting)) {
    return {
      effect: 'pool-restart',
      what: 'PgBouncer takes it only when it starts: the pods are replaced, and their clients connect anew.',
    };
  }
  return { effect: 'reload', what: 'PgBouncer takes it with a reload; connections stay.' };
}
