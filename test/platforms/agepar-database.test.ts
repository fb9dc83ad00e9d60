import type * as k8s from '../../imports/k8s';
import { ageparProduction } from '../../profiles/agepar';
import { readConf, readRows } from './formats';
import type { Endpoint } from './network-graph';
import { openConnections } from './open-connections';
import { containerOf, environmentOf, render } from './rendered';
import { readYaml } from './yaml';

const rendered = render(ageparProduction);
const rows = (file: string, table: string) => readRows(rendered.config('db-prod-reconcile', file), table);

const outside: Endpoint[] = [
  { name: 'bff', namespace: 'portal', labels: { app: 'bff' } },
  { name: 'frontend', namespace: 'portal', labels: { app: 'frontend' } },
  { name: 'bff-of-homologation', namespace: 'portal-homologation', labels: { app: 'bff' } },
  { name: 'person', address: '10.30.0.9' },
];

describe('agepar: production', () => {
  it('A2 the tables that there are now, and those that come later, are made by migrations', () => {
    const files = Object.values(rendered.one('ConfigMap', 'db-prod-migrate-agepar').data).join('\n');
    for (const table of ['submissions', 'audits', 'users', 'sessions', 'roles']) {
      expect(files).toMatch(new RegExp(`^create table public\\.${table} \\(`, 'm'));
    }
  });

  it('A3 agepar_user connects and changes rows, and owns nothing', () => {
    const privileges = rows('20-databases.sql', 'desired_database_privileges');
    expect(privileges).toContainEqual(['agepar', 'agepar_user', 'CONNECT']);
    expect(rows('30-agepar.sql', 'desired_access')).toEqual([['public', 'agepar_user', 'write']]);
    expect(rows('30-agepar.sql', 'desired_schemas')).toEqual([['public', 'pg_database_owner', 'agepar_admin']]);
    expect(rows('10-roles.sql', 'desired_memberships').map(([role]) => role)).not.toContain('agepar_user');
  });

  it('A3 agepar_admin owns what migrations make, tables made later included, and nobody logs in as it', () => {
    const [[database, owner] = []] = rows('20-databases.sql', 'desired_databases');
    expect([database, owner]).toEqual(['agepar', 'agepar_admin']);
    expect(rows('30-agepar.sql', 'desired_creators')).toEqual([['public', 'agepar_admin']]);
    expect(rows('10-roles.sql', 'desired_memberships')).toContainEqual(['migration', 'agepar_admin']);
    expect(rendered.config('db-prod-reconcile', 'logins.tsv')).not.toContain('agepar_admin');
  });

  it('A6 the pools of five pods of the backend, 10 and 5 more each, fit beside everything else', () => {
    expect(ageparProduction.access?.portal?.maxConnections).toBe(5 * (10 + 5));
    const store = readYaml(rendered.config('db-prod-parameters', 'store.json'));
    const limit = Number(store.at('postgresql', 'parameters', 'max_connections'));
    expect(5 * (10 + 5) + OWN_SESSIONS).toBeLessThanOrEqual(limit);
  });

  it('A6 the backend and nobody else reaches the servers', () => {
    const open = openConnections(rendered, outside, [5432, 6432, 8008, 9187]);
    const names = outside.map(({ name }) => name);
    expect(open.filter((one) => names.some((name) => one.startsWith(`${name} -> `)))).toEqual(['bff -> db-prod 5432']);
  });

  it('A9 everything is dumped daily, and kept for 30 days', () => {
    const { schedule, timeZone } = rendered.one<k8s.CronJobSpec>('CronJob', 'db-prod-dump').spec;
    expect({ schedule, timeZone }).toEqual({ schedule: '0 3 * * *', timeZone: 'Etc/UTC' });
    expect(environmentOf(containerOf(rendered.pod('CronJob', 'db-prod-dump'), 'dump'))).toMatchObject({
      DESTINATION: 'agepar-backups/postgres/agepar-production',
    });
    const { objectives, backups } = ageparProduction;
    expect(objectives?.backupRetention?.toDays()).toBe(30);
    expect(backups?.dumps?.retention?.daily?.toDays()).toBe(30);
  });

  it('A10 pg_stat_statements is loaded and made', () => {
    const conf = readConf(rendered.config('db-prod-config', 'postgresql.conf'));
    expect(conf.get('shared_preload_libraries')).toBe('pg_stat_statements');
    expect(rows('30-agepar.sql', 'desired_extensions')).toContainEqual(['pg_stat_statements', 'public']);
  });

  it('A11 audits are partitioned by month, and sensitive columns encrypted, already', () => {
    const [audits] = rows('30-agepar.sql', 'desired_partitions');
    expect(audits?.slice(0, 5)).toEqual(['public', 'audits', 'month', '3', 'null']);
    expect(rows('30-agepar.sql', 'desired_extensions')).toContainEqual(['pgcrypto', 'public']);
  });

  it('A11 the key of what is encrypted is in no statement log', () => {
    const settings = rows('20-databases.sql', 'desired_settings').map(([, , parameter, , value]) => [parameter, value]);
    expect(settings).toEqual([
      ['log_parameter_max_length', "array['0']::text[]"],
      ['log_parameter_max_length_on_error', "array['0']::text[]"],
    ]);
    const conf = readConf(rendered.config('db-prod-config', 'postgresql.conf'));
    for (const name of ['log_statement', 'log_min_duration_statement', 'log_lock_waits']) {
      expect(conf.has(name)).toBe(false);
    }
  });
});

/** Patroni 3, reconcile 3, parameters 1, dump 2, partitions 1, migrations 2, exporter 2, and 3 that are reserved. */
const OWN_SESSIONS = 17;
