import { Cron, Duration, Size } from 'cdk8s';
import { ObjectStore, type PhysicalBackups, Special } from '../../lib';
import { memberParameters } from '../../lib/profile/resolve-parameters';
import { proveWalVolume } from '../../lib/proofs/wal-volume';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { tiny } from '../profile/examples';
import { techcorp } from '../profile/techcorp';
import { changed, found, named, sum } from './budgets';

const VOLUME = ['topology', 'members', 'storage', 'size'];
const SLOTS = ['postgres', 'parameters', 'maxSlotWalKeepSize'];
const volume = (mebibytes: number) => change(dict, VOLUME, Size.mebibytes(mebibytes));
const physical: PhysicalBackups = {
  full: { at: Cron.daily() },
  repositories: {
    main: ObjectStore.s3({ bucket: 'backups', prefix: 'dict', region: 'us-east-1', credentials: { secret: 's3' } }),
  },
  outage: Duration.hours(8),
  retention: Duration.days(30),
};

describe('the WAL on a volume', () => {
  test('C15 of dict is 4 GiB between checkpoints and 32 GiB for standbys that are away, of 100 GiB', () => {
    expect(sum(proveWalVolume, dict, 'WAL')).toEqual({
      max_wal_size: 4096,
      'kept for standbys that are away': 32768,
      total: 36864,
      limit: 102400,
    });
    expect(found(proveWalVolume, dict)).toEqual([]);
  });

  test('just fits a volume of one MiB more, and leaves no room for data in one of its own size', () => {
    expect(found(proveWalVolume, volume(36865))).toEqual([]);
    expect(found(proveWalVolume, volume(36864))).toEqual([
      [
        'error wal-volume',
        'topology.members.storage.size',
        '36 GiB are no more than what WAL may take on the members: 4 GiB max_wal_size + 32 GiB kept for standbys that are ' +
          'away (max_slot_wal_keep_size, or wal_keep_size where that is more) = 36 GiB. Use more than 36 GiB and the ' +
          "data's own size, or lower one of the terms.",
      ],
    ]);
  });

  test('C15 a standby that is away may not keep WAL without end', () => {
    expect(found(proveWalVolume, change(dict, SLOTS, Special.UNLIMITED))).toEqual([
      [
        'error unlimited-slots',
        'postgres.parameters.maxSlotWalKeepSize',
        'a standby that is away would keep WAL until the volume of the members is full, and the primary stops. Write a ' +
          'size, or leave it out for a quarter of the volume, 25 GiB.',
      ],
    ]);
  });

  test('C15 is a quarter of the volume for slots, where nobody says how much', () => {
    expect(memberParameters(tiny).file.max_slot_wal_keep_size).toBe('2560MB');
    expect(sum(proveWalVolume, tiny, 'WAL')).toMatchObject({ 'kept for standbys that are away': 2560, total: 3584 });
  });

  test('wal_keep_size counts where it is more than what slots keep', () => {
    const kept = change(dict, ['postgres', 'parameters', 'walKeepSize'], Size.gibibytes(40));
    expect(sum(proveWalVolume, kept, 'WAL')).toMatchObject({ 'kept for standbys that are away': 40960 });
  });

  test('T1 each set has a volume of its own', () => {
    const small = change(techcorp, ['topology', 'sets', 'replica', 'storage', 'size'], Size.gibibytes(1));
    expect(named(proveWalVolume, small)).toEqual(['error wal-volume topology.sets.replica.storage.size']);
  });
});

describe('an archive that is away', () => {
  const archived = (perSecond: Size) =>
    changed(dict, [['backups', 'physical'], physical], [['workload'], { walPerSecond: perSecond }]);

  test('D15 keeps what is written meanwhile: 8 h x 2 MiB a second are 56.25 GiB more', () => {
    expect(sum(proveWalVolume, archived(Size.mebibytes(2)), 'WAL')).toMatchObject({
      'kept while the archive is away': 57600,
      total: 94464,
    });
    expect(found(proveWalVolume, archived(Size.mebibytes(2)))).toEqual([]);
  });

  test('D15 does not fit the volume at 3 MiB a second', () => {
    const [[name, path, message] = []] = found(proveWalVolume, archived(Size.mebibytes(3)));
    expect([name, path]).toEqual(['error wal-volume', 'topology.members.storage.size']);
    expect(message).toContain(
      '86400 MiB kept while the archive is away (8 h x 3 MiB a second) = 123264 MiB. Use more than',
    );
  });

  test('D15 cannot be counted while nobody says how much is written', () => {
    expect(found(proveWalVolume, change(dict, ['backups', 'physical'], physical))).toEqual([
      [
        'error undeclared-wal-rate',
        'workload.walPerSecond',
        'is not declared, and backups.physical keeps WAL on the volume while the repository is away: for 8 h, ' +
          'backups.physical.outage. Declare it, measured in the busiest hour.',
      ],
    ]);
  });
});

test('C10 an alert on more lag than the primary keeps WAL for can never fire', () => {
  const alert = (lag: Size) => change(dict, ['monitoring', 'alerts'], { replicationLagBytes: lag });
  expect(found(proveWalVolume, alert(Size.mebibytes(32767)))).toEqual([]);
  expect(found(proveWalVolume, alert(Size.gibibytes(32)))).toEqual([
    [
      'error unreachable-alert',
      'monitoring.alerts.replicationLagBytes',
      '32 GiB can never be measured: the primary keeps 32 GiB for a standby (max_slot_wal_keep_size), which further behind ' +
        'does not stream. Lower it to less than 32 GiB.',
    ],
  ]);
});
