import type * as k8s from '../../imports/k8s';
import { conecta } from '../../profiles/conecta';
import { readConnection, readIni, readRows } from './formats';
import type { Endpoint } from './network-graph';
import { openConnections } from './open-connections';
import { containerOf, environmentOf, render } from './rendered';

const rendered = render(conecta);
const ini = rendered.config('postgres', 'pgbouncer.ini');
const entries = new Map(
  [...readIni(ini, 'databases')]
    .filter(([name]) => !name.startsWith('pgbouncer_lookup_'))
    .map(([name, text]) => [name, readConnection(text)]),
);

const PRIMARY = 'conecta-postgres-primary.conecta-postgres.svc.cluster.local';
const STANDBYS = 'conecta-postgres-standby.conecta-postgres.svc.cluster.local';

const outside: Endpoint[] = [
  { name: 'api-gateway', namespace: 'conecta-plus', labels: { app: 'api-gateway' } },
  { name: 'auth-service', namespace: 'conecta-plus', labels: { app: 'auth-service' } },
  { name: 'integration-hub', namespace: 'conecta-plus', labels: { app: 'integration-hub' } },
  { name: 'orchestrator', namespace: 'conecta-ai', labels: { app: 'ai-orchestrator' } },
  { name: 'frontend', namespace: 'conecta-plus', labels: { app: 'frontend' } },
  { name: 'agent', namespace: 'conecta-ai', labels: { app: 'agent' } },
];

describe('conecta: one balancer', () => {
  it('C9 reads and writes are parted by the name of the database, behind one Service', () => {
    expect([...entries].map(([name, { host, dbname }]) => [name, host, dbname])).toEqual([
      ['conecta_db', PRIMARY, 'conecta_db'],
      ['conecta_db_readonly', STANDBYS, 'conecta_db'],
      ['conecta_plus', PRIMARY, 'conecta_plus'],
    ]);
    expect(rendered.all('Deployment').filter(({ metadata }) => !metadata.name.includes('exporter'))).toHaveLength(1);
  });

  it('C9 reads go to the primary while the one standby is away', () => {
    const reload = containerOf(rendered.pod('Deployment', 'postgres'), 'reload');
    expect(environmentOf(reload)).toMatchObject({ FALLBACK_HOST: PRIMARY, FALLBACK_FROM: STANDBYS });
  });

  it('C9 C13 the Service has the name and the port that the applications’ DATABASE_URL has', () => {
    const { ports } = rendered.one<k8s.ServiceSpec>('Service', 'postgres').spec;
    expect(ports).toMatchObject([{ port: 5432 }]);
    expect(readIni(ini, 'pgbouncer').get('listen_port')).toBe('5432');
  });

  it('C13 behind it are Services that select by the live role: after a failover nothing is edited', () => {
    const role = (host: string) => {
      const [name = ''] = host.split('.');
      return rendered.one<k8s.ServiceSpec>('Service', name).spec.selector?.['cdk8s-postgres/role'];
    };
    expect([role(PRIMARY), role(STANDBYS)]).toEqual(['primary', 'replica']);
  });

  it('C13 both databases that the connection strings name have their role, and no other gets in', () => {
    const connects = readRows(
      rendered.config('conecta-postgres-reconcile', '20-databases.sql'),
      'desired_database_privileges',
    )
      .filter(([, role, privilege]) => role?.startsWith('conecta') && privilege === 'CONNECT')
      .map(([database, role]) => `${role}@${database}`);
    expect(connects).toEqual(['conecta_user@conecta_db', 'conecta@conecta_plus']);
  });

  it('C13 the services that are restarted after a failover today reach the balancer, and nothing behind it', () => {
    const open = openConnections(rendered, outside, [5432, 6432, 8008, 9127, 9187]);
    const names = outside.map(({ name }) => name);
    expect(open.filter((one) => names.some((name) => one.startsWith(`${name} -> `)))).toEqual([
      'api-gateway -> postgres 5432',
      'auth-service -> postgres 5432',
      'integration-hub -> postgres 5432',
      'orchestrator -> postgres 5432',
    ]);
  });

  it('C12 both databases are dumped every night', () => {
    const { schedule, timeZone } = rendered.one<k8s.CronJobSpec>('CronJob', 'conecta-postgres-dump').spec;
    expect({ schedule, timeZone }).toEqual({ schedule: '0 4 * * *', timeZone: 'America/Sao_Paulo' });
    expect(environmentOf(containerOf(rendered.pod('CronJob', 'conecta-postgres-dump'), 'dump'))).toMatchObject({
      DESTINATION: 'conecta-plus-backups/postgres/conecta',
    });
  });
});
