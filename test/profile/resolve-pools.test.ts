import { Duration, Size } from 'cdk8s';
import { ParameterOverrides, type Pool, type PostgresProfile, Target } from '../../lib';
import { monitoredDatabases } from '../../lib/profile/monitored-databases';
import { checkProfile, derive } from '../../lib/profile/resolve';
import { groupConnections, serverConnectionCaps } from '../../lib/profile/resolve-pools';
import { PLATFORM_CONNECTIONS } from '../../lib/profile/server-connections';
import { proveConnections } from '../../lib/proofs/connections';
import { dict } from '../../profiles/dict';
import { change, without } from './change';
import { tiny } from './examples';
import { techcorp } from './techcorp';

const MAXIMUM = ['postgres', 'parameters', 'maxConnections'];
const caps = (profile: PostgresProfile) => serverConnectionCaps(groupConnections(profile));

describe('server connections of a profile', () => {
  test('D14 the pools of all replicas together fit max_connections, where 3 x 3 x 30 of the specification did not', () => {
    expect(caps(dict)).toEqual({
      pgbouncer: { dict_core: 10, dict_connect: 10, temporal: 10, dict_core_readonly: 10 },
    });
    // 2 x 2 lookups, of the primary and of the standbys, and a login that tries a new password.
    expect(4 * (10 + 10 + 10 + 10 + 2 * 2 + 1) + 3 + 2 + PLATFORM_CONNECTIONS).toBeLessThanOrEqual(200);
  });

  test('an entry may be called as every object has a member', () => {
    const databases = { app: {}, constructor: { database: 'app' }, valueOf: { database: 'app' } };
    const { gate = {} } = caps({ ...tiny, pools: { gate: { replicas: 1, databases } } });
    expect(Object.keys(gate)).toEqual(['app', 'constructor', 'valueOf']);
    for (const connections of Object.values(gate)) expect(connections).toBeGreaterThan(0);
  });

  test('T5 each set has connections of its own, since other entries do not reach it', () => {
    expect(caps(techcorp)).toEqual({ 'techcorp-pgbouncer': { techcorp: 58, techcorp_readonly: 20 } });
    const tight = change(techcorp, MAXIMUM, 100);
    expect(caps(tight)).toEqual({ 'techcorp-pgbouncer': { techcorp: 25, techcorp_readonly: 20 } });
  });

  test.each(['__proto__', 'constructor', 'toString'])('an entry that is called %s has its share as well', (name) => {
    const entries = Object.fromEntries([
      ['techcorp', {}],
      [name, { database: 'techcorp' }],
    ]);
    const { [name]: share } = caps({ ...techcorp, pools: { constructor: { replicas: 1, databases: entries } } })
      .constructor as unknown as Record<string, number>;
    expect(share).toBe(20);
  });

  test.each([
    ['three pods', { replicas: 3 }, 4],
    ['three that become six', { replicas: 3, autoscaling: { maxReplicas: 6 } }, 7],
    ['one pod', { replicas: 1 }, 2],
    // It is replaced by a surge, which six old ones then have beside the one of them that drains.
    ['one that becomes six', { replicas: 1, autoscaling: { maxReplicas: 6 } }, 8],
    ['one that becomes one', { replicas: 1, autoscaling: { maxReplicas: 1 } }, 2],
  ])('T5 %s: so many hold connections at once while they are replaced', (_title, figures, pods) => {
    const pool = { ...techcorp.pools?.['techcorp-pgbouncer'], ...figures };
    const [members] = groupConnections(change(techcorp, ['pools', 'techcorp-pgbouncer'], pool));
    expect(members?.entries.map((entry) => entry.pods)).toEqual([pods]);
  });

  test('reads of standbys count on the members, since connections survive a promotion', () => {
    const toSet = change(
      techcorp,
      ['pools', 'techcorp-pgbouncer', 'databases', 'techcorp_readonly', 'target'],
      Target.STANDBYS,
    );
    expect(caps(change(toSet, MAXIMUM, 100))).toEqual({
      'techcorp-pgbouncer': { techcorp: 11, techcorp_readonly: 11 },
    });
  });

  test('reads of every standby, and reads that fall back, hold no more than the tightest of their servers can bear', () => {
    const entry = ['pools', 'techcorp-pgbouncer', 'databases', 'techcorp_readonly', 'target'];
    const parameters = ParameterOverrides.v15({ workMem: Size.mebibytes(16) });
    const roomy = change(techcorp, ['topology', 'sets', 'replica', 'parameters'], parameters);
    expect(caps(roomy)['techcorp-pgbouncer']).toEqual({ techcorp: 58, techcorp_readonly: 60 });
    const held = (profile: PostgresProfile) =>
      groupConnections(profile).map(({ group, entries }) => [group.name, entries.map(({ entry: name }) => name)]);
    const all = change(roomy, entry, Target.ALL_STANDBYS);
    const falling = change(roomy, ['pools', 'techcorp-pgbouncer', 'fallbackToPrimary'], true);
    for (const profile of [all, falling]) {
      const { techcorp: writes = 0, techcorp_readonly: reads = 0 } = caps(profile)['techcorp-pgbouncer'] ?? {};
      expect([writes, reads]).toEqual([28, 28]);
    }
    expect(held(falling)).toEqual([
      ['members', ['techcorp', 'techcorp_readonly']],
      ['replica', ['techcorp_readonly']],
      ['analytics', []],
    ]);
    expect(held(all)).toEqual([
      ['members', ['techcorp', 'techcorp_readonly']],
      ['replica', ['techcorp_readonly']],
      ['analytics', ['techcorp_readonly']],
    ]);
    const dedicated = change(all, ['topology', 'sets', 'analytics', 'dedicated'], true);
    expect(held(dedicated)[2]).toEqual(['analytics', []]);
  });

  test('direct access counts on the servers that it goes to, with pools or without', () => {
    expect(checkProfile(change(techcorp, ['access', 'analysts', 'maxConnections'], 490))).toEqual([
      {
        path: 'postgres.parameters.maxConnections',
        message:
          '500 are too few on the set "analytics" for 3 reserved, 490 of direct access, 12 of the platform, 0 of ' +
          "PgBouncer's lookups. Raise it to at least 505, or lower the others.",
      },
      { path: 'topology.sets.analytics.resources.memory.limit', message: expect.any(String) },
    ]);
    const alone = change(without(techcorp, 'pools'), ['access', 'analysts', 'target'], undefined);
    expect(checkProfile(change(alone, ['access', 'analysts', 'maxConnections'], 490))).toEqual([
      {
        path: 'postgres.parameters.maxConnections',
        message: expect.stringContaining('are too few on the members for'),
      },
      { path: 'topology.members.resources.memory.limit', message: expect.any(String) },
    ]);
  });

  test('values of a wrong type are said to be wrong, and no proof calculates with them', () => {
    const wrong = change(change(dict, MAXIMUM, 'many'), ['pools', 'pgbouncer', 'settings', 'defaultPoolSize'], '25');
    expect(checkProfile(wrong).map(({ path }) => path)).toEqual([
      'postgres.parameters.maxConnections',
      'pools.pgbouncer.settings.defaultPoolSize',
    ]);
    expect(JSON.stringify(checkProfile(wrong))).not.toContain('NaN');
  });
});

