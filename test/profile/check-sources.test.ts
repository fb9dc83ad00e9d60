import { checkProfile } from '../../lib/profile/resolve';
import { change, type Fault, findsFaults } from './change';
import { techcorp } from './techcorp';

const source = (set: string) => ['topology', 'sets', set, 'source'];

const FAULTS: readonly Fault[] = [
  [
    'a set that is not declared',
    source('analytics'),
    'replicas',
    'topology.sets.analytics.source',
    'the set "replicas" is not declared in topology.sets. Did you mean "replica"?',
  ],
  [
    'a name that is like none',
    source('analytics'),
    'primary',
    'topology.sets.analytics.source',
    'the set "primary" is not declared in topology.sets. Declare it, or leave the source out: the primary.',
  ],
  [
    'itself',
    source('analytics'),
    'analytics',
    'topology.sets.analytics.source',
    'analytics streams from analytics: nothing reaches them. Leave the source of one of them out.',
  ],
];

describe('the source of a set that cannot be one:', () => findsFaults(techcorp, FAULTS));

test('T1 a circle of sets is found at each that is in it, and not at one that leads into it', () => {
  const { props } = techcorp.topology;
  const replica = 'sets' in props ? props.sets?.replica : undefined;
  const circle = change(change(techcorp, source('analytics'), 'replica'), source('replica'), 'analytics');
  const led = change(circle, ['topology', 'sets', 'reports'], { ...replica, source: 'replica' });
  expect(checkProfile(led).filter(({ path }) => path.endsWith('.source'))).toEqual([
    {
      path: 'topology.sets.replica.source',
      message:
        'replica streams from analytics streams from replica: nothing reaches them. Leave the source of one of them out.',
    },
    {
      path: 'topology.sets.analytics.source',
      message:
        'analytics streams from replica streams from analytics: nothing reaches them. Leave the source of one of them out.',
    },
  ]);
});

test('T1 a set that streams from another is right', () => {
  expect(checkProfile(change(techcorp, source('analytics'), 'replica'))).toEqual([]);
});
