/** What somebody writes who has installed the package: a whole platform, as README.md begins it. */
export const PROFILE = `const { Size } = require('cdk8s');
const { Cpu } = require('cdk8s-plus-28');
const { PlatformImage, Postgres, Secrets, Tls, Topology } = require('cdk8s-postgres');

const resources = { cpu: { request: Cpu.units(1) }, memory: { request: Size.gibibytes(4), limit: Size.gibibytes(4) } };
exports.orders = {
  name: 'orders',
  namespace: { name: 'orders' },
  postgres: Postgres.v16({ image: PlatformImage.of('registry.example/postgres', '16.14-1') }),
  topology: Topology.replicated({ members: { count: 2, resources, storage: { size: Size.gibibytes(20) } } }),
  roles: { orders_app: {} },
  databases: { orders: { owner: 'orders_app' } },
  secrets: Secrets.existing('orders-postgres'),
  tls: Tls.certManager({ issuer: 'platform-ca' }),
  network: { apiServer: { cidrs: ['10.96.0.1/32'], ports: [443] } },
};
`;

/** Renders it. */
export const PROGRAM = `const { addPlatforms, runApp } = require('cdk8s-postgres');
const { orders } = require('./orders.js');
runApp((app) => addPlatforms(app, [orders]));
`;

/** Single tiers in charts of an app that knows nothing of this package, with the output type that is its argument. */
export const TIERS = `const { App, Chart, Size, YamlOutputType } = require('cdk8s');
const { Cpu } = require('cdk8s-plus-28');
const { Exporter, PgBouncer, PoolMode } = require('cdk8s-postgres');

const app = new App({ outdir: process.argv[2], yamlOutputType: YamlOutputType[process.argv[2]] });
const host = 'db.orders.svc.cluster.local';
const password = { secret: 'orders-postgres', key: 'password' };
const resources = { cpu: { request: Cpu.millis(50) }, memory: { request: Size.mebibytes(64), limit: Size.mebibytes(64) } };
new PgBouncer(new Chart(app, 'pool', { namespace: 'orders' }), 'pool', {
  platform: 'orders',
  name: 'pgbouncer',
  replicas: 2,
  mode: PoolMode.TRANSACTION,
  databases: { orders: { host, port: 5432, database: 'orders', maxServerConnections: 20 } },
  lookup: { role: 'pgbouncer_lookup', password },
  serverCaSecret: 'orders-ca',
  tlsSecret: 'pool-tls',
  images: { pgbouncer: 'registry.example/pgbouncer:1', exporter: 'registry.example/e:1', tools: 'registry.example/t:1' },
  resources,
});
new Exporter(new Chart(app, 'exporter', { namespace: 'orders' }), 'exporter', {
  platform: 'orders',
  name: 'exporter',
  major: 16,
  instances: [{ name: 'db-0', server: { host, port: 5432, caSecret: 'orders-ca' } }],
  monitoring: { role: 'monitor', password },
  databases: ['orders'],
  image: 'registry.example/postgres-exporter:1',
  resources,
});
app.synth();
`;

/** The same in TypeScript: every type that a user needs has a public name. */
export const TYPED = `import { Chart } from 'cdk8s';
import {
  addPlatforms, App, declareExternal, extendProfile, Exporter, PgBouncer, runApp,
  type ExporterProps, type External, type Login, type PgBouncerProps, type PostgresProfile, type SchemaProps,
} from 'cdk8s-postgres';

export function render(profile: PostgresProfile, pool: PgBouncerProps, exporter: ExporterProps, secret: string): void {
  const external: External = { secrets: { [secret]: ['password'] } };
  const login: Login = { role: 'monitor', password: { secret, key: 'password' } };
  const app = new App({ outdir: 'typed' });
  declareExternal(app, external);
  addPlatforms(app, [profile, extendProfile(profile, { name: 'second' })]);
  new Exporter(new Chart(app, 'exporter'), 'exporter', { ...exporter, monitoring: login });
  const service: string = new PgBouncer(new Chart(app, 'pool'), 'pool', pool).service;
  const schema: Pick<SchemaProps, 'roles'> = { roles: { app: { password: login.password } } };
  runApp((other) => addPlatforms(other, [profile]), { outdir: service + Object.keys(schema).length });
}
`;

/** Does not compile: the profile's fields are known, and named in the error. */
export const MISSPELT = `import type { PostgresProfile } from 'cdk8s-postgres';
export const part: Pick<PostgresProfile, 'network' | 'namespace'> = { namespaze: { name: 'orders' } };
`;
