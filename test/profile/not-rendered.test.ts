import { Duration } from 'cdk8s';
import { ObjectStore } from '../../lib';
import { checkNotRendered } from '../../lib/profile/not-rendered';
import { dict } from '../../profiles/dict';
import { change, type Fault } from './change';

const main = ObjectStore.s3({ bucket: 'b', prefix: 'p', region: 'us-east-1', credentials: { secret: 's3' } });

const PROMISES: readonly Fault[] = [
  [
    'base backups',
    ['backups', 'physical'],
    { repositories: { main }, retention: Duration.days(7) },
    'backups.physical',
    'render base backups and the archive of WAL',
  ],
  ['expiry of dumps', ['backups', 'dumps', 'retention'], { monthly: 12 }, 'backups.dumps.retention', 'expire dumps'],
  ['alerts', ['monitoring', 'alerts'], {}, 'monitoring.alerts', 'render alert rules'],
  ['dashboards', ['monitoring', 'dashboards'], true, 'monitoring.dashboards', 'render dashboards'],
];

describe('a promise that this version does not keep is refused:', () => {
  test.each(PROMISES.map((fault) => [...fault] as const))('%s', (_title, place, value, path, instead) => {
    expect(checkNotRendered(change(dict, place, value))).toEqual([
      { path, message: `this version does not ${instead}. Remove it.` },
    ]);
  });

  test('dashboards that nobody wants are no promise', () => {
    expect(checkNotRendered(change(dict, ['monitoring', 'dashboards'], false))).toEqual([]);
  });
});
