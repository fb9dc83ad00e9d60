import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import { readOperation } from '../../lib/operations/read-operation';
import { CronJobs } from '../../lib/tiers/cronjobs';
import { DumpExpiry, type DumpExpiryProps } from '../../lib/tiers/dump-expiry';
import { emptyChart } from './empty-chart';
import { containerFaults, containerOf, Manifests } from './manifests';

const minimal: DumpExpiryProps = {
  platform: 'dict',
  name: 'postgres-dump-expiry',
  image: 'registry.example/postgres:16.14-1',
  schedule: { cron: '0 7 * * *' },
  destination: {
    bucket: 'lbpay-backups',
    prefix: 'postgres/dumps',
    region: 'us-east-1',
    accessKeyId: { secret: 'aws-secrets', key: 'access-key-id' },
    secretAccessKey: { secret: 'aws-secrets', key: 'secret-access-key' },
  },
  dumpDeadlineSeconds: 14_400,
  days: 30,
};
const all: Required<DumpExpiryProps> = {
  ...minimal,
  pullSecrets: ['registry'],
  schedule: { cron: '30 6 * * 0', timeZone: 'America/Sao_Paulo', deadlineSeconds: 600 },
  destination: { ...minimal.destination, endpoint: 'https://s3.example:9000', kmsKeyId: 'a-key' },
  days: 10,
  months: { count: 12, storageClass: { name: 'GLACIER', minimumDays: 90 } },
  years: { count: 7, storageClass: { name: 'DEEP_ARCHIVE', minimumDays: 180 } },
  resources: {
    cpu: { request: Cpu.millis(100), limit: Cpu.units(1) },
    memory: { request: Size.mebibytes(128), limit: Size.mebibytes(512) },
  },
};

function render(props: DumpExpiryProps) {
  const chart = emptyChart();
  const tier = new DumpExpiry(chart, 'expiry', props);
  const rendered = new Manifests(chart);
  const { spec, metadata } = rendered.one<k8s.CronJobSpec>('CronJob');
  const pod = spec.jobTemplate.spec?.template.spec as k8s.PodSpec;
  const container = containerOf(pod, 'expire-dumps');
  const variables = Object.fromEntries((container.env ?? []).map(({ name, value }) => [name, value]));
  return { tier, spec, metadata, pod, container, variables, configMap: rendered.one('ConfigMap') };
}

describe('the expiry of dumps', () => {
  it('D17 runs by the clock, never twice at a time, and ends', () => {
    const { spec } = render(minimal);
    expect(spec).toMatchObject({ schedule: '0 7 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec).toMatchObject({ backoffLimit: 1, activeDeadlineSeconds: 7200 });
  });

  it('D17 runs its script beside the plan, both mounted from a ConfigMap of its own', () => {
    const { container, configMap } = render(minimal);
    expect(container.command).toEqual(['/opt/operations/expire-dumps.sh']);
    expect(configMap.data).toEqual({
      'expire-dumps.sh': readOperation('expire-dumps'),
      'plan-dump-expiry.sh': readOperation('plan-dump-expiry'),
    });
  });

  it('D17 says what is kept, and for how long; nothing is 0', () => {
    expect(render(minimal).variables).toMatchObject({ DAILY: '30', MONTHLY: '0', YEARLY: '0', DUMP_DEADLINE: '14400' });
    expect(render(minimal).variables).not.toHaveProperty('MONTHLY_CLASS');
    expect(render(all).variables).toMatchObject({
      MONTHLY: '12',
      MONTHLY_CLASS: 'GLACIER',
      MONTHLY_CLASS_DAYS: '90',
      YEARLY: '7',
      YEARLY_CLASS: 'DEEP_ARCHIVE',
      YEARLY_CLASS_DAYS: '180',
    });
  });

  it('D17 knows the bucket and no server', () => {
    const { tier, pod, container, variables } = render(minimal);
    expect(tier.secretKeys).toEqual([minimal.destination.accessKeyId, minimal.destination.secretAccessKey]);
    expect(Object.keys(variables).filter((name) => name.startsWith('PG'))).toEqual([]);
    expect(container.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual(['/opt/operations', '/tmp']);
    expect(pod.volumes?.map(({ name }) => name)).toEqual(['operations', 'tmp']);
    expect(variables.DESTINATION).toBe('lbpay-backups/postgres/dumps/dict');
  });

  it('is restricted, without a token, and writes to /tmp only', () => {
    const { pod } = render(all);
    expect(containerFaults(pod)).toEqual([]);
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 999 });
  });

  it('takes every property', () => {
    const { spec, pod, container, variables, tier, metadata } = render(all);
    expect(spec).toMatchObject({ schedule: '30 6 * * 0', timeZone: 'America/Sao_Paulo' });
    expect(spec.jobTemplate.spec?.activeDeadlineSeconds).toBe(600);
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(container.resources?.limits).toEqual({ cpu: '1', memory: '512Mi' });
    expect(variables).toMatchObject({
      RCLONE_CONFIG_STORE_ENDPOINT: 'https://s3.example:9000',
      RCLONE_CONFIG_STORE_SSE_KMS_KEY_ID: 'a-key',
    });
    expect(metadata.labels['cdk8s-postgres/workload']).toBe(tier.workload);
  });

  it('refuses to keep nothing', () => {
    const { days, ...nothing } = minimal;
    expect(days).toBe(30);
    for (const props of [nothing, { ...nothing, days: 0 }, { ...nothing, months: { count: 0 } }]) {
      expect(() => render(props)).toThrow('days, months and years: none is above 0.');
    }
  });

  it('is a part of the tier of jobs by the clock', () => {
    const chart = emptyChart();
    const tier = new CronJobs(chart, 'cronjobs', { dumpExpiry: minimal });
    expect([new Manifests(chart).kinds, tier.secretKeys.length]).toEqual([['ConfigMap', 'CronJob'], 2]);
  });
});
