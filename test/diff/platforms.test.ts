import { Cron, Size } from 'cdk8s';
import { extendProfile } from '../../lib';
import { EFFECTS, RESTART_ORDERS } from '../../lib/diff/effect';
import { dict } from '../../profiles/dict';
import { BEFORE, Comparison, parameters, SCHEMA, topology } from './matrix';
import { brief, objectsOf } from './repository';

const comparison = new Comparison();
afterAll(() => comparison.repository.remove());

const [base = dict] = BEFORE;

describe('a pair of real profiles', () => {
  test('nothing: who may connect, schedules, and what Prometheus scrapes', () => {
    const changed = extendProfile(base, {
      pools: { pgbouncer: { clients: { temporal: null } } },
      backups: { dumps: { schedule: { at: Cron.schedule({ hour: '4', minute: '0' }) } } },
      monitoring: { podMonitors: false },
    });
    const report = comparison.reportOf(BEFORE, [changed]);
    expect(brief(report)).toEqual([
      expect.stringMatching(/^NetworkPolicy pgbouncer spec\.ingress\[0\]\.from\[\]: .*temporal.* -> none: nothing$/),
      'CronJob postgres-dump spec.schedule: 0 3 * * * -> 0 4 * * *: nothing',
      // Dumps expire when the last one is at its deadline.
      'CronJob postgres-dump-expiry spec.schedule: 0 7 * * * -> 0 8 * * *: nothing',
      'PodMonitor pgbouncer removed: nothing',
      'PodMonitor postgres-exporter removed: nothing',
    ]);
    expect([report.effect, report.exitCode, report.platforms[0]?.order]).toEqual(['nothing', 0, null]);
  });

  test('run: an extension, by the Job whose name begins alike', () => {
    const changed = extendProfile(base, { databases: { dict_connect: { extensions: [] } } });
    const report = comparison.reportOf(BEFORE, [changed]);
    expect(brief(report)).toEqual([
      expect.stringMatching(
        /^ConfigMap postgres-reconcile data\["30-dict_connect\.sql"\]: \d+ lines -> \d+ lines: run$/,
      ),
      expect.stringMatching(
        /^Job postgres-reconcile-# metadata\.name: postgres-reconcile-\w{10} -> postgres-reconcile-\w{10}: run$/,
      ),
    ]);
    expect(report.effect).toBe('run');
  });

  test('nothing at all, where the same is rendered', () => {
    expect(comparison.reportOf(BEFORE, [base])).toMatchObject({ effect: 'nothing', exitCode: 0, platforms: [] });
  });
});

describe('several platforms', () => {
  const second = extendProfile(dict, { name: 'second', namespace: { name: 'second' } });
  const larger = extendProfile(second, topology({ members: { storage: { size: Size.gibibytes(200) } } }));

  test('are told apart, the gravest first, and those without changes are left out', () => {
    const third = extendProfile(second, { name: 'third', namespace: { name: 'third' } });
    const report = comparison.reportOf(
      [dict, second, third],
      [extendProfile(dict, parameters({ workMem: Size.mebibytes(8) })), larger, third],
    );
    expect(report.platforms.map(({ name, effect }) => [name, effect])).toEqual([
      ['second', 'expand'],
      ['dict', 'reload'],
    ]);
    expect(objectsOf(report)[0]?.file).toBe('second/1-primary.yaml');
  });

  test('one comes: it starts; one goes: its data is at risk', () => {
    expect(comparison.reportOf([dict], [dict, second])).toMatchObject({
      effect: 'scale',
      exitCode: 0,
      platforms: [{ name: 'second' }],
    });
    expect(comparison.reportOf([dict, second], [dict])).toMatchObject({
      effect: 'data-at-risk',
      exitCode: 4,
      platforms: [{ name: 'second' }],
    });
  });
});

test('the schema of --json has the effects and orders that there are', () => {
  expect(SCHEMA.definitions.effect.enum).toEqual(EFFECTS);
  expect(SCHEMA.definitions.order.enum).toEqual([...RESTART_ORDERS, null]);
});
