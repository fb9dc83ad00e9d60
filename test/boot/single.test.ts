import { Duration } from 'cdk8s';
import { extendProfile, type Parameters15, PostgresOverrides, type PostgresProfile } from '../../lib';
import { single } from '../single';
import { missing, step } from './booted';
import type { ConfigMap, Secret } from './harness/manifests';
import { waitFor } from './harness/run';
import { shows } from './metrics';
import { type Entry, System } from './system';

const lack = missing();
if (lack !== undefined) process.stderr.write(`skipped: booting one instance needs ${lack}.\n`);

const POD = 'portal-0';
const NAMESPACE = 'portal-homologation';
const MARKER = 'portal-initialized';
const CLAIM = 'postgres-data';
const pool: Entry = { service: 'portal-pgbouncer', port: 6432, database: 'portal', role: 'portal_user' };
const direct: Entry = { service: 'portal-primary', database: 'portal', role: 'portal_admin' };
const IDENTIFIER = 'select system_identifier from pg_control_system()';
const ADDED = "insert into roles (name) values ('role ' || (select count(*) from roles)) returning name";

(lack === undefined ? describe : describe.skip)('the rendered platform of one instance', () => {
  let running: System;
  const system = () => running;
  const identifier = () => running.sql(POD, IDENTIFIER);
  const write = () => running.ask(pool, ADDED);
  const began = () => running.sql(POD, 'select pg_postmaster_start_time()');
  const log = () => running.platform.log(POD, 'postgres');

  beforeAll(async () => {
    running = await System.start(single);
  }, 1_200_000);

  afterAll(async () => {
    await running?.stop();
  }, 300_000);

  step('A1 comes up from nothing, and every Job of the first sync succeeds at once', system, async () => {
    const jobs = running.jobs.map(({ name, succeeded, attempts }) => [name.replace(/-\w+$/, ''), succeeded, attempts]);
    expect(jobs).toEqual([
      ['portal-parameters', true, 1],
      ['portal-reconcile', true, 1],
      ['portal-migrate-portal', true, 1],
    ]);
    expect(running.behind('portal-primary')).toEqual([POD]);
    const files = running.platform.objects.one<ConfigMap>('ConfigMap', 'portal-config').data ?? {};
    const hash = /config_hash = '?(\w+)/.exec(files['postgresql.conf'] ?? '')?.[1];
    expect(await running.sql(POD, 'show cdk8s_postgres.config_hash')).toBe(hash);
    expect(await running.sql(POD, 'select * from pg_hba_file_rules where error is not null')).toBe('');
    const cluster = ['data_checksums', 'server_encoding', 'shared_buffers', 'cluster_name'];
    expect(await Promise.all(cluster.map((name) => running.sql(POD, `show ${name}`)))).toEqual([
      'on',
      'UTF8',
      '64MB',
      'portal',
    ]);
    expect(await running.sql(POD, "select datcollate from pg_database where datname = 'portal'")).toBe('en_US.UTF-8');
  });

  step('A1 the initialization is recorded', system, async () => {
    const marker = running.platform.objects.one<ConfigMap>('ConfigMap', MARKER);
    expect(marker.data).toEqual({ 'system-identifier': await identifier(), claim: `${CLAIM}-${POD}` });
  });

  step('A3 A7 the portal writes through the pool what migrations made, and has no DDL', system, async () => {
    expect(await write()).toBe('role 0');
    await expect(running.ask(pool, 'create table t (n int)')).rejects.toThrow('permission denied for schema public');
    await expect(running.ask(pool, 'drop table roles')).rejects.toThrow('must be owner of table roles');
  });

  step('A4 nobody connects without TLS, and nobody streams', system, async () => {
    const plain = { ...running.login(direct), options: 'sslmode=disable' };
    expect((await running.client.psql(plain, 'select 1')).stderr).toContain('pg_hba.conf rejects connection');
    const replication = { ...running.login(direct), options: 'replication=true sslmode=require' };
    expect((await running.client.psql(replication, 'IDENTIFY_SYSTEM')).stderr).toContain(
      'no pg_hba.conf entry for replication',
    );
    const roles = "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolcanlogin";
    expect(await running.sql(POD, roles)).toBe(
      'dump migration partition_maintenance pgbouncer_lookup portal_admin portal_user postgres postgres_exporter',
    );
  });

  step('A1 a second run of the Jobs and CronJobs changes nothing, partitions are maintained', system, async () => {
    const { platform } = running;
    const again = await platform.runJob('portal-reconcile');
    expect(again.log).toBe('reconcile: done: the server holds what the profile says.\n');
    for (const job of ['portal-parameters', 'portal-migrate-portal']) {
      expect(await platform.runJob(job)).toMatchObject({ succeeded: true, attempts: 1 });
    }
    expect(await platform.runCronJob('portal-partition-maintenance')).toMatchObject({ succeeded: true, attempts: 1 });
  });

  step('A10 the exporter shows the instance', system, async () => {
    const url = `http://portal-exporter.${NAMESPACE}.svc.cluster.local:9187/metrics`;
    await shows(url, () => running.fetch(url), ['pg_up 1']);
  });

  step(
    'A1 a parameter that reloads is taken without a restart, one that does not replaces the pod',
    system,
    async () => {
      const start = await began();
      const reloaded = withParameters({ logMinDurationStatement: Duration.millis(777) });
      expect((await running.apply(reloaded)).map(({ succeeded }) => succeeded)).not.toContain(false);
      expect(await running.sql(POD, 'show log_min_duration_statement')).toBe('777ms');
      expect(await began()).toBe(start);

      const restarted = withParameters({ maxConnections: 61 });
      expect((await running.apply(restarted)).map(({ succeeded }) => succeeded)).not.toContain(false);
      expect(await running.sql(POD, 'show max_connections')).toBe('61');
      expect(await began()).not.toBe(start);
      await waitFor('a write through the pool', async () => (await write()) !== '');
    },
  );

  step('A4 a renewed certificate is taken without a restart', system, async () => {
    const { platform } = running;
    const [start, before] = [await began(), platform.objects.one<Secret>('Secret', 'portal-server-tls')];
    const renewed = await platform.authority.issue(platform.objects.one('Certificate', 'portal-server-tls'));
    platform.objects.put(renewed);
    platform.refreshVolumes();
    const shown = ['sh', '-c', SHOW_CERTIFICATE, 'sh', `portal-primary.${NAMESPACE}.svc.cluster.local:5432`];
    const body = (text = '') => text.replaceAll(/-----.*-----|\s/g, '');
    await waitFor(
      'the new certificate',
      async () => body((await running.client.exec(shown)).stdout) === body(renewed.stringData['tls.crt']),
    );
    expect(body(before.stringData['tls.crt'])).not.toBe(body(renewed.stringData['tls.crt']));
    expect(await running.ask(direct, 'select 1')).toBe('1');
    expect(await began()).toBe(start);
  });

  step('A5 a rotated password is set by the next run, and the pool takes it', system, async () => {
    const { platform } = running;
    const former = running.login(pool);
    setKey(running, 'portal-user-password', 'rotated "password"');
    expect(await platform.runCronJob('portal-reconcile')).toMatchObject({ succeeded: true });
    await waitFor('a login with the new password', async () => (await write()) !== '');
    expect((await running.client.psql(former, 'select 1')).stderr).toContain('SASL authentication failed');
  });

  step("A5 the superuser's password is set over the socket, as the Job says", system, async () => {
    setKey(running, 'postgres-password', 'another superuser');
    const refused = await running.platform.runJob('portal-reconcile');
    expect(refused.log).toMatch(/refuses the password of postgres: the Secret was changed .* over its socket/);
    await running.sql(POD, "alter role postgres password 'another superuser'");
    expect(await running.platform.runJob('portal-reconcile')).toMatchObject({ succeeded: true });
  });

  step('A1 stopped it shuts down in order, and has its rows when it starts again', system, async () => {
    const [before, rows] = [await identifier(), await running.ask(pool, 'select count(*) from roles')];
    const said = log().length;
    await running.platform.deletePod(POD);
    await running.platform.workloads.ready(POD);
    const last = log().slice(said);
    expect(last).toContain('received fast shutdown request');
    expect(last).toContain('database system is shut down');
    expect(last).not.toMatch(/interrupted|not properly shut down|initialized/);
    await waitFor('the pool', async () => (await running.ask(pool, 'select count(*) from roles')) === rows);
    expect(await identifier()).toBe(before);
  });

  step('A1 killed it recovers, and has its rows', system, async () => {
    const rows = await running.ask(pool, 'select count(*) from roles');
    const said = log().length;
    running.platform.pod(POD).container('postgres').signal('SIGKILL');
    await waitFor('recovery', () => log().slice(said).includes('automatic recovery in progress'));
    await running.platform.workloads.ready(POD);
    await waitFor('the pool', async () => (await running.ask(pool, 'select count(*) from roles')) === rows);
  });

  step('A1 without its volume it does not begin anew, and says what to do', system, async () => {
    const { platform } = running;
    const before = await identifier();
    await platform.deletePod(POD, { claim: CLAIM });
    const message =
      `the volume of claim ${CLAIM}-${POD} is empty, and the platform was initialized (system identifier ${before}, ` +
      `says ConfigMap ${MARKER}). Nothing is initialized over a loss.`;
    await waitFor('the message', () => log().includes(message));
    expect(log()).toContain(`kubectl delete configmap ${MARKER} --namespace ${NAMESPACE}`);
    expect(platform.pod(POD).ready).toBe(false);

    platform.objects.remove('ConfigMap', NAMESPACE, MARKER);
    platform.refreshVolumes();
    await platform.workloads.ready(POD);
    expect(await identifier()).not.toBe(before);
    expect((await running.apply(single)).map(({ succeeded }) => succeeded)).not.toContain(false);
    expect(platform.objects.one<ConfigMap>('ConfigMap', MARKER).data?.['system-identifier']).toBe(await identifier());
    await waitFor('a write through the pool', async () => (await write()) === 'role 0');
  });
});

const SHOW_CERTIFICATE = `openssl s_client -starttls postgres -connect "$1" </dev/null 2>/dev/null | openssl x509`;

function withParameters(parameters: Parameters15): PostgresProfile {
  return extendProfile(single, { postgres: PostgresOverrides.v15({ parameters }) });
}

function setKey({ platform }: System, key: string, value: string): void {
  platform.edit<Secret>('Secret', 'portal-secrets', (secret) => ({
    ...secret,
    stringData: { ...secret.stringData, [key]: value },
  }));
}
