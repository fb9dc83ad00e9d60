import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { type Endpoint, NetworkGraph } from './network-graph';
import { render } from './rendered';

const rendered = render(dict);
const graph = new NetworkGraph(rendered.all<k8s.NetworkPolicySpec>('NetworkPolicy'));

/** One pod of each workload, and the labels that Patroni adds. */
const platform: Endpoint[] = rendered.workloads.map(({ kind, name, labels }) => ({
  name: kind === 'Job' ? name.replace(/-[0-9a-f]{10}$/, '-job') : name,
  namespace: 'postgres',
  labels: name === 'postgres' ? { ...labels, 'cdk8s-postgres/role': 'primary' } : labels,
}));

const outside: Endpoint[] = [
  { name: 'core-dict', namespace: 'dict', labels: { app: 'core-dict' } },
  { name: 'rsfn-connect', namespace: 'dict', labels: { app: 'rsfn-connect' } },
  { name: 'neighbor-of-core', namespace: 'dict', labels: { app: 'batch' } },
  { name: 'core-dict-elsewhere', namespace: 'default', labels: { app: 'core-dict' } },
  { name: 'temporal-worker', namespace: 'temporal', labels: { app: 'worker' } },
  { name: 'prometheus', namespace: 'monitoring', labels: { app: 'prometheus' } },
  { name: 'stranger-in-namespace', namespace: 'postgres', labels: { app: 'stranger' } },
  { name: 'impostor', namespace: 'dict', labels: platform.find(({ name }) => name === 'pgbouncer')?.labels ?? {} },
  { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
  { name: 'kube-system-other', namespace: 'kube-system', labels: { 'k8s-app': 'metrics' } },
  { name: 'node-local-dns', address: '169.254.20.10' },
  { name: 'api-server', address: '10.96.0.1' },
  { name: 'api-server-node', address: '10.0.0.5' },
  { name: 'another-host', address: '10.0.0.16' },
  { name: 'object-storage', address: '52.216.0.10' },
];

const PORTS = [22, 53, 80, 443, 5432, 6432, 6443, 8008, 9127, 9187, 9188];

/** Every connection that there is to be, by hand: whatever else is tried must be refused. */
const DECLARED = [
  // Members stream from each other and ask each other who is ahead; Patroni's state is in the Kubernetes API.
  'postgres -> postgres 5432 8008',
  'postgres -> api-server 443 6443',
  'postgres -> api-server-node 443 6443',
  // The jobs.
  'postgres-parameters-job -> postgres 5432 8008',
  'postgres-reconcile-job -> postgres 5432',
  'postgres-reconcile -> postgres 5432',
  'postgres-migrate-dict-core-job -> postgres 5432',
  'postgres-partition-maintenance -> postgres 5432',
  'postgres-dump -> postgres 5432',
  // Pools and their clients.
  'pgbouncer -> postgres 5432',
  'core-dict -> pgbouncer 6432',
  'rsfn-connect -> pgbouncer 6432',
  'temporal-worker -> pgbouncer 6432',
  // Figures.
  'postgres-exporter-postgres-0 -> postgres 5432',
  'postgres-exporter-postgres-1 -> postgres 5432',
  'prometheus -> pgbouncer 9127',
  'prometheus -> postgres-exporter-postgres-0 9187',
  'prometheus -> postgres-exporter-postgres-1 9187',
  // The profile has object storage at any address, so the dump's port 443 is open to the world.
  'postgres-dump -> node-local-dns 443',
  'postgres-dump -> api-server 443',
  'postgres-dump -> api-server-node 443',
  'postgres-dump -> another-host 443',
  'postgres-dump -> object-storage 443',
  // So is that of the expiry, which reaches no server.
  'postgres-dump-expiry -> node-local-dns 443',
  'postgres-dump-expiry -> api-server 443',
  'postgres-dump-expiry -> api-server-node 443',
  'postgres-dump-expiry -> another-host 443',
  'postgres-dump-expiry -> object-storage 443',
];

const names = ({ name }: Endpoint) => name;
const pairs = [...platform, ...outside].flatMap((from) =>
  [...platform, ...outside]
    .filter((to) => platform.includes(from) || platform.includes(to))
    .map((to) => ({ from, to })),
);

describe('dict: network', () => {
  it('lets through what is declared and nothing else, over TCP, between all pods and their surroundings', () => {
    const open = pairs.flatMap(({ from, to }) => {
      const ports = PORTS.filter((port) => port !== 53 && graph.allows(from, to, { port, protocol: 'TCP' }));
      return ports.length > 0 ? [`${from.name} -> ${to.name} ${ports.join(' ')}`] : [];
    });
    expect(open.sort()).toEqual([...DECLARED].sort());
    expect(pairs.length * PORTS.length).toBeGreaterThan(3000);
  });

  it('D24 members, and they alone, reach the Kubernetes API on port 6443', () => {
    const api = outside.filter(({ name }) => name.startsWith('api-server'));
    const reaching = platform.filter((from) =>
      api.some((to) => graph.allows(from, to, { port: 6443, protocol: 'TCP' })),
    );
    expect(reaching.map(names)).toEqual(['postgres']);
  });

  it('D3 no application and no stranger reaches a server past the pools', () => {
    const members = platform.filter(({ name }) => name === 'postgres');
    for (const from of outside) {
      for (const to of members) expect(graph.allows(from, to, { port: 5432, protocol: 'TCP' })).toBe(false);
    }
  });

  it.each(['TCP', 'UDP'] as const)(
    'every pod resolves names over %s, in the cluster and on its node, and nowhere else',
    (protocol) => {
      const resolvers = (from: Endpoint) => outside.filter((to) => graph.allows(from, to, { port: 53, protocol }));
      for (const pod of platform) expect(resolvers(pod).map(names)).toEqual(['kube-dns', 'node-local-dns']);
    },
  );

  it('no pod is open to everybody, or may go everywhere', () => {
    const anywhere: Endpoint = { name: 'anywhere', address: '203.0.113.7' };
    for (const pod of platform) {
      expect(graph.allows(anywhere, pod, { port: 5432, protocol: 'TCP' })).toBe(false);
      expect(graph.allows(pod, anywhere, { port: 5432, protocol: 'TCP' })).toBe(false);
    }
  });
});
