import { Duration, Size } from 'cdk8s';
import { FindingsError } from '../../lib/findings';
import { checkStructure } from '../../lib/profile/check-structure';
import {
  extendProfile,
  ObjectStoreOverrides,
  PostgresOverrides,
  type ProfileOverrides,
  SecretsOverrides,
  TlsOverrides,
  TopologyOverrides,
} from '../../lib/profile/extend';
import { PoolMode } from '../../lib/profile/pools';
import { ParameterOverrides, Postgres } from '../../lib/profile/postgres';
import type { PostgresProfile } from '../../lib/profile/profile';
import { resolve } from '../../lib/profile/resolve';
import { Tls } from '../../lib/profile/tls';
import type { ReplicatedTopology } from '../../lib/profile/topology';
import { Topology } from '../../lib/profile/topology';
import { services, tiny } from './examples';

const replicated = ({ topology }: PostgresProfile) => topology.props as ReplicatedTopology;

/** As text, with the class of each instance: what decides on what is rendered. */
function written(profile: PostgresProfile): string {
  return JSON.stringify(profile, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { class: value.constructor?.name, ...value }
      : value,
  );
}

/** Overrides as JavaScript may have them, past the compiler. */
function untyped(overrides: object): ProfileOverrides {
  return overrides as ProfileOverrides;
}

function faultsOf(base: PostgresProfile, overrides: ProfileOverrides) {
  try {
    extendProfile(base, overrides);
  } catch (error) {
    if (error instanceof FindingsError) return error.findings;
    throw error;
  }
  return [];
}

describe('A1 a second environment from one base profile', () => {
  const staging = extendProfile(services, {
    name: 'staging',
    namespace: { name: 'staging-postgres' },
    names: null,
    postgres: PostgresOverrides.v15({ parameters: { workMem: Size.mebibytes(8), maxConnections: null } }),
    topology: TopologyOverrides.replicated({
      members: { count: 3, storage: { size: Size.gibibytes(100) }, placement: null },
      sets: { analytics: null, replica: { count: 1 } },
    }),
    roles: { payments: { connectionLimit: 5 }, tester: { memberOf: ['orders'] }, analyst: null },
    pools: { 'services-pgbouncer': { mode: PoolMode.SESSION, settings: { maxClientConn: 50 }, autoscaling: null } },
    access: null,
    backups: { physical: { repositories: { main: ObjectStoreOverrides.s3({ prefix: 'staging' }) } } },
    secrets: SecretsOverrides.external({ remoteKey: 'platforms/staging' }),
    tls: TlsOverrides.existing({ poolSecret: 'staging-pool-tls' }),
    network: { apiServer: { cidrs: ['10.0.0.1/32'] } },
  });

  test('has the base’s structure', () => {
    expect(checkStructure(staging)).toEqual([]);
  });

  test('keeps what is not overridden, as it was', () => {
    expect(staging.databases).toEqual(services.databases);
    expect(staging.namespace).toEqual({ ...services.namespace, name: 'staging-postgres' });
    expect(replicated(staging).failover).toEqual(replicated(services).failover);
    expect(staging.postgres.props.image).toEqual(services.postgres.props.image);
    expect(staging.postgres.major).toBe(15);
    expect(staging.pools?.['services-pgbouncer'].clients).toEqual(services.pools?.['services-pgbouncer'].clients);
  });

  test('merges objects, and maps by name', () => {
    expect(replicated(staging).members).toMatchObject({ count: 3, storage: { storageClass: 'gp3' } });
    expect(staging.roles).toEqual({
      services_owner: services.roles.services_owner,
      orders: services.roles.orders,
      payments: { connectionLimit: 5 },
      tester: { memberOf: ['orders'] },
    });
    expect(staging.pools?.['services-pgbouncer']).toMatchObject({
      replicas: 2,
      mode: PoolMode.SESSION,
      settings: { maxClientConn: 50, defaultPoolSize: 50 },
    });
  });

  test('replaces amounts and lists whole', () => {
    expect(replicated(staging).members.storage.size).toEqual(Size.gibibytes(100));
    expect(staging.postgres.props.parameters?.workMem).toEqual(Size.mebibytes(8));
    expect(staging.network.apiServer).toEqual({ cidrs: ['10.0.0.1/32'], ports: [443] });
  });

  test('lacks what null removes: fields, entries, parameters', () => {
    expect(staging).not.toHaveProperty('names');
    expect(staging).not.toHaveProperty('access');
    expect(Object.keys(replicated(staging).sets ?? {})).toEqual(['replica']);
    expect(replicated(staging).members).not.toHaveProperty('placement');
    expect(staging.postgres.props.parameters).not.toHaveProperty('maxConnections');
  });

  test('has instances of the same classes and kinds, with other props', () => {
    expect(staging.topology).toBeInstanceOf(Topology);
    expect(staging.secrets).toMatchObject({
      kind: 'external',
      props: { remoteKey: 'platforms/staging', store: 'vault' },
    });
    expect(staging.tls.props).toEqual({ serverSecret: 'services-tls', poolSecret: 'staging-pool-tls' });
    expect(staging.backups?.physical?.repositories.main.props).toMatchObject({ bucket: 'backups', prefix: 'staging' });
    expect(staging.postgres.props.image.reference).toBe('registry.example/postgres:15.18-1');
  });

  test('has the names that follow from its own name', () => {
    const { names } = resolve(extendProfile(tiny, { name: 'staging', namespace: { name: 'staging-postgres' } }));
    expect(names.identity).toMatchObject({ platform: 'staging', prefix: 'staging', namespace: 'staging-postgres' });
    expect([names.config, names.scope]).toEqual(['staging-config', 'staging-patroni']);
  });

  test('can be extended again', () => {
    const third = extendProfile(staging, { topology: TopologyOverrides.replicated({ members: { count: 2 } }) });
    expect(replicated(third).members).toEqual({ ...replicated(staging).members, count: 2 });
  });
});

