import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../scripts/embedded-postgres';
import {
  CLAIMER,
  DONOR,
  INSERT_ENTRY,
  inTransactionOf,
  NO_PARTICIPANTS,
  openClaim,
  type Row,
  refusalOf,
  register,
  STRANGER,
} from '../sql/dict-session';
import { type System, startSystem } from '../sql/fixture';
import { BEFORE_PARTMAN, dict } from '../sql/systems/dict';
import { debianProgram } from './debian-root';
import { eventually, type Running, start } from './processes';

const suites = ['trixie', 'forky'].filter((suite) => debianProgram(suite, 'usr/sbin/pgbouncer'));
const describeEach = suites.length > 0 ? describe.each(suites) : describe.skip.each(['none']);

const CLIENTS = 8;
const SERVER_CONNECTIONS = 2;
const TRANSACTIONS = 5000;

/** What one transaction was for, what it saw, and on which server connection. */
interface Outcome {
  /** Undefined where no participant was set. */
  readonly tenant: string | undefined;
  readonly backend: unknown;
  readonly rows: readonly Row[];
}

type Transaction = (client: Client, tenant: string | undefined, index: number) => Promise<Omit<Outcome, 'tenant'>>;

describeEach('participants behind PgBouncer of Debian %s in transaction mode', (suite) => {
  let system: System;
  let folder: string;
  let port: number;
  let pgbouncer: Running | undefined;
  const clients: Client[] = [];

  beforeAll(async () => {
    system = await startSystem(16, dict, { upTo: BEFORE_PARTMAN });
    const { uid, gid } = fs.statSync(system.dataDirectory);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'isolation-'));
    port = await freePort();
    fs.writeFileSync(path.join(folder, 'pgbouncer.ini'), configuration(port, system.port, folder));
    fs.writeFileSync(path.join(folder, 'users.txt'), '"dict_core_user" ""\n');
    for (const file of ['', 'pgbouncer.ini', 'users.txt']) fs.chownSync(path.join(folder, file), uid, gid);
    const program = debianProgram(suite, 'usr/sbin/pgbouncer');
    if (program === undefined) throw new Error('PgBouncer is not installed');
    pgbouncer = start(program, [path.join(folder, 'pgbouncer.ini')], { uid, gid, cwd: folder });
    const first = await eventually(() => connect('dict_core'));
    for (const tenant of [DONOR, CLAIMER]) {
      for (let key = 0; key < 20; key += 1) await register(first, tenant, `${tenant}-${key}@example.com`);
    }
    await openClaim(first, CLAIMER, `${DONOR}-0@example.com`);
    await openClaim(first, STRANGER, `${DONOR}-1@example.com`);
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await pgbouncer?.stop('SIGQUIT');
    await system?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function connect(database: string): Promise<Client> {
    const client = new Client({ host: '127.0.0.1', port, database, user: 'dict_core_user' });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  }

  /** Clients that take turns on fewer server connections; participants and none at all alternate on each client. */
  async function interleave(database: string, transaction: Transaction): Promise<Outcome[]> {
    const connected = await Promise.all(Array.from({ length: CLIENTS }, () => connect(database)));
    const outcomes: Outcome[] = [];
    let next = 0;
    const work = async (client: Client) => {
      while (next < TRANSACTIONS) {
        const index = next++;
        const tenant = [DONOR, CLAIMER, undefined][index % 3];
        outcomes.push({ tenant, ...(await transaction(client, tenant, index)) });
      }
    };
    await Promise.all(connected.map(work));
    return outcomes;
  }

  /** How many transactions saw a row that is not of their participant. */
  const leaks = (outcomes: readonly Outcome[]) =>
    outcomes.filter(({ tenant, rows }) =>
      rows.some((row) => tenant === undefined || !participants(row).includes(tenant)),
    ).length;

  /** Each server connection with the participants that it worked for. */
  const served = (outcomes: readonly Outcome[]) => {
    const backends = new Map<unknown, Set<string | undefined>>();
    for (const { backend, tenant } of outcomes) {
      backends.set(backend, (backends.get(backend) ?? new Set()).add(tenant));
    }
    return [...backends.values()].map((tenants) => tenants.size);
  };

  it('D11 5,000 interleaved transactions see no row of another, and none where no participant is set', async () => {
    const outcomes = await interleave('dict_core', safe);
    expect(outcomes).toHaveLength(TRANSACTIONS);
    // The same two connections worked for both participants and for nobody, so that a leak would have shown.
    expect(served(outcomes)).toEqual(Array(SERVER_CONNECTIONS).fill(3));
    expect(leaks(outcomes)).toBe(0);
    const [some, none] = [outcomes.filter(({ tenant }) => tenant), outcomes.filter(({ tenant }) => !tenant)];
    expect(Math.min(...some.map(({ rows }) => rows.length))).toBeGreaterThan(0);
    expect(Math.max(...none.map(({ rows }) => rows.length))).toBe(0);
  });

  it('D11 the SET of a session, as the specification has it, leaks in the same harness', async () => {
    const outcomes = await interleave('naive', naive);
    expect(served(outcomes)).toEqual(Array(SERVER_CONNECTIONS).fill(3));
    const [some, none] = [outcomes.filter(({ tenant }) => tenant), outcomes.filter(({ tenant }) => !tenant)];
    expect(leaks(some)).toBeGreaterThan(0);
    expect(leaks(none)).toBeGreaterThan(0);
  });

  it('D12 through the pool too, audit partitions are closed and their rows are not changed', async () => {
    const client = await connect('dict_core');
    for (const table of ['audit.audit_logs', 'audit.audit_logs_default']) {
      for (const sql of [`select from ${table}`, `delete from ${table}`, `truncate ${table}`]) {
        const answer = await refusalOf(inTransactionOf(client, DONOR, () => client.query(sql)));
        expect([sql, answer]).toEqual([sql, '42501: permission denied for schema audit']);
      }
    }
    const change = inTransactionOf(client, DONOR, () => client.query('update audit_logs set ispb = $1', [CLAIMER]));
    expect(await refusalOf(change)).toBe('42501: Audit logs are written by triggers alone, and never changed.');
  });
});

