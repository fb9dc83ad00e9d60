import type { Client } from 'pg';
import { as, CLAIMER, complete, DONOR, openClaim, refusalOf, register, STRANGER } from './dict-session';
import { type System, startSystem } from './fixture';
import { BEFORE_PARTMAN, dict } from './systems/dict';

const KEY = 'key@example.com';
const confirm = 'select status from confirm_claim($1, $2)';
const cancel = 'select status from cancel_claim($1, $2)';

describe.each([15, 16, 17, 18] as const)('procedures of dict at once on PostgreSQL %i', (major) => {
  let system: System;
  let app: Client;
  let other: Client;
  let admin: Client;

  beforeAll(async () => {
    system = await startSystem(major, dict, { upTo: BEFORE_PARTMAN });
    app = await system.connect('dict_core_user', 'dict_core');
    other = await system.connect('dict_core_user', 'dict_core');
    admin = await system.superuser('dict_core');
  });

  afterAll(() => system?.stop());

  beforeEach(() => admin.query('delete from claims; delete from entries'));

  const status = async (claim: string) =>
    (await admin.query('select status from claims where id = $1', [claim])).rows[0]?.status;
  /** Who holds live keys, and how many rows there are in all. */
  const holders = async () =>
    (
      await admin.query<{ live: string[] | null; all: number }>(
        'select array_agg(account_ispb) filter (where deleted_at is null) as live, count(*)::integer as all from entries',
      )
    ).rows[0];

  /** Both begin; the second waits for a lock of the first, which then commits or rolls back. What both got. */
  async function collide(
    first: (client: Client) => Promise<unknown>,
    second: (client: Client) => Promise<unknown>,
    end = 'commit',
  ): Promise<string[]> {
    await app.query('begin');
    const answer = await refusalOf(first(app));
    const pending = refusalOf(second(other));
    await untilLocked(pending);
    await app.query(end);
    return [answer, await pending];
  }

  /** @throws Error where the second session goes through without waiting for the first */
  async function untilLocked(pending: Promise<string>): Promise<void> {
    let through: string | undefined;
    pending.then((answer) => {
      through = answer;
    });
    const waits = "select from pg_stat_activity where wait_event_type = 'Lock' and usename = 'dict_core_user'";
    while ((await admin.query(waits)).rowCount === 0) {
      if (through !== undefined) throw new Error(`The second session did not wait: ${through}`);
    }
  }

  const confirmed = async () => {
    await register(app, DONOR, KEY);
    const claim = await openClaim(app, CLAIMER, KEY);
    await app.query(confirm, [DONOR, claim]);
    return claim;
  };
  const remove = (client: Client) => client.query("select delete_key($1, 'EMAIL', $2)", [DONOR, KEY]);

  it('D27 register the same key: one has it, and the other where the first gives up', async () => {
    const enter = (ispb: string) => (client: Client) => register(client, ispb, KEY);
    expect(await collide(enter(DONOR), enter(CLAIMER))).toEqual([
      'accepted',
      '23505: This EMAIL is registered already.',
    ]);
    expect(await holders()).toEqual({ live: [DONOR], all: 1 });
    await remove(app);
    expect(await collide(enter(DONOR), enter(CLAIMER), 'rollback')).toEqual(['accepted', 'accepted']);
    expect((await holders())?.live).toEqual([CLAIMER]);
  });

  it('D27 open a claim to the same key: one does', async () => {
    await register(app, DONOR, KEY);
    const open = (ispb: string) => (client: Client) => openClaim(client, ispb, KEY);
    expect(await collide(open(CLAIMER), open(STRANGER))).toEqual([
      'accepted',
      '23505: This EMAIL is under a claim already.',
    ]);
  });

  it('D27 complete and cancel the same claim: whoever came first has it', async () => {
    const claim = await confirmed();
    const take = (client: Client) => complete(client, CLAIMER, claim);
    const stop = (client: Client) => client.query(cancel, [CLAIMER, claim]);
    expect(await collide(stop, take, 'rollback')).toEqual(['accepted', 'accepted']);
    expect([await status(claim), (await holders())?.live]).toEqual(['COMPLETED', [CLAIMER]]);
    await admin.query('delete from claims; delete from entries');
    const second = await confirmed();
    const answers = await collide(
      (client) => complete(client, CLAIMER, second),
      (client) => client.query(cancel, [CLAIMER, second]),
    );
    expect(answers).toEqual([
      'accepted',
      `55000: Claim ${second} is COMPLETED; its claimer may not make it CANCELLED.`,
    ]);
    await admin.query('delete from claims; delete from entries');
    const third = await confirmed();
    const reversed = await collide(
      (client) => client.query(cancel, [CLAIMER, third]),
      (client) => complete(client, CLAIMER, third),
    );
    expect(reversed).toEqual(['accepted', `55000: Claim ${third} is CANCELLED.`]);
    expect((await holders())?.live).toEqual([DONOR]);
  });

  it('D27 complete the same claim twice: once', async () => {
    const claim = await confirmed();
    const take = (client: Client) => complete(client, CLAIMER, claim);
    expect(await collide(take, take)).toEqual(['accepted', `55000: Claim ${claim} is COMPLETED.`]);
    expect(await holders()).toEqual({ live: [CLAIMER], all: 2 });
  });

  it('D27 delete a key and open a claim to it: no claim is to a key that is gone', async () => {
    const open = (client: Client) => openClaim(client, CLAIMER, KEY);
    await register(app, DONOR, KEY);
    expect(await collide(remove, open)).toEqual(['accepted', expect.stringMatching(/^55000: Entry .* is deleted/)]);
    await register(app, DONOR, KEY);
    expect(await collide(open, remove)).toEqual(['accepted', expect.stringMatching(/^55000: Entry .* is under a/)]);
  });

  it('D27 complete a claim and register its key: the claimer has it', async () => {
    const claim = await confirmed();
    const take = (client: Client) => complete(client, CLAIMER, claim);
    const enter = (client: Client) => register(client, STRANGER, KEY);
    expect(await collide(take, enter)).toEqual(['accepted', '23505: This EMAIL is registered already.']);
  });

  it('D27 eight sessions that do everything to three keys never deadlock, and a key has one holder at most', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => system.connect('dict_core_user', 'dict_core')));
    const seen = new Set<string>();
    const work = async (client: Client, seed: number) => {
      let state = seed;
      const pick = <T>(choices: readonly T[]): T => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return choices[Math.floor((state / 2147483648) * choices.length)] as T;
      };
      for (let step = 0; step < 150; step += 1) {
        const ispb = pick([DONOR, CLAIMER, STRANGER]);
        const address = pick(['a@example.com', 'b@example.com', 'c@example.com']);
        const { rows } = await as(client, ispb, "select id from claims where status not in ('CANCELLED', 'COMPLETED')");
        const claim = String(pick(rows)?.id ?? '00000000-0000-0000-0000-000000000000');
        const answer = await refusalOf(
          pick([
            () => register(client, ispb, address),
            () => openClaim(client, ispb, address, pick(['PORTABILITY', 'OWNERSHIP'])),
            () => client.query(confirm, [ispb, claim]),
            () => client.query(cancel, [ispb, claim]),
            () => complete(client, ispb, claim),
            () => client.query("select delete_key($1, 'EMAIL', $2)", [ispb, address]),
            () => as(client, ispb, "delete from entries where key_type = 'EMAIL' and key_value = $1", [address]),
          ])(),
        );
        seen.add(answer.slice(0, 5));
      }
    };
    await Promise.all(clients.map((client, index) => work(client, index + 1)));
    // 23503: an entry with claims is history.
    expect([...seen].sort()).toEqual(['23503', '23505', '42501', '55000', 'P0002', 'accep']);
    const twice = 'select from entries where deleted_at is null group by key_type, key_value having count(*) > 1';
    const stale = `select from claims join entries on entries.id = entry_id where deleted_at is not null
      and claims.status in ('OPEN', 'WAITING_RESOLUTION', 'CONFIRMED')`;
    expect([(await admin.query(twice)).rows, (await admin.query(stale)).rows]).toEqual([[], []]);
    expect((await admin.query("select from claims where status = 'COMPLETED'")).rowCount).toBeGreaterThan(0);
  });
});
