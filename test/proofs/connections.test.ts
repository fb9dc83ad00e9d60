import { Target } from '../../lib';
import { checkProfile } from '../../lib/profile/resolve';
import { proveConnections } from '../../lib/proofs/connections';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { tiny } from '../profile/examples';
import { techcorp } from '../profile/techcorp';
import { changed, found, named, sum } from './budgets';

const MAXIMUM = ['postgres', 'parameters', 'maxConnections'];
const POOL = ['pools', 'pgbouncer'];
const maximum = (connections: number) => change(dict, MAXIMUM, connections);

describe('the connection budget', () => {
  test('D14 of dict adds up to 197 of 200, where 3 x 3 x 30 of the specification did not fit', () => {
    expect(sum(proveConnections, dict, 'Connections to each server of the members')).toEqual({
      'pool pgbouncer: dict_core': 40,
      'pool pgbouncer: dict_connect': 40,
      'pool pgbouncer: temporal': 40,
      'pool pgbouncer: dict_core_readonly': 40,
      "PgBouncer's lookups of secrets": 20,
      exporter: 2,
      migrations: 2,
      'Patroni and jobs': 10,
      reserved: 3,
      total: 197,
      limit: 200,
    });
    expect(found(proveConnections, dict)).toEqual([]);
  });

  test('T4 T5 of techcorp is one for the members and one for each set', () => {
    expect(sum(proveConnections, techcorp, 'Connections to each server of the members')).toMatchObject({
      'pool techcorp-pgbouncer: techcorp': 3 * 58,
      total: 198,
      limit: 500,
    });
    expect(sum(proveConnections, techcorp, 'Connections to each server of the set "replica"')).toMatchObject({
      'pool techcorp-pgbouncer: techcorp_readonly': 3 * 20,
      total: 84,
    });
    expect(sum(proveConnections, techcorp, 'Connections to each server of the set "analytics"')).toMatchObject({
      'direct clients': 20,
      total: 35,
    });
  });

  test('D14 what pods keep open just fits 197 connections, and 196 are one too few', () => {
    // 4 pods x 4 entries x min_pool_size 10, 20 lookups, 2 of the exporter, 2 of migrations, 10, and 3 reserved.
    expect(found(proveConnections, maximum(197))).toEqual([]);
    expect(found(proveConnections, maximum(196))).toEqual([
      [
        'error max-connections',
        'postgres.parameters.maxConnections',
        "196 leave 159 for pools on the members (less 3 reserved, 0 of direct access, 14 of the platform, 20 of PgBouncer's " +
          'lookups), and pools.pgbouncer.databases.dict_core (4 pods x 10), pools.pgbouncer.databases.dict_connect (4 pods x 10), ' +
          'pools.pgbouncer.databases.temporal (4 pods x 10), pools.pgbouncer.databases.dict_core_readonly (4 pods x 10) need ' +
          'at least 160, with a pod that drains. Raise it to at least 197, or have fewer replicas or entries, or lower ' +
          'minPoolSize.',
      ],
    ]);
  });

  test('D14 an entry that asks for too many by itself is named with what it asks for', () => {
    const greedy = change(maximum(197), [...POOL, 'databases', 'temporal', 'maxServerConnections'], 11);
    const [[, , message] = []] = found(proveConnections, greedy);
    expect(message).toContain('pools.pgbouncer.databases.temporal (4 pods x 11), ');
    expect(message).toMatch(/at least 201, .*, or lower maxServerConnections, or lower minPoolSize\.$/);
  });

  test('T5 counts the autoscaler’s maximum, not the replicas', () => {
    const scaled = change(dict, [...POOL, 'autoscaling'], { maxReplicas: 4 });
    expect(named(proveConnections, scaled)).toEqual(['error max-connections postgres.parameters.maxConnections']);
    expect(found(proveConnections, change(scaled, MAXIMUM, 197 + 40 + 5))).toEqual([]);
    expect(found(proveConnections, change(scaled, MAXIMUM, 197 + 40 + 4))).toHaveLength(1);
  });

  test('A6 direct clients just fit what is left, and one more does not', () => {
    const direct = (maxConnections: number) =>
      change(tiny, ['access'], {
        app: { roles: ['app'], databases: ['app'], clients: {}, maxConnections, target: Target.PRIMARY },
      });
    expect(found(proveConnections, direct(85))).toEqual([]);
    expect(found(proveConnections, direct(86))).toEqual([
      [
        'error max-connections',
        'postgres.parameters.maxConnections',
        "100 are too few on the members for 3 reserved, 86 of direct access, 12 of the platform, 0 of PgBouncer's lookups. " +
          'Raise it to at least 101, or lower the others.',
      ],
    ]);
  });

  test('a pool keeps no more connections open than it may have', () => {
    const few = change(dict, [...POOL, 'databases', 'temporal', 'maxServerConnections'], 9);
    expect(found(proveConnections, few)).toEqual([
      [
        'error min-pool-size',
        'pools.pgbouncer.databases.temporal.maxServerConnections',
        '9 is below the 10 connections that minPoolSize keeps open. Raise it to at least 10, or lower ' +
          'pools.pgbouncer.settings.minPoolSize.',
      ],
    ]);
    expect(found(proveConnections, change(few, [...POOL, 'settings', 'minPoolSize'], 9))).toEqual([]);
    expect(named(proveConnections, change(dict, [...POOL, 'databases', 'temporal', 'poolSize'], 9))).toEqual([
      'error min-pool-size pools.pgbouncer.settings.minPoolSize',
    ]);
  });
});

