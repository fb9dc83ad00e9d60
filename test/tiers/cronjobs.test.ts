import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import { readOperation } from '../../lib/operations/read-operation';
import type { Resources } from '../../lib/profile/resources';
import { CronJobs } from '../../lib/tiers/cronjobs';
import { Dumps, type DumpsProps } from '../../lib/tiers/dumps';
import { PartitionMaintenance, type PartitionMaintenanceProps } from '../../lib/tiers/partition-maintenance';
import type { Login } from '../../lib/tiers/server';
import { emptyChart } from './empty-chart';
import { containerFaults, containerOf, Manifests } from './manifests';

const server = { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432, caSecret: 'postgres-server-tls' };
const resources: Resources = {
  cpu: { request: Cpu.millis(100), limit: Cpu.units(4) },
  memory: { request: Size.mebibytes(64), limit: Size.gibibytes(2) },
};
const shared = { platform: 'dict', image: 'registry.example/postgres:16.14-1', server };

const dumps: DumpsProps = {
  ...shared,
  name: 'postgres-dump',
  login: login('dump'),
  schedule: { cron: '0 3 * * *' },
  destination: {
    bucket: 'lbpay-backups',
    prefix: 'postgres/dumps',
    region: 'us-east-1',
    accessKeyId: { secret: 'aws-secrets', key: 'access-key-id' },
    secretAccessKey: { secret: 'aws-secrets', key: 'secret-access-key' },
  },
  staging: { size: Size.gibibytes(50) },
};
const allDumps: Required<DumpsProps> = {
  ...dumps,
  pullSecrets: ['registry'],
  schedule: { cron: '30 1 * * 0', timeZone: 'America/Sao_Paulo', deadlineSeconds: 7200 },
  destination: { ...dumps.destination, endpoint: 'https://s3.example:9000', kmsKeyId: 'a-key' },
  staging: { size: Size.gibibytes(50), storageClass: 'bulk' },
  lockWaitSeconds: 60,
  resources,
};
const maintenance: PartitionMaintenanceProps = {
  ...shared,
  name: 'postgres-partition-maintenance',
  databases: { temporal: login('temporal_user'), dict_core: login('dict_core_user') },
};
const allMaintenance: Required<PartitionMaintenanceProps> = {
  ...maintenance,
  pullSecrets: ['registry'],
  schedule: { cron: '0 4 * * *', timeZone: 'America/Sao_Paulo', deadlineSeconds: 600 },
  lockTimeoutSeconds: 5,
  resources,
};