describe('extendProfile', () => {
  test('takes a new entry, and a new object where the base has none', () => {
    const extended = extendProfile(tiny, {
      pools: { rw: { replicas: 1, databases: { app: {} }, settings: null } },
      monitoring: { alerts: { cpu: 0.9, diskFree: null } },
    });
    expect(extended.pools).toEqual({ rw: { replicas: 1, databases: { app: {} } } });
    expect(extended.monitoring).toEqual({ alerts: { cpu: 0.9 } });
  });

  test('leaves to the checks what a new entry lacks', () => {
    const extended = extendProfile(tiny, { databases: { orders: { connectionLimit: 5 } } });
    expect(checkStructure(extended).map(({ path }) => path)).toEqual(['databases.orders.owner']);
  });

  test('replaces an instance by a whole one, of another kind too', () => {
    const extended = extendProfile(services, {
      tls: Tls.certManager({ issuer: 'ca' }),
      topology: TopologyOverrides.replicated({
        sets: { analytics: { parameters: ParameterOverrides.v15({ workMem: Size.gibibytes(1) }) } },
      }),
    });
    expect(extended.tls).toEqual(Tls.certManager({ issuer: 'ca' }));
    expect(replicated(extended).sets?.analytics).toEqual({
      ...replicated(services).sets?.analytics,
      parameters: ParameterOverrides.v15({ workMem: Size.gibibytes(1) }),
    });
  });

  test('leaves the base alone where an override is undefined or empty', () => {
    expect(written(extendProfile(services, {}))).toBe(written(services));
    expect(written(extendProfile(services, { names: undefined, topology: TopologyOverrides.replicated({}) }))).toBe(
      written(services),
    );
  });

  test('removing what is not there changes nothing', () => {
    expect(written(extendProfile(tiny, { pools: { other: null }, backups: null }))).toBe(
      written({ ...tiny, pools: {} }),
    );
  });

  test('changes neither the base nor the overrides', () => {
    const overrides: ProfileOverrides = {
      roles: { app: { login: false } },
      topology: TopologyOverrides.replicated({ members: { count: 3 }, failover: { ttl: Duration.seconds(60) } }),
    };
    const before = [written(tiny), JSON.stringify(overrides)];
    extendProfile(tiny, overrides);
    expect([written(tiny), JSON.stringify(overrides)]).toEqual(before);
  });

  test('gives the same bytes for the same input, frozen or not', () => {
    const overrides: ProfileOverrides = {
      roles: { zoe: {}, app: { login: false }, adam: {} },
      topology: TopologyOverrides.replicated({ members: { count: 3 } }),
    };
    const first = written(extendProfile(tiny, overrides));
    expect(written(extendProfile(frozen(tiny), frozen(overrides)))).toBe(first);
    expect(Object.keys(extendProfile(tiny, overrides).roles)).toEqual(['app', 'zoe', 'adam']);
  });

  test('an entry called __proto__ is an entry', () => {
    const overrides = untyped(JSON.parse('{ "roles": { "__proto__": { "login": false } } }'));
    const { roles } = extendProfile(tiny, overrides);
    expect(Object.keys(roles)).toEqual(['app', '__proto__']);
    expect(Object.getPrototypeOf(roles)).toBe(Object.prototype);
  });
});

