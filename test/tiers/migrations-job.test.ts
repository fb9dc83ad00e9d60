import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import { parse } from 'yaml';
import type * as k8s from '../../imports/k8s';
import { MigrationApply } from '../../lib/profile/databases';
import { toYaml } from '../../lib/synth/yaml';
import { MigrationsJob, type MigrationsJobProps } from '../../lib/tiers/migrations-job';
import { emptyChart } from './empty-chart';
import { containerFaults, Manifests } from './manifests';

const file = '20260101000000_orders.sql';
const index = '20260101000100_orders_placed.sql';

const minimal: MigrationsJobProps = {
  platform: 'shop',
  name: 'shop-migrate-orders',
  image: 'ghcr.io/amacneil/dbmate:2.36.0',
  server: { host: 'shop-primary.shop.svc.cluster.local', port: 5432, caSecret: 'shop-server-tls' },
  login: { role: 'migration', password: { secret: 'passwords', key: 'migration-password' } },
  database: 'orders',
  owner: 'orders_owner',
  files: {
    [file]: '-- migrate:up\r\ncreate table public.orders (id int);\r\n\r\n-- migrate:down',
    [index]:
      '-- migrate:up transaction:false\ncreate index concurrently if not exists "Placed" on public.orders (id);\n-- migrate:down\n\n\n',
  },
  lock: 'sums\n',
};

const everything: Required<MigrationsJobProps> = {
  ...minimal,
  pullSecrets: ['registry'],
  schemas: ['audit', "it's"],
  extensions: ['pgcrypto'],
  apply: MigrationApply.AUTOMATIC,
  maintainPartitions: true,
  lockTimeoutSeconds: 7,
  deadlineSeconds: 600,
  resources: {
    cpu: { request: Cpu.millis(50), limit: Cpu.millis(500) },
    memory: { request: Size.mebibytes(32), limit: Size.mebibytes(64) },
  },
};

function render(props: MigrationsJobProps) {
  const chart = emptyChart();
  const tier = new MigrationsJob(chart, 'migrations', props);
  return { tier, rendered: new Manifests(chart) };
}

function podOf({ template }: k8s.JobSpec): k8s.PodSpec {
  if (!template.spec) throw new Error('no pod');
  return template.spec;
}

const env = (pod: k8s.PodSpec) =>
  Object.fromEntries((pod.containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

describe.each([
  ['minimal props', minimal],
  ['all the props', everything],
])('migrations with %s', (_title, props) => {
  const { tier, rendered } = render(props);
  const job = rendered.one<k8s.JobSpec>('Job');
  const pod = podOf(job.spec);

  test('A7 run with each sync, between the roles and databases that they need and the pools that they block', () => {
    expect(job.metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '12',
    });
    expect(rendered.one('ConfigMap').metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '0' });
    expect(rendered.all('CronJob')).toEqual([]);
    expect(job.spec.template.metadata?.labels).toMatchObject({ 'cdk8s-postgres/workload': tier.workload });
  });

  test('take the password from the Secret, verify the server, and work as the owner', () => {
    expect(env(pod)).toMatchObject({
      PGUSER: 'migration',
      PGPASSWORD: { secretKeyRef: { name: 'passwords', key: 'migration-password' } },
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/postgresql-ca/ca.crt',
      PGDATABASE: 'orders',
      OWNER: 'orders_owner',
      PASSWORD_SOURCE: 'key migration-password of Secret passwords',
    });
    expect(tier.secretKeys).toEqual([
      { secret: 'passwords', key: 'migration-password' },
      { secret: 'shop-server-tls', key: 'ca.crt' },
    ]);
  });

  test('have a restricted pod that can write to /tmp alone', () => {
    expect(containerFaults(pod)).toEqual([]);
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
    });
  });

  test('end their statements before the run ends, and give up waiting before that', () => {
    const { WAIT_SECONDS, STATEMENT_TIMEOUT } = env(pod) as Record<string, string>;
    const { activeDeadlineSeconds = 0 } = job.spec;
    expect(Number(WAIT_SECONDS)).toBeLessThan(Number(STATEMENT_TIMEOUT));
    expect(Number(STATEMENT_TIMEOUT)).toBeLessThan(activeDeadlineSeconds);
  });
});

test('the files reach the pod byte by byte, whatever their line ends', () => {
  const { data } = render(minimal).rendered.one('ConfigMap');
  const read: { data: Record<string, string> } = parse(toYaml([{ data }]));
  expect(read.data).toMatchObject({ ...minimal.files, 'migrations.lock': 'sums\n' });
  expect(read.data['indexes.tsv']).toBe(`${index}\tPlaced\tpublic.orders\n`);
});

test('schemas and extensions are waited for, whatever they are called', () => {
  const sql = render(everything).rendered.one('ConfigMap').data?.['ready.sql'];
  expect(sql).toContain("array['audit', 'it''s']::text[]");
  expect(sql).toContain("array['pgcrypto']::text[]");
});

test('all the props reach the objects', () => {
  const { spec } = render(everything).rendered.one<k8s.JobSpec>('Job');
  const pod = podOf(spec);
  expect(spec.activeDeadlineSeconds).toBe(600);
  expect(env(pod)).toMatchObject({ LOCK_TIMEOUT: '7', MAINTAIN_PARTITIONS: 'yes' });
  expect(env(podOf(render(minimal).rendered.one<k8s.JobSpec>('Job').spec))).not.toHaveProperty('MAINTAIN_PARTITIONS');
  expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
  expect(pod.containers[0]?.resources).toEqual({
    requests: { cpu: '50m', memory: '32Mi' },
    limits: { cpu: '500m', memory: '64Mi' },
  });
});

test('the Job has a new name when a file changes, since Kubernetes does not change Jobs', () => {
  const name = (props: MigrationsJobProps) => render(props).rendered.one('Job').metadata.name;
  expect(name(minimal)).toMatch(/^shop-migrate-orders-[0-9a-f]{10}$/);
  expect(name({ ...minimal, files: { ...minimal.files, [file]: 'select 1;' } })).not.toBe(name(minimal));
});

test('A7 manual migrations are a CronJob that never runs by itself, of the very same pod', () => {
  const { rendered } = render({ ...minimal, apply: MigrationApply.MANUAL });
  const cronJob = rendered.one<k8s.CronJobSpec>('CronJob');
  expect(rendered.all('Job')).toEqual([]);
  expect(cronJob.metadata).toMatchObject({ name: 'shop-migrate-orders' });
  expect(cronJob.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '12' });
  expect(cronJob.spec).toMatchObject({ suspend: true, concurrencyPolicy: 'Forbid' });
  expect(cronJob.spec.jobTemplate.spec).toEqual(render(minimal).rendered.one<k8s.JobSpec>('Job').spec);
});

test('files that kubectl could not keep a second copy of are applied by the server', () => {
  const large = { ...minimal.files, [file]: `select '${'x'.repeat(210_000)}';` };
  const { annotations } = render({ ...minimal, files: large }).rendered.one('ConfigMap').metadata;
  expect(annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' });
});
