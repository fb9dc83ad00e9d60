import { attached, createTable, type Ledger, maintain, refusalOf, words } from './ledger';

/** Several sessions at once, and sessions that hold a table. */
export function sessionsSteps(ledger: () => Ledger): void {
  test('S4 four sessions at once make each partition once, and none of them fails', async () => {
    await createTable(ledger(), 'crowded');
    const { system, owner } = ledger();
    await owner.query(`insert into crowded (at) select '2026-06-10T06:00Z'::timestamptz + n * interval '6 hours'
      from generate_series(0, 99) n`);
    const keepers = await Promise.all([0, 1, 2, 3].map(() => system.connect('partition_maintenance', 'ledger')));
    const runs = await Promise.all(
      keepers.map(async (keeper) => [
        ...(await maintain(ledger(), 'crowded', '2026-06-15T12:00Z', keeper)),
        ...(await maintain(ledger(), 'crowded', '2026-06-30T12:00Z', keeper)),
      ]),
    );
    const done = runs.flatMap(words).sort();
    expect(new Set(done).size).toBe(done.length);
    // From the 10th, of which there are rows, to 20 days after the 30th; then the 10th to the 24th were retired.
    expect(done.filter((word) => word.startsWith('created'))).toHaveLength(41);
    expect(done.filter((word) => word.startsWith('retired'))).toHaveLength(15);
    expect(done).toHaveLength(56);
    expect(await attached(ledger(), 'crowded')).toHaveLength(26);
  });

  test('S4 steps of a plan that another session has taken meanwhile are no steps, nor are those of a detached partition', async () => {
    const { system, keeper, owner } = ledger();
    const plan = "select action, day, partition::oid from partitions.plan('crowded', '2026-07-02T12:00Z')";
    const steps = (await keeper.query(plan)).rows;
    expect(steps.map(({ action }) => action)).toEqual(['create', 'create', 'retire', 'retire']);
    const other = await system.connect('partition_maintenance', 'ledger');
    await owner.query('alter table crowded detach partition crowded_y2026m06d25');
    const both = await Promise.all(
      [keeper, other].map(async (client) => {
        const done: unknown[] = [];
        for (const { action, day, partition } of steps) {
          const { rows } = await client.query(
            "select * from partitions.take_step('crowded', $1, $2, $3::oid::regclass, '2026-07-02T12:00Z')",
            [action, day, partition],
          );
          done.push(...rows);
        }
        return done;
      }),
    );
    expect(both.flat()).toHaveLength(3);
    await owner.query('drop table crowded_y2026m06d25');
    expect(words(await maintain(ledger(), 'crowded', '2026-07-02T12:00Z'))).toEqual(['lost crowded_y2026m06d25']);
  });

  test('S4 a partition that is being detached concurrently by another is left to it', async () => {
    const { system, keeper, owner } = ledger();
    await createTable(ledger(), 'lost');
    await owner.query('drop table lost_default');
    await maintain(ledger(), 'lost', '2026-06-15T12:00Z');
    await ledger().superuser.query("select partitions.configure('public', 'lost', 'day', 3, 1, 'drop')");
    const reader = await system.connect('ledger_app', 'ledger');
    await reader.query('begin; select * from lost');
    const detacher = await system.superuser('ledger');
    const detached = detacher.query('alter table lost detach partition lost_y2026m06d15 concurrently');
    try {
      await waitUntil(async () => {
        const { rows } = await owner.query('select count(*)::integer from pg_inherits where inhdetachpending');
        return rows[0]?.count === 1;
      });
      const { rows } = await keeper.query("select action, partition from partitions.plan('lost', '2026-06-17T12:00Z')");
      expect(rows.filter(({ action }) => action === 'retire')).toEqual([]);
    } finally {
      await reader.query('commit');
      await detached;
    }
    expect(words(await maintain(ledger(), 'lost', '2026-06-16T12:00Z'))).toEqual([
      'lost lost_y2026m06d15',
      'created lost_y2026m06d19',
    ]);
    await owner.query('drop table lost, lost_y2026m06d15');
  });

  test('S4 a table that a long transaction holds is asked for briefly, several times, and others get through between', async () => {
    const { system, keeper, app } = ledger();
    const reader = await system.connect('ledger_app', 'ledger');
    await reader.query('begin; select count(*) from crowded');
    const run = maintain(ledger(), 'crowded', '2026-07-03T12:00Z', keeper);
    let [running, inserted] = [true, 0];
    const writing = (async () => {
      while (running) {
        await app.query("insert into crowded (at) values ('2026-07-10T00:00Z')");
        inserted += 1;
      }
    })();
    const done = await run;
    running = false;
    await writing;
    await reader.query('commit');
    expect(words(done)).toEqual(['failed crowded_y2026m07d23']);
    expect(done[0]?.details).toBe('public.crowded was in use each of 10 times that it was asked for.');
    expect(inserted).toBeGreaterThan(5);
    expect(words(await maintain(ledger(), 'crowded', '2026-07-03T12:00Z'))).toEqual([
      'created crowded_y2026m07d23',
      'retired crowded_y2026m06d27',
    ]);
  });

  test('S4 a transaction that has read the table and then writes to it is never undone for the sake of maintenance', async () => {
    const { system } = ledger();
    const client = await system.connect('ledger_app', 'ledger');
    await client.query('begin; select count(*) from crowded');
    const run = maintain(ledger(), 'crowded', '2026-07-04T12:00Z');
    await waitUntil(async () => {
      const { rows } = await ledger().owner.query(
        "select from pg_locks where mode = 'AccessExclusiveLock' and not granted",
      );
      return rows.length > 0;
    });
    expect(await refusalOf(client.query("insert into crowded (at) values ('2026-07-24T12:00Z')"))).toBe('accepted');
    await client.query('commit');
    expect(words(await run)).toEqual(['created crowded_y2026m07d24', 'retired crowded_y2026m06d28']);
    const { rows } = await ledger().owner.query(
      "select tableoid::regclass::text as place from crowded where at = '2026-07-24T12:00Z'",
    );
    expect(rows).toEqual([{ place: 'crowded_y2026m07d24' }]);
  });
}

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It never came to hold.');
}
