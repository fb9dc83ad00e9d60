import { Cron, Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import type { Finding } from '../../lib/findings';
import { checkStructure } from '../../lib/profile/check-structure';
import { TopologyOverrides } from '../../lib/profile/extend';
import { Image, PlatformImage } from '../../lib/profile/images';
import { Peer } from '../../lib/profile/network';
import { Target } from '../../lib/profile/pools';
import { ParameterOverrides, Postgres } from '../../lib/profile/postgres';
import { Secrets } from '../../lib/profile/secrets';
import { Topology } from '../../lib/profile/topology';
import { services, tiny } from './examples';

/** A copy of a value with another content somewhere in it; what is in an instance's props is found under its field. */
function put(value: unknown, [key, ...rest]: readonly string[], content: unknown): unknown {
  if (Array.isArray(value))
    return value.map((entry, index) => (String(index) === key ? placed(entry, rest, content) : entry));
  const object = value as Record<string, unknown>;
  if (object !== null && typeof object === 'object' && 'props' in object) {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(object)), object);
    return Object.assign(copy, { props: put(object.props, [key, ...rest], content) });
  }
  return { ...object, [key]: placed(object?.[key], rest, content) };
}

function placed(value: unknown, rest: readonly string[], content: unknown): unknown {
  return rest.length === 0 ? content : put(value, rest, content);
}

function findings(keys: readonly string[], content: unknown): Finding[] {
  return checkStructure(put(services, keys, content));
}

/** An instance as another copy of its package would make it: of a class of that name, and nothing else in common. */
function fromAnotherCopy(instance: object): object {
  const { constructor } = instance;
  const Other = { [constructor.name]: class {} }[constructor.name];
  for (const name of Object.getOwnPropertyNames(constructor.prototype)) {
    const property = Object.getOwnPropertyDescriptor(constructor.prototype, name);
    if (property && name !== 'constructor') Object.defineProperty(Other.prototype, name, property);
  }
  return Object.assign(new Other(), instance);
}

const POOL = ['pools', 'services-pgbouncer'];
const IMAGE = PlatformImage.of('registry.example/postgres', '16.14-1');

