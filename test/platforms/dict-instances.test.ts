import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { containerOf, environmentOf, mountsOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(dict);
const statefulSet = rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres');
const pod = rendered.pod('StatefulSet', 'postgres');
const postgres = containerOf(pod, 'postgres');
const environment = environmentOf(postgres);
const patroni = readYaml(rendered.config('postgres-config', 'patroni.yml'));
const store = readYaml(rendered.config('postgres-parameters', 'store.json'));
const service = (name: string) => rendered.one<k8s.ServiceSpec>('Service', name).spec;

const ROLE_LABEL = 'cdk8s-postgres/role';

describe('dict: members', () => {
  it('D4 are two equal instances of 4 to 8 GiB and 2 to 4 CPUs on 100Gi of fast-ssd each', () => {
    expect(statefulSet.spec.replicas).toBe(2);
    expect(postgres.resources).toEqual({
      requests: { cpu: '2', memory: '4Gi' },
      limits: { cpu: '4', memory: '8Gi' },
    });
    const [volume, ...others] = statefulSet.spec.volumeClaimTemplates ?? [];
    expect(others).toEqual([]);
    expect(volume?.spec).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'fast-ssd',
      resources: { requests: { storage: '100Gi' } },
    });
    expect(mountsOf(postgres)[volume?.metadata?.name ?? '']).toBe('/var/lib/postgresql/data');
  });

  it('D4 initialize with UTF8, en_US.UTF-8 and checksums, where the specification has PGDATA', () => {
    expect(environment.PGDATA).toBe('/var/lib/postgresql/data/pgdata');
    expect(patroni.at('postgresql', 'data_dir')).toBe(environment.PGDATA);
    expect(patroni.value('bootstrap', 'initdb')).toEqual([
      { encoding: 'UTF8' },
      { locale: 'en_US.UTF-8' },
      'data-checksums',
      { set: 'huge_pages=off' },
    ]);
  });

  it('D4 take the names and passwords of the superuser and the replicator from the Secret', () => {
    expect(environment).toMatchObject({
      PATRONI_SUPERUSER_USERNAME: 'postgres-secrets/postgres-user',
      PATRONI_REPLICATION_USERNAME: 'replicator',
      EXPECTED_SUPERUSER: 'dict_admin',
    });
    const volume = pod.volumes?.find(({ name }) => name === 'passwords');
    expect(volume?.projected?.sources).toEqual([
      {
        secret: {
          name: 'postgres-secrets',
          items: [
            { key: 'postgres-password', path: 'superuser' },
            { key: 'replicator-password', path: 'replication' },
            { key: 'rewind-password', path: 'rewind' },
            { key: 'patroni-restapi-password', path: 'restapi' },
          ],
        },
      },
    ]);
  });

  it('D4 have hours for crash recovery, and as long as the lock of a primary that hangs', () => {
    const patience = (probe?: k8s.Probe) => (probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0);
    expect(patience(postgres.startupProbe)).toBeGreaterThanOrEqual(3600);
    expect(patience(postgres.livenessProbe)).toBe(30);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(300);
  });

  it('D4 are probed through Patroni, which asks as user and in a database that exist; pg_isready asks nowhere', () => {
    const paths = [postgres.startupProbe, postgres.livenessProbe, postgres.readinessProbe].map(
      (probe) => probe?.httpGet,
    );
    expect(paths).toEqual([
      { path: '/health', port: 'patroni', scheme: 'HTTPS' },
      { path: '/liveness', port: 'patroni', scheme: 'HTTPS' },
      { path: '/readiness?lag=1GB&mode=write', port: 'patroni', scheme: 'HTTPS' },
    ]);
    const { startupProbe, livenessProbe, readinessProbe } = postgres;
    expect(JSON.stringify([startupProbe, livenessProbe, readinessProbe])).not.toContain('pg_isready');
    expect(environment).toMatchObject({ PGUSER: 'dict_admin', PGDATABASE: 'postgres' });
  });

  it('D6 the Services follow the live role, and the headless one names every member', () => {
    const port = { name: 'postgres', port: 5432, protocol: 'TCP', targetPort: 'postgres' };
    expect(service('postgres-primary')).toMatchObject({ type: 'ClusterIP', ports: [port] });
    expect(service('postgres-standby')).toMatchObject({ type: 'ClusterIP', ports: [port] });
    expect(service('postgres-primary').selector?.[ROLE_LABEL]).toBe('primary');
    expect(service('postgres-standby').selector?.[ROLE_LABEL]).toBe('replica');
    expect(service('postgres-headless').selector).not.toHaveProperty([ROLE_LABEL]);
    expect(service('postgres-headless')).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  });

  it('D6 the role is written by Patroni alone: no template and no workload selector has it', () => {
    for (const { labels } of rendered.workloads) expect(labels).not.toHaveProperty([ROLE_LABEL]);
    expect(statefulSet.spec.selector.matchLabels).not.toHaveProperty([ROLE_LABEL]);
    expect(patroni.map('kubernetes')).toMatchObject({
      role_label: ROLE_LABEL,
      leader_label_value: 'primary',
      follower_label_value: 'replica',
    });
  });

  it('D6 each Service selects the members, once the role is left to Patroni', () => {
    const labels = statefulSet.spec.template.metadata?.labels;
    for (const name of ['postgres-primary', 'postgres-standby', 'postgres-headless']) {
      const { [ROLE_LABEL]: _role, ...selector } = service(name).selector ?? {};
      expect(labels).toMatchObject(selector);
    }
    expect(labels?.[patroni.at('kubernetes', 'scope_label')]).toBe(patroni.at('scope'));
  });

  it('D24 Patroni keeps its state in ConfigMaps of the Kubernetes API, with no right more than it needs', () => {
    expect(patroni.map('kubernetes').use_endpoints).toBe(false);
    expect(rendered.all('ClusterRole')).toEqual([]);
    expect(rendered.all('ClusterRoleBinding')).toEqual([]);
    const [role, ...others] = rendered.all<never>('Role') as unknown as Array<{ rules: k8s.PolicyRule[] }>;
    expect(others).toEqual([]);
    expect(role?.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['config', 'failover', 'leader', 'sync'].map((suffix) => `${patroni.at('scope')}-${suffix}`),
        verbs: ['get', 'patch'],
      },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'patch', 'watch'] },
    ]);
  });

  it('D24 its times fit: a primary that cannot renew its lock has stepped down before the lock ends', () => {
    const [ttl, loop, retry] = ['ttl', 'loop_wait', 'retry_timeout'].map((name) => Number(store.at(name)));
    expect(loop + 2 * retry).toBeLessThanOrEqual(ttl);
    expect(ttl).toBeGreaterThanOrEqual(20);
    expect(store.map()).toMatchObject({ failsafe_mode: true, primary_start_timeout: 60 });
  });

  it('D24 what an initialization writes into the store is what each sync writes there', () => {
    expect(patroni.map('bootstrap', 'dcs')).toEqual(store.map());
  });

  it('D24 Patroni has its own name and addresses, by which the certificate of the servers knows it', () => {
    const { dnsNames } = rendered.one<{ dnsNames: string[] }>('Certificate', 'postgres-server-tls').spec;
    expect(environment.PATRONI_NAME).toBe('metadata.name');
    expect(environment.PATRONI_KUBERNETES_POD_IP).toBe('status.podIP');
    for (const member of ['postgres-0', 'postgres-1']) {
      for (const variable of ['PATRONI_POSTGRESQL_CONNECT_ADDRESS', 'PATRONI_RESTAPI_CONNECT_ADDRESS']) {
        const [host] = environment[variable]?.replace('$(POD_NAME)', member).split(':') ?? [];
        expect(dnsNames).toContain(host);
      }
    }
    expect(statefulSet.spec.serviceName).toBe('postgres-headless');
    expect(dnsNames).toContain(new URL(environmentOf(containerOf(pod, 'reload')).PATRONI_URL ?? '').hostname);
  });

  it('D24 Patroni makes its own ConfigMaps: none of them is rendered, and Argo CD would not track them', () => {
    const scope = patroni.at('scope');
    const names = rendered.all().map(({ metadata }) => metadata.name);
    for (const suffix of ['config', 'leader', 'failover', 'sync', 'failsafe']) {
      expect(names).not.toContain(`${scope}-${suffix}`);
    }
    expect(rendered.text).not.toContain('app.kubernetes.io/instance');
    expect(rendered.text).not.toContain('argocd.argoproj.io/tracking-id');
  });

  it('D24 a member that is promoted takes the role label from all others', () => {
    const callback = `${mountsOf(postgres).operations}/on-role-change.sh`;
    expect(patroni.map('postgresql', 'callbacks')).toMatchObject({ on_role_change: callback });
    expect(environment).toMatchObject({ ROLE_LABEL, CLUSTER_LABEL: patroni.at('kubernetes', 'scope_label') });
  });
});
