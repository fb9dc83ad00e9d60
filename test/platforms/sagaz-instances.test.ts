import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type * as k8s from '../../imports/k8s';
import { extendProfile, TopologyOverrides } from '../../lib';
import { sagaz } from '../../profiles/sagaz';
import { readConf, readHba, readRows } from './formats';
import { containerOf, containersOf, environmentOf, mountsOf, render } from './rendered';

const rendered = render(sagaz);
const conf = readConf(rendered.config('postgres-config', 'postgresql.conf'));
const rows = (file: string, table: string) => readRows(rendered.config('postgres-reconcile', file), table);
const cronJob = (name: string) => rendered.one<k8s.CronJobSpec>('CronJob', name).spec;

describe('sagaz: instances and the database', () => {
  it('S1 a primary and a standby, which the Services find by their live role', () => {
    expect(rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres').spec.replicas).toBe(2);
    const role = (name: string) =>
      rendered.one<k8s.ServiceSpec>('Service', name).spec.selector?.['cdk8s-postgres/role'];
    expect([role('postgres-primary'), role('postgres-standby')]).toEqual(['primary', 'replica']);
  });

  it('S3 the partitioned tables have the intervals and retentions of the specification', () => {
    const declared = rows('30-sagaz.sql', 'desired_partitions').map((row) => row.slice(1, 6).join(' '));
    expect(declared).toEqual([
      'saga_executions month 3 12 drop',
      'saga_outbox day 7 30 drop',
      'saga_audit_log month 3 12 drop',
    ]);
  });

  it('S3 S4 the tables, their indexes and the functions of the specification come by migrations', () => {
    const files = Object.values(rendered.one('ConfigMap', 'postgres-migrate-sagaz').data).join('\n');
    for (const table of ['saga_executions', 'saga_outbox', 'saga_audit_log', 'consumer_inbox', 'saga_steps']) {
      expect(files).toContain(`create table public.${table} (`);
    }
    const functions = [
      'get_partition_statistics()',
      'maintain_all_partitions()',
      'create_saga_executions_partition(partition_date date)',
      'cleanup_consumer_inbox(',
    ];
    for (const name of functions) expect(files).toContain(`create function public.${name}`);
    expect(files).toContain('create view public.partition_metadata');
  });

  it('S5 partitions are maintained daily at 02:00, on the primary, one run at a time', () => {
    expect(cronJob('postgres-partition-maintenance')).toMatchObject({
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
    });
    const container = containerOf(rendered.pod('CronJob', 'postgres-partition-maintenance'), 'maintain-partitions');
    expect(container.command).toEqual([`${mountsOf(container).operations}/maintain-partitions.sh`, 'sagaz']);
    expect(environmentOf(container).PGHOST).toBe('postgres-primary.sagaz.svc.cluster.local');
  });

  it('S10 passwords come from the Secret, and none of the specification’s is rendered', () => {
    const secrets = rendered.workloads.flatMap(({ pod }) =>
      containersOf(pod).flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef?.name ?? [])),
    );
    expect(new Set(secrets)).toEqual(new Set(['sagaz-db-credentials', 'sagaz-backups']));
    expect(rendered.all('Secret')).toEqual([]);
    expect(rendered.text).not.toContain('postgres:postgres@');
  });

  it('S10 every connection over the network is encrypted', () => {
    const lines = readHba(rendered.config('postgres-config', 'pg_hba.conf')).filter(([type]) => type !== 'local');
    expect(lines.pop()).toEqual(['host', 'all', 'all', 'all', 'reject']);
    for (const [type, , , , method] of lines) expect([type, method]).toEqual(['hostssl', 'scram-sha-256']);
    for (const pool of ['pgbouncer-rw', 'pgbouncer-ro']) {
      expect(rendered.config(pool, 'pgbouncer.ini')).toMatch(/^client_tls_sslmode = require$/m);
    }
  });

  it('S10 the database is dumped daily, after the partitions', () => {
    expect(cronJob('postgres-dump')).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC' });
  });

  it('S10 data lies on volumes that outlive the platform’s objects', () => {
    const [volume] = rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres').spec.volumeClaimTemplates ?? [];
    expect(volume?.spec).toMatchObject({
      storageClassName: 'standard',
      resources: { requests: { storage: '50Gi' } },
    });
    expect(volume?.metadata?.annotations).toMatchObject({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });

  it('S11 autovacuum is tuned for many partitions that only get inserts', () => {
    expect(Object.fromEntries([...conf].filter(([name]) => name.startsWith('autovacuum')))).toEqual({
      autovacuum_max_workers: '4',
      autovacuum_naptime: '15s',
      autovacuum_vacuum_scale_factor: '0.05',
      autovacuum_vacuum_insert_scale_factor: '0.05',
      autovacuum_analyze_scale_factor: '0.02',
      autovacuum_vacuum_cost_limit: '1000',
    });
  });

  it('S11 one more standby is one figure of the profile, and the pool for reads finds it', () => {
    const grown = render(extendProfile(sagaz, { topology: TopologyOverrides.replicated({ members: { count: 3 } }) }));
    expect(grown.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres').spec.replicas).toBe(3);
    expect(grown.config('pgbouncer-ro', 'pgbouncer.ini')).toBe(rendered.config('pgbouncer-ro', 'pgbouncer.ini'));
  });

  it('S11 a set of standbys elsewhere answers in the pool for reads, too', () => {
    const far = {
      count: 2,
      resources: { cpu: { request: Cpu.units(2) }, memory: { request: TWELVE, limit: TWELVE } },
      storage: { size: Size.gibibytes(50) },
      placement: { nodeSelector: { region: 'south' } },
    };
    const sets = { far };
    const grown = render(extendProfile(sagaz, { topology: TopologyOverrides.replicated({ sets }) }));
    const [, host = ''] = /^sagaz = host=(\S+?)\./m.exec(grown.config('pgbouncer-ro', 'pgbouncer.ini')) ?? [];
    const { selector = {} } = grown.one<k8s.ServiceSpec>('Service', host).spec;
    for (const name of ['postgres', 'postgres-far']) {
      const labels = grown.workloads.find((one) => one.kind === 'StatefulSet' && one.name === name)?.labels;
      expect({ ...labels, 'cdk8s-postgres/role': 'replica' }).toMatchObject(selector);
    }
  });
});

const TWELVE = Size.gibibytes(12);
