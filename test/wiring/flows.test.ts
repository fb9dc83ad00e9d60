import { Peer, type Pool, type PostgresProfile, Target } from '../../lib';
import { resolve } from '../../lib/profile/resolve';
import type { Flow, Party } from '../../lib/tiers/network-policies';
import { wireFlows } from '../../lib/wiring/flows';
import { wireMembers, wireSets } from '../../lib/wiring/instances';
import { dict } from '../../profiles/dict';
import { change, without } from '../profile/change';
import { techcorp } from '../profile/techcorp';

function flows(profile: PostgresProfile): string[] {
  const resolved = resolve(profile);
  const all: Flow[] = wireFlows(resolved, [wireMembers(resolved), ...wireSets(resolved)]);
  return all.map(({ from, to, ports }) => `${text(from)} -> ${text(to)} ${ports.join()}`);
}

function text(party: Party): string {
  if (party.kind === 'workload') return party.workload;
  if (party.kind === 'cidrs') return party.cidrs.join();
  const { namespace = '', labels, cidr } = party.peer.props;
  return cidr ?? `${namespace}/${Object.values(labels ?? {}).join()}`;
}

describe('the flows of a platform', () => {
  test('of dict are these and no others', () => {
    expect(flows(dict)).toEqual([
      'postgres -> postgres 5432,8008',
      'postgres -> 10.96.0.1/32,10.0.0.0/28 443,6443',
      'postgres-parameters -> postgres 5432,8008',
      'postgres-reconcile -> postgres 5432',
      'postgres-migrate-dict-core -> postgres 5432',
      'postgres-partition-maintenance -> postgres 5432',
      'postgres-dump -> postgres 5432',
      'postgres-dump -> 0.0.0.0/0 443',
      'postgres-dump-expiry -> 0.0.0.0/0 443',
      'pgbouncer -> postgres 5432',
      'dict/core-dict -> pgbouncer 6432',
      'dict/rsfn-connect -> pgbouncer 6432',
      'temporal/ -> pgbouncer 6432',
      'postgres-exporter -> postgres 5432',
      'monitoring/ -> postgres-exporter 9187',
      'monitoring/ -> pgbouncer 9127',
    ]);
  });

  test('T8 lead a pool to the instances of its targets, each once', () => {
    expect(flows(techcorp).filter((flow) => flow.startsWith('techcorp-pgbouncer '))).toEqual([
      'techcorp-pgbouncer -> techcorp 5432',
      'techcorp-pgbouncer -> techcorp-replica 5432',
    ]);
  });

  test('T8 lead a pool whose targets are sets alone to no member', () => {
    const reads: Pool = {
      replicas: 1,
      port: 6433,
      databases: {
        a: { database: 'techcorp', target: Target.set('replica') },
        b: { database: 'techcorp', target: Target.set('analytics') },
        c: { database: 'techcorp', target: Target.set('replica') },
      },
      clients: { reports: Peer.namespace('reports') },
    };
    const own = flows(change(techcorp, ['pools', 'reads'], reads)).filter((flow) => /^reads |> reads /.test(flow));
    expect(own).toEqual([
      'reads -> techcorp-replica 5432',
      'reads -> techcorp-analytics 5432',
      'reports/ -> reads 6433',
    ]);
  });

  test('T8 lead reads of every standby to the members and the sets that share them, and a fallback to the members', () => {
    const pool = ['pools', 'techcorp-pgbouncer'];
    const own = (profile: PostgresProfile) => flows(profile).filter((flow) => flow.startsWith('techcorp-pgbouncer '));
    const shared = change(techcorp, ['topology', 'sets', 'analytics', 'dedicated'], true);
    const reads = { reads: { database: 'techcorp', target: Target.ALL_STANDBYS } };
    expect(own(change(shared, [...pool, 'databases'], reads))).toEqual([
      'techcorp-pgbouncer -> techcorp 5432',
      'techcorp-pgbouncer -> techcorp-replica 5432',
    ]);
    const set = { reads: { database: 'techcorp', target: Target.set('replica') } };
    const alone = change(techcorp, [...pool, 'databases'], set);
    expect(own(alone)).toEqual(['techcorp-pgbouncer -> techcorp-replica 5432']);
    expect(own(change(alone, [...pool, 'fallbackToPrimary'], true))).toEqual([
      'techcorp-pgbouncer -> techcorp 5432',
      'techcorp-pgbouncer -> techcorp-replica 5432',
    ]);
  });

  test('T8 let direct clients to the servers that they name', () => {
    expect(flows(techcorp)).toContain('10.20.0.0/16 -> techcorp-analytics 5432');
    const toPrimary = flows(change(techcorp, ['access', 'analysts', 'target'], undefined));
    expect(toPrimary).toContain('10.20.0.0/16 -> techcorp 5432');
  });

  test('T1 let every instance to every other, whichever may be the primary', () => {
    const instances = ['techcorp', 'techcorp-replica', 'techcorp-analytics'];
    expect(flows(techcorp)).toEqual(
      expect.arrayContaining([
        ...instances.flatMap((from) => instances.map((to) => `${from} -> ${to} 5432,8008`)),
        ...instances.map((from) => `${from} -> 172.20.0.1/32 443`),
        ...instances.map((to) => `techcorp-exporter -> ${to} 5432`),
        ...instances.map((to) => `techcorp-parameters -> ${to} 5432,8008`),
      ]),
    );
  });

  test('are none for what the profile does not have', () => {
    const core = ['databases', 'dict_core'];
    const plain = change(change(dict, [...core, 'extensions'], []), [...core, 'migrations'], undefined);
    const bare = without(plain, 'pools', 'backups', 'monitoring');
    expect(flows(change(bare, ['network', 'scrapers'], undefined))).toEqual([
      'postgres -> postgres 5432,8008',
      'postgres -> 10.96.0.1/32,10.0.0.0/28 443,6443',
      'postgres-parameters -> postgres 5432,8008',
      'postgres-reconcile -> postgres 5432',
      'postgres-exporter -> postgres 5432',
    ]);
  });
});
