import { stringify } from 'yaml';
import { dict } from '../../profiles/dict';
import { faultsOf } from './matrix';
import { brief, Repository } from './repository';

/** The file, what stands there, what comes in its place, and what it does. */
export type Edit = readonly [title: string, file: string, from: string | RegExp, to: string, line: unknown];

/** The files of dict. */
export const Files = {
  CONFIG: 'dist/dict/0-config.yaml',
  MEMBERS: 'dist/dict/1-primary.yaml',
  SCHEMA: 'dist/dict/3-schema.yaml',
  POOL: 'dist/dict/4-pgbouncer.yaml',
  CRON_JOBS: 'dist/dict/6-cronjobs.yaml',
} as const;

/** One test an edit of what is committed: the object's change is told, and the gravest effect first. */
export function findsEdits(repository: Repository, edits: readonly Edit[]): void {
  test.each(edits.map((edit) => [...edit] as const))('%s', (_title, file, from, to, line) => {
    repository.edit(file, from, to);
    const report = repository.report();
    expect(faultsOf(report)).toEqual([]);
    expect(brief(report)).toContainEqual(line);
    expect(report.effect).toBe(brief(report).map((told) => /: ([a-z-]+)(, [a-z-]+)?$/.exec(told)?.[1])[0]);
    expect(JSON.stringify(report)).not.toMatch(/a-(former|new)-value/);
  });
}

/** A repository with dict and objects of every kind that the rules know; what a test edits is set back. */
export function editable(): Repository {
  const repository = new Repository();
  beforeAll(() => {
    repository.render(dict);
    for (const [name, text] of Object.entries(OBJECTS)) repository.write(`dist/${name}.yaml`, text);
    repository.commit();
  });
  beforeEach(() => {
    repository.git('reset', '--quiet', '--hard');
    repository.git('clean', '--quiet', '--force', 'dist');
  });
  afterAll(() => repository.remove());
  return repository;
}

const KEPT = { 'argocd.argoproj.io/sync-options': 'Prune=false' };

function manifest(kind: string, more: object, apiVersion = 'v1', annotations?: object): string {
  const metadata = { name: 'own', namespace: 'postgres', ...(annotations && { annotations }) };
  return stringify({ apiVersion, kind, metadata, ...more });
}

function claim(storage: string, more: object): string {
  return manifest('PersistentVolumeClaim', { spec: { resources: { requests: { storage } }, ...more } });
}

const OBJECTS: Readonly<Record<string, string>> = {
  claim: claim('10Gi', { storageClassName: 'fast' }),
  secret: manifest('Secret', { type: 'Opaque', stringData: { password: 'a-former-value' } }),
  namespace: manifest('Namespace', {}, 'v1', KEPT),
  job: manifest('Job', { spec: { backoffLimit: 1, template: { spec: {} } } }, 'batch/v1'),
  external: manifest(
    'ExternalSecret',
    { spec: { refreshInterval: '1h', target: { name: 'own', creationPolicy: 'Owner' } } },
    'external-secrets.io/v1',
  ),
  scaler: manifest('HorizontalPodAutoscaler', { spec: { minReplicas: 2, maxReplicas: 4 } }, 'autoscaling/v2'),
  unclaimed: manifest('StatefulSet', { spec: { replicas: 1 } }, 'apps/v1'),
  notes: '# No object at all.\n- one\n---\nkind: List of things\n',
};