/** Numbers that are the same in every run: a linear congruential generator. */
function generator(seed: number): (least: number, most: number) => number {
  let state = seed;
  return (least, most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return least + (state % (most - least + 1));
  };
}

const TARGETS = [Target.PRIMARY, Target.STANDBYS, Target.set('replica'), Target.set('analytics')];

function randomProfile(random: (least: number, most: number) => number): PostgresProfile {
  const pools = Array.from({ length: random(0, 4) }, (_, index): [string, Pool] => [
    `pool-${index}`,
    {
      replicas: random(1, 6),
      databases: Object.fromEntries(
        Array.from({ length: random(1, 5) }, (_entry, number) => [
          `entry_${number}`,
          {
            database: 'techcorp',
            target: TARGETS[random(0, 3)],
            ...(random(0, 4) === 0 && { maxServerConnections: random(1, 40) }),
            ...(random(0, 2) === 0 && { poolSize: random(1, 60) }),
          },
        ]),
      ),
      settings: {
        ...(random(0, 1) === 0 && { defaultPoolSize: random(1, 80) }),
        ...(random(0, 1) === 0 && { reservePoolSize: random(0, 20) }),
        ...(random(0, 2) === 0 && { minPoolSize: random(0, 6), reservePoolTimeout: Duration.seconds(3) }),
      },
    },
  ]);
  const access = { ...techcorp.access?.analysts, maxConnections: random(1, 60), target: TARGETS[random(0, 3)] };
  const parameters = {
    maxConnections: random(25, 800),
    superuserReservedConnections: random(0, 10),
    sharedBuffers: Size.gibibytes(1),
  };
  const withPools = change(techcorp, ['pools'], Object.fromEntries(pools));
  return change(change(withPools, ['access', 'analysts'], access), ['postgres', 'parameters'], parameters);
}