describe('a profile with a wrong structure is refused', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
    // Fields
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
    // Amounts
    [
      'a number for a Size',
      ['topology', 'members', 'storage', 'size'],
      2,
      'topology.members.storage.size',
      'is the number 2; write Size.gibibytes(2).',
    ],
    [
      'a number of bytes for a Size',
      ['topology', 'members', 'sharedMemory'],
      268435456,
      'topology.members.sharedMemory',
      'is the number 268435456; write a Size such as Size.gibibytes(2).',
    ],
    [
      'a text for a Size',
      ['topology', 'members', 'resources', 'memory', 'limit'],
      '512Mi',
      'topology.members.resources.memory.limit',
      'is the text "512Mi"; write Size.mebibytes(512).',
    ],
    [
      'a number for a Duration',
      ['objectives', 'rpo'],
      300,
      'objectives.rpo',
      'is the number 300; write Duration.seconds(300).',
    ],
    [
      'a text for a Duration',
      ['topology', 'failover', 'ttl'],
      '30s',
      'topology.failover.ttl',
      'is the text "30s"; write Duration.seconds(30).',
    ],
    [
      'a Size for a Duration',
      ['objectives', 'rto'],
      Size.gibibytes(1),
      'objectives.rto',
      'is an instance of Size; write a Duration such as Duration.minutes(5).',
    ],
    [
      'a number for a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'request'],
      0.5,
      'topology.members.resources.cpu.request',
      'is the number 0.5; write Cpu.millis(500).',
    ],
    [
      'a text for a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'request'],
      '250m',
      'topology.members.resources.cpu.request',
      'is the text "250m"; write Cpu.millis(250).',
    ],
    [
      'an object that looks like a Cpu',
      ['topology', 'members', 'resources', 'cpu', 'limit'],
      { amount: '2' },
      'topology.members.resources.cpu.limit',
      'is a plain object; write a Cpu such as Cpu.units(2).',
    ],
    [
      'a text for a Cron',
      ['backups', 'physical', 'full', 'at'],
      '30 3 * * 1',
      'backups.physical.full.at',
      "is the text \"30 3 * * 1\"; write Cron.schedule({ minute: '30', hour: '3', weekDay: '1' }).",
    ],
    // Plain values
    ['a number for a text', ['name'], 7, 'name', "is the number 7; write '7'."],
    [
      'a text for a number',
      [...POOL, 'replicas'],
      '3',
      'pools.services-pgbouncer.replicas',
      'is the text "3"; write 3.',
    ],
    [
      'a number that is none',
      [...POOL, 'replicas'],
      Number.NaN,
      'pools.services-pgbouncer.replicas',
      'is NaN; write a number.',
    ],
    [
      'a number without end',
      [...POOL, 'autoscaling', 'maxReplicas'],
      Number.POSITIVE_INFINITY,
      'pools.services-pgbouncer.autoscaling.maxReplicas',
      'is Infinity; write a number.',
    ],
    ['a text for a boolean', ['namespace', 'create'], 'false', 'namespace.create', 'is the text "false"; write false.'],
    [
      'a word for a boolean',
      ['roles', 'analyst', 'login'],
      'no',
      'roles.analyst.login',
      'is the text "no"; write true or false.',
    ],
    [
      'an enum’s value with a typing error',
      [...POOL, 'mode'],
      'transactoin',
      'pools.services-pgbouncer.mode',
      'is the text "transactoin", which is no PoolMode. Did you mean PoolMode.TRANSACTION? There are PoolMode.SESSION, PoolMode.TRANSACTION and PoolMode.STATEMENT.',
    ],
    [
      'an enum’s member instead of its value',
      ['topology', 'members', 'placement', 'zones'],
      'REQUIRED',
      'topology.members.placement.zones',
      'is the text "REQUIRED", which is no Spread. Did you mean Spread.REQUIRED? There are Spread.REQUIRED and Spread.PREFERRED.',
    ],
    [
      'an enum’s value that resembles none',
      ['databases', 'services', 'schemas', 'orders', 'access', 'payments'],
      'everything',
      'databases.services.schemas.orders.access.payments',
      'is the text "everything", which is no AccessLevel. There are AccessLevel.READ, AccessLevel.WRITE and AccessLevel.CREATE.',
    ],
    [
      'a boolean for an enum',
      ['topology', 'synchronous', 'withoutStandbys'],
      true,
      'topology.synchronous.withoutStandbys',
      'is true; write WithoutStandbys.CONTINUE or WithoutStandbys.STOP_WRITES.',
    ],
    [
      'a function',
      ['objectives', 'rpo'],
      Duration.minutes,
      'objectives.rpo',
      'is a function; write a Duration such as Duration.minutes(5).',
    ],
    // Lists, maps, objects
    [
      'a text for a list',
      ['access', 'analysts', 'databases'],
      'services',
      'access.analysts.databases',
      'is the text "services"; write a list: [\'services\'].',
    ],
    [
      'a wrong element of a list',
      ['roles', 'orders', 'memberOf', '1'],
      5,
      'roles.orders.memberOf[1]',
      "is the number 5; write '5'.",
    ],
    [
      'null in a list',
      ['roles', 'orders', 'memberOf', '0'],
      null,
      'roles.orders.memberOf[0]',
      'is null; remove it, or write a text.',
    ],
    [
      'a wrong field in a list’s element',
      ['topology', 'members', 'placement', 'tolerations', '0', 'effect'],
      'NoSchedul',
      'topology.members.placement.tolerations[0].effect',
      'is the text "NoSchedul", which is no TaintEffect. Did you mean TaintEffect.NO_SCHEDULE? There are TaintEffect.NO_SCHEDULE, TaintEffect.PREFER_NO_SCHEDULE and TaintEffect.NO_EXECUTE.',
    ],
    [
      'a list for a map',
      ['databases'],
      [{ name: 'services' }],
      'databases',
      'is a list; write an object with an entry for each name: { name: ... }.',
    ],
    [
      'a Map for a map',
      ['roles'],
      new Map(),
      'roles',
      'is an instance of Map; write an object with an entry for each name: { name: ... }.',
    ],
    [
      'null in a map',
      ['topology', 'sets', 'replica'],
      null,
      'topology.sets.replica',
      'is null; remove it, or write an object with count, resources and storage.',
    ],
    [
      'an entry that is undefined',
      ['roles', 'analyst'],
      undefined,
      'roles.analyst',
      'is undefined; remove it, or write an object that may have login, passwordKey, createDatabase, createRole, bypassRowSecurity, inherit, connectionLimit, memberOf and sessionParameters.',
    ],
    [
      'null for an optional field',
      ['names'],
      null,
      'names',
      'is null; leave it out, or write an object that may have prefix.',
    ],
    ['null for a required field', ['namespace'], null, 'namespace', 'is null; write an object with name.'],
    [
      'a text for an object',
      ['namespace'],
      'payments',
      'namespace',
      'is the text "payments"; write an object with name.',
    ],
    [
      'a name with odd characters',
      ['databases', 'a.b "c"', 'owner'],
      1,
      'databases["a.b \\"c\\""].owner',
      "is the number 1; write '1'.",
    ],
    [
      'a list for parameters',
      ['postgres', 'parameters'],
      [],
      'postgres.parameters',
      'is a list; write an object: { ... }.',
    ],
    [
      'a text for PgBouncer’s settings',
      [...POOL, 'settings'],
      'max_client_conn = 10',
      'pools.services-pgbouncer.settings',
      'is the text "max_client_conn = 10"; write an object: { ... }.',
    ],
    // Instances of the profile's classes
    [
      'a plain object where an instance belongs',
      ['topology'],
      { members: { count: 2 } },
      'topology',
      'is a plain object; write Topology.replicated({ ... }) or Topology.single({ ... }).',
    ],
    [
      'a text where an instance belongs',
      ['postgres', 'image'],
      'registry.example/postgres:15.18-1',
      'postgres.image',
      'is the text "registry.example/postgres:15.18-1"; write PlatformImage.of(repository, tag).',
    ],
    [
      'an instance of another class with the same kind',
      ['tls'],
      Secrets.existing('x'),
      'tls',
      'is an instance of Secrets; write Tls.certManager({ ... }) or Tls.existing({ ... }).',
    ],
    [
      'an instance of another class with the same shape',
      ['postgres', 'image'],
      Image.of('docker.io/library/postgres', '15.18'),
      'postgres.image',
      'is an instance of Image; write PlatformImage.of(repository, tag).',
    ],
    [
      'the parameters of the server for those of a set',
      ['topology', 'sets', 'analytics', 'parameters'],
      Postgres.v15({ image: IMAGE }),
      'topology.sets.analytics.parameters',
      'is an instance of Postgres; write ParameterOverrides.v15({ ... }), ParameterOverrides.v16({ ... }), ParameterOverrides.v17({ ... }) or ParameterOverrides.v18({ ... }).',
    ],
    [
      'overrides outside of extendProfile',
      ['topology'],
      TopologyOverrides.replicated({}),
      'topology',
      'is an instance of TopologyOverrides; write Topology.replicated({ ... }) or Topology.single({ ... }).',
    ],
    [
      'a word where a target belongs',
      [...POOL, 'databases', 'services', 'target'],
      'primary',
      'pools.services-pgbouncer.databases.services.target',
      'is the text "primary"; write Target.PRIMARY, Target.STANDBYS or Target.set(name).',
    ],
    [
      'a wrong argument of a factory',
      [...POOL, 'clients', 'services', 'namespace'],
      42,
      'pools.services-pgbouncer.clients.services.namespace',
      "is the number 42; write '42'.",
    ],
    [
      'a kind that the class does not have',
      ['secrets'],
      Object.assign(Object.create(Object.getPrototypeOf(services.secrets)), { kind: 'vault', props: {} }),
      'secrets',
      'is an instance of Secrets; write Secrets.existing(name) or Secrets.external({ ... }).',
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

  test('a required field is not taken from what every object has', () => {
    const profile = { ...tiny, databases: Object.assign(Object.create({ owner: 'app' }), {}) };
    expect(checkStructure(profile).map(({ path }) => path)).toEqual(['databases']);
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
