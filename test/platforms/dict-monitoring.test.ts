import type * as k8s from '../../imports/k8s';
import { KEY_METRICS } from '../../lib/formats/exporter-metrics';
import { dict } from '../../profiles/dict';
import { readRows } from './formats';
import { containerOf, environmentOf, render } from './rendered';

const rendered = render(dict);
const exporters = ['postgres-0', 'postgres-1'].map((member) => `postgres-exporter-${member}`);
const exporter = (name: string) => containerOf(rendered.pod('Deployment', name), 'exporter');

/** Section 8.2: the names as they are written there. */
const ASKED = [
  'pg_stat_database_numbackends',
  'pg_settings_max_connections',
  'pg_stat_statements_total_time',
  'pg_stat_statements_mean_time',
  'pg_stat_statements_calls',
  'pg_replication_lag_seconds',
  'pg_table_bloat_bytes',
  'pg_database_blks_hit',
  'pg_database_blks_read',
];

/** The collector that each metric comes from; `true` where the exporter runs it unless told otherwise. */
const COLLECTORS: ReadonlyArray<readonly [metric: RegExp, flag: string, standard: boolean]> = [
  [/^pg_stat_database_/, 'collector.stat_database', true],
  [/^pg_settings_/, 'settings-metrics', true],
  [/^pg_stat_statements_/, 'collector.stat_statements', false],
  [/^pg_replication_/, 'collector.replication', true],
  [/^pg_stat_user_tables_/, 'collector.stat_user_tables', true],
];

describe('dict: monitoring', () => {
  it('D19 each member has an exporter on 9187 behind the Service postgres-exporter', () => {
    const { ports, selector } = rendered.one<k8s.ServiceSpec>('Service', 'postgres-exporter').spec;
    expect(ports).toEqual([{ name: 'metrics', port: 9187, protocol: 'TCP', targetPort: 'metrics' }]);
    for (const name of exporters) {
      const workload = rendered.workloads.find((one) => one.name === name);
      expect(workload?.labels).toMatchObject(selector ?? {});
      expect(exporter(name).ports).toEqual([{ name: 'metrics', containerPort: 9187, protocol: 'TCP' }]);
      expect(exporter(name).resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { cpu: '200m', memory: '256Mi' },
      });
    }
  });

  it('D19 it logs in to its own member over verified TLS, with a password that is in no URL', () => {
    for (const [index, name] of exporters.entries()) {
      const source = sourceOf(name);
      expect(source.hostname).toBe(`postgres-${index}.postgres-headless.postgres.svc.cluster.local`);
      expect([source.password, source.searchParams.get('sslmode')]).toEqual(['', 'verify-full']);
      expect(environmentOf(exporter(name)).PGPASSWORD).toBe('postgres-secrets/postgres-exporter-password');
    }
  });

  it('D19 its role is a member of pg_monitor and nothing else, and not the admin', () => {
    const role = sourceOf(exporters[0] ?? '').username;
    expect(role).toBe('postgres_exporter');
    const roles = rendered.config('postgres-reconcile', '10-roles.sql');
    expect(readRows(roles, 'desired_roles').find(([name]) => name === role)).toEqual([
      role,
      ...['true', 'true', 'false', 'false', 'false', 'false', '-1'],
    ]);
    expect(readRows(roles, 'desired_memberships').filter(([name]) => name === role)).toEqual([[role, 'pg_monitor']]);
  });

  it('D20 each metric of the specification has its name of today', () => {
    expect(KEY_METRICS.map(({ asked }) => asked)).toEqual(ASKED);
  });

  it('D20 the exporters collect whatever those names need, in the database that has pg_stat_statements', () => {
    const metrics = KEY_METRICS.flatMap(({ emitted }) => emitted);
    for (const name of exporters) {
      const { args = [] } = exporter(name);
      for (const metric of metrics) {
        const [, flag = '', standard] = COLLECTORS.find(([pattern]) => pattern.test(metric)) ?? [];
        const collected = args.includes(`--${flag}`) || (standard && !args.some((arg) => isOff(arg, flag)));
        expect([metric, collected]).toEqual([metric, true]);
      }
      expect(sourceOf(name).pathname).toBe('/dict_core');
    }
  });

  it('D20 Prometheus scrapes each exporter, and labels its series with the member', () => {
    const monitor = rendered.one<{ selector: k8s.LabelSelector; podTargetLabels: string[] }>(
      'PodMonitor',
      'postgres-exporter',
    ).spec;
    for (const name of exporters) {
      const labels = rendered.workloads.find((one) => one.name === name)?.labels ?? {};
      expect(labels).toMatchObject(monitor.selector.matchLabels ?? {});
      for (const label of monitor.podTargetLabels) expect(name).toBe(`postgres-exporter-${labels[label]}`);
    }
  });
});

/** What an exporter connects to. */
function sourceOf(name: string): URL {
  return new URL(environmentOf(exporter(name)).DATA_SOURCE_NAME ?? '');
}

function isOff(arg: string, flag: string): boolean {
  return arg === `--no-${flag}` || arg === `--disable-${flag}` || arg === '--disable-default-metrics';
}