/** What the documentation promises, counted again: sessions on one kind of server when every pod holds all it may. */
function sessions(profile: PostgresProfile, set: string | undefined): number {
  const held = Object.entries(profile.pools ?? {}).flatMap(([pool, { replicas, databases }]) =>
    Object.entries(databases)
      .filter(([, { target }]) => target?.setName === set)
      .map(([entry]) => (replicas + 1) * (caps(profile)[pool]?.[entry] ?? 0)),
  );
  const looking = Object.values(profile.pools ?? {}).map(({ replicas, databases }) => {
    const reached = Object.values(databases).filter(({ target }) => target?.setName === set);
    const kinds = new Set(reached.map(({ target }) => target?.kind ?? 'primary'));
    return (replicas + 1) * (kinds.size > 0 ? 2 * kinds.size + 1 : 0);
  });
  const direct = Object.values(profile.access ?? {})
    .filter(({ target }) => target?.setName === set)
    .map(({ maxConnections }) => maxConnections);
  const { superuserReservedConnections = 3 } = profile.postgres.props.parameters ?? {};
  const own = superuserReservedConnections + 2 * monitoredDatabases(profile).length + PLATFORM_CONNECTIONS;
  return [...held, ...looking, ...direct].reduce((sum, each) => sum + each, own);
}

describe('in 400 profiles made up by chance', () => {
  const random = generator(20250101);
  const profiles = Array.from({ length: 400 }, () => randomProfile(random));
  const budget = (profile: PostgresProfile) =>
    proveConnections(derive(profile)).findings.filter(({ path }) => path === MAXIMUM.join('.'));
  const maximum = (profile: PostgresProfile) => profile.postgres.props.parameters?.maxConnections ?? 0;
  const fitting = profiles.filter((profile) => budget(profile).length === 0);
  const refused = profiles.filter((profile) => budget(profile).length > 0);

  test('there are enough of either kind to mean something', () => {
    expect(Math.min(fitting.length, refused.length)).toBeGreaterThan(40);
  });

  test('D14 no server is asked for more than max_connections, once a profile passes', () => {
    for (const profile of fitting) {
      for (const set of [undefined, 'replica', 'analytics']) {
        expect(sessions(profile, set)).toBeLessThanOrEqual(maximum(profile));
      }
    }
  });

  test('a fixed cap stays what it is, and every other entry has one connection at least', () => {
    for (const profile of fitting) {
      for (const [pool, { databases }] of Object.entries(profile.pools ?? {})) {
        for (const [entry, { maxServerConnections }] of Object.entries(databases)) {
          const cap = caps(profile)[pool]?.[entry];
          if (maxServerConnections === undefined) expect(cap).toBeGreaterThanOrEqual(1);
          else expect(cap).toBe(maxServerConnections);
        }
      }
    }
  });

  test('a profile that is refused passes with the highest figure that it was told, and not with one less', () => {
    for (const profile of refused) {
      const told = budget(profile).map(({ message }) => Number(/Raise it to at least (\d+)/.exec(message)?.[1]));
      const enough = Math.max(...told);
      expect(enough).toBeGreaterThan(maximum(profile));
      expect(budget(change(profile, MAXIMUM, enough))).toEqual([]);
      expect(budget(change(profile, MAXIMUM, enough - 1))).not.toEqual([]);
    }
  });
});
