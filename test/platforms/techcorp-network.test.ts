import { techcorp } from '../../profiles/techcorp';
import type { Endpoint } from './network-graph';
import { openConnections } from './open-connections';
import { render } from './rendered';

const SERVICES = [
  'auth-service',
  'user-service',
  'order-service',
  'payment-service',
  'inventory-service',
  'catalog-service',
];

const outside: Endpoint[] = [
  ...SERVICES.map((app) => ({ name: app, namespace: 'techcorp', labels: { app } })),
  { name: 'web-shop', namespace: 'techcorp', labels: { app: 'web-shop' } },
  { name: 'auth-service-elsewhere', namespace: 'default', labels: { app: 'auth-service' } },
  { name: 'stranger', namespace: 'techcorp-postgres', labels: { app: 'stranger' } },
  { name: 'prometheus', namespace: 'monitoring', labels: { app: 'prometheus' } },
  { name: 'analyst', address: '10.20.3.4' },
  { name: 'office', address: '10.21.3.4' },
  { name: 'api-server', address: '172.20.0.1' },
  { name: 'api-server-node', address: '10.8.0.7' },
  { name: 'internet', address: '203.0.113.7' },
];

const INSTANCES = ['techcorp', 'techcorp-replica', 'techcorp-analytics'];
const EXPORTERS = ['techcorp-0', 'techcorp-1', 'techcorp-replica-0', 'techcorp-replica-1', 'techcorp-analytics-0'].map(
  (instance) => `techcorp-exporter-${instance}`,
);

/** Every connection that there is to be, by hand. */
const DECLARED = [
  ...INSTANCES.flatMap((from) => INSTANCES.map((to) => `${from} -> ${to} 5432 8008`)),
  ...INSTANCES.flatMap((from) => [`${from} -> api-server 443`, `${from} -> api-server-node 443`]),
  ...INSTANCES.map((to) => `techcorp-parameters-job -> ${to} 5432 8008`),
  'techcorp-reconcile-job -> techcorp 5432',
  'techcorp-reconcile -> techcorp 5432',
  'techcorp-migrate-techcorp-job -> techcorp 5432',
  'techcorp-dump -> techcorp 5432',
  // The pool leads to the members and to the replicas; it serves the six services and nobody else.
  'techcorp-pgbouncer -> techcorp 5432',
  'techcorp-pgbouncer -> techcorp-replica 5432',
  ...SERVICES.map((service) => `${service} -> techcorp-pgbouncer 6432`),
  // Analysts come from one network, to one instance.
  'analyst -> techcorp-analytics 5432',
  ...EXPORTERS.flatMap((exporter) => [
    ...INSTANCES.map((to) => `${exporter} -> ${to} 5432`),
    `prometheus -> ${exporter} 9187`,
  ]),
  'prometheus -> techcorp-pgbouncer 9127',
  // Object storage may be at any address.
  ...['analyst', 'office', 'api-server', 'api-server-node', 'internet'].map((to) => `techcorp-dump -> ${to} 443`),
];

describe('techcorp: network', () => {
  const open = openConnections(render(techcorp), outside, [22, 80, 443, 5432, 6432, 8008, 9127, 9187]);

  it('T8 lets through what is declared and nothing else', () => {
    // The job that expires dumps reaches the object storage and nothing else.
    const beside = open.filter((one) => !DECLARED.includes(one));
    expect(beside.filter((one) => !/^techcorp-dump-\S+ -> \S+ 443$/.test(one))).toEqual([]);
    expect(DECLARED.filter((one) => !open.includes(one))).toEqual([]);
  });

  it('T8 no service reaches a server past the pool', () => {
    expect(open.filter((one) => SERVICES.some((service) => one.startsWith(`${service} -> `)))).toEqual(
      SERVICES.map((service) => `${service} -> techcorp-pgbouncer 6432`),
    );
  });
});