describe('the dump job', () => {
  const render = (props: DumpsProps) => {
    const chart = emptyChart();
    const tier = new Dumps(chart, 'dumps', props);
    return { tier, ...read(new Manifests(chart), 'dump') };
  };

  it('D16 runs daily at 03:00, never twice at a time, and ends', () => {
    const { job, spec } = render(dumps);
    expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.startingDeadlineSeconds).toBe(3600);
    expect(job).toMatchObject({ backoffLimit: 1, activeDeadlineSeconds: 21600, ttlSecondsAfterFinished: 43200 });
    expect([spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit]).toEqual([1, 1]);
  });

  it('D16 runs the script, mounted from a ConfigMap of its own', () => {
    const { container, pod, configMap } = render(dumps);
    expect(configMap.data).toEqual({ 'dump.sh': readOperation('dump') });
    expect(container.command).toEqual(['/opt/operations/dump.sh']);
    expect(pod.volumes).toContainEqual({
      name: 'operations',
      configMap: { name: configMap.metadata.name, defaultMode: 0o555 },
    });
  });

  it('D16 connects as the dump role over verified TLS', () => {
    const { variables } = render(dumps);
    expect(variables).toMatchObject({ PGHOST: server.host, PGUSER: 'dump', PGSSLMODE: 'verify-full' });
    expect(variables.PGPASSWORD).toEqual({ name: 'postgres-secrets', key: 'dump-password' });
  });

  it('D16 configures rclone by environment alone, with credentials from the Secret', () => {
    expect(remote(render(dumps).variables)).toEqual({
      RCLONE_CONFIG: '/notfound',
      RCLONE_CACHE_DIR: '/tmp/rclone',
      RCLONE_CONFIG_STORE_TYPE: 's3',
      RCLONE_CONFIG_STORE_PROVIDER: 'AWS',
      RCLONE_CONFIG_STORE_REGION: 'us-east-1',
      RCLONE_CONFIG_STORE_NO_CHECK_BUCKET: 'true',
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: { name: 'aws-secrets', key: 'access-key-id' },
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: { name: 'aws-secrets', key: 'secret-access-key' },
    });
    expect(remote(render(allDumps).variables)).toMatchObject({
      RCLONE_CONFIG_STORE_PROVIDER: 'Other',
      RCLONE_CONFIG_STORE_ENDPOINT: 'https://s3.example:9000',
      RCLONE_CONFIG_STORE_SERVER_SIDE_ENCRYPTION: 'aws:kms',
      RCLONE_CONFIG_STORE_SSE_KMS_KEY_ID: 'a-key',
    });
  });

  it('D16 tells the script where to, for how long, and what to check when the bucket refuses', () => {
    const { variables } = render(allDumps);
    expect(variables).toMatchObject({
      DESTINATION: 'lbpay-backups/postgres/dumps/dict',
      DEADLINE: '7200',
      LOCK_WAIT: '60s',
      DESTINATION_HINT:
        'Check access-key-id of Secret aws-secrets and secret-access-key of Secret aws-secrets, that bucket ' +
        'lbpay-backups is in region us-east-1 at https://s3.example:9000, and that a NetworkPolicy lets this pod out.',
    });
  });

  it('D16 stages dumps on a volume of its own, so that no dump fills the disk of a node', () => {
    const { pod, container, variables } = render(allDumps);
    const staging = pod.volumes?.find(({ name }) => name === 'staging');
    expect(staging?.ephemeral?.volumeClaimTemplate?.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'bulk',
      resources: { requests: { storage: '50Gi' } },
    });
    expect(container.volumeMounts).toContainEqual({ name: 'staging', mountPath: variables.STAGING });
    expect(render(dumps).pod.volumes?.at(-1)?.ephemeral?.volumeClaimTemplate?.spec).not.toHaveProperty(
      'storageClassName',
    );
  });

  it('takes every property', () => {
    const { spec, job, pod, container } = render(allDumps);
    expect(spec).toMatchObject({ schedule: '30 1 * * 0', timeZone: 'America/Sao_Paulo' });
    expect(job.activeDeadlineSeconds).toBe(7200);
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(container.resources).toEqual({
      requests: { cpu: '100m', memory: '64Mi' },
      limits: { cpu: '4', memory: '2Gi' },
    });
  });

  it('names the workload and the keys of Secrets that it needs', () => {
    const { tier, cronJob } = render(dumps);
    expect(tier.workload).toBe('postgres-dump');
    expect(cronJob.metadata.labels['cdk8s-postgres/workload']).toBe(tier.workload);
    expect(tier.secretKeys).toEqual([
      { secret: 'postgres-secrets', key: 'dump-password' },
      { secret: 'aws-secrets', key: 'access-key-id' },
      { secret: 'aws-secrets', key: 'secret-access-key' },
      { secret: 'postgres-server-tls', key: 'ca.crt' },
    ]);
  });
});

