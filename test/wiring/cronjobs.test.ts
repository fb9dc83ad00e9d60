import { Cron, Duration } from 'cdk8s';
import { type DumpRetention, Extension, PartitionInterval, type Schedule } from '../../lib';
import { resolve } from '../../lib/profile/resolve';
import { wireCronJobs } from '../../lib/wiring/cronjobs';
import { wireExternal } from '../../lib/wiring/external';
import { dict } from '../../profiles/dict';
import { change } from '../profile/change';
import { tiny } from '../profile/examples';

const days = { interval: PartitionInterval.DAY, premake: 7 };
const login = {
  role: 'partition_maintenance',
  password: { secret: 'tiny-postgres', key: 'partition-maintenance-password' },
};

test('S5 one job maintains what pg_partman has and what the library has, as one role', () => {
  const databases = {
    app: { owner: 'app', partitions: { logs: days } },
    both: { owner: 'app', extensions: [Extension.PG_PARTMAN], partitions: { logs: days } },
    neither: { owner: 'app', partitions: {} },
    partman: { owner: 'app', extensions: [Extension.PG_PARTMAN] },
  };
  expect(wireCronJobs(resolve({ ...tiny, databases }))?.partitionMaintenance?.databases).toEqual({
    app: { ...login, partman: false, library: true },
    both: { ...login, library: true },
    partman: login,
  });
});

test('there is no job where nobody declares partitions', () => {
  expect(wireCronJobs(resolve({ ...tiny, databases: { app: { owner: 'app', partitions: {} } } }))).toBeUndefined();
});

describe('the expiry of dumps', () => {
  const expiry = (retention: DumpRetention | undefined, schedule: Partial<Schedule> = {}) => {
    const kept = change(dict, ['backups', 'dumps', 'retention'], retention);
    const timed = change(kept, ['backups', 'dumps', 'schedule'], { ...dict.backups?.dumps?.schedule, ...schedule });
    return wireCronJobs(resolve(change(timed, ['objectives'], undefined)))?.dumpExpiry;
  };
  const daily = Duration.days(30);

  test('D17 is there where the profile says how long dumps are kept', () => {
    expect(expiry(undefined)).toBeUndefined();
    expect(expiry({ daily })).toMatchObject({ name: 'postgres-dump-expiry', days: 30, dumpDeadlineSeconds: 14_400 });
    expect(expiry({ daily })).not.toHaveProperty('months');
    expect(expiry({ yearly: 7, yearlyStorageClass: 'DEEP_ARCHIVE' })).toMatchObject({
      years: { count: 7, storageClass: { name: 'DEEP_ARCHIVE', minimumDays: 180 } },
    });
    expect(expiry({ monthly: 12 })?.months).toEqual({ count: 12 });
  });

  test('D17 runs when the last dump of the day is at its deadline, in its time zone, or when the profile says', () => {
    expect(expiry({ daily })?.schedule).toEqual({ cron: '0 7 * * *', timeZone: 'Etc/UTC' });
    const late = { at: Cron.schedule({ hour: '5,20', minute: '30' }), deadline: Duration.hours(5) };
    expect(expiry({ daily }, late)?.schedule.cron).toBe('30 1 * * *');
    const schedule = { at: Cron.weekly(), timeZone: 'America/Sao_Paulo', deadline: Duration.hours(5) };
    expect(expiry({ daily, schedule })?.schedule).toEqual({
      cron: '0 0 * * 0',
      timeZone: 'America/Sao_Paulo',
      deadlineSeconds: 18_000,
    });
  });

  test('D17 may have credentials of its own, so that who dumps cannot delete', () => {
    const credentials = { secret: 'expiry', accessKeyIdKey: 'id' };
    expect(expiry({ daily })?.destination.accessKeyId).toEqual({ secret: 'aws-secrets', key: 'access-key-id' });
    expect(expiry({ daily, credentials })?.destination).toMatchObject({
      bucket: 'lbpay-backups',
      accessKeyId: { secret: 'expiry', key: 'id' },
      secretAccessKey: { secret: 'expiry', key: 'secret-access-key' },
    });
    const profile = change(dict, ['backups', 'dumps', 'retention', 'credentials'], credentials);
    expect(wireExternal(resolve(profile)).secrets).toMatchObject({
      'aws-secrets': ['access-key-id', 'secret-access-key'],
      expiry: ['id', 'secret-access-key'],
    });
  });

  test('a Secret may be called as every object has a member', () => {
    const profile = change(dict, ['backups', 'dumps', 'retention', 'credentials'], { secret: 'constructor' });
    expect(wireExternal(resolve(profile)).secrets).toMatchObject({
      constructor: ['access-key-id', 'secret-access-key'],
    });
  });
});
