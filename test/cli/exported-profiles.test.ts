import { exportedProfiles } from '../../lib/cli/exported-profiles';
import { describeFinding } from '../../lib/findings';

const orders = { name: 'orders', postgres: {}, topology: {}, databases: {} };
const staging = { name: 'staging', postgres: {}, topology: {}, databases: {} };

function gather(exported: unknown) {
  const { profiles, findings } = exportedProfiles('orders.js', exported);
  return { profiles, said: findings.map(describeFinding) };
}

describe('the profiles that a module exports', () => {
  test.each([
    ['alone', { orders, staging }, [orders, staging]],
    ['in a list', { all: [orders, staging] }, [orders, staging]],
    ['both ways, each once', { orders, all: [orders, staging], byName: { orders, staging } }, [orders, staging]],
    ['as the module', orders, [orders]],
    ['as a module that is a list', [orders, staging], [orders, staging]],
    [
      'beside parts of profiles',
      { name: 'x', databases: {}, orders, columns: ['id', null], gone: undefined },
      [orders],
    ],
  ])('%s', (_, exported, profiles) => {
    expect(gather(exported)).toEqual({ profiles, said: [] });
  });

  test.each([
    { name: 'staging', postgres: {}, topolgy: {} },
    { name: 'staging', postgers: {}, topology: {} },
    { name: 'staging', databases: {} },
    { postgres: {}, topology: {} },
  ])('one that lacks a field, or has it misspelt, is taken for one: %j', (wrong) => {
    expect(gather({ orders, wrong })).toEqual({ profiles: [orders, wrong], said: [] });
  });
});

describe('what would be passed over is a fault', () => {
  test.each([
    [
      'undefined in a list',
      { all: [orders, undefined] },
      'all[1]: is undefined, and the list is one of profiles. Look',
    ],
    ['null alone in a list', { all: [null] }, 'all[0]: is null, and the list is one of profiles. Look where the entry'],
    [
      'a list in a list',
      { all: [orders, [staging]] },
      'all[1]: is a list, and the list is one of profiles. Make it one',
    ],
    [
      'something else in a list',
      { all: [orders, 'x'] },
      'all[1]: is the text "x", and the list is one of profiles: they',
    ],
    ['a map', { byName: { orders, staging } }, 'byName: is no profile, and holds profiles. Export them alone or in a'],
    [
      'a map in a list',
      { all: [{ staging }] },
      'all[0]: is a plain object, and the list is one of profiles: they have',
    ],
    ['in the list that the module is', [orders, undefined], 'module.exports[1]: is undefined, and the list is one of'],
  ])('%s', (_, exported, message) => {
    expect(gather(exported).said).toEqual([expect.stringContaining(`orders.js: ${message}`)]);
  });

  test.each([[{}], [{ name: 'orders' }], [undefined], [{ list: [] }], [{ circle: circle() }]])(
    'none at all',
    (exported) => {
      expect(gather(exported).said).toEqual([
        expect.stringMatching(/^orders\.js: the module exports no profile\. Export an/),
      ]);
    },
  );
});

function circle(): object {
  const round: Record<string, unknown> = {};
  round.itself = round;
  return round;
}
