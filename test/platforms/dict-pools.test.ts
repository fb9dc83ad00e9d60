import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { readConf, readConnection, readIni } from './formats';
import { containerOf, mountsOf, render } from './rendered';
import { POOL_SETTINGS } from './specification';
import { readYaml } from './yaml';

const rendered = render(dict);
const ini = rendered.config('pgbouncer', 'pgbouncer.ini');
const settings = readIni(ini, 'pgbouncer');
const lines = new Map([...readIni(ini, 'databases')].map(([name, text]) => [name, readConnection(text)]));
const isLookup = (name: string) => name.startsWith('pgbouncer_lookup_');
const entries = new Map([...lines].filter(([name]) => !isLookup(name)));
const lookups = new Map([...lines].filter(([name]) => isLookup(name)));
const deployment = rendered.one<k8s.DeploymentSpec>('Deployment', 'pgbouncer').spec;

const PRIMARY = 'postgres-primary.postgres.svc.cluster.local';
const STANDBYS = 'postgres-standby.postgres.svc.cluster.local';

/**
 * Sessions that each workload holds on one server, at most, counted in what it runs: Patroni's loop, its REST API and a
 * rewind; the reconcile job's lock and its work, and another run that waits; pg_dump and the list of databases; psql and
 * its look at default partitions; the migrations' lock and dbmate; the two libraries of the exporter.
 */
const OWN_SESSIONS: Readonly<Record<string, number>> = {
  postgres: 3,
  'postgres-reconcile': 3,
  'postgres-parameters': 1,
  'postgres-dump': 2,
  'postgres-partition-maintenance': 1,
  'postgres-migrate-dict-core': 2,
  'postgres-exporter': 2,
};

