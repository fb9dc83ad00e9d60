import { Extension, PartitionInterval } from '../../lib';
import { resolve } from '../../lib/profile/resolve';
import { wireCronJobs } from '../../lib/wiring/cronjobs';
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
