import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { Finding } from '../../lib/findings';
import { checkStructure } from '../../lib/profile/check-structure';
import { Peer } from '../../lib/profile/network';
import { Target } from '../../lib/profile/pools';
import { ParameterOverrides } from '../../lib/profile/postgres';
import { Topology } from '../../lib/profile/topology';
import { services, tiny } from './examples';
import { put } from './put';

function findings(keys: readonly string[], content: unknown): Finding[] {
  return checkStructure(put(services, keys, content));
}

/** An instance as another copy of its package would make it: of a class of that name, and nothing else in common. */
function fromAnotherCopy(instance: object): object {
  const original = instance.constructor;
  const Other = { [original.name]: class {} }[original.name];
  for (const name of Object.getOwnPropertyNames(original.prototype)) {
    const property = Object.getOwnPropertyDescriptor(original.prototype, name);
    if (property && name !== 'constructor') Object.defineProperty(Other.prototype, name, property);
  }
  return Object.assign(new Other(), instance);
}

const POOL = ['pools', 'services-pgbouncer'];

describe('a profile with a wrong structure is refused', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
    [
      'a misspelt field',
      ['databases', 'services', 'ownr'],
      'x',
      'databases.services.ownr',
      'Database has no field "ownr". Did you mean "owner"?',
    ],
    [
      'a misspelt field of the profile',
      ['pool'],
      {},
      'pool',
      'PostgresProfile has no field "pool". Did you mean "pools"?',
    ],
    [
      'a field that resembles none',
      ['namespace', 'quota'],
      1,
      'namespace.quota',
      'Namespace has no field "quota". Its fields are name, labels and create.',
    ],
    [
      'a misspelt field in what a factory was given',
      ['topology', 'memberz'],
      {},
      'topology.memberz',
      'ReplicatedTopology has no field "memberz". Did you mean "members"?',
    ],
    [
      'a field of another object',
      ['topology', 'members', 'toleratedLag'],
      Duration.hours(1),
      'topology.members.toleratedLag',
      'Members has no field "toleratedLag". Its fields are count, resources, storage, placement, startupTimeout, shutdownTimeout and sharedMemory.',
    ],
    [
      'a missing text',
      ['databases', 'services', 'owner'],
      undefined,
      'databases.services.owner',
      'is missing. The role that owns it, and its schema `public`. Write a text.',
    ],
    [
      'a missing number',
      ['topology', 'members', 'count'],
      undefined,
      'topology.members.count',
      'is missing. How many. Write a number.',
    ],
    [
      'a missing Size',
      ['topology', 'sets', 'analytics', 'storage', 'size'],
      undefined,
      'topology.sets.analytics.storage.size',
      'is missing. Size of the volume. Write a Size such as Size.gibibytes(2).',
    ],
    [
      'a missing object',
      ['network', 'apiServer'],
      undefined,
      'network.apiServer',
      'is missing. The Kubernetes API server, which Patroni needs: addresses behind `kubernetes.default` and its ClusterIP. Write an object with cidrs and ports.',
    ],
    [
      'a missing map',
      ['roles'],
      undefined,
      'roles',
      'is missing. The roles of applications and people, by name. Write an object with an entry for each name: { name: ... }.',
    ],
    [
      'a missing instance of a class',
      ['tls'],
      undefined,
      'tls',
      'is missing. Where the certificates come from. Write Tls.certManager({ ... }) or Tls.existing({ ... }).',
    ],
    [
      'a factory called without its argument',
      ['tls'],
      Object.assign(Object.create(Object.getPrototypeOf(services.tls)), { kind: 'existing', props: undefined }),
      'tls',
      'Tls.existing({ ... }) was given undefined; give it an object with serverSecret.',
    ],
    [
      'a factory called without its second argument',
      ['images', 'pgbouncer', 'tag'],
      undefined,
      'images.pgbouncer.tag',
      'is missing. The tag; never `latest`. Write a text.',
    ],
    [
      'a factory of several called without what it needs',
      [...POOL, 'clients', 'tools', 'labels'],
      undefined,
      'pools.services-pgbouncer.clients.tools.labels',
      'is missing. Labels that the pods have, all of them. Write an object with an entry for each name: { name: ... }.',
    ],
  ])('%s', (_, keys, content, path, message) => {
    expect(findings(keys, content)).toEqual([{ path, message }]);
  });

  test.each([
    [null, 'null'],
    ['profile.yaml', 'the text "profile.yaml"'],
    [[tiny], 'a list'],
    [() => tiny, 'a function'],
  ])('one that is no object at all: %p', (profile, described) => {
    expect(checkStructure(profile)).toEqual([
      {
        path: '',
        message: `The profile is ${described}; write an object with name, namespace, postgres, topology, roles, databases, secrets, tls and network.`,
      },
    ]);
  });

  test('all faults are told at once, in the order of the fields', () => {
    const wrong = [
      [['tls'], 1],
      [['name'], 1],
      [['topology', 'members', 'count'], '2'],
      [['databases', 'services', 'owner'], undefined],
    ] as const;
    const profile = wrong.reduce<unknown>((before, [keys, content]) => put(before, keys, content), services);
    expect(checkStructure(profile).map(({ path }) => path)).toEqual([
      'name',
      'topology.members.count',
      'databases.services.owner',
      'tls',
    ]);
  });

  test('a long text is shortened in the message', () => {
    const [{ message }] = findings(['network'], 'x'.repeat(5000));
    expect(message).toBe(`is the text "${'x'.repeat(57)}..."; write an object with apiServer.`);
  });

  test('objects that hold themselves do not hang it', () => {
    const labels: Record<string, unknown> = {};
    labels.self = labels;
    const list: unknown[] = [];
    list.push(list);
    expect(findings(['namespace', 'labels'], labels)).toEqual([
      { path: 'namespace.labels.self', message: 'is a plain object; write a text.' },
    ]);
    expect(findings(['roles', 'orders', 'memberOf'], list)).toEqual([
      { path: 'roles.orders.memberOf[0]', message: 'is a list; write a text.' },
    ]);
  });

  test('a gap in a list is found', () => {
    const list = ['services_owner'];
    list[2] = 'pg_monitor';
    expect(findings(['roles', 'orders', 'memberOf'], list)).toEqual([
      { path: 'roles.orders.memberOf[1]', message: 'is undefined; remove it, or write a text.' },
    ]);
  });
});

