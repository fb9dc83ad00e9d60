import type * as k8s from '../../imports/k8s';
import { sagaz } from '../../profiles/sagaz';
import { readConnection, readIni } from './formats';
import type { Endpoint } from './network-graph';
import { openConnections } from './open-connections';
import { containerOf, environmentOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(sagaz);
const ini = (pool: string) => rendered.config(pool, 'pgbouncer.ini');
const entry = (pool: string) => readConnection(readIni(ini(pool), 'databases').get('sagaz') ?? '');

/** As the specification's table and its two files have them. */
const POOLS = [
  {
    pool: 'pgbouncer-rw',
    service: 'postgres-primary',
    role: 'primary',
    settings: {
      listen_port: '6432',
      pool_mode: 'transaction',
      max_client_conn: '200',
      default_pool_size: '25',
      min_pool_size: '5',
      server_lifetime: '3600',
    },
  },
  {
    pool: 'pgbouncer-ro',
    service: 'postgres-all-standbys',
    role: 'replica',
    settings: {
      listen_port: '6433',
      pool_mode: 'session',
      max_client_conn: '300',
      default_pool_size: '50',
      min_pool_size: '10',
      server_lifetime: '7200',
    },
  },
];

const outside: Endpoint[] = [
  { name: 'orchestrator', namespace: 'sagaz-apps', labels: { app: 'sagaz' } },
  { name: 'reports', namespace: 'sagaz-apps', labels: { app: 'sagaz-reports' } },
  { name: 'grafana', namespace: 'monitoring', labels: { app: 'grafana' } },
  { name: 'stranger', namespace: 'sagaz-apps', labels: { app: 'stranger' } },
];

describe('sagaz: two pools', () => {
  it.each(POOLS)('S2 $pool has its port, its mode and its four figures', ({ pool, settings }) => {
    expect(Object.fromEntries(readIni(ini(pool), 'pgbouncer'))).toMatchObject(settings);
    const { ports } = rendered.one<k8s.ServiceSpec>('Service', pool).spec;
    expect(ports).toMatchObject([{ port: Number(settings.listen_port) }]);
  });

  it.each(POOLS)(
    'S2 $pool leads to $service, and has the whole pool size there',
    ({ pool, service, role, settings }) => {
      expect(entry(pool)).toMatchObject({
        host: `${service}.sagaz.svc.cluster.local`,
        dbname: 'sagaz',
        max_db_connections: settings.default_pool_size,
      });
      const { selector } = rendered.one<k8s.ServiceSpec>('Service', service).spec;
      expect(selector?.['cdk8s-postgres/role']).toBe(role);
    },
  );

  it('S2 dashboards wait for a standby: their queries never go to the primary', () => {
    expect(ini('pgbouncer-ro')).not.toContain('postgres-primary');
    const reload = containerOf(rendered.pod('Deployment', 'pgbouncer-ro'), 'reload');
    expect(environmentOf(reload)).not.toHaveProperty('FALLBACK_HOST');
  });

  it('S2 what both pools may hold fits the primary, as after a promotion, with all jobs', () => {
    const limit = readYaml(rendered.config('postgres-parameters', 'store.json')).at(
      'postgresql',
      'parameters',
      'max_connections',
    );
    const pooled = POOLS.map(({ pool }) => {
      const { replicas = 0 } = rendered.one<k8s.DeploymentSpec>('Deployment', pool).spec;
      return (replicas + 1) * (Number(entry(pool).max_db_connections) + LOOKUPS);
    });
    expect(pooled.reduce((sum, one) => sum + one, 0) + OWN_SESSIONS).toBeLessThanOrEqual(Number(limit));
  });

  it('S2 the orchestrator writes, reports and Grafana read, and nobody reaches the servers', () => {
    const open = openConnections(rendered, outside, [5432, 6432, 6433]);
    const names = outside.map(({ name }) => name);
    expect(open.filter((one) => names.some((name) => one.startsWith(`${name} -> `)))).toEqual([
      'orchestrator -> pgbouncer-rw 6432',
      'reports -> pgbouncer-ro 6433',
      'grafana -> pgbouncer-ro 6433',
    ]);
  });

  it('S6 Prometheus scrapes the instances and both pools', () => {
    const names = rendered.all('PodMonitor').map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['pgbouncer-ro', 'pgbouncer-rw', 'postgres-exporter']);
  });
});

/** Of each pod of a pool: two connections by which secrets are looked up, and one that tries a new password. */
const LOOKUPS = 3;
/** Patroni 3, reconcile 3, parameters 1, dump 2, partitions 1, migrations 2, exporter 2, and 3 that are reserved. */
const OWN_SESSIONS = 17;