function participants(row: Row): unknown[] {
  return [row.account_ispb, row.owner_ispb, row.claimer_ispb, row.ispb, row.counterpart_ispb];
}

/** As applications are told to: the participant ends with the transaction. Each does one thing of many, then reads. */
const safe: Transaction = async (client, tenant, index) => {
  const address = `${tenant}-${index}@new.example.com`;
  const rows: Row[] = [];
  const keep = async (text: string, values: unknown[] = []) => {
    rows.push(...(await client.query<Row>(text, values)).rows);
  };
  const things: ReadonlyArray<() => Promise<unknown>> = [
    () => keep('select * from claims'),
    () => keep('select * from audit_logs order by id desc limit 50'),
    () => keep("update entries set account_number = 'x' where key_value like '%-3@example.com' returning *"),
    () => keep("delete from entries where key_value like '%@new.example.com' returning *"),
    () =>
      keep(
        `insert into entries (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
          select 'EMAIL', key_value, account_ispb, '0', 'CACC', 'Ana', '12345678901' from entries limit 1
          on conflict (key_type, key_value) where deleted_at is null do update set account_number = '1' returning *`,
      ),
    () => keep('select * from entries where account_ispb = $1 for update', [DONOR]),
    async () => rows.push(...(await copied(client))),
    // For another participant: the row would be seen as a leak.
    async () => {
      const answer = await refusalOf(client.query(INSERT_ENTRY, [address, STRANGER]));
      if (!answer.startsWith('42501: new row violates row-level security')) rows.push({ account_ispb: answer });
    },
    // Fails in the middle: the participant must not survive that.
    () => refusalOf(client.query('select 1 / 0')),
  ];
  // One statement, without a transaction around it, is what procedures are for.
  if (tenant !== undefined && index % 8 === 7) {
    const sql =
      "select *, pg_backend_pid() as pid from register_key($1, 'EMAIL', $2, '1', 'CACC', 'Ana', '12345678901')";
    const { rows: registered } = await client.query<Row>(sql, [tenant, address]);
    return { backend: registered[0]?.pid, rows: registered };
  }
  await client.query('begin');
  const [, nobody] = NO_PARTICIPANTS[index % NO_PARTICIPANTS.length] ?? [];
  if (tenant !== undefined) await client.query('select set_current_ispb($1)', [tenant]);
  else if (nobody !== undefined) await client.query("select set_config('app.current_ispb', $1, true)", [nobody]);
  // A prepared statement, whose plan outlives the participant that it was made for.
  const read = await client.query<Row>({ name: 'entries', text: 'select *, pg_backend_pid() as pid from entries' });
  const { rows: pids } = await client.query<Row>('select pg_backend_pid() as pid');
  rows.push(...read.rows);
  await things[index % things.length]?.();
  await client.query(index % 5 === 0 ? 'rollback' : 'commit');
  return { backend: pids[0]?.pid, rows };
};

/** What COPY gives, of which the client itself hands out the number of rows alone. */
async function copied(client: Client): Promise<Row[]> {
  let text = '';
  const take = ({ chunk }: { readonly chunk: Buffer }) => (text += chunk.toString());
  const { connection } = client as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.on('copyData', take);
  await client.query('copy (select account_ispb from entries) to stdout');
  connection.off('copyData', take);
  return text
    .split('\n')
    .filter(Boolean)
    .map((account_ispb) => ({ account_ispb }));
}

/** As the specification's own code does it: SET, and then a query, each a statement of its own. */
const naive: Transaction = async (client, tenant) => {
  if (tenant !== undefined) await client.query(`SET app.current_ispb = '${tenant}'`);
  const { rows } = await client.query<Row>('select * from entries');
  const { rows: pids } = await client.query<Row>('select pg_backend_pid() as pid');
  return { backend: pids[0]?.pid, rows };
};

function configuration(port: number, serverPort: number, folder: string): string {
  const server = `host=127.0.0.1 port=${serverPort} dbname=dict_core`;
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: folder,
    auth_type: 'trust',
    auth_file: path.join(folder, 'users.txt'),
    pool_mode: 'transaction',
    default_pool_size: SERVER_CONNECTIONS,
    max_prepared_statements: 100,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `[databases]\ndict_core = ${server}\nnaive = ${server}\n\n[pgbouncer]\n${lines.join('\n')}\n`;
}