describe('a right profile passes', () => {
  test.each([
    ['the least that there is', tiny],
    ['one with something of everything', services],
    ['one with optional fields that are undefined', put(services, ['names'], undefined)],
    ['an enum’s value as JavaScript and YAML write it', put(services, [...POOL, 'mode'], 'session')],
    ['objects without a prototype', put(services, ['roles'], Object.assign(Object.create(null), services.roles))],
    ['names that Object.prototype has too', put(services, ['roles', 'constructor'], {})],
    ['figures out of range, which other checks tell', put(services, [...POOL, 'replicas'], -1)],
    ['parameters that their own check looks into', put(services, ['postgres', 'parameters', 'workMemm'], 1)],
    [
      'Topology.single',
      put(tiny, ['topology'], Topology.single({ resources: singleResources(), storage: { size: Size.gibibytes(10) } })),
    ],
    ['Target.PRIMARY and Target.STANDBYS', put(services, ['access', 'analysts', 'target'], Target.STANDBYS)],
  ])('%s', (_, profile) => {
    expect(checkStructure(profile)).toEqual([]);
  });

  test.each<[string[], object]>([
    [['topology', 'members', 'storage', 'size'], Size.gibibytes(1)],
    [['objectives', 'rpo'], Duration.minutes(1)],
    [['topology', 'members', 'resources', 'cpu', 'request'], Cpu.units(2)],
    [['backups', 'physical', 'full', 'at'], Cron.daily()],
    [['topology', 'sets', 'analytics', 'parameters'], ParameterOverrides.v15({})],
    [[...POOL, 'clients', 'services'], Peer.namespace('services')],
    [['topology'], services.topology],
  ])('an instance from another copy of the package at %j', (keys, instance) => {
    expect(findings(keys, fromAnotherCopy(instance))).toEqual([]);
  });
});

function singleResources() {
  return { cpu: { request: Cpu.units(1) }, memory: { request: Size.gibibytes(1), limit: Size.gibibytes(1) } };
}
