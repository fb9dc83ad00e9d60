import { Duration } from 'cdk8s';
import { Image, Secrets, Tls } from '../../lib';
import { resolve } from '../../lib/profile/resolve';
import { wireConfig } from '../../lib/wiring/config';
import { wireExternal } from '../../lib/wiring/external';
import { wireMembers, wireSets } from '../../lib/wiring/instances';
import { wirePools } from '../../lib/wiring/pools';
import { secretKeys } from '../../lib/wiring/server';
import { dict } from '../../profiles/dict';
import { change, without } from '../profile/change';
import { techcorp } from '../profile/techcorp';

function wire(profile = techcorp) {
  const resolved = resolve(profile);
  return wireConfig(resolved, [wireMembers(resolved), ...wireSets(resolved)]);
}

describe('certificates', () => {
  test('T7 the servers have one that names every Service and instance, by each name that clients may use', () => {
    const dnsNames = wire().certificates?.[0]?.dnsNames ?? [];
    const hosts = [
      'techcorp-primary',
      'techcorp-standby',
      'techcorp-all-standbys',
      'techcorp-replica',
      'techcorp-analytics',
      ...['techcorp-0', 'techcorp-1', 'techcorp-replica-0', 'techcorp-replica-1', 'techcorp-analytics-0'].map(
        (pod) => `${pod}.techcorp-headless`,
      ),
    ];
    expect(dnsNames).toEqual([
      ...hosts.flatMap((host) => [
        host,
        `${host}.techcorp-postgres`,
        `${host}.techcorp-postgres.svc`,
        `${host}.techcorp-postgres.svc.cluster.local`,
      ]),
      'localhost',
    ]);
    for (const { databases } of wirePools(resolve(techcorp))) {
      for (const { host } of Object.values(databases)) expect(dnsNames).toContain(host);
    }
  });

  test('T7 the pools have one of their own, and none where there is no pool', () => {
    expect(wire().certificates?.map(({ name }) => name)).toEqual(['techcorp-server-tls', 'techcorp-pool-tls']);
    expect(wire(without(techcorp, 'pools')).certificates?.map(({ name }) => name)).toEqual(['techcorp-server-tls']);
  });

  test('T7 are not made where Secrets hold them, which then must be there', () => {
    const existing = change(techcorp, ['tls'], Tls.existing({ serverSecret: 'servers' }));
    expect(wire(existing).certificates).toEqual([]);
    expect(wireExternal(resolve(existing)).secrets).toMatchObject({ servers: ['ca.crt', 'tls.crt', 'tls.key'] });
    const [pool] = wirePools(resolve(existing));
    expect([pool?.tlsSecret, pool?.serverCaSecret]).toEqual(['servers', 'servers']);
  });
});

describe('the Secret', () => {
  const KEYS = [
    'dict-connect-user-password',
    'dict-core-user-password',
    'dump-password',
    'migration-password',
    'partition-maintenance-password',
    'patroni-restapi-password',
    'pgbouncer-lookup-password',
    'postgres-exporter-password',
    'postgres-password',
    'postgres-user',
    'replicator-password',
    'rewind-password',
    'temporal-user-password',
  ];

  test('D7 has the keys that pods read, and is never rendered', () => {
    expect(secretKeys(resolve(dict))).toEqual(KEYS);
    expect(wireExternal(resolve(dict)).secrets).toEqual({
      'postgres-secrets': KEYS,
      'aws-secrets': ['access-key-id', 'secret-access-key'],
    });
  });

  test('D7 needs no key for a role that nobody is', () => {
    const bare = without(dict, 'pools', 'backups');
    expect(secretKeys(resolve(bare))).toEqual(KEYS.filter((key) => !/^(dump|pgbouncer)/.test(key)));
  });

  test('A5 comes from a store with the same keys', () => {
    const props = { name: 'made', store: 'vault', remoteKey: 'platforms/dict', refreshInterval: Duration.minutes(5) };
    const external = change(dict, ['secrets'], Secrets.external(props));
    expect(wire(external).externalSecret).toMatchObject({ name: 'made', remoteKey: 'platforms/dict', keys: KEYS });
    expect(wireExternal(resolve(external)).secrets).not.toHaveProperty('made');
  });
});

describe('what the profile leaves out', () => {
  test('is the usual resolver, also where it says nothing of one of its fields', () => {
    const usual = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, nodeLocalCidrs: ['169.254.20.10/32'] };
    expect(wire().network.dns).toEqual(usual);
    const other = { ...techcorp, network: { ...techcorp.network, dns: { namespace: undefined, nodeLocalCidrs: [] } } };
    expect(wire(other).network.dns).toEqual({ ...usual, nodeLocalCidrs: [] });
    const own = { namespace: 'dns', labels: { app: 'coredns' }, nodeLocalCidrs: ['10.1.1.1/32'] };
    expect(wire(change(techcorp, ['network', 'dns'], own)).network.dns).toEqual(own);
  });

  test('is the pinned image, also where it says nothing of one of them', () => {
    const pgbouncer = Image.of('mirror.example/pgbouncer', 'v1.25.2');
    const images = { pgbouncer, pgbouncerExporter: undefined };
    const [pool] = wirePools(resolve({ ...techcorp, images }));
    expect(pool?.images.pgbouncer).toBe('mirror.example/pgbouncer:v1.25.2');
    expect(pool?.images.exporter).toMatch(/pgbouncer-exporter:v/);
  });

  test('is the Namespace, where it belongs to somebody else', () => {
    expect(wire().namespace).toEqual({ name: 'techcorp-postgres', labels: {} });
    expect(wire(change(techcorp, ['namespace', 'create'], false))).not.toHaveProperty('namespace');
  });
});
