import { type Dump, Oracle } from './dump-oracle';
import { D17, type Planned, Planner, type Policy, planExpiry, stamp } from './dump-plan';

const NOW = '20270601T070000Z';
const DAY = 86_400_000;
const GLACIER = { MONTHLY_CLASS: 'GLACIER', MONTHLY_CLASS_DAYS: '90' };

/** Runs that are there, with their storage class. */
type Bucket = Map<string, string>;

/** Applies a plan as the job does: what is deleted is gone, what is archived stays in its class. */
function apply(bucket: Bucket, { code, plan, said }: Planned): void {
  if (code !== 0 || plan.length !== bucket.size) throw new Error(`${code}: ${plan.length} of ${bucket.size}. ${said}`);
  for (const { run, action, storageClass } of plan) {
    if (action === 'delete') bucket.delete(run);
    else if (storageClass !== '-' && bucket.get(run) === 'STANDARD') bucket.set(run, storageClass);
  }
}

interface Life {
  readonly from: string;
  readonly days: number;
  /** Days from one look at dumps, and one expiry, to the next. @default 1 */
  readonly step?: number;
  readonly dumps: (day: Date, index: number) => readonly Dump[];
}

/** Lives through days, and gives what the bucket holds after each expiry, at 23:00, beside what it should hold. */
async function* simulate(policy: Policy, life: Life) {
  const [bucket, oracle, planner]: [Bucket, Oracle, Planner] = [new Map(), new Oracle(policy), new Planner(policy)];
  const incomplete = new Set<string>();
  for (let index = 0; index < life.days; index += life.step ?? 1) {
    const day = new Date(Date.parse(life.from) + index * DAY);
    const dumps = life.dumps(day, index);
    oracle.add(dumps);
    for (const { at, complete } of dumps) {
      bucket.set(stamp(at), 'STANDARD');
      if (!complete) incomplete.add(stamp(at));
    }
    const lines = [...bucket.keys()].map((run) => `${run} ${incomplete.has(run) ? 'incomplete -' : `complete ${run}`}`);
    apply(bucket, await planner.plan(lines, stamp(new Date(day.getTime() + 23 * 3_600_000))));
    yield { day: day.toISOString().slice(0, 10), dumps, bucket, expected: oracle.expected() };
  }
  planner.stop();
}

const at = (day: Date, hours: number, complete = true): Dump => ({
  at: new Date(day.getTime() + hours * 3_600_000 + ((day.getTime() / DAY) % 7) * 1000),
  complete,
});

/** Whatever befalls dumps in ten years: the same in each run of the test. */
function eventful(day: Date, index: number): Dump[] {
  const chance = (index * 7919 + 13) % 100;
  const text = day.toISOString();
  // Six weeks without a complete dump, half a year without any, and months whose first days have none.
  if (text > '2026-05-20' && text < '2026-07-02') return [at(day, 3, false)];
  if (text > '2029-03-10' && text < '2029-09-15') return [];
  if (/-(02|09)-0[1-3]T/.test(text) || text.startsWith('2031-01')) return index % 2 ? [] : [at(day, 3, false)];
  if (chance < 4) return [];
  if (chance < 8) return [at(day, 3, false)];
  if (chance < 12) return [at(day, 3), at(day, 15)];
  if (chance < 14) return [at(day, 3, false), at(day, 5)];
  return [at(day, 3)];
}

const TEN_YEARS: Life = { from: '2024-01-17', days: 3653, dumps: eventful };

