import { type ConnectionDemand, PLATFORM_CONNECTIONS, shareConnections } from '../../lib/profile/server-connections';

const server = (maxConnections: number) => ({
  maxConnections,
  inMemory: Number.POSITIVE_INFINITY,
  reserved: 3,
  direct: 0,
  exporter: 2,
  lookups: 0,
  migrations: 0,
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
    const { shares: caps, available, needed } = shares(200, demands);
    expect(available).toBe(200 - 3 - 2 - PLATFORM_CONNECTIONS);
    expect(caps).toEqual([11, 11, 11, 11]);
    expect(needed).toBe(16);
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

  test('T4 where memory bears fewer sessions than max_connections allows, they are what is shared', () => {
    const demands = ['a', 'b', 'c', 'd'].map((path) => entry(path));
    const { shares: caps, available } = shareConnections({ ...server(200), inMemory: 120 }, demands);
    expect(available).toBe(200 - 3 - 2 - PLATFORM_CONNECTIONS);
    expect(caps).toEqual([6, 6, 6, 6]);
  });

  test('whoever wants all that there could ever be has its share at once', () => {
    const demands = [entry('a', { wanted: 2_147_483_647 }), entry('b', { wanted: 1e300 })];
    expect(shares(200, demands).shares).toEqual([23, 23]);
    expect(shares(1e300, demands).shares).toEqual([262_143, 262_143]);
  });

  test('where not even the least fits, everybody has the least, and what they need is told', () => {
    const demands = [entry('a', { minimum: 2 }), entry('b', { fixed: 3 })];
    expect(shares(30, demands)).toEqual({ available: 15, shares: [2, 3], needed: 20 });
  });
});
