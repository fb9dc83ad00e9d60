import { type ConnectionDemand, PLATFORM_CONNECTIONS, shareConnections } from '../../lib/profile/server-connections';

const server = (maxConnections: number) => ({
  path: 'postgres.parameters.maxConnections',
  servers: 'the members',
  maxConnections,
  reserved: 3,
  direct: 0,
  exporter: 2,
  lookups: 0,
});
const entry = (path: string, fields: Partial<ConnectionDemand> = {}): ConnectionDemand => ({
  path,
  pods: 4,
  wanted: 30,
  ...fields,
});
const shares = (maxConnections: number, demands: readonly ConnectionDemand[]) =>
  shareConnections(server(maxConnections), demands);

describe('the connections of a server', () => {
  test('D14 four entries of four pods that want 30 each share 200 equally, and none is left that all could have', () => {
    const demands = ['a', 'b', 'c', 'd'].map((path) => entry(path));
    const { shares: caps, available, findings } = shares(200, demands);
    expect(available).toBe(200 - 3 - 2 - PLATFORM_CONNECTIONS);
    expect(caps).toEqual([11, 11, 11, 11]);
    expect(findings).toEqual([]);
  });

  test('D14 what the pools look secrets up by is set aside first', () => {
    const demands = ['a', 'b', 'c', 'd'].map((path) => entry(path));
    const { shares: caps, available } = shareConnections({ ...server(200), lookups: 20 }, demands);
    expect(available).toBe(200 - 3 - 2 - PLATFORM_CONNECTIONS - 20);
    expect(caps).toEqual([10, 10, 10, 10]);
  });

  test('who wants less than an equal share leaves the rest to the others', () => {
    expect(shares(200, [entry('a', { wanted: 5 }), entry('b'), entry('c'), entry('d')]).shares).toEqual([
      5, 13, 13, 13,
    ]);
  });

  test('nobody gets more than it wants', () => {
    expect(shares(1000, [entry('a', { wanted: 7 }), entry('b')]).shares).toEqual([7, 30]);
  });

  test('what the profile fixes is taken first', () => {
    expect(shares(200, [entry('a', { fixed: 20 }), entry('b'), entry('c')]).shares).toEqual([20, 13, 13]);
  });

  test('what a pod keeps open is not taken away, and the others split the rest', () => {
    expect(shares(120, [entry('a', { minimum: 15 }), entry('b'), entry('c')]).shares).toEqual([15, 5, 5]);
  });

  test('too few connections are one finding, with the figures and the number that would do', () => {
    expect(
      shares(30, [entry('pools.p.databases.a', { minimum: 2 }), entry('pools.p.databases.b', { fixed: 3 })]),
    ).toEqual({
      available: 15,
      shares: [2, 3],
      findings: [
        {
          path: 'postgres.parameters.maxConnections',
          message:
            '30 leave 15 for pools on the members (less 3 reserved, 0 of direct access, 12 of the platform, 0 of ' +
            "PgBouncer's lookups), and " +
            'pools.p.databases.a, pools.p.databases.b need at least 20 (for each the connections that a pod keeps open, ' +
            'x its pods, one draining included). Raise it to at least 35, or have fewer replicas or entries, or lower ' +
            'minPoolSize.',
        },
      ],
    });
    expect(shares(35, [entry('a', { minimum: 2 }), entry('b', { fixed: 3 })]).findings).toEqual([]);
  });

  test('direct access alone may be too much', () => {
    expect(shareConnections({ ...server(100), direct: 90 }, []).findings).toEqual([
      {
        path: 'postgres.parameters.maxConnections',
        message:
          '100 are too few on the members for 3 reserved, 90 of direct access, 12 of the platform, 0 of ' +
          "PgBouncer's lookups. Raise it to at least 105, or lower the others.",
      },
    ]);
  });
});
