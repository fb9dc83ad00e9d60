import { parse } from 'yaml';
import { CONFIG_HASH_PARAMETER } from '../formats/postgresql-conf';
import { parsePostgresqlConf, rules } from './conf-files';
import type { FileChange } from './config-map';
import { type FieldChange, fieldChanges } from './field-changes';
import { parameterVerdict } from './parameter-verdict';
import { sequenceChanges } from './sequence-changes';
import { parameterScope } from './store-config';
import { fill, type JudgedChange, judged, type Verdict } from './verdict';
import { majorIn } from './workloads';

/** Whether a file of a ConfigMap is one that instances read. */
export function isInstanceFile(name: string): boolean {
  return Object.hasOwn(READERS, name);
}

/** What differs in a file that instances read: Patroni reloads each when it changes. */
export function instanceFile(file: FileChange): JudgedChange[] {
  const changes = READERS[file.name]?.(file) ?? [];
  return changes.length > 0 ? changes : [judged(file, SAME, true)];
}

const READERS: Readonly<Record<string, (file: FileChange) => JudgedChange[]>> = {
  'patroni.yml': patroniChanges,
  'pg_hba.conf': (file) =>
    lineChanges(file, { effect: 'reload', what: 'It counts for connections made from then on.' }),
  'pg_ident.conf': (file) =>
    lineChanges(file, { effect: 'reload', what: 'It counts for connections made from then on.' }),
  'postgresql.conf': parameterChanges,
};

const SAME: Verdict = { effect: 'reload', what: 'Nothing but comments, blanks or order: a reload changes nothing.' };

function parameterChanges(file: FileChange): JudgedChange[] {
  const scope = parameterScope(file.object.world, file.object.after);
  const [before, after] = [parsePostgresqlConf(file.before ?? ''), parsePostgresqlConf(file.after ?? '')];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((change) => change.before !== change.after)
    .map((change) => {
      const field = { ...change, path: `${file.path}.${change.name}` };
      return judged(field, parameterVerdict(change, scope), change.name === CONFIG_HASH_PARAMETER);
    });
}

function lineChanges(file: FileChange, verdict: Verdict): JudgedChange[] {
  const [before, after] = [rules(file.before ?? ''), rules(file.after ?? '')];
  return sequenceChanges(before, after).map(({ from, to }) =>
    judged(
      {
        path: file.path,
        before: from === undefined ? undefined : before[from],
        after: to === undefined ? undefined : after[to],
      },
      verdict,
    ),
  );
}

/** What a setting of patroni.yml does: the first rule that fits counts. */
interface PatroniRule extends Verdict {
  readonly setting: RegExp;
  readonly when?: (change: FieldChange) => boolean;
  readonly mirrors?: boolean;
}

const AT_ITS_START: Pick<PatroniRule, 'effect' | 'order' | 'what' | 'steps'> = {
  effect: 'restart',
  order: 'one-by-one',
  what: 'Patroni reads it only when it starts, and nothing here restarts it: unless the pods are replaced anyway, do the step.',
  steps: ['kubectl rollout restart statefulset --selector cdk8s-postgres/platform={platform}{in}'],
};

/** @see https://patroni.readthedocs.io/en/latest/yaml_configuration.html */
const PATRONI_RULES: readonly PatroniRule[] = [
  {
    setting: /^bootstrap\b/,
    effect: 'nothing',
    mirrors: true,
    what: 'It is read once, when a cluster is initialized.',
  },
  {
    setting: /^(scope|kubernetes\.(namespace|labels|scope_label|use_endpoints))\b/,
    effect: 'forbidden',
    what: 'Patroni finds its cluster by it: members that have restarted would be a second one beside the others. Set it back.',
  },
  {
    setting: /^postgresql\.data_dir$/,
    effect: 'data-at-risk',
    what: 'Instances look for their data elsewhere, and begin with none. Set it back.',
  },
  {
    setting: /^postgresql\.bin_dir$/,
    when: ({ before, after }) => majorIn(String(before)) !== majorIn(String(after)),
    effect: 'forbidden',
    what: 'Another major version of PostgreSQL does not start on this data, and there is no path for it here. Set it back.',
  },
  { setting: /^(postgresql\.bin_dir|kubernetes|name|namespace)\b/, ...AT_ITS_START },
  {
    setting: /^postgresql\.listen$/,
    effect: 'restart',
    order: 'standbys-first',
    what: 'It is listen_addresses and port: the instances restart for it.',
  },
  { setting: /./, effect: 'reload', what: 'Patroni takes it with a reload.' },
];

function patroniChanges(file: FileChange): JudgedChange[] {
  const scope = parameterScope(file.object.world, file.object.after);
  return fieldChanges(parse(file.before ?? '') ?? {}, parse(file.after ?? '') ?? {}).map((change) => {
    const field = { ...change, path: `${file.path}.${change.path}` };
    const parameter = /^postgresql\.parameters\.(.*)$/.exec(change.path)?.[1];
    if (parameter !== undefined) {
      const values = { before: textOf(change.before), after: textOf(change.after) };
      return judged(field, parameterVerdict({ name: parameter, ...values }, scope));
    }
    const rule = PATRONI_RULES.find(({ setting, when }) => setting.test(change.path) && (when?.(change) ?? true));
    const { after } = file.object;
    return judged(field, fill(rule ?? SAME, after, { platform: after.platform }), rule?.mirrors);
  });
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
