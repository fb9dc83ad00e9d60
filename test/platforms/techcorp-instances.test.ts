import type * as k8s from '../../imports/k8s';
import { techcorp } from '../../profiles/techcorp';
import { readConf, readConnection, readIni } from './formats';
import { containerOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(techcorp);
const statefulSet = (name: string) => rendered.one<k8s.StatefulSetSpec>('StatefulSet', name).spec;
const conf = (name: string) => readConf(rendered.config(`${name}-config`, 'postgresql.conf'));
const store = readYaml(rendered.config('techcorp-parameters', 'store.json'));

/** What the specification calls db.r6g.2xlarge and db.r6g.xlarge. */
const LARGE = { requests: { cpu: '8', memory: '64Gi' }, limits: { memory: '64Gi' } };
const HALF = { requests: { cpu: '4', memory: '32Gi' }, limits: { memory: '32Gi' } };

const GROUPS = [
  { name: 'techcorp', replicas: 2, resources: LARGE },
  { name: 'techcorp-replica', replicas: 2, resources: HALF },
  { name: 'techcorp-analytics', replicas: 1, resources: LARGE },
];

describe('techcorp: instances', () => {
  it('T1 two members of the size of the primary, two replicas of half of it, and one for analytics', () => {
    expect(rendered.all('StatefulSet').map(({ metadata }) => metadata.name)).toEqual(GROUPS.map(({ name }) => name));
    for (const { name, replicas, resources } of GROUPS) {
      expect(statefulSet(name).replicas).toBe(replicas);
      expect(containerOf(rendered.pod('StatefulSet', name), 'postgres').resources).toEqual(resources);
      const [volume] = statefulSet(name).volumeClaimTemplates ?? [];
      expect(volume?.spec).toMatchObject({ storageClassName: 'gp3', resources: { requests: { storage: '2Ti' } } });
    }
  });

  it.each(GROUPS.map(({ name }) => name))('T1 %s runs PostgreSQL 15', (name) => {
    const { image } = containerOf(rendered.pod('StatefulSet', name), 'postgres');
    expect(image).toMatch(/:15\./);
  });

  it('T1 neither replicas nor the one for analytics are ever promoted', () => {
    const tags = (name: string) => readYaml(rendered.config(`${name}-config`, 'patroni.yml')).map('tags');
    expect(tags('techcorp')).toEqual({});
    for (const name of ['techcorp-replica', 'techcorp-analytics']) {
      expect(tags(name)).toMatchObject({ nofailover: true });
    }
  });

  it('T1 analytics lets a query hold up replay for an hour, and keeps no row for it on the primary', () => {
    expect(conf('techcorp-analytics').get('max_standby_streaming_delay')).toBe('1h');
    expect(conf('techcorp-analytics').get('hot_standby_feedback')).toBe('off');
    for (const name of ['techcorp', 'techcorp-replica']) {
      expect(conf(name).get('max_standby_streaming_delay')).toBeUndefined();
    }
  });

  it('T1 analysts reach analytics directly, and nothing leads there through a pool', () => {
    const hba = rendered.config('techcorp-analytics-config', 'pg_hba.conf');
    expect(hba).toMatch(/^hostssl +techcorp +analyst +10\.20\.0\.0\/16 +scram-sha-256$/m);
    const entries = readIni(rendered.config('techcorp-pgbouncer', 'pgbouncer.ini'), 'databases');
    for (const text of entries.values()) expect(readConnection(text).host).not.toContain('analytics');
  });

  it('T2 the members are in two zones, or one of them is not started', () => {
    const spread = (name: string) =>
      rendered
        .pod('StatefulSet', name)
        .topologySpreadConstraints?.find(({ topologyKey }) => topologyKey === 'topology.kubernetes.io/zone');
    expect(spread('techcorp')).toMatchObject({ maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' });
    expect(spread('techcorp-replica')).toMatchObject({ whenUnsatisfiable: 'ScheduleAnyway' });
  });

  it('T4 every instance has the parameters of the specification', () => {
    for (const { name } of GROUPS) {
      expect(Object.fromEntries(conf(name))).toMatchObject({
        shared_buffers: '8GB',
        work_mem: '256MB',
        maintenance_work_mem: '1GB',
        effective_cache_size: '24GB',
      });
    }
  });

  it('T4 max_connections is 500 on all of them: no standby has less than its primary', () => {
    expect(store.at('postgresql', 'parameters', 'max_connections')).toBe('500');
    for (const { name } of GROUPS) expect(conf(name).has('max_connections')).toBe(false);
  });

  it('T4 whatever all sessions sort and hash at once fits into the memory of each instance', () => {
    for (const { name, resources } of GROUPS) {
      const parameters = conf(name);
      const promotable = name === 'techcorp';
      const mebibytes = (parameter: string) => inMebibytes(parameters.get(parameter) ?? '');
      const workers = promotable ? 3 : 0;
      const sum =
        mebibytes('shared_buffers') +
        sessionsOn(name) * (mebibytes('work_mem') * Number(parameters.get('hash_mem_multiplier')) + 5) +
        workers * (promotable ? mebibytes('autovacuum_work_mem') : 0) +
        (promotable ? mebibytes('maintenance_work_mem') : 0) +
        sharedMemory(name);
      expect([name, sum > 0 && sum <= inMebibytes(resources.limits.memory)]).toEqual([name, true]);
    }
  });

  it('T13 pg_stat_statements is loaded by every instance', () => {
    for (const { name } of GROUPS) expect(conf(name).get('shared_preload_libraries')).toBe('pg_stat_statements');
  });
});

/** Pods of the pool, one that drains included. */
const POOL_PODS = 3;
/** Patroni 3, reconcile 3, parameters 1, dump 2, migrations 2, exporter 2, and superuser_reserved_connections 3. */
const OWN_SESSIONS = 16;

/** Sessions that there can be on one instance, counted in what is rendered. */
function sessionsOn(name: string): number {
  if (name === 'techcorp-analytics') return OWN_SESSIONS + (techcorp.access?.analysts?.maxConnections ?? Number.NaN);
  const host = name === 'techcorp' ? 'techcorp-primary.' : `${name}.`;
  const entries = [...readIni(rendered.config('techcorp-pgbouncer', 'pgbouncer.ini'), 'databases').values()]
    .map(readConnection)
    .filter((entry) => entry.host?.startsWith(host));
  const perPod = entries.reduce((sum, { max_db_connections }) => sum + Number(max_db_connections), 1);
  expect([name, entries.length]).toEqual([name, 2]);
  return OWN_SESSIONS + POOL_PODS * perPod;
}

function sharedMemory(name: string): number {
  const volume = rendered.pod('StatefulSet', name).volumes?.find((one) => one.name === 'shared-memory');
  return inMebibytes(String(volume?.emptyDir?.sizeLimit));
}

function inMebibytes(text: string): number {
  const [, count, unit = ''] = /^(\d+)(MB|Mi|GB|Gi)$/.exec(text) ?? [];
  return Number(count) * (unit.startsWith('G') ? 1024 : 1);
}