describe('overrides that do not fit the base are refused', () => {
  const members = replicated(tiny).members;
  const untypedSets: object = { sets: { analytics: { parameters: { workMem: Size.gibibytes(1) } } } };
  const single: PostgresProfile = { ...tiny, topology: Topology.single(members) };

  test.each<[what: string, base: PostgresProfile, overrides: ProfileOverrides, path: string, message: string]>([
    [
      'another major',
      tiny,
      { postgres: PostgresOverrides.v15({ parameters: { maxConnections: 5 } }) },
      'postgres',
      "PostgresOverrides.v15 does not fit the base's Postgres.v16; write PostgresOverrides.v16({ ... }), or Postgres.v15({ ... }) to replace it.",
    ],
    [
      'members of a single instance',
      single,
      { topology: TopologyOverrides.replicated({ members: { count: 3 } }) },
      'topology',
      "TopologyOverrides.replicated does not fit the base's Topology.single; write TopologyOverrides.single({ ... }), or Topology.replicated({ ... }) to replace it.",
    ],
    [
      'a kind whose base has no overrides',
      tiny,
      { secrets: SecretsOverrides.external({ remoteKey: 'x' }) },
      'secrets',
      "SecretsOverrides.external does not fit the base's Secrets.existing; write Secrets.external({ ... }) to replace it.",
    ],
    [
      'part of what the base does not have',
      tiny,
      { backups: { physical: { repositories: { main: ObjectStoreOverrides.s3({ bucket: 'b' }) } } } },
      'backups.physical.repositories.main',
      'ObjectStoreOverrides.s3 changes what the base has, and it has nothing here; write ObjectStore.s3({ ... }).',
    ],
    [
      'overrides of another class',
      tiny,
      untyped({ tls: SecretsOverrides.external({ remoteKey: 'x' }) }),
      'tls',
      'SecretsOverrides.external changes what the base has, and it has an instance of Tls here; write TlsOverrides.certManager({ ... }).',
    ],
    [
      'a plain object over an instance',
      tiny,
      untyped({ topology: { members: { count: 3 } } }),
      'topology',
      'is a plain object, and the base has Topology.replicated; write TopologyOverrides.replicated({ ... }).',
    ],
    [
      'a plain object over an instance that is replaced whole',
      services,
      untyped({ topology: TopologyOverrides.replicated(untypedSets) }),
      'topology.sets.analytics.parameters',
      'is a plain object, and the base has ParameterOverrides.v15; write ParameterOverrides.v15({ ... }).',
    ],
  ])('%s', (_, base, overrides, path, message) => {
    expect(faultsOf(base, overrides)).toEqual([{ path, message }]);
  });

  test('all at once', () => {
    const overrides: ProfileOverrides = {
      postgres: PostgresOverrides.v17({}),
      topology: TopologyOverrides.single({ placement: null }),
    };
    expect(faultsOf(tiny, overrides).map(({ path }) => path)).toEqual(['postgres', 'topology']);
  });

  test.each([
    [null, 'null'],
    [undefined, 'undefined'],
    ['staging', 'the text "staging"'],
    [[], 'a list'],
  ])('overrides or a base that are no object: %j', (value, said) => {
    const finding = (are: string) => [
      { path: 'extendProfile', message: `${are} ${said}. Give a plain object: { name: ... }.` },
    ];
    const wrong: unknown = value;
    expect(faultsOf(tiny, wrong as ProfileOverrides)).toEqual(finding('the overrides are'));
    expect(faultsOf(wrong as PostgresProfile, { name: 'staging' })).toEqual(finding('the base is'));
  });

  test('a major is changed by a whole server', () => {
    const { image } = tiny.postgres.props;
    expect(extendProfile(tiny, { postgres: Postgres.v17({ image }) }).postgres.major).toBe(17);
  });
});

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
