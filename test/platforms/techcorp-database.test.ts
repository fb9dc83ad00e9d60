import type * as k8s from '../../imports/k8s';
import { techcorp } from '../../profiles/techcorp';
import { readRows } from './formats';
import { containerOf, environmentOf, render } from './rendered';

const rendered = render(techcorp);
const rows = (file: string, table: string) => readRows(rendered.config('techcorp-reconcile', file), table);

/** As the specification's table has them. */
const SCHEMAS = {
  auth: 'auth_service',
  users: 'user_service',
  orders: 'order_service',
  payments: 'payment_service',
  inventory: 'inventory_service',
  products: 'catalog_service',
};

describe('techcorp: the database', () => {
  it('T3 there are six schemas beside public, each owned by its service', () => {
    const owners = rows('30-techcorp.sql', 'desired_schemas').map(([name, owner]) => [name, owner]);
    expect(owners).toEqual([['public', 'pg_database_owner'], ...Object.entries(SCHEMAS)]);
  });

  it('T3 a service has no access to what is another’s, but for what is granted by name', () => {
    const granted = rows('30-techcorp.sql', 'desired_access');
    expect(granted.filter(([, role]) => role !== 'analyst')).toEqual([['orders', 'payment_service', 'read']]);
    expect(granted.filter(([, role]) => role === 'analyst').map(([schema, , level]) => [schema, level])).toEqual([
      ['orders', 'read'],
      ['payments', 'read'],
      ['inventory', 'read'],
      ['products', 'read'],
    ]);
  });

  it('T3 the services own nothing together: none is a member of another, nor of the owner of the database', () => {
    const members = rows('10-roles.sql', 'desired_memberships').filter(([role]) => role !== 'migration');
    expect(members).toEqual([
      ['postgres_exporter', 'pg_monitor'],
      ['dump', 'pg_read_all_data'],
    ]);
  });

  it('T3 the named tables come by migrations, a file a schema, each as its own service', () => {
    const files = rendered.one('ConfigMap', 'techcorp-migrate-techcorp').data;
    for (const [schema, service] of Object.entries(SCHEMAS)) {
      const [name = ''] = Object.keys(files).filter((file) => file.endsWith(`_${schema}.sql`));
      expect([schema, files[name]?.includes(`set local role ${service};`)]).toEqual([schema, true]);
    }
  });

  it('T10 dumps are taken daily at 03:00 UTC', () => {
    const { schedule, timeZone } = rendered.one<k8s.CronJobSpec>('CronJob', 'techcorp-dump').spec;
    expect({ schedule, timeZone }).toEqual({ schedule: '0 3 * * *', timeZone: 'Etc/UTC' });
    expect(environmentOf(containerOf(rendered.pod('CronJob', 'techcorp-dump'), 'dump'))).toMatchObject({
      DESTINATION: 'techcorp-postgres-backups/dumps/techcorp',
    });
    expect(techcorp.backups?.dumps?.retention?.daily?.toDays()).toBe(7);
  });

  it('T13 pg_stat_statements is made in the database', () => {
    expect(rows('30-techcorp.sql', 'desired_extensions')).toEqual([['pg_stat_statements', 'public']]);
  });

  it('T14 a service cannot sit in a transaction, nor an analyst on a session, for long', () => {
    const settings = rows('10-roles.sql', 'desired_settings').map(([, role, parameter, , value]) => [
      role,
      parameter,
      value,
    ]);
    expect(settings).toEqual([
      ...Object.values(SCHEMAS).map((role) => [role, 'idle_in_transaction_session_timeout', "array['1min']::text[]"]),
      ['analyst', 'idle_session_timeout', "array['1h']::text[]"],
    ]);
  });
});
