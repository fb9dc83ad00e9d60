import type { Client } from 'pg';
import { as, CLAIMER, complete, DONOR, openClaim, refusalOf, register, STRANGER } from './dict-session';
import { type System, startSystem } from './fixture';
import { BEFORE_PARTMAN, dict } from './systems/dict';

const KEY = 'key@example.com';
const acknowledge = 'select status from acknowledge_claim($1, $2)';
const confirm = 'select status from confirm_claim($1, $2)';
const cancel = 'select status, cancellation_reason from cancel_claim($1, $2)';

describe.each([15, 16, 17, 18] as const)('procedures of dict on PostgreSQL %i', (major) => {
  let system: System;
  let app: Client;
  let admin: Client;

  beforeAll(async () => {
    system = await startSystem(major, dict, { upTo: BEFORE_PARTMAN });
    app = await system.connect('dict_core_user', 'dict_core');
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

  it('D27 a claim goes its way: opened, acknowledged, confirmed, completed, and the key has moved', async () => {
    const given = await register(app, DONOR, KEY);
    const claim = await openClaim(app, CLAIMER, KEY);
    expect((await app.query(acknowledge, [DONOR, claim])).rows).toEqual([{ status: 'WAITING_RESOLUTION' }]);
    expect((await app.query(confirm, [DONOR, claim])).rows).toEqual([{ status: 'CONFIRMED' }]);
    expect(await holders()).toEqual({ live: [DONOR], all: 1 });
    const taken = await complete(app, CLAIMER, claim);
    expect(await holders()).toEqual({ live: [CLAIMER], all: 2 });
    const rows = async (ispb: string) => (await as(app, ispb, 'select id, status, account_number from entries')).rows;
    expect(await rows(DONOR)).toEqual([{ id: given, status: 'DELETED', account_number: '1234-5' }]);
    expect(await rows(CLAIMER)).toEqual([{ id: taken, status: 'ACTIVE', account_number: '9876-1' }]);
    expect(await openClaim(app, DONOR, KEY)).toEqual(expect.any(String));
  });

  it('D27 a cancelled claim leaves the key where it is, and another may be opened', async () => {
    await register(app, DONOR, KEY);
    for (const by of [DONOR, CLAIMER]) {
      const claim = await openClaim(app, CLAIMER, KEY);
      expect((await app.query(cancel, [by, claim])).rows).toEqual([
        { status: 'CANCELLED', cancellation_reason: 'USER_REQUESTED' },
      ]);
    }
    const confirmed = await openClaim(app, CLAIMER, KEY);
    await app.query(confirm, [DONOR, confirmed]);
    await app.query(cancel, [CLAIMER, confirmed]);
    expect(await holders()).toEqual({ live: [DONOR], all: 1 });
  });

  it('D27 each refusal has an SQLSTATE to switch on, words, and a hint', async () => {
    await register(app, DONOR, KEY);
    expect(await refusalOf(openClaim(app, CLAIMER, 'nobody@example.com'))).toBe('P0002: Nobody holds this EMAIL.');
    expect(await refusalOf(openClaim(app, DONOR, KEY))).toBe(`55000: ${DONOR} holds this EMAIL itself.`);
    const short = app.query("select open_claim($1, 'OWNERSHIP', 'EMAIL', $2, p_expires_in => '1 hour')", [
      CLAIMER,
      KEY,
    ]);
    expect(await refusalOf(short)).toMatch(/^22023: A claim that expires at .* leaves the donor less than 7 days\.$/);
    const claim = await openClaim(app, CLAIMER, KEY);
    expect(await refusalOf(openClaim(app, STRANGER, KEY))).toBe('23505: This EMAIL is under a claim already.');
    const foreign = `P0002: ${STRANGER} takes part in no claim ${claim}.`;
    for (const sql of [acknowledge, confirm, cancel]) {
      expect(await refusalOf(app.query(sql, [STRANGER, claim]))).toBe(foreign);
    }
    expect(await refusalOf(complete(app, STRANGER, claim))).toBe(foreign);
    expect(await refusalOf(complete(app, DONOR, claim))).toMatch(
      /^42501: Claim .* is completed by its claimer 22222222/,
    );
    expect(await refusalOf(complete(app, CLAIMER, claim))).toBe(`55000: Claim ${claim} is OPEN.`);
    const error = await complete(app, CLAIMER, claim).catch((caught: { hint?: string }) => caught);
    expect(error).toMatchObject({ hint: expect.stringContaining('public.confirm_claim()') });
    const remove = app.query("select delete_key($1, 'EMAIL', $2)", [DONOR, KEY]);
    expect(await refusalOf(remove)).toMatch(/^55000: Entry .* is under a claim\.$/);
    const elsewhere = app.query("select delete_key($1, 'EMAIL', $2)", [STRANGER, KEY]);
    expect(await refusalOf(elsewhere)).toBe(`P0002: ${STRANGER} holds no such EMAIL.`);
    expect(await status(claim)).toBe('OPEN');
  });

  it('D27 each side takes its own steps alone, by a procedure or by an update of its own', async () => {
    await register(app, DONOR, KEY);
    const claim = await openClaim(app, CLAIMER, KEY);
    const update = (ispb: string, to: string) =>
      refusalOf(as(app, ispb, 'update claims set status = $2, completed_at = $3 where id = $1', [claim, to, null]));
    const refused = (who: string, to: string) => `55000: Claim ${claim} is OPEN; its ${who} may not make it ${to}.`;
    expect(await refusalOf(app.query(confirm, [CLAIMER, claim]))).toBe(refused('claimer', 'CONFIRMED'));
    for (const to of ['WAITING_RESOLUTION', 'CONFIRMED', 'COMPLETED']) {
      expect(await update(CLAIMER, to)).toBe(refused('claimer', to));
    }
    expect(await update(DONOR, 'COMPLETED')).toBe(refused('donor', 'COMPLETED'));
    expect(await update(DONOR, 'CONFIRMED')).toBe('accepted');
    expect(await refusalOf(app.query(cancel, [DONOR, claim]))).toMatch(/is CONFIRMED; its donor may not make it CANC/);
    expect(await update(DONOR, 'OPEN')).toMatch(/^55000: /);
  });

  it('D27 the donor’s silence grants an ownership and ends a portability, once the time is over', async () => {
    const insert = `insert into claims (entry_id, claim_type, claimer_ispb, owner_ispb, created_at, expires_at)
      values ($1, $2, $3, $4, now() - interval '8 days', now() - interval '1 day') returning id`;
    const expired = async (type: string) => {
      const entry = await register(app, DONOR, `${type.toLowerCase()}@example.com`);
      return (await admin.query<{ id: string }>(insert, [entry, type, CLAIMER, DONOR])).rows[0]?.id ?? '';
    };
    const [ownership, portability] = [await expired('OWNERSHIP'), await expired('PORTABILITY')];
    expect(await refusalOf(complete(app, CLAIMER, portability))).toBe(`55000: Claim ${portability} is OPEN.`);
    expect(await refusalOf(app.query(confirm, [DONOR, portability]))).toMatch(/^55000: Claim .* expired at .* without/);
    await app.query("select cancel_claim($1, $2, 'DEFAULT_OPERATION')", [CLAIMER, portability]);
    await complete(app, CLAIMER, ownership);
    expect([await status(ownership), await status(portability)]).toEqual(['COMPLETED', 'CANCELLED']);
    // The application itself can write no claim whose time is over.
    const entry = await register(app, DONOR, 'late@example.com');
    expect(await refusalOf(as(app, CLAIMER, insert, [entry, 'OWNERSHIP', CLAIMER, DONOR]))).toMatch(/^22023: /);
  });

  it('D27 what cannot be claimed is not: random keys, another’s tax number, a key that is gone', async () => {
    const enter = "select id from register_key($1, $2, $3, '1', 'CACC', 'Ana', '12345678901')";
    await app.query(enter, [DONOR, 'CPF', '12345678901']);
    await app.query(enter, [DONOR, 'EVP', '0b7d1fd7-12ab-4b0f-9c12-0123456789ab']);
    const open = (type: string, key: string, value: string) =>
      refusalOf(app.query('select id from open_claim($1, $2, $3, $4)', [CLAIMER, type, key, value]));
    const evp = await open('PORTABILITY', 'EVP', '0b7d1fd7-12ab-4b0f-9c12-0123456789ab');
    expect(evp).toBe('55000: There is no claim of PORTABILITY to a key of type EVP.');
    expect(await open('OWNERSHIP', 'CPF', '12345678901')).toMatch(/^55000: There is no claim of OWNERSHIP to a key/);
    const gone = await register(app, DONOR, KEY);
    await app.query("select delete_key($1, 'EMAIL', $2)", [DONOR, KEY]);
    const direct = `insert into claims (entry_id, claim_type, claimer_ispb, owner_ispb, expires_at)
      values ($1, 'PORTABILITY', $2, $3, now() + interval '8 days')`;
    expect(await refusalOf(as(app, CLAIMER, direct, [gone, CLAIMER, DONOR]))).toMatch(/^55000: Entry .* is deleted/);
  });

  it('D27 a portability goes to the same person, an ownership to another', async () => {
    for (const [type, address] of [
      ['PORTABILITY', 'same@example.com'],
      ['OWNERSHIP', 'other@example.com'],
    ] as const) {
      await register(app, DONOR, address);
      const claim = await openClaim(app, CLAIMER, address, type);
      await app.query(confirm, [DONOR, claim]);
      const sql = "select from complete_claim($1, $2, '1', 'CACC', 'Bia', '98765432100')";
      const answer = await refusalOf(app.query(sql, [CLAIMER, claim]));
      expect(answer).toMatch(
        type === 'OWNERSHIP' ? /^accepted$/ : /^55000: .* is a portability, and the document is not/,
      );
    }
  });
});
