import { parse } from 'yaml';
import { Peer, type Pool, type PostgresProfile, Target } from '../../lib';
import { dict } from '../../profiles/dict';
import { change, without } from '../profile/change';
import { techcorp } from '../profile/techcorp';
import { names, type Rendered, render } from './render';

const pool = (databases: Pool['databases'], own: Partial<Pool> = {}): Pool => ({ replicas: 1, databases, ...own });
const find = (objects: readonly Rendered[], name: string) =>
  objects.find(({ kind, metadata }) => `${kind}/${metadata.name}` === name);
const bare = without(
  change(dict, ['databases', 'dict_core', 'extensions'], []),
  'pools',
  'backups',
  'monitoring',
  'maintenance',
);

describe('techcorp, with sets and direct access', () => {
  const objects = render(techcorp);

  test('T1 has four kinds of servers: members that lead, members that follow, and two sets', () => {
    expect(names(objects, 'StatefulSet')).toEqual([
      'StatefulSet/techcorp',
      'StatefulSet/techcorp-analytics',
      'StatefulSet/techcorp-replica',
    ]);
    expect(names(objects, 'Service')).toEqual([
      'Service/techcorp-all-standbys',
      'Service/techcorp-analytics',
      'Service/techcorp-exporter',
      'Service/techcorp-headless',
      'Service/techcorp-pgbouncer',
      'Service/techcorp-primary',
      'Service/techcorp-replica',
      'Service/techcorp-standby',
    ]);
  });

  test('T5 T6 has a pool whose entries lead to the primary and to a set, each within the connections of its target', () => {
    const ini = find(objects, 'ConfigMap/techcorp-pgbouncer')?.data?.['pgbouncer.ini'] ?? '';
    const entry = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(ini)?.[1] ?? '';
    expect(entry('techcorp')).toMatch(/host=techcorp-primary\..* max_db_connections=58 /);
    expect(entry('techcorp_readonly')).toMatch(/host=techcorp-replica\..* dbname=techcorp .*max_db_connections=20 /);
  });

  test('has no job for what it does not have', () => {
    expect(names(objects, 'CronJob')).toEqual(['CronJob/techcorp-reconcile']);
  });
});

describe('every reference is right, and no two objects have one name, in a platform', () => {
  test.each<[string, PostgresProfile]>([
    ['that is dict', dict],
    ['that is techcorp', techcorp],
    [
      'whose images come from a registry that asks for credentials',
      change(dict, ['images'], { pullSecrets: ['registry'] }),
    ],
    ['without pools, dumps, partitions and monitoring', bare],
    ['without a database', { ...bare, databases: {}, roles: {} }],
    [
      'with a pool to sets alone',
      change(without(techcorp), ['pools'], { reads: pool({ techcorp: { target: Target.set('analytics') } }) }),
    ],
    ['with a pool that is called like a set', change(techcorp, ['pools', 'replica'], pool({ techcorp: {} }))],
    [
      'with two pools at one port',
      change(techcorp, ['pools', 'second'], pool({ techcorp: { target: Target.STANDBYS } }, { port: 6432 })),
    ],
    ['whose clients are known by addresses', change(techcorp, ['network', 'podCidrs'], ['10.244.0.0/16'])],
    [
      'whose roles and databases have unusual names',
      change(change(dict, ['roles', 'say "hi", all'], { passwordKey: 'hi' }), ['databases', "it's @ +1"], {
        owner: 'say "hi", all',
      }),
    ],
    [
      'whose names are as long as they may be',
      {
        ...change(techcorp, ['names'], { prefix: 'p'.repeat(30) }),
        topology: change(techcorp, ['topology', 'sets', 's'.repeat(20)], techcorpSet()).topology,
      },
    ],
  ])('%s', (_title, profile) => expect(names(render(profile)).length).toBeGreaterThan(15));

  function techcorpSet() {
    const { props } = techcorp.topology;
    return 'sets' in props ? props.sets?.replica : undefined;
  }
});

describe('platforms side by side', () => {
  test('in namespaces of their own have the same names', () => {
    const other = { ...dict, name: 'other', namespace: { name: 'other' } };
    expect(names(render(dict, other))).toHaveLength(2 * names(render(dict)).length);
  });

  test('in one namespace have prefixes of their own, and nobody reaches the instances of the other', () => {
    const named = change(without(dict), ['pools'], {
      'other-pool': pool({ temporal: {} }, { clients: { a: Peer.namespace('a') } }),
    });
    const other = {
      ...named,
      name: 'other',
      names: { prefix: 'other' },
      namespace: { name: 'postgres', create: false },
    };
    const policies = render(dict, other).filter(({ kind }) => kind === 'NetworkPolicy');
    for (const { metadata, spec } of policies) {
      const platform = metadata.labels?.['cdk8s-postgres/platform'] ?? '';
      const selected = [...JSON.stringify(spec).matchAll(/"cdk8s-postgres\/platform":"(\w+)"/g)].map(
        ([, name]) => name,
      );
      expect(new Set(selected)).toEqual(new Set([platform]));
    }
  });
});

test('D14 the same profile gives the same objects, whatever was rendered before', () => {
  const once = JSON.stringify(render(dict));
  render(techcorp, bare);
  expect(JSON.stringify(render(dict))).toBe(once);
});

test("the members' own file is what the ConfigMap holds, and it is YAML", () => {
  const files = find(render(dict), 'ConfigMap/postgres-config')?.data ?? {};
  expect(Object.keys(files)).toEqual(['patroni.yml', 'pg_hba.conf', 'pg_ident.conf', 'postgresql.conf']);
  expect(parse(files['patroni.yml'] ?? '')).toMatchObject({ scope: 'postgres-patroni' });
});