describe('partition maintenance', () => {
  const render = (props: PartitionMaintenanceProps) => {
    const chart = emptyChart();
    const tier = new PartitionMaintenance(chart, 'partitions', props);
    return { tier, ...read(new Manifests(chart), 'maintain-partitions') };
  };

  it('D13 runs daily at 02:00, never twice at a time, and ends', () => {
    const { spec, job } = render(maintenance);
    expect(spec).toMatchObject({ schedule: '0 2 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(job).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 3600 });
  });

  it('D13 maintains each database as the role that is named for it', () => {
    const { container, variables, configMap } = render(maintenance);
    expect(configMap.data).toEqual({ 'maintain-partitions.sh': readOperation('maintain-partitions') });
    expect(container.command).toEqual(['/opt/operations/maintain-partitions.sh', 'dict_core', 'temporal']);
    expect(variables).toMatchObject({
      ROLE_0: 'dict_core_user',
      PASSWORD_0: { name: 'postgres-secrets', key: 'dict_core_user-password' },
      ROLE_1: 'temporal_user',
      PASSWORD_1: { name: 'postgres-secrets', key: 'temporal_user-password' },
      LOCK_TIMEOUT: '10s',
      PGSSLMODE: 'verify-full',
    });
    expect(variables).not.toHaveProperty('PGPASSWORD');
  });

  it('takes every property', () => {
    const { spec, job, pod, variables } = render(allMaintenance);
    expect(spec).toMatchObject({ schedule: '0 4 * * *', timeZone: 'America/Sao_Paulo' });
    expect([job.activeDeadlineSeconds, variables.LOCK_TIMEOUT]).toEqual([600, '5s']);
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
  });

  it('S5 says where the library has a part in it, and where pg_partman has none', () => {
    const databases = {
      both: { ...login('keeper'), library: true },
      library: { ...login('keeper'), library: true, partman: false },
      partman: login('keeper'),
    };
    const { variables } = render({ ...maintenance, databases });
    expect(Object.entries(variables).filter(([name]) => /^(LIBRARY|PARTMAN)_/.test(name))).toEqual([
      ['LIBRARY_0', 'yes'],
      ['PARTMAN_1', 'no'],
      ['LIBRARY_1', 'yes'],
    ]);
  });

  it('refuses to run for no database', () => {
    expect(() => render({ ...maintenance, databases: {} })).toThrow('databases: none is named.');
  });
});

describe('the tier of jobs by the clock', () => {
  it('renders what is named and nothing else', () => {
    const kinds = (props: ConstructorParameters<typeof CronJobs>[2]) => {
      const chart = emptyChart();
      const tier = new CronJobs(chart, 'cronjobs', props);
      return [new Manifests(chart).kinds, tier.secretKeys.length];
    };
    expect(kinds({})).toEqual([[], 0]);
    expect(kinds({ dumps })).toEqual([['ConfigMap', 'CronJob'], 4]);
    expect(kinds({ dumps, partitionMaintenance: maintenance })).toEqual([
      ['ConfigMap', 'ConfigMap', 'CronJob', 'CronJob'],
      7,
    ]);
  });

  it('is restricted, without a token, and writes to its volumes only', () => {
    const chart = emptyChart();
    new CronJobs(chart, 'cronjobs', { dumps: allDumps, partitionMaintenance: allMaintenance });
    for (const { spec } of new Manifests(chart).all<k8s.CronJobSpec>('CronJob')) {
      const pod = spec.jobTemplate.spec?.template.spec as k8s.PodSpec;
      expect(containerFaults(pod)).toEqual([]);
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 999 });
      expect(pod.restartPolicy).toBe('Never');
    }
  });
});

function login(role: string): Login {
  return { role, password: { secret: 'postgres-secrets', key: `${role}-password` } };
}

function read(rendered: Manifests, name: string) {
  const cronJob = rendered.one<k8s.CronJobSpec>('CronJob');
  const job = cronJob.spec.jobTemplate.spec as k8s.JobSpec;
  const pod = job.template.spec as k8s.PodSpec;
  const container = containerOf(pod, name);
  const variables = Object.fromEntries(
    (container.env ?? []).map((variable) => [variable.name, variable.value ?? variable.valueFrom?.secretKeyRef]),
  );
  return { cronJob, spec: cronJob.spec, job, pod, container, variables, configMap: rendered.one('ConfigMap') };
}

function remote(variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith('RCLONE')));
}