describe('dict: pools', () => {
  it('D14 three replicas listen on 6432, and their Service is the name that the applications know', () => {
    expect(deployment.replicas).toBe(3);
    const { ports, selector } = rendered.one<k8s.ServiceSpec>('Service', 'pgbouncer').spec;
    expect(ports).toEqual([{ name: 'pgbouncer', port: 6432, protocol: 'TCP', targetPort: 'pgbouncer' }]);
    expect(deployment.template.metadata?.labels).toMatchObject(selector ?? {});
    expect(containerOf(rendered.pod('Deployment', 'pgbouncer'), 'pgbouncer').resources).toEqual({
      requests: { cpu: '200m', memory: '256Mi' },
      limits: { cpu: '500m', memory: '512Mi' },
    });
  });

  it('D14 every setting of the specification has its value, with SCRAM in place of md5', () => {
    // The specification's only administrator is the superuser, whose secret no lookup gives away: it could not log in.
    const { admin_users, ...others } = POOL_SETTINGS;
    for (const [name, value] of Object.entries(others)) expect([name, settings.get(name)]).toEqual([name, value]);
    expect([admin_users, settings.get('admin_users')]).toEqual(['dict_admin', undefined]);
    expect(ini).toContain(
      'kubectl exec -it deployment/pgbouncer --container reload -- psql --username pgbouncer pgbouncer',
    );
  });

  it('D14 D25 three databases go to the primary, and the read-only one to the standbys', () => {
    expect([...entries].map(([name, { host, port, dbname }]) => [name, host, port, dbname])).toEqual([
      ['dict_core', PRIMARY, '5432', 'dict_core'],
      ['dict_connect', PRIMARY, '5432', 'dict_connect'],
      ['temporal', PRIMARY, '5432', 'temporal'],
      ['dict_core_readonly', STANDBYS, '5432', 'dict_core'],
    ]);
  });

  it('D25 the host of the read-only entry is the Service of members that are standbys now', () => {
    const [name = ''] = entries.get('dict_core_readonly')?.host?.split('.') ?? [];
    const { selector } = rendered.one<k8s.ServiceSpec>('Service', name).spec;
    expect(selector?.['cdk8s-postgres/role']).toBe('replica');
  });

  it('D14 no password and no verifier is rendered: they are looked up in the server, by a role that is in a mounted file', () => {
    expect(settings.get('auth_query')).toBe('select name, secret from pgbouncer.user_lookup($1)');
    const pod = rendered.pod('Deployment', 'pgbouncer');
    const lookup = pod.volumes?.find(({ secret }) => secret?.secretName === 'postgres-secrets')?.secret;
    expect(lookup?.items).toEqual([{ key: 'pgbouncer-lookup-password', path: 'password' }]);
    const active = pod.volumes?.find(({ name }) => name === 'active');
    expect(active?.emptyDir?.medium).toBe('Memory');
    expect(settings.get('auth_file')?.startsWith(`${mountsOf(containerOf(pod, 'pgbouncer')).active}/`)).toBe(true);
  });

  it('D14 lookups have connections of their own, to the servers that the entry itself goes to', () => {
    expect([...lookups.values()].map(({ host, max_db_connections }) => [host, max_db_connections])).toEqual([
      [PRIMARY, '2'],
      [STANDBYS, '2'],
    ]);
    for (const { host, auth_dbname = '' } of entries.values()) expect(lookups.get(auth_dbname)?.host).toBe(host);
  });

  it('D14 both sides are encrypted, and the server is verified by name', () => {
    expect(settings.get('client_tls_sslmode')).toBe('require');
    expect(settings.get('server_tls_sslmode')).toBe('verify-full');
    const { dnsNames } = rendered.one<{ dnsNames: string[] }>('Certificate', 'postgres-server-tls').spec;
    for (const { host } of lines.values()) expect(dnsNames).toContain(host);
  });

  it('D14 what all pods of all pools may hold fits max_connections, one draining pod and every job included', () => {
    // A roll ends one pod before the next begins, so at most one more than the replicas holds connections.
    expect(deployment.strategy?.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
    const drain = rendered.pod('Deployment', 'pgbouncer').terminationGracePeriodSeconds ?? Number.NaN;
    expect(deployment.minReadySeconds).toBeGreaterThanOrEqual(drain);
    const pods = (deployment.replicas ?? 0) + 1;

    // All entries, reads included: sessions outlive a promotion, so the new primary holds those of its readers.
    const caps = [...entries.values()].map(({ max_db_connections }) => Number(max_db_connections));
    const looking = [...lookups.values()].map(({ max_db_connections }) => Number(max_db_connections));
    // And one login of each pod, which tries a new password of the lookup role.
    const pooled = pods * [...caps, ...looking, 1].reduce((sum, cap) => sum + cap, 0);
    const own = Object.values(OWN_SESSIONS).reduce((sum, sessions) => sum + sessions, 0);
    const conf = readConf(rendered.config('postgres-config', 'postgresql.conf'));
    const reserved = Number(conf.get('superuser_reserved_connections')) + Number(conf.get('reserved_connections') ?? 0);
    const limit = readYaml(rendered.config('postgres-parameters', 'store.json')).at(
      'postgresql',
      'parameters',
      'max_connections',
    );
    expect({ pods, caps, pooled }).toEqual({ pods: 4, caps: [10, 10, 10, 10], pooled: 180 });
    expect(pooled + own + reserved).toBeLessThanOrEqual(Number(limit));
    expect(Math.min(...caps)).toBeGreaterThanOrEqual(Number(POOL_SETTINGS.min_pool_size));
  });

  it('D14 the sum leaves nobody out: whoever may reach the servers is counted', () => {
    const { ingress = [] } = rendered.one<k8s.NetworkPolicySpec>('NetworkPolicy', 'postgres').spec;
    const clients = ingress.flatMap(({ from = [] }) => from.map(({ podSelector }) => podSelector?.matchLabels));
    const names = [...new Set(clients.map((labels) => labels?.['cdk8s-postgres/workload']))].sort();
    expect(names).toEqual([...Object.keys(OWN_SESSIONS), 'pgbouncer'].sort());
  });
});
