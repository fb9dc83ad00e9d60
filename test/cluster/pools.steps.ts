import { waitFor } from '../boot/harness/run';
import type { Platform } from './platform';
import { servicesFollow } from './services';
import { step } from './step';

/** What applications see. */
export function poolSteps(started: () => Platform): void {
  step('D6 each Service sends traffic to the member that has its role', started, async ({ kubectl, members }) => {
    await servicesFollow(kubectl, members);
  });

  step(
    'D14 D25 a row written through the pool is read from the standby by the read-only name',
    started,
    async (platform) => {
      const { members } = platform;
      const create = 'set role dict_core_owner; create table kept (value text)';
      await members.sql(await members.primary(), create, 'dict_core');
      await platform.throughPool('dict_core', `insert into kept values ('written')`);
      const rows = () => platform.throughPool('dict_core_readonly', 'select pg_is_in_recovery(), value from kept');
      await waitFor('the row on the standby', async () => (await rows()) === 't|written', 30);
      await expect(platform.throughPool('dict_core_readonly', `insert into kept values ('refused')`)).rejects.toThrow(
        'cannot execute INSERT in a read-only transaction',
      );
    },
  );
}
