import type * as k8s from '../../imports/k8s';
import { techcorp } from '../../profiles/techcorp';
import { readConnection, readHba, readIni } from './formats';
import { render } from './rendered';

const rendered = render(techcorp);
const ini = rendered.config('techcorp-pgbouncer', 'pgbouncer.ini');
const settings = readIni(ini, 'pgbouncer');
const entries = new Map([...readIni(ini, 'databases')].map(([name, text]) => [name, readConnection(text)]));
const service = (name: string) => rendered.one<k8s.ServiceSpec>('Service', name).spec;

describe('techcorp: endpoints', () => {
  it('T5 the pool has the mode and the three figures of the specification', () => {
    expect(Object.fromEntries(settings)).toMatchObject({
      pool_mode: 'transaction',
      max_client_conn: '1000',
      default_pool_size: '50',
      reserve_pool_size: '10',
    });
  });

  it('T5 each pod may hold what the memory of the servers bears, and the pool size of the specification on the primary', () => {
    expect(Number(entries.get('techcorp')?.max_db_connections)).toBeGreaterThanOrEqual(50);
    expect(Number(entries.get('techcorp_readonly')?.max_db_connections)).toBeLessThan(50);
  });

  it('T6 one name of the database writes, another reads, on the same host and port', () => {
    const host = (name: string) => entries.get(name)?.host;
    expect(host('techcorp')).toBe('techcorp-primary.techcorp-postgres.svc.cluster.local');
    expect(host('techcorp_readonly')).toBe('techcorp-replica.techcorp-postgres.svc.cluster.local');
    for (const name of ['techcorp', 'techcorp_readonly']) expect(entries.get(name)?.dbname).toBe('techcorp');
    expect(service('techcorp-pgbouncer').ports).toMatchObject([{ port: 6432 }]);
  });

  it('T6 the endpoint for reads is the set’s Service, the one for writes follows the primary', () => {
    const role = 'cdk8s-postgres/role';
    expect(service('techcorp-primary').selector).toMatchObject({ [role]: 'primary' });
    expect(service('techcorp-replica').selector).toMatchObject({ 'cdk8s-postgres/set': 'replica' });
    expect(service('techcorp-analytics').selector).toMatchObject({ 'cdk8s-postgres/set': 'analytics' });
  });

  it('T7 no line of any pg_hba.conf lets an unencrypted connection in', () => {
    for (const group of ['techcorp', 'techcorp-replica', 'techcorp-analytics']) {
      const lines = readHba(rendered.config(`${group}-config`, 'pg_hba.conf'));
      const open = lines.filter(([type, , , , method]) => type !== 'local' && `${type} ${method}` !== 'host reject');
      expect([group, new Set(open.map(([type]) => type))]).toEqual([group, new Set(['hostssl'])]);
      expect(lines.at(-1)).toEqual(['host', 'all', 'all', 'all', 'reject']);
    }
  });

  it('T7 clients must encrypt towards the pool, and the pool verifies the servers by name', () => {
    expect(settings.get('client_tls_sslmode')).toBe('require');
    expect(settings.get('server_tls_sslmode')).toBe('verify-full');
    const { dnsNames } = rendered.one<{ dnsNames: string[] }>('Certificate', 'techcorp-server-tls').spec;
    for (const { host } of entries.values()) expect(dnsNames).toContain(host);
  });

  it('T7 cert-manager issues and renews the certificates of servers and pools', () => {
    for (const name of ['techcorp-server-tls', 'techcorp-pool-tls']) {
      const { issuerRef, secretName, duration, renewBefore } = rendered.one<CertificateSpec>('Certificate', name).spec;
      expect({ issuerRef, secretName }).toEqual({
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'internal-ca' },
        secretName: name,
      });
      expect(Number.parseInt(renewBefore, 10)).toBeLessThan(Number.parseInt(duration, 10));
    }
  });
});

interface CertificateSpec {
  readonly issuerRef: Readonly<Record<string, string>>;
  readonly secretName: string;
  readonly duration: string;
  readonly renewBefore: string;
}
