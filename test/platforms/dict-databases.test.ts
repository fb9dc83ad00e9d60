import { readFileSync } from 'node:fs';
import path from 'node:path';
import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { readConf, readRows } from './formats';
import { containerOf, environmentOf, mountsOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(dict);
const file = (name: string) => rendered.config('postgres-reconcile', name);
const rows = (name: string, table: string) => readRows(file(name), table);
const cronJob = (name: string) => rendered.one<k8s.CronJobSpec>('CronJob', name).spec;

describe('dict: databases and jobs', () => {
  it('D8 the databases are those of the specification, each owned by its own role', () => {
    expect(rows('20-databases.sql', 'desired_databases').map(([name, owner]) => [name, owner])).toEqual([
      ['dict', 'dict_admin'],
      ['dict_core', 'dict_core_owner'],
      ['dict_connect', 'dict_connect_owner'],
      ['temporal', 'temporal_user'],
    ]);
  });

  it('D8 one role logs in for each database, and no application role is more than that', () => {
    const roles = new Map(
      rows('10-roles.sql', 'desired_roles').map(([name = '', ...attributes]) => [name, attributes]),
    );
    const plain = ['true', 'false', 'false', 'false', 'false', '-1'];
    for (const name of ['dict_core_user', 'dict_connect_user', 'temporal_user']) {
      expect([name, roles.get(name)]).toEqual([name, ['true', ...plain]]);
    }
    for (const name of ['dict_core_owner', 'dict_connect_owner']) {
      expect([name, roles.get(name)]).toEqual([name, ['false', ...plain]]);
    }
    const replicating = [...roles].filter(([, attributes]) => attributes[5] === 'true');
    expect(replicating.map(([name]) => name)).toEqual(['replicator']);
  });

  it('D8 each login may connect to its own database alone', () => {
    const connects = rows('20-databases.sql', 'desired_database_privileges')
      .filter(([, , privilege]) => privilege === 'CONNECT')
      .map(([database, role]) => `${role}@${database}`);
    expect(connects.filter((one) => /^(dict_core|dict_connect|temporal)_user@/.test(one))).toEqual([
      'dict_core_user@dict_core',
      'dict_connect_user@dict_connect',
      'temporal_user@temporal',
    ]);
  });

  it('D8 in `public` the owners create and the applications read and write', () => {
    expect(rows('30-dict_core.sql', 'desired_schemas')).toContainEqual([
      'public',
      'pg_database_owner',
      'dict_core_owner',
    ]);
    expect(rows('30-dict_core.sql', 'desired_access')).toContainEqual(['public', 'dict_core_user', 'write']);
    expect(rows('30-dict_connect.sql', 'desired_access')).toContainEqual(['public', 'dict_connect_user', 'write']);
  });

  it('D8 every login has its password from the Secret, through the environment', () => {
    const logins = file('logins.tsv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    const environment = environmentOf(containerOf(rendered.pod('CronJob', 'postgres-reconcile'), 'reconcile'));
    for (const [role = '', variable = ''] of logins) {
      expect(environment[variable]).toBe(`postgres-secrets/${role.replaceAll('_', '-')}-password`);
    }
    expect(logins.map(([role]) => role)).toEqual(
      expect.arrayContaining(['dict_core_user', 'dict_connect_user', 'temporal_user', 'replicator']),
    );
  });

  it('D8 the reconcile job runs with each sync and every hour, since a rotated Secret triggers no sync', () => {
    expect(rendered.job('postgres-reconcile').spec.template).toEqual(
      cronJob('postgres-reconcile').jobTemplate.spec?.template,
    );
    expect(cronJob('postgres-reconcile')).toMatchObject({ schedule: '17 * * * *', concurrencyPolicy: 'Forbid' });
  });

  it('D9 dict_core has all five extensions, dict_connect two, and no other database has any', () => {
    const extensions = (name: string) => rows(name, 'desired_extensions').map(([extension]) => extension);
    expect(extensions('30-dict_core.sql')).toEqual([
      'uuid-ossp',
      'pg_trgm',
      'pgcrypto',
      'pg_stat_statements',
      'pg_partman',
    ]);
    expect(extensions('30-dict_connect.sql')).toEqual(['uuid-ossp', 'pg_trgm']);
    expect([...extensions('30-temporal.sql'), ...extensions('30-dict.sql')]).toEqual([]);
  });

  it('D9 the image of the members declares each of them for its major', () => {
    const contents = readYaml(readFileSync(path.join(__dirname, '../../images/postgres/contents.json'), 'utf8'));
    const { image = '' } = containerOf(rendered.pod('StatefulSet', 'postgres'), 'postgres');
    const [, major = ''] = /:(\d+)\./.exec(image) ?? [];
    const declared = contents.value('majors', major, 'extensions');
    expect(declared).toEqual(
      expect.arrayContaining(rows('30-dict_core.sql', 'desired_extensions').map(([name]) => name)),
    );
  });

  it('D13 partitions are maintained daily at 02:00, on the primary, in the database that has pg_partman', () => {
    expect(cronJob('postgres-partition-maintenance')).toMatchObject({
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
    });
    const container = containerOf(rendered.pod('CronJob', 'postgres-partition-maintenance'), 'maintain-partitions');
    expect(container.command).toEqual([`${mountsOf(container).operations}/maintain-partitions.sh`, 'dict_core']);
    expect(environmentOf(container)).toMatchObject({
      PGHOST: 'postgres-primary.postgres.svc.cluster.local',
      ROLE_0: 'partition_maintenance',
      PASSWORD_0: 'postgres-secrets/partition-maintenance-password',
    });
    const script = rendered.config('postgres-partition-maintenance', 'maintain-partitions.sh');
    expect(script).toContain('.run_maintenance_proc()');
    expect(script).not.toContain('p_type');
  });

  it('D13 whoever maintains partitions is a member of their owner, and no superuser', () => {
    const memberships = rows('10-roles.sql', 'desired_memberships').filter(
      ([role]) => role === 'partition_maintenance',
    );
    expect(memberships).toEqual([['partition_maintenance', 'dict_core_owner']]);
    const connects = rows('20-databases.sql', 'desired_database_privileges').filter(([, role]) =>
      role?.startsWith('partition_'),
    );
    expect(connects).toEqual([['dict_core', 'partition_maintenance', 'CONNECT']]);
    expect(rendered.config('postgres-config', 'pg_hba.conf')).toMatch(
      /^hostssl +"?dict_core"? +"?partition_maintenance"? .*scram-sha-256$/m,
    );
  });

  it('D16 dumps run daily at 03:00, never two at once, and end within a deadline', () => {
    const spec = cronJob('postgres-dump');
    expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.startingDeadlineSeconds).toBeGreaterThan(0);
    expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 4 * 3600, backoffLimit: 1 });
  });

  it('D16 they are taken as a role that sees every row of every database, and may change none', () => {
    const environment = environmentOf(containerOf(rendered.pod('CronJob', 'postgres-dump'), 'dump'));
    expect(environment).toMatchObject({ PGUSER: 'dump', PGPASSWORD: 'postgres-secrets/dump-password' });
    const [, login, , createDatabase, createRole, bypass, replication] =
      rows('10-roles.sql', 'desired_roles').find(([name]) => name === 'dump') ?? [];
    expect([login, createDatabase, createRole, bypass, replication]).toEqual([
      'true',
      'false',
      'false',
      'true',
      'false',
    ]);
    const memberships = rows('10-roles.sql', 'desired_memberships').filter(([role]) => role === 'dump');
    expect(memberships).toEqual([['dump', 'pg_read_all_data']]);
    expect(rows('20-databases.sql', 'connects_everywhere')).toContainEqual(['dump']);
  });

  it('D16 they go to the bucket of the specification, from a volume with room for them', () => {
    const pod = rendered.pod('CronJob', 'postgres-dump');
    const container = containerOf(pod, 'dump');
    expect(environmentOf(container)).toMatchObject({
      DESTINATION: 'lbpay-backups/postgres/dumps/dict',
      RCLONE_CONFIG_STORE_REGION: 'us-east-1',
      RCLONE_CONFIG_STORE_ACCESS_KEY_ID: 'aws-secrets/access-key-id',
      RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY: 'aws-secrets/secret-access-key',
      STAGING: mountsOf(container).staging,
    });
    const staging = pod.volumes?.find(({ name }) => name === 'staging')?.ephemeral?.volumeClaimTemplate?.spec;
    expect(staging?.resources?.requests).toEqual({ storage: '50Gi' });
  });

  it('D16 the script asks for the date once, for a run and all its files', () => {
    const script = rendered.config('postgres-dump', 'dump.sh');
    expect(script.match(/\$\(date [^)]*%H%M%S/g)).toHaveLength(1);
    expect(script).toContain('set -euo pipefail');
    for (const part of ['pg_dumpall', '--globals-only', 'pg_restore --list', 'rclone moveto'])
      expect(script).toContain(part);
  });

  it('D17 dumps expire daily, after the deadline of the last one: 30 days, 12 months in Glacier, 7 years in Deep Archive', () => {
    const spec = cronJob('postgres-dump-expiry');
    expect(spec).toMatchObject({ schedule: '0 7 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 7200 });
    const container = containerOf(rendered.pod('CronJob', 'postgres-dump-expiry'), 'expire-dumps');
    expect(environmentOf(container)).toMatchObject({
      DAILY: '30',
      MONTHLY: '12',
      MONTHLY_CLASS: 'GLACIER',
      MONTHLY_CLASS_DAYS: '90',
      YEARLY: '7',
      YEARLY_CLASS: 'DEEP_ARCHIVE',
      YEARLY_CLASS_DAYS: '180',
      DUMP_DEADLINE: '14400',
      DESTINATION: 'lbpay-backups/postgres/dumps/dict',
    });
  });

  it('D22 pg_stat_statements is loaded at start and made where it is asked for, and autovacuum is tuned', () => {
    const conf = readConf(rendered.config('postgres-config', 'postgresql.conf'));
    expect(conf.get('shared_preload_libraries')?.split(',')).toContain('pg_stat_statements');
    expect(rows('30-dict_core.sql', 'desired_extensions')).toContainEqual(['pg_stat_statements', 'public']);
    expect(Object.fromEntries([...conf].filter(([name]) => name.startsWith('autovacuum')))).toEqual({
      autovacuum: 'on',
      autovacuum_max_workers: '4',
      autovacuum_naptime: '30s',
      autovacuum_vacuum_scale_factor: '0.1',
      autovacuum_analyze_scale_factor: '0.05',
      // Derived: what the memory limit leaves for each worker.
      autovacuum_work_mem: '181MB',
    });
  });
});
