import { checkStructure } from '../../lib/profile/check-structure';
import { TopologyOverrides } from '../../lib/profile/extend';
import { Image, PlatformImage } from '../../lib/profile/images';
import { Postgres } from '../../lib/profile/postgres';
import { Secrets } from '../../lib/profile/secrets';
import { services } from './examples';
import { put } from './put';

const POOL = ['pools', 'services-pgbouncer'];
const IMAGE = PlatformImage.of('registry.example/postgres', '16.14-1');

describe('lists, maps and objects are told apart', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
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
  ])('%s', (_, keys, content, path, message) => {
    expect(checkStructure(put(services, keys, content))).toEqual([{ path, message }]);
  });
});

describe('instances of the profile’s classes are told apart', () => {
  test.each<[what: string, keys: string[], content: unknown, path: string, message: string]>([
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
      'is the text "primary"; write Target.PRIMARY, Target.STANDBYS, Target.ALL_STANDBYS or Target.set(name).',
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
      'is a Secrets of an unknown kind, the text "vault"; write Secrets.existing(name) or Secrets.external({ ... }).',
    ],
  ])('%s', (_, keys, content, path, message) => {
    expect(checkStructure(put(services, keys, content))).toEqual([{ path, message }]);
  });
});