describe('limits of databases and roles', () => {
  const database = (limit: number) => change(techcorp, ['databases', 'techcorp', 'connectionLimit'], limit);
  const role = (limit: number) => change(dict, ['roles', 'dict_core_user', 'connectionLimit'], limit);

  test('of a database are no less than what pools may hold there on one server', () => {
    expect(found(proveConnections, database(174))).toEqual([]);
    expect(found(proveConnections, database(173))).toEqual([
      [
        'error database-limit',
        'databases.techcorp.connectionLimit',
        '173 sessions are fewer than the 174 that pools.techcorp-pgbouncer.databases.techcorp (3 pods x 58) may hold on ' +
          'each server of the members. Raise it to at least 174, or lower maxServerConnections of the entries.',
      ],
    ]);
  });

  test('of a database count all entries that lead to it', () => {
    const other = [...POOL, 'databases', 'dict_core_readonly'];
    expect(dict.pools?.pgbouncer?.databases.dict_core_readonly?.database).toBe('dict_core');
    const limited = (limit: number) => change(dict, ['databases', 'dict_core', 'connectionLimit'], limit);
    expect(named(proveConnections, limited(79))).toEqual(['error database-limit databases.dict_core.connectionLimit']);
    expect(found(proveConnections, limited(80))).toEqual([]);
    expect(found(proveConnections, change(limited(79), [...other, 'maxServerConnections'], 9))).toHaveLength(1);
  });

  test('of a role are no less than what one entry may hold as it, or a warning', () => {
    expect(found(proveConnections, role(40))).toEqual([]);
    expect(found(proveConnections, role(39))).toEqual([
      [
        'warning role-limit',
        'roles.dict_core_user.connectionLimit',
        '39 sessions are fewer than the 40 that pools.pgbouncer.databases.dict_core (4 pods x 10) may hold on each server ' +
          'of the members for clients that log in as it. Raise it to at least 40, or lower poolSize.',
      ],
    ]);
    expect(found(proveConnections, change(role(0), ['pools'], undefined))).toEqual([]);
  });
});

describe('an alert on connections', () => {
  const alert = (profile: typeof dict, connections: number) =>
    change(profile, ['monitoring'], { alerts: { connections } });

  test('T9 above 400 of 500 can never fire where at most 198 can connect', () => {
    expect(found(proveConnections, alert(techcorp, 0.8))).toEqual([
      [
        'error unreachable-alert',
        'monitoring.alerts.connections',
        '0.8 can never be exceeded: it means 400 of 500 connections on the members, where at most 198 can be; 400 of 500 ' +
          'connections on the set "replica", where at most 84 can be; 400 of 500 connections on the set "analytics", where ' +
          'at most 35 can be. Lower it to at most 0.39, or lower postgres.parameters.maxConnections.',
      ],
    ]);
    expect(found(proveConnections, alert(techcorp, 0.39))).toEqual([]);
  });

  test('T9 is found by checkProfile too, beside what is not rendered yet', () => {
    expect(checkProfile(alert(techcorp, 0.8)).map(({ path }) => path)).toEqual([
      'monitoring.alerts',
      'monitoring.alerts.connections',
    ]);
  });

  test('fires from the first connection above it', () => {
    expect(found(proveConnections, alert(dict, 196 / 200))).toEqual([]);
    expect(named(proveConnections, alert(dict, 197 / 200))).toEqual([
      'error unreachable-alert monitoring.alerts.connections',
    ]);
    const more = changed(alert(dict, 197 / 200), [MAXIMUM, 250]);
    expect(found(proveConnections, more)).toHaveLength(1);
  });

  test('T9 can fire at the share that is proposed, where few of many connections are used', () => {
    const idle = change(tiny, MAXIMUM, 5000);
    const [, , message = ''] = found(proveConnections, alert(idle, 0.8))[0] ?? [];
    const [, proposed = ''] = /Lower it to at most ([\d.]+),/.exec(message) ?? [];
    expect(proposed).toBe('0.0028');
    expect(found(proveConnections, alert(idle, Number(proposed)))).toEqual([]);
  });
});
