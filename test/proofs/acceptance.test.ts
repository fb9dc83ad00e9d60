import { Duration, Size } from 'cdk8s';
import { App, addPlatforms } from '../../lib';
import { checkProfile, resolve } from '../../lib/profile/resolve';
import { WARNINGS } from '../../lib/proofs/warnings';
import { warningsOf } from '../../lib/synth/warnings';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { changed } from './budgets';

const accepting = (accepts: Readonly<Record<string, string>>) => change(dict, ['accepts'], accepts);
const REASON = 'short transactions';

describe('a warning', () => {
  test('that nobody accepts keeps nothing from being rendered, and is said with how to accept it', () => {
    const app = new App({ outdir: '/nonexistent' });
    addPlatforms(app, [accepting({})]);
    expect(app.render().size).toBeGreaterThan(0);
    expect(warningsOf(app)).toEqual([
      {
        path: 'dict: topology.members.resources.memory.limit',
        message: expect.stringMatching(/^8 GiB are .* Or accept it: accepts: \{ 'hash-memory': '<the reason>' \}\.$/),
      },
    ]);
  });

  test('that is accepted is not said, and stands with its reason', () => {
    const app = new App({ outdir: '/nonexistent' });
    addPlatforms(app, [accepting({ 'hash-memory': REASON })]);
    expect(warningsOf(app)).toEqual([]);
    expect(resolve(accepting({ 'hash-memory': REASON })).verdict).toMatchObject({
      errors: [],
      warnings: [],
      accepted: [{ finding: { name: 'hash-memory' }, reason: REASON }],
    });
  });

  test('is accepted by a name that there is', () => {
    expect(checkProfile(accepting({ 'hash-memory': REASON, 'hash-memry': REASON }))).toEqual([
      { path: 'accepts.hash-memry', message: 'no proof warns of "hash-memry". Did you mean "hash-memory"?' },
    ]);
    expect(checkProfile(accepting({ 'hash-memory': REASON, 'max-connections': REASON }))).toEqual([
      {
        path: 'accepts.max-connections',
        message: `no proof warns of "max-connections". Warnings are ${Object.keys(WARNINGS).join(', ')}; an error cannot be accepted.`,
      },
    ]);
  });

  test('is accepted for a reason', () => {
    expect(checkProfile(accepting({ 'hash-memory': ' ' }))).toEqual([
      { path: 'accepts.hash-memory', message: 'the reason is empty. Say why the platform can live with it.' },
    ]);
  });

  test('that is no longer there must not be accepted', () => {
    expect(checkProfile(accepting({ 'hash-memory': REASON, 'open-network': REASON }))).toEqual([
      { path: 'accepts.open-network', message: 'nothing warns of this in the profile as it is now. Remove it.' },
    ]);
  });

  test('that a fault hides is not called stale', () => {
    const large = change(dict, ['postgres', 'parameters', 'workMem'], Size.mebibytes(64));
    expect(checkProfile(large).map(({ path }) => path)).toEqual(['topology.members.resources.memory.limit']);
    const misspelt = change(dict, ['topology', 'members', 'count'], 1);
    expect(checkProfile(misspelt).map(({ path }) => path)).toEqual(['topology.members.count']);
  });
});

describe('the faults that proofs find', () => {
  test('are all found at once, beside those of other checks, in the order of the profile’s fields', () => {
    const faults = changed(
      dict,
      [['postgres', 'parameters', 'workMem'], Size.mebibytes(64)],
      [['postgres', 'parameters', 'maxWalSenders'], 3],
      [['maintenance', 'partitions', 'deadline'], Duration.days(1)],
      [['postgres', 'parameters', 'effectiveCacheSize'], Size.gibibytes(9)],
      [['topology', 'members', 'storage', 'size'], Size.gibibytes(36)],
      [['topology', 'members', 'count'], 3],
      [['databases', 'temporal', 'locale'], 'xx_XX.UTF-8'],
      [['databases', 'temporal', 'owner'], 'temporal_usr'],
      [['backups', 'dumps', 'retention'], { monthly: 12 }],
      [['monitoring', 'dashboards'], true],
    );
    expect(checkProfile(faults).map(({ path }) => path)).toEqual([
      'postgres.parameters.effectiveCacheSize',
      'postgres.parameters.maxWalSenders',
      'topology.members.resources.memory.limit',
      'topology.members.storage.size',
      'objectives.backupRetention',
      'databases.temporal.owner',
      'databases.temporal.locale',
      'monitoring.dashboards',
      'maintenance.partitions.deadline',
      'maintenance.partitions.at',
    ]);
  });
});
