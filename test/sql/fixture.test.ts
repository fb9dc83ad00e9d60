import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AccessLevel } from '../../lib/profile/databases';
import { Extension } from '../../lib/profile/extensions';
import { type System, type SystemUnderTest, startSystem } from './fixture';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fixture-'));

const shop: SystemUnderTest = {
  name: 'shop',
  roles: { shop_owner: { login: false }, audit_owner: { login: false }, shop_user: {} },
  databases: {
    shop: {
      owner: 'shop_owner',
      access: { shop_user: AccessLevel.WRITE },
      schemas: { audit: { owner: 'audit_owner' } },
      extensions: [Extension.PGCRYPTO, Extension.PG_PARTMAN],
      migrations: { path: folder },
    },
  },
};

describe.each([15, 16, 17, 18] as const)('a system on PostgreSQL %i', (major) => {
  let system: System;

  beforeAll(async () => {
    fs.writeFileSync(
      path.join(folder, '20260101000000_orders.sql'),
      '-- migrate:up\ncreate table public.orders (id integer);\n\n-- migrate:down\n',
    );
    fs.writeFileSync(
      path.join(folder, '20260101000100_audit.sql'),
      [
        '-- migrate:up',
        'set local role audit_owner;',
        'create table audit.rows (id integer);',
        'reset role;',
        '',
        '-- migrate:down',
        '',
      ].join('\n'),
    );
    system = await startSystem(major, shop, { upTo: '20260101000000' });
  });

  afterAll(() => system?.stop());

  test('tables belong to the owner of their schema, and the application has its level on them', async () => {
    expect(await system.migrate('shop')).toMatchObject({ code: 0 });
    const superuser = await system.superuser('shop');
    const { rows } = await superuser.query(
      "select relowner::regrole::text as owner from pg_class where relname in ('orders', 'rows') order by relname",
    );
    expect(rows).toEqual([{ owner: 'shop_owner' }, { owner: 'audit_owner' }]);
    const user = await system.connect('shop_user', 'shop');
    await user.query('insert into orders values (1)');
    await expect(user.query('select * from audit.rows')).rejects.toThrow('permission denied for schema audit');
    await expect(user.query('select * from migrations.schema_migrations')).rejects.toThrow('permission denied');
  });

  test('the migrating role has no rights but those of the owner that it is told to be', async () => {
    const migration = await system.connect('migration', 'shop');
    await expect(migration.query('select * from public.orders')).rejects.toThrow('permission denied');
    await expect(migration.query('set role shop_user')).rejects.toThrow('permission denied');
    await migration.query('set role shop_owner');
    await migration.query('select * from public.orders');
  });

  test('a second reconcile changes nothing', async () => {
    expect(await system.reconcile()).toEqual([]);
  });
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
