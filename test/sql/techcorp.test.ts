import type { Client } from 'pg';
import { type System, startSystem } from './fixture';
import { techcorp } from './systems/techcorp';
import { UNDOCUMENTED } from './undocumented';

/** As the specification names them. */
const SCHEMAS = {
  auth: { owner: 'auth_service', tables: ['sessions', 'tokens', 'users_credentials'] },
  inventory: { owner: 'inventory_service', tables: ['reservations', 'stock_levels'] },
  orders: { owner: 'order_service', tables: ['order_history', 'order_items', 'orders'] },
  payments: { owner: 'payment_service', tables: ['refunds', 'transactions'] },
  products: { owner: 'catalog_service', tables: ['attributes', 'categories', 'products'] },
  users: { owner: 'user_service', tables: ['addresses', 'preferences', 'users'] },
};

/** What the profile grants beside ownership. */
const GRANTED = ['payment_service reads orders'];

describe.each([15, 16, 17, 18] as const)('techcorp on PostgreSQL %i', (major) => {
  let system: System;
  let superuser: Client;

  const services = Object.fromEntries(Object.values(SCHEMAS).map(({ owner }) => [owner, undefined as never as Client]));

  beforeAll(async () => {
    system = await startSystem(major, techcorp);
    superuser = await system.superuser('techcorp');
    for (const role of Object.keys(services)) services[role] = await system.connect(role, 'techcorp');
  });

  afterAll(() => system?.stop());

  test('T3 six schemas, each with its service as the owner of itself and of the named tables', async () => {
    const { rows } = await superuser.query<{ schema: string; owner: string; tables: string[] }>(`
      select nspname as schema, pg_get_userbyid(nspowner) as owner, array_agg(relname::text order by relname) as tables
      from pg_namespace join pg_class on relnamespace = pg_namespace.oid and relkind = 'r' and relowner = nspowner
      where nspname !~ '^pg_' and nspname not in ('information_schema', 'migrations')
      group by 1, 2 order by 1`);
    expect(rows).toEqual(Object.entries(SCHEMAS).map(([schema, said]) => ({ schema, ...said })));
  });

  test("T3 a service reads and writes its own tables, and is refused every other service's unless it was granted", async () => {
    for (const [role, client] of Object.entries(services)) {
      for (const [schema, { owner, tables }] of Object.entries(SCHEMAS)) {
        for (const table of tables) {
          const read = client.query(`select * from ${schema}.${table}`);
          if (role === owner) await read;
          else if (GRANTED.includes(`${role} reads ${schema}`)) await read;
          else await expect(read).rejects.toThrow(`permission denied for schema ${schema}`);
          const write = client.query(`delete from ${schema}.${table}`);
          if (role === owner) await write;
          else await expect(write).rejects.toMatchObject({ code: '42501' });
        }
      }
    }
  });

  test('T3 a table that a service makes later is read by whom its schema is granted to, and by nobody else', async () => {
    await services.order_service?.query('create table orders.later (id integer)');
    await services.payment_service?.query('select * from orders.later');
    await expect(services.auth_service?.query('select * from orders.later')).rejects.toMatchObject({ code: '42501' });
    await expect(services.payment_service?.query('insert into orders.later values (1)')).rejects.toThrow(
      'permission denied for table later',
    );
    await services.order_service?.query('drop table orders.later');
  });

  test('T3 a service makes no schema, and nothing in another schema or in public', async () => {
    const client = services.auth_service as Client;
    await expect(client.query('create schema mine')).rejects.toThrow('permission denied for database techcorp');
    for (const schema of ['users', 'public', 'migrations']) {
      await expect(client.query(`create table ${schema}.mine ()`)).rejects.toThrow(`denied for schema ${schema}`);
    }
    await client.query('create table auth.mine ()');
    await client.query('drop table auth.mine');
  });

  test('no foreign key leaves its schema, and each has an index', async () => {
    const { rows } = await superuser.query<{ name: string; leaves: boolean; indexed: boolean }>(FOREIGN_KEYS);
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter(({ leaves, indexed }) => leaves || !indexed)).toEqual([]);
  });

  test('every table and schema has a comment, and every time has its zone', async () => {
    const { rows } = await superuser.query(UNDOCUMENTED);
    expect(rows).toEqual([]);
  });

  test('stock cannot be promised twice, nor refunds refer to no payment', async () => {
    const inventory = services.inventory_service as Client;
    await inventory.query("insert into inventory.stock_levels (sku, warehouse, quantity) values ('A-1', 'main', 5)");
    await expect(inventory.query('update inventory.stock_levels set reserved = 6')).rejects.toMatchObject({
      code: '23514',
    });
    await expect(
      services.payment_service?.query(
        "insert into payments.refunds (transaction_id, amount, reason) values (gen_random_uuid(), 1, 'late')",
      ),
    ).rejects.toMatchObject({ code: '23503' });
  });

  test('a second migration and a second reconcile change nothing', async () => {
    const { code, said } = await system.migrate('techcorp');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(said).not.toContain('Applying');
    expect(await system.reconcile()).toEqual([]);
  });
});

const FOREIGN_KEYS = `
  select conname as name, referencing.relnamespace <> referenced.relnamespace as leaves,
    exists (
      select from pg_index
      where indrelid = conrelid and conkey <@ (indkey::smallint[])[0:cardinality(conkey) - 1]
    ) as indexed
  from pg_constraint
  join pg_class referencing on referencing.oid = conrelid
  join pg_class referenced on referenced.oid = confrelid
  where contype = 'f'`;
