import { type Booted, step } from './booted';
import type { ConfigMap } from './harness/manifests';

/** From nothing to a platform that serves. */
export function bootstrapSteps(booted: () => Booted): void {
  step('D4 D5 a primary and a streaming standby come up from nothing', booted, async ({ members }) => {
    await members.inStep();
    const [first, second] = await members.systemIdentifiers();
    expect(first).toBe(second);
    expect(await members.settings('data_checksums')).toEqual(['on', 'on']);
    const standby = await members.standby();
    const wal = `select status, sender_host, slot_name from pg_stat_wal_receiver`;
    const primary = await members.primary();
    const host = `${primary}.postgres-headless.postgres.svc.cluster.local`;
    expect(await members.sql(standby, wal)).toBe(`streaming|${host}|${standby.replace('-', '_')}`);
  });

  step(
    'D2 both servers run with the rendered files, and refuse no line of them',
    booted,
    async ({ members, platform }) => {
      const files = platform.objects.one<ConfigMap>('ConfigMap', 'postgres-config').data ?? {};
      const hash = /config_hash = '?(\w+)/.exec(files['postgresql.conf'] ?? '')?.[1];
      expect(await members.settings('cdk8s_postgres.config_hash')).toEqual([hash, hash]);
      for (const { name } of members.pods) {
        expect(await members.sql(name, 'select * from pg_file_settings where error is not null')).toBe('');
        expect(await members.sql(name, 'select * from pg_hba_file_rules where error is not null')).toBe('');
        expect(await members.sql(name, 'select name from pg_settings where pending_restart')).toBe('');
      }
      expect(await members.settings('max_connections')).toEqual(['200', '200']);
      expect(await members.settings('work_mem')).toEqual(['16MB', '16MB']);
    },
  );

  step('D8 D9 the hook Jobs succeed at once, as rendered', booted, async ({ jobs, members }) => {
    const names = jobs.map(({ name }) => name.replace(/-\w+$/, ''));
    expect(names.slice(0, 2)).toEqual(['postgres-parameters', 'postgres-reconcile']);
    for (const { name, succeeded, attempts } of jobs) expect([name, succeeded, attempts]).toEqual([name, true, 1]);
    const primary = await members.primary();
    const extensions = 'select extname from pg_extension order by extname';
    const found = (await members.sql(primary, extensions, 'dict_core')).split('\n');
    expect(found).toEqual(['pg_partman', 'pg_stat_statements', 'pg_trgm', 'pgcrypto', 'plpgsql', 'uuid-ossp']);
  });

  step('D8 a second run of the Jobs and of the CronJob changes nothing', booted, async (running) => {
    const { members, platform } = running;
    const before = await catalog(running);
    for (const job of ['postgres-parameters', 'postgres-migrate-dict-core']) {
      expect(await platform.runJob(job)).toMatchObject({ succeeded: true, attempts: 1 });
    }
    for (const again of [
      await platform.runJob('postgres-reconcile'),
      await platform.runCronJob('postgres-reconcile'),
    ]) {
      expect(again).toMatchObject({ succeeded: true, attempts: 1 });
      expect(again.log).toBe('reconcile: done: the server holds what the profile says.\n');
    }
    // No role was tried where pg_hba.conf does not let it in.
    for (const { name } of members.pods) expect(platform.log(name, 'postgres')).not.toContain('pg_hba.conf rejects');
    expect(await catalog(running)).toBe(before);
  });

  step('D13 the partition maintenance runs as rendered', booted, async ({ platform }) => {
    const run = await platform.runCronJob('postgres-partition-maintenance');
    expect(run.log).toMatch(/done in 1 databases\.\n$/);
    expect(run.succeeded).toBe(true);
  });
}

/** Everything that the Jobs could change: roles with their secrets, all databases' definitions, Patroni's store. */
async function catalog({ members, platform }: Booted): Promise<string> {
  const primary = await members.primary();
  // The dump's own guard against injection is another word each time.
  const dump = await platform.exec(primary, 'postgres', ['pg_dumpall', '--schema-only', '--restrict-key=same']);
  const store = await fetchStore(platform.pod(primary).address);
  return `${dump}\n${store}`;
}

async function fetchStore(address: string): Promise<string> {
  const { default: https } = await import('node:https');
  return new Promise((resolve, reject) => {
    https
      .get(`https://${address}:8008/config`, { rejectUnauthorized: false, agent: false }, async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(text);
      })
      .once('error', reject);
  });
}
