import { Client } from 'pg';
import { AccessLevel } from '../../lib/profile/databases';
import type { SchemaProps, SchemaRole } from '../../lib/tiers/schema';
import { EXAMPLE } from './reconcile-example';
import {
  login,
  passwordOf,
  psqlIsMissing,
  type ReconcileServer,
  type Run,
  startReconcileServer,
} from './reconcile-server';

const [A, B] = ['orders_app_a', 'orders_app_b'];

/** The platform of docs/password-rotation.md, and a database whose applications make their tables themselves. */
const ROTATING: SchemaProps = {
  ...EXAMPLE,
  roles: {
    orders_owner: { login: false },
    orders_app: { login: false },
    [A]: person(A, { memberOf: ['orders_app'] }),
    [B]: person(B, { memberOf: ['orders_app'] }),
    orders_migrator: person('orders_migrator', {
      memberOf: ['orders_owner'],
      sessionParameters: { role: 'orders_owner' },
    }),
    billing: { login: false },
    billing_a: person('billing_a', { memberOf: ['billing'], sessionParameters: { role: 'billing' } }),
    billing_b: person('billing_b', { memberOf: ['billing'], sessionParameters: { role: 'billing' } }),
  },
  databases: {
    orders: { owner: 'orders_owner', pooled: true, locale: 'C.UTF-8', access: { orders_app: AccessLevel.WRITE } },
    billing: { owner: 'billing', locale: 'C.UTF-8' },
  },
};

/** The keys of the Secret after each step; both passwords were `passwordOf` before. */
const B_ROTATED = { 'orders-app-b-password': 'rotated b' };
const BOTH_ROTATED = { ...B_ROTATED, 'orders-app-a-password': 'rotated a' };

(psqlIsMissing() ? describe.skip : describe).each([15, 18] as const)('rotation on PostgreSQL %i', (major) => {
  let server: ReconcileServer;
  let start: number;
  const said: string[] = [];
  const run = async (secrets: Record<string, string> = {}): Promise<Run> => {
    const result = await server.run(ROTATING, secrets);
    said.push(result.said);
    return result;
  };

  beforeAll(async () => {
    server = await startReconcileServer(major);
    start = (await server.log()).length;
    const first = await run();
    if (first.code !== 0) throw new Error(first.said);
    await server.as(
      'orders_migrator',
      passwordOf('orders_migrator'),
      'create table orders (id int generated always as identity primary key, state text)',
      'orders',
    );
  });

  afterAll(() => server.stop());

  /** Rotates one login while the other one's session and new logins work, and tries what came of it. */
  const rotate = async (
    [idle, old, fresh]: readonly [role: string, old: string, fresh: string],
    [used, password]: readonly [role: string, password: string],
    secrets: Record<string, string>,
  ) => {
    const session = await connect(server.port, used, password);
    try {
      const backend = await backendOf(session);
      const running = run(secrets);
      const logins = await workUntil(running, async () => {
        await session.query("insert into orders (state) values ('in a session')");
        await server.as(used, password, "insert into orders (state) values ('by a new login')", 'orders');
      });
      expect(logins).toBeGreaterThan(0);
      const { code, said } = await running;
      const key = `${idle.replaceAll('_', '-')}-password`;
      expect(said.split('\n')[0]).toBe(`reconcile: role ${idle}: password set from key ${key} of Secret passwords.`);
      expect(said).not.toContain(`role ${used}`);
      expect(code).toBe(0);
      await expect(server.as(idle, old, 'select 1', 'orders')).rejects.toThrow('password authentication failed');
      await seeAndChangeTheSame(session, idle, fresh);
      expect(await backendOf(session)).toBe(backend);
    } finally {
      await session.end();
    }
  };

  const seeAndChangeTheSame = async (session: Client, role: string, password: string) => {
    const { rows: before } = await session.query('select * from orders order by id');
    expect(await server.as(role, password, 'select * from orders order by id', 'orders')).toEqual(before);
    await server.as(role, password, `update orders set state = 'seen by ${role}'`, 'orders');
    const { rows: after } = await session.query('select distinct state from orders');
    expect(after).toEqual([{ state: `seen by ${role}` }]);
    await session.query('delete from orders where id = (select min(id) from orders)');
    const left = await server.as(role, password, 'select count(*)::int as count from orders', 'orders');
    expect(left).toEqual([{ count: before.length - 1 }]);
  };

  test('sessions and new logins of one role work throughout while the other is rotated, and then the other way round', async () => {
    await rotate([B, passwordOf(B), 'rotated b'], [A, passwordOf(A)], B_ROTATED);
    await rotate([A, passwordOf(A), 'rotated a'], [B, 'rotated b'], BOTH_ROTATED);
    expect((await run(BOTH_ROTATED)).said).toBe('reconcile: done: the server holds what the profile says.\n');
  });

  test('the logins change rows, and tables belong to the owner, whose login alone changes them', async () => {
    await run();
    for (const role of [A, B]) {
      const as = (sql: string) => server.as(role, passwordOf(role), sql, 'orders');
      await expect(as('create table own (id int)')).rejects.toThrow('permission denied for schema public');
      await expect(as('alter table orders add note text')).rejects.toThrow('must be owner of table orders');
    }
    await server.as('orders_migrator', passwordOf('orders_migrator'), 'alter table orders add note text', 'orders');
    expect(await ownersIn('orders')).toEqual([{ tablename: 'orders', tableowner: 'orders_owner' }]);
  });

  test('logins whose sessions are the group make tables that are the group’s: either changes what the other made', async () => {
    const as = (role: string, sql: string) => server.as(role, passwordOf(role), sql, 'billing');
    await as('billing_a', 'create table invoices (id int)');
    await as('billing_b', 'alter table invoices add paid boolean');
    expect(await ownersIn('billing')).toEqual([{ tablename: 'invoices', tableowner: 'billing' }]);
  });

  test('D7 no password of a rotation and no verifier stands in the log or in what a run says', async () => {
    const log = (await server.log()).slice(start);
    expect(log).toContain('insert into desired_roles');
    expect(log).toContain(`password authentication failed for user "${B}"`);
    for (const text of [log, ...said]) {
      expect(/Secret of|rotated [ab]|SCRAM-SHA-256\$\d/.exec(text)?.[0]).toBeUndefined();
    }
  });

  const ownersIn = (database: string) =>
    server.query("select tablename, tableowner from pg_tables where schemaname = 'public'", database);
});

function person(name: string, role: SchemaRole): SchemaRole {
  return { ...role, password: login(name).password };
}

async function connect(port: number, user: string, password: string): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user, password, database: 'orders' });
  await client.connect();
  return client;
}

async function backendOf(session: Client): Promise<unknown> {
  const { rows } = await session.query('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}

/** Repeats a piece of work until a run has ended, and says how often it was done. */
async function workUntil(running: Promise<unknown>, work: () => Promise<void>): Promise<number> {
  let ended = false;
  const end = running.finally(() => {
    ended = true;
  });
  let count = 0;
  while (!ended) {
    await work();
    count += 1;
  }
  await end;
  return count;
}
