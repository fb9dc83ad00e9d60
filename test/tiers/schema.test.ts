import { App, Chart, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { FindingsError } from '../../lib/findings';
import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';
import { contentHash } from '../../lib/tiers/content-hash';
import { Schema, type SchemaProps } from '../../lib/tiers/schema';
import { emptyChart } from './empty-chart';

const password = (key: string) => ({ secret: 'postgres-secrets', key });

const MINIMAL: SchemaProps = {
  platform: 'dict',
  name: 'postgres-reconcile',
  image: 'registry.example/postgres:16.14-1',
  server: { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432, caSecret: 'postgres-server-tls' },
  superuser: { role: 'dict_admin', password: password('postgres-password') },
};

const FULL: Required<SchemaProps> = {
  ...MINIMAL,
  pullSecrets: ['registry'],
  systemRoles: {
    replication: { role: 'replicator', password: password('replicator-password') },
    rewind: { role: 'rewind', password: password('rewind-password') },
    monitoring: { role: 'postgres_exporter', password: password('postgres-exporter-password') },
    lookup: { role: 'pgbouncer_lookup', password: password('pgbouncer-lookup-password') },
    dump: { role: 'dump', password: password('dump-password') },
    maintenance: { role: 'partition_maintenance', password: password('partition-maintenance-password') },
    migration: { role: 'migration', password: password('migration-password') },
  },
  roles: { dict_core_owner: { login: false }, dict_core_user: { password: password('dict-core-user-password') } },
  databases: {
    dict_core: {
      owner: 'dict_core_owner',
      pooled: true,
      migrated: true,
      access: { dict_core_user: AccessLevel.WRITE },
      extensions: [Extension.PG_TRGM, Extension.PG_PARTMAN],
    },
  },
  schedule: { cron: '5 * * * *', timeZone: 'America/Sao_Paulo', deadlineSeconds: 300 },
  resources: {
    cpu: { request: Cpu.millis(50), limit: Cpu.millis(500) },
    memory: { request: Size.mebibytes(32), limit: Size.mebibytes(64) },
  },
};

function render(props: SchemaProps) {
  const chart = emptyChart();
  const tier = new Schema(chart, 'schema', props);
  const objects = Testing.synth(chart);
  const of = (kind: string) => objects.filter((object) => object.kind === kind);
  const [configMap] = of('ConfigMap');
  const [job] = of('Job');
  const [cronJob] = of('CronJob');
  return { tier, objects, configMap, job, cronJob, pod: job.spec.template.spec };
}

test('minimal props render a ConfigMap, a hook Job and an hourly CronJob, and nothing else', () => {
  const { objects, cronJob } = render(MINIMAL);
  expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Job', 'CronJob']);
  expect(cronJob.spec).toMatchObject({ schedule: '17 * * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
  expect(cronJob.spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 2 });
});

test('all the props reach the objects', () => {
  const { cronJob, pod } = render(FULL);
  expect(cronJob.spec).toMatchObject({ schedule: '5 * * * *', timeZone: 'America/Sao_Paulo' });
  expect(cronJob.spec.jobTemplate.spec.activeDeadlineSeconds).toBe(300);
  expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
  expect(pod.containers[0].resources).toEqual({
    requests: { cpu: '50m', memory: '32Mi' },
    limits: { cpu: '500m', memory: '64Mi' },
  });
});

test('D8 the Job runs in the wave after the parameters, and the CronJob runs the very same pod', () => {
  const { job, cronJob } = render(FULL);
  expect(job.metadata.annotations).toEqual({
    'argocd.argoproj.io/hook': 'Sync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    'argocd.argoproj.io/sync-wave': '11',
  });
  expect(job.spec).toEqual({ ...cronJob.spec.jobTemplate.spec, ttlSecondsAfterFinished: 86_400 });
});

test('the Job has a new name when its files or its pod change, since Kubernetes does not change Jobs', () => {
  const name = (props: SchemaProps) => render(props).job.metadata.name;
  expect(name(FULL)).toMatch(/^postgres-reconcile-[0-9a-f]{10}$/);
  expect(name(FULL)).toBe(name(FULL));
  expect(name({ ...FULL, image: 'registry.example/postgres:16.15-1' })).not.toBe(name(FULL));
  expect(name({ ...FULL, databases: { ...FULL.databases, more: { owner: 'dict_core_user' } } })).not.toBe(name(FULL));
});

test('D7 each password is a variable from the Secret, and nothing else of the Secret is there', () => {
  const { pod, tier } = render(FULL);
  const keys = Object.fromEntries(
    pod.containers[0].env
      .filter(({ valueFrom }: { valueFrom?: object }) => valueFrom)
      .map(({ name, valueFrom }: { name: string; valueFrom: { secretKeyRef: object } }) => [
        name,
        valueFrom.secretKeyRef,
      ]),
  );
  expect(keys).toEqual({
    PGPASSWORD: { name: 'postgres-secrets', key: 'postgres-password' },
    PASSWORD_DICT_CORE_USER: { name: 'postgres-secrets', key: 'dict-core-user-password' },
    PASSWORD_REPLICATOR: { name: 'postgres-secrets', key: 'replicator-password' },
    PASSWORD_REWIND: { name: 'postgres-secrets', key: 'rewind-password' },
    PASSWORD_POSTGRES_EXPORTER: { name: 'postgres-secrets', key: 'postgres-exporter-password' },
    PASSWORD_PGBOUNCER_LOOKUP: { name: 'postgres-secrets', key: 'pgbouncer-lookup-password' },
    PASSWORD_DUMP: { name: 'postgres-secrets', key: 'dump-password' },
    PASSWORD_PARTITION_MAINTENANCE: { name: 'postgres-secrets', key: 'partition-maintenance-password' },
    PASSWORD_MIGRATION: { name: 'postgres-secrets', key: 'migration-password' },
  });
  expect(tier.secretKeys).toHaveLength(9);
});

test('the connection to the primary is verified, and the pod is restricted', () => {
  const { pod } = render(FULL);
  const env = Object.fromEntries(pod.containers[0].env.map(({ name, value }: Record<string, string>) => [name, value]));
  expect(env).toMatchObject({ PGSSLMODE: 'verify-full', PGUSER: 'dict_admin', PGHOST: FULL.server.host });
  expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Never' });
  expect(pod.containers[0].securityContext).toMatchObject({ readOnlyRootFilesystem: true });
  expect(pod.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
    '/opt/operations',
    '/tmp',
    '/etc/postgresql-ca',
  ]);
});

test('the ConfigMap holds every file that the script runs, under names that a ConfigMap takes', () => {
  const { configMap } = render(FULL);
  const names = Object.keys(configMap.data);
  expect(names).toEqual(
    expect.arrayContaining(['reconcile.sh', '30-dict_core.sql', 'pgbouncer-lookup.sql', 'logins.tsv']),
  );
  for (const name of names) expect(name).toMatch(/^[-._a-zA-Z0-9]+$/);
  expect(configMap.data['logins.tsv']).toContain(
    'dict_core_user\tPASSWORD_DICT_CORE_USER\tdatabase\tkey dict-core-user-password of Secret postgres-secrets\tdict_core\n',
  );
});

test('a role that logs in without a password, or a reference to nothing, is an error with its path', () => {
  const chart = new Chart(new App(), 'chart');
  expect(
    () => new Schema(chart, 'a', { ...MINIMAL, roles: { app: {} }, databases: { app: { owner: 'app' } } }),
  ).toThrow(
    new FindingsError([
      {
        path: 'roles.app.password',
        message: 'the role logs in and has no password. Name a key of a Secret, or set `login: false`.',
      },
    ]),
  );
  expect(() => new Schema(chart, 'b', { ...MINIMAL, databases: { core: { owner: 'core' } } })).toThrow(FindingsError);
});

test('a content hash does not depend on the order of keys', () => {
  expect(contentHash({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(contentHash({ b: [{ d: 3, c: 2 }], a: 1 }));
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }));
});