describe('what expires, by the program of the pod', () => {
  it('D17 ten years of runs, day by day: exactly 30 days, 12 months and 7 years of them are there', async () => {
    const wrong: unknown[] = [];
    const recent: Array<readonly [number, string]> = [];
    let checked = 0;
    for await (const { day, dumps, bucket, expected } of simulate(D17, TEN_YEARS)) {
      checked += 1;
      if (!same(bucket, expected)) wrong.push([day, differences(bucket, expected)]);
      recent.push(...dumps.map(({ at: time }) => [time.getTime(), stamp(time)] as const));
      while ((recent[0]?.[0] ?? Number.POSITIVE_INFINITY) < Date.parse(day) - 30 * DAY) recent.shift();
      for (const [, run] of recent) if (bucket.get(run) !== 'STANDARD') wrong.push([day, 'not at hand', run]);
      if (wrong.length > 3) break;
    }
    expect([checked, wrong]).toEqual([3653, []]);
  }, 600_000);

  it('D17 of runs at each midnight that never fail, these objects are there on a day', async () => {
    let last: Bucket = new Map();
    const midnights = (day: Date) => [{ at: day, complete: true }];
    // The first year begins in the middle.
    for await (const { bucket } of simulate(D17, { from: '2024-12-15', days: 459, dumps: midnights })) last = bucket;
    const days = [...last].map(([run, storageClass]) => `${run.slice(0, 8)} ${storageClass}`);
    const months = ['0301', '0401', '0501', '0601', '0701', '0801', '0901', '1001', '1101', '1201'];
    const daily = Array.from({ length: 31 }, (_, index) => new Date(Date.UTC(2026, 1, 16 + index)));
    expect(days).toEqual([
      '20241215 DEEP_ARCHIVE',
      '20250101 DEEP_ARCHIVE',
      ...months.map((day) => `2025${day} GLACIER`),
      '20260101 DEEP_ARCHIVE',
      '20260201 GLACIER',
      ...daily.map((day) => `${stamp(day).slice(0, 8)} STANDARD`),
    ]);
  });

  const policies: ReadonlyArray<readonly [string, Policy]> = [
    ['days alone', { DAILY: '9', MONTHLY: '0', YEARLY: '0' }],
    ['months alone, which keep the newest too', { DAILY: '0', MONTHLY: '3', YEARLY: '0' }],
    ['months that end while days go on', { DAILY: '45', MONTHLY: '1', YEARLY: '1' }],
    ['months that outlive the years', { DAILY: '20', MONTHLY: '18', YEARLY: '1', ...GLACIER }],
    ['a class that pays for some months and not for others', { DAILY: '30', MONTHLY: '3', YEARLY: '0', ...GLACIER }],
  ];
  test.each(policies)('D17 %s', async (_title, policy) => {
    const wrong = [];
    const life: Life = { from: '2027-11-20', days: 900, step: 3, dumps: eventful };
    for await (const { day, bucket, expected } of simulate(policy, life)) {
      if (!same(bucket, expected)) wrong.push([day, differences(bucket, expected)]);
    }
    expect(wrong).toEqual([]);
  });

  it('D17 a second expiry changes nothing', () => {
    const bucket: Bucket = new Map();
    const dumps = Array.from({ length: 400 }, (_, index) => at(new Date(Date.UTC(2026, 0, 1) + index * DAY), 3));
    for (const dump of dumps) bucket.set(stamp(dump.at), 'STANDARD');
    const expire = () =>
      apply(
        bucket,
        planExpiry(
          [...bucket.keys()].map((run) => `${run} complete ${run}`),
          NOW,
          D17,
        ),
      );
    expire();
    const once = [...bucket];
    expire();
    expect([...bucket]).toEqual(once);
    expect(once.length).toBeLessThan(50);
  });

  it('D17 nothing is deleted while dumps fail, however long', () => {
    const month = Array.from({ length: 31 }, (_, index) => stamp(new Date(Date.UTC(2026, 0, 1 + index, 3))));
    const failing = Array.from({ length: 400 }, (_, index) => stamp(new Date(Date.UTC(2026, 1, 1 + index, 3))));
    const lines = [...month.map((run) => `${run} complete ${run}`), ...failing.map((run) => `${run} incomplete -`)];
    const { plan } = planExpiry(lines, NOW, D17);
    expect(new Set(plan.map(({ action }) => action))).toEqual(new Set(['keep']));
    expect(plan).toHaveLength(431);
  });

  it('D17 runs are kept where none is complete', () => {
    const { code, plan } = planExpiry(['20200101T030000Z incomplete -'], NOW, D17);
    expect([code, plan]).toEqual([
      0,
      [{ run: '20200101T030000Z', action: 'keep', why: 'none-complete', storageClass: '-' }],
    ]);
    expect(planExpiry([], NOW, D17)).toEqual({ code: 0, plan: [], said: '' });
  });

  it('D17 a run that may still be under way is kept, even before the newest complete one', () => {
    const lines = [
      '20260601T020000Z incomplete -',
      '20260601T030000Z incomplete -',
      '20260601T060000Z complete 20260601T060100Z',
    ];
    const policy = { ...D17, DAILY: '0' };
    const actions = (now: string) =>
      planExpiry([...lines, '20260602T000000Z complete 20260602T000001Z'], now, policy).plan;
    expect(actions('20260602T000100Z').map(({ action }) => action)).toEqual(['delete', 'delete', 'keep', 'keep']);
    const running = planExpiry(lines, '20260601T065959Z', { ...policy, DUMP_DEADLINE: '14400' }).plan;
    expect(running.map(({ why }) => why)).toEqual(['incomplete,daily', 'incomplete,daily', 'newest,monthly,yearly']);
  });

  const clocks: ReadonlyArray<readonly [string, string, string, string]> = [
    ['a run of tomorrow', '20260602T030000Z incomplete -', '20260601T070000Z', 'the time of this machine'],
    [
      'a run ahead of the bucket',
      '20260601T030000Z complete 20260501T030000Z',
      '20260601T070000Z',
      'when the bucket took it',
    ],
    [
      'a machine whose clock is late',
      '20260601T030000Z complete 20260601T030500Z',
      '19700101T000000Z',
      'the time of this',
    ],
  ];
  test.each(clocks)('D17 %s leaves no plan', (_title, line, now, whose) => {
    const { code, plan, said } = planExpiry(['20260101T030000Z complete 20260101T030500Z', line], now, D17);
    expect([code, plan]).toEqual([3, []]);
    expect(said).toMatch(`run ${line.slice(0, 16)} is later than`);
    expect(said).toContain(whose);
  });

  it('clocks of two machines may differ by ten minutes', () => {
    expect(planExpiry(['20260601T031000Z complete 20260601T030000Z'], '20260601T030000Z', D17).code).toBe(0);
    expect(planExpiry(['20260601T031001Z complete 20260601T030000Z'], '20260601T070000Z', D17).code).toBe(3);
  });

  const unsaid = [
    { ...D17, DAILY: '0', MONTHLY: '0', YEARLY: '0' },
    { ...D17, DAILY: '' },
    { ...D17, MONTHLY: '1.5' },
    { ...D17, YEARLY: 'many' },
  ];
  test.each(unsaid)('D17 what is not said is not taken for nothing to keep', (policy) => {
    const { code, plan, said } = planExpiry(['20260101T030000Z complete 20260101T030000Z'], '20260601T030000Z', policy);
    expect([code, plan]).toEqual([2, []]);
    expect(said).toContain('not three whole numbers, one above 0.');
  });
});

function same(one: Bucket, other: Bucket): boolean {
  return one.size === other.size && [...one].every(([run, storageClass]) => other.get(run) === storageClass);
}

function differences(bucket: Bucket, expected: Bucket): string[] {
  const runs = [...new Set([...bucket.keys(), ...expected.keys()])].sort();
  return runs
    .filter((run) => bucket.get(run) !== expected.get(run))
    .map((run) => `${run}: is ${bucket.get(run)}, should be ${expected.get(run)}`);
}
