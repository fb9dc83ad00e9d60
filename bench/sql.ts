import type { Client } from 'pg';
import { PartitionInterval, PartitionRetire } from '../lib/profile/partitions';
import { type System, type SystemUnderTest, startSystem } from '../test/sql/fixture';
import { BEFORE_PARTMAN, dict } from '../test/sql/systems/dict';
import { atLeast, atMost, type Figure } from './figure';
import { median } from './measure';

/** What dict runs. */
const MAJOR = 16;
const ROUNDS = 15;

/** With 30 that are kept and the current one, 1,000. */
const AHEAD = 969;

const days = { interval: PartitionInterval.DAY, premake: 7, retention: 30, retire: PartitionRetire.DROP };
const PARTITIONED: SystemUnderTest = {
  name: 'bench',
  roles: { bench_owner: { login: false } },
  databases: {
    bench: {
      owner: 'bench_owner',
      partitions: {
        few: days,
        many: { ...days, premake: AHEAD },
        months: { ...days, interval: PartitionInterval.MONTH },
      },
    },
  },
};

/** (e) Partitions and policies, on a real server. */
export async function sqlFigures(): Promise<Figure[]> {
  const system = await startSystem(MAJOR, [PARTITIONED, dict], { upTo: BEFORE_PARTMAN });
  try {
    const bench = await system.superuser('bench');
    return [...(await maintenanceFigures(bench)), ...(await pruningFigures(bench)), ...(await policyFigures(system))];
  } finally {
    await system.stop();
  }
}

/** No worse than in proportion: 1,000 / 38. */
const LINEAR = 26;

/** Tables of 38 and of 1,000 partitions, both maintained day by day: one made, one dropped, or nothing to do. */
async function maintenanceFigures(client: Client): Promise<Figure[]> {
  for (const table of ['few', 'many']) {
    await client.query(`create table ${table} (id bigint, at timestamptz not null, primary key (id, at))
      partition by range (at)`);
    await client.query(`create table ${table}_default partition of ${table} default`);
  }
  const first = await timedQuery(client, maintain('many', -30));
  await client.query(maintain('few', -30));
  const names = ['few', 'many'] as const;
  // Until there is something to drop every day.
  for (const table of names) for (let day = -29; day <= 0; day += 1) await client.query(maintain(table, day));
  const held = await client.query<{ count: number }>(`select count(*)::integer - 1 as count from pg_inherits
    where inhparent in ('few'::regclass, 'many'::regclass) group by inhparent order by 1`);
  const counts = held.rows.map(({ count }) => count);
  if (counts.join() !== '38,1000') throw new Error(`There are ${counts.join(' and ')} partitions.`);
  const daily = { few: [] as number[], many: [] as number[] };
  const again = { few: [] as number[], many: [] as number[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const table of names) {
      daily[table].push(await timedQuery(client, maintain(table, round)));
      again[table].push(await timedQuery(client, maintain(table, round)));
    }
  }
  return [
    { name: `maintenance that makes ${AHEAD + 1} partitions, the first time`, value: `${first.toFixed(0)} ms` },
    withGoal(comparison('daily maintenance of 1,000 partitions / of 38', daily.many, daily.few), LINEAR),
    withGoal(comparison('maintenance with nothing to do, of 1,000 partitions / of 38', again.many, again.few), LINEAR),
  ];
}

function maintain(table: string, day: number): string {
  return `select count(*) from partitions.maintain('${table}', '2026-01-31T02:00Z'::timestamptz + interval '${day} days')`;
}

/** A day of three years of months, with pruning and with every partition read. */
async function pruningFigures(client: Client): Promise<Figure[]> {
  await client.query('create table months (at timestamptz not null, v integer not null) partition by range (at)');
  await client.query(`select partitions.configure('public', 'months', 'month', 35)`);
  await client.query("select partitions.maintain('months', '2026-01-15')");
  await client.query(`insert into months select '2026-01-01'::timestamptz + n * interval '1 minute', n
    from generate_series(0, 3 * 365 * 1440 - 1) n`);
  await client.query('vacuum analyze months');
  const query = "select sum(v) from months where at >= '2027-06-15' and at < '2027-06-16'";
  const [pruned, full]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [pruning, times] of [
      ['on', pruned],
      ['off', full],
    ] as const) {
      await client.query(`set enable_partition_pruning = ${pruning}`);
      times.push(await timedQuery(client, query));
    }
  }
  const faster = median(full) / median(pruned);
  return [
    { name: 'a day of 36 months read in full / pruned', value: faster.toFixed(1), goal: atLeast(10, faster) },
    {
      name: 'a day of 36 months, pruned',
      value: `${median(pruned).toFixed(1)} ms; in full ${median(full).toFixed(1)} ms`,
    },
  ];
}

