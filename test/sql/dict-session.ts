import type { Client, QueryResult } from 'pg';

/** Participants, as DICT names them: by 8 digits. */
export const DONOR = '11111111';
export const CLAIMER = '22222222';
export const STRANGER = '33333333';

export type Row = Record<string, unknown>;

/** What an attacker, a bug, or a forgotten call puts in the place of a participant. */
export const NO_PARTICIPANTS: ReadonlyArray<[string, string | undefined]> = [
  ['nothing', undefined],
  ['an empty string', ''],
  ['a quote that closes the literal', `${DONOR}' or '1'='1`],
  ['a second statement', `${DONOR}'; reset app.current_ispb; --`],
  ['a wildcard', '%'],
  ['a participant with a blank', `${DONOR} `],
  ['a participant and a line break', `${DONOR}\n`],
  ['a list', `${DONOR},${CLAIMER}`],
];

/** The address, and the participant. */
export const INSERT_ENTRY = `insert into entries
  (key_type, key_value, account_ispb, account_number, account_type, owner_name, owner_document)
  values ('EMAIL', $1, $2, '1', 'CACC', 'Ana Souza', '12345678901')`;

/** Runs statements in one transaction that works for a participant; for none where it is undefined. */
export async function inTransactionOf<T>(client: Client, ispb: string | undefined, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    if (ispb !== undefined) await client.query("select set_config('app.current_ispb', $1, true)", [ispb]);
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** One statement for a participant. */
export function as(
  client: Client,
  ispb: string | undefined,
  sql: string,
  values: unknown[] = [],
): Promise<QueryResult<Row>> {
  return inTransactionOf(client, ispb, () => client.query<Row>(sql, values));
}

/** What the server refused: its SQLSTATE and its words. */
export async function refusalOf(statement: Promise<unknown>): Promise<string> {
  try {
    await statement;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
  return 'accepted';
}

/** Registers an e-mail address, and gives the entry's id. */
export async function register(client: Client, ispb: string, address: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "select id from register_key($1, 'EMAIL', $2, '1234-5', 'CACC', 'Ana Souza', '12345678901')",
    [ispb, address],
  );
  return rows[0]?.id ?? '';
}

/** Opens a claim to an e-mail address, and gives its id. */
export async function openClaim(
  client: Client,
  ispb: string,
  address: string,
  type: 'PORTABILITY' | 'OWNERSHIP' = 'PORTABILITY',
): Promise<string> {
  const { rows } = await client.query<{ id: string }>("select id from open_claim($1, $2, 'EMAIL', $3)", [
    ispb,
    type,
    address,
  ]);
  return rows[0]?.id ?? '';
}

/** Takes the key of a claim over, for the same owner, and gives the new entry's id. */
export async function complete(client: Client, ispb: string, claim: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    "select id from complete_claim($1, $2, '9876-1', 'SVGS', 'Ana Souza', '12345678901')",
    [ispb, claim],
  );
  return rows[0]?.id ?? '';
}
