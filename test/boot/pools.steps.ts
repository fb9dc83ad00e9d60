import { type Booted, step } from './booted';
import { waitFor } from './harness/run';

/** What applications see. */
export function poolSteps(booted: () => Booted): void {
  step('D14 all pods of the pool are ready', booted, async ({ platform }) => {
    const pods = [...platform.workloads.pods].filter(({ name }) => /^pgbouncer-\d$/.test(name));
    expect(pods.map(({ ready }) => ready)).toEqual([true, true, true]);
  });

  step(
    'D14 D25 a row written through the pool is read from the standby by the read-only name',
    booted,
    async (running) => {
      const { members } = running;
      const primary = await members.primary();
      await members.sql(primary, 'set role dict_core_owner; create table kept (value text)', 'dict_core');
      await running.throughPool('dict_core', `insert into kept values ('written')`);
      const rows = () => running.throughPool('dict_core_readonly', 'select pg_is_in_recovery(), value from kept');
      await waitFor('the row on the standby', async () => (await rows()) === 't|written');
      await expect(running.throughPool('dict_core_readonly', `insert into kept values ('refused')`)).rejects.toThrow(
        'cannot execute INSERT in a read-only transaction',
      );
    },
  );

  step('D3 a wrong password, another database and an unencrypted connection are refused', booted, async (running) => {
    const login = running.poolLogin('dict_core', 'dict_core_user');
    const said = async (changed: object) => (await running.client.psql({ ...login, ...changed }, 'select 1')).stderr;
    expect(await said({ password: 'wrong' })).toContain('SASL authentication failed');
    expect(await said({ options: 'sslmode=disable' })).toContain('SSL required');
    expect(await said({ options: 'sslmode=verify-full sslrootcert=/etc/ssl/certs/ca-certificates.crt' })).toMatch(
      /certificate verify failed/,
    );
    await expect(running.throughPool('temporal', 'select 1')).rejects.toThrow('pg_hba.conf rejects connection');
    const direct = { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432 };
    expect(await said({ ...direct, password: 'wrong' })).toContain('password authentication failed');
    expect(await said({ ...direct, options: 'sslmode=disable' })).toMatch(/pg_hba.conf rejects connection|no pg_hba/);
    expect(await said({ ...direct, database: 'temporal' })).toMatch(/pg_hba.conf rejects connection|no pg_hba/);
    expect((await running.client.psql({ ...login, ...direct }, 'select 1')).stdout.trim()).toBe('1');
  });

  step('D14 a pod of the pool that is stopped lets transactions end', booted, async (running) => {
    const { members, platform } = running;
    const login = { ...running.poolLogin('dict_core', 'dict_core_user'), host: platform.pod('pgbouncer-0').address };
    const work = `begin; insert into kept values ('begun'); select pg_sleep(15); insert into kept values ('ended'); commit;`;
    const result = running.client.psql({ ...login, options: 'sslmode=require' }, work);
    const asleep = `select count(*) from pg_stat_activity where usename = 'dict_core_user' and query ~ '^select pg_sleep'`;
    const primary = await members.primary();
    await waitFor('the transaction to begin', async () => (await members.sql(primary, asleep)) === '1');
    await platform.deletePod('pgbouncer-0');
    expect(await result).toMatchObject({ code: 0, stderr: '' });
    expect(platform.log('pgbouncer-0', 'pgbouncer')).not.toContain('[harness] it did not end');
    await platform.workloads.ready('pgbouncer-0');
  });
}