const ENTRIES = 200_000;
const PARTICIPANTS = 50;
const OWN_ENTRIES = ENTRIES / PARTICIPANTS;
/** Many short rounds, one of each in turns: what else the machine does hits both alike. */
const LOOKUP_ROUNDS = 101;
const LOOKUPS = 200;

/** The look-up of keys in dict's entries by the application, and by the role that no policy holds for. */
async function policyFigures(system: System): Promise<Figure[]> {
  const superuser = await system.superuser('dict_core');
  await superuser.query("set session_replication_role = 'replica'");
  await superuser.query(`insert into public.entries
      (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
    select 'EMAIL', 'someone' || n || '@example.com', lpad((n % ${PARTICIPANTS})::text, 8, '0'), '1', 'CACC', 'Ana',
      '12345678901'
    from generate_series(1, ${ENTRIES}) n`);
  await superuser.query('vacuum analyze public.entries');
  await superuser.query(`create schema bench; grant usage on schema bench to public; ${LOOKUP_FUNCTION}`);
  const app = await system.connect('dict_core_user', 'dict_core');
  const admin = await system.superuser('dict_core');
  await admin.query('set role dict_admin_role');
  const times = { held: [[], []] as [number[], number[]], free: [[], []] as [number[], number[]] };
  for (let round = 0; round < LOOKUP_ROUNDS; round += 1) {
    for (const [client, [alone, whole]] of [
      [app, times.held],
      [admin, times.free],
    ] as const) {
      await client.query('begin');
      await client.query("select public.set_current_ispb('00000007')");
      alone.push(await timedQuery(client, 'select bench.look_up()'));
      whole.push(await lookUp(client));
      await client.query('commit');
    }
  }
  const [alone, whole] = [0, 1].map((kind) => [times.held[kind] ?? [], times.free[kind] ?? []] as const);
  if (alone === undefined || whole === undefined) throw new Error('Nothing was measured.');
  return [
    withGoal(comparison('look-up of a key with policies / without, as a client sees it', ...whole), 1.1),
    withGoal(comparison('look-up of a key with policies / without, in the server alone', ...alone), 1.1),
  ];
}

const QUERY = "select id from public.entries where key_type = 'EMAIL' and key_value = $1 and deleted_at is null";

async function lookUp(client: Client): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < LOOKUPS; n += 1) {
    const values = [`someone${(n % OWN_ENTRIES) * PARTICIPANTS + 7}@example.com`];
    const { rows } = await client.query({ name: 'look up', text: QUERY, values });
    if (rows.length !== 1) throw new Error(`${values[0]} was not found.`);
  }
  return performance.now() - start;
}

/** The same without the way to the server and back. */
const LOOKUP_FUNCTION = `create function bench.look_up() returns void language plpgsql as $$
  declare
    key text;
    found_id uuid;
  begin
    for n in 0 .. ${LOOKUPS * 10 - 1} loop
      key := 'someone' || (n % ${OWN_ENTRIES}) * ${PARTICIPANTS} + 7 || '@example.com';
      ${QUERY.replace('select id', 'select id into strict found_id').replace('$1', 'key')};
    end loop;
  end $$`;

async function timedQuery(client: Client, text: string): Promise<number> {
  const start = performance.now();
  await client.query(text);
  return performance.now() - start;
}

interface Comparison extends Figure {
  readonly ratio: number;
}

function comparison(name: string, ours: readonly number[], base: readonly number[]): Comparison {
  const ratio = median(ours.map((ms, round) => ms / (base[round] ?? Number.NaN)));
  return { name, ratio, value: `${ratio.toFixed(2)} (${median(ours).toFixed(1)} ms / ${median(base).toFixed(1)} ms)` };
}

function withGoal({ name, value, ratio }: Comparison, limit: number): Figure {
  return { name, value, goal: atMost(limit, ratio) };
}

if (require.main === module) {
  sqlFigures().then((figures) => {
    for (const { name, value, goal } of figures)
      console.log(`${name}: ${value}${goal ? ` (${goal.text}: ${goal.met})` : ''}`);
  });
}
