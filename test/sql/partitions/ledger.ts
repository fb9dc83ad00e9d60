import type { Client } from 'pg';
import { AccessLevel } from '../../../lib/profile/databases';
import { PartitionInterval, PartitionRetire } from '../../../lib/profile/partitions';
import type { System, SystemUnderTest } from '../fixture';

const { DAY, MONTH } = PartitionInterval;
const month = { interval: MONTH, premake: 3, retention: 12, retire: PartitionRetire.DROP };
const day = { interval: DAY, premake: 7, retention: 30, retire: PartitionRetire.DROP };

/** A database with a table of every kind that the library takes. */
export const ledger: SystemUnderTest = {
  name: 'ledger',
  roles: { ledger_owner: { login: false }, audit_owner: { login: false }, ledger_app: {} },
  databases: {
    ledger: {
      owner: 'ledger_owner',
      access: { ledger_app: AccessLevel.WRITE },
      schemas: {
        audit: { owner: 'audit_owner', access: { ledger_app: AccessLevel.WRITE } },
        closed: { owner: 'audit_owner' },
      },
      partitions: {
        months: month,
        berlin: { ...day, timeZone: 'Europe/Berlin' },
        sao_paulo: { ...day, timeZone: 'America/Sao_Paulo' },
        dates: { ...day, timeZone: 'Pacific/Auckland' },
        times: day,
        moved: { interval: DAY, premake: 2 },
        zones: month,
        busy: { interval: DAY, premake: 3 },
        crowded: { interval: DAY, premake: 20, retention: 5, retire: PartitionRetire.DROP },
        referenced: { interval: DAY, premake: 1 },
        lost: { interval: DAY, premake: 3 },
        dropped: month,
        'audit.logs': { ...month, retire: PartitionRetire.DETACH, schema: 'closed' },
        plain: { interval: DAY, premake: 1 },
        absent: { interval: DAY, premake: 1 },
      },
    },
  },
};

/** One line of what maintenance did. */
export interface Done {
  readonly action: string;
  readonly table_name: string;
  readonly partition_name: string | null;
  readonly details: string;
}

/** The running server, with a session of each role that matters. */
export interface Ledger {
  readonly system: System;
  readonly superuser: Client;
  readonly owner: Client;
  readonly app: Client;
  /** The role of the maintenance job. */
  readonly keeper: Client;
}

export async function openLedger(system: System): Promise<Ledger> {
  const owner = await system.superuser('ledger');
  await owner.query('set role ledger_owner');
  return {
    system,
    owner,
    superuser: await system.superuser('ledger'),
    app: await system.connect('ledger_app', 'ledger'),
    keeper: await system.connect('partition_maintenance', 'ledger'),
  };
}

/** A table of the owner with a default partition, by days or months of `at`. */
export async function createTable({ owner }: Ledger, name: string, columns = 'at timestamptz not null'): Promise<void> {
  await owner.query(`create table public.${name} (id bigint generated always as identity, ${columns}, primary key (id, at))
    partition by range (at);
    create table public.${name}_default partition of public.${name} default`);
}

export async function maintain({ keeper }: Ledger, table: string, at: string, client = keeper): Promise<Done[]> {
  const { rows } = await client.query<Done>('select * from partitions.maintain($1::regclass, $2)', [table, at]);
  return rows;
}

/** What was done, in few words. */
export function words(done: readonly Done[]): string[] {
  return done.map(({ action, partition_name }) => `${action} ${partition_name}`);
}

/** Names of the partitions that are attached, the default one left out. */
export async function attached({ superuser }: Ledger, table: string): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = $1::regclass and pg_get_expr(relpartbound, inhrelid) <> 'DEFAULT' order by 1`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Each row's key and the partition that it lies in. */
export async function placesOf({ superuser }: Ledger, table: string, key = 'at::text'): Promise<string[]> {
  const { rows } = await superuser.query<{ place: string }>(
    `select ${key} || ' ' || relname as place from ${table} join pg_class on pg_class.oid = ${table}.tableoid order by 1`,
  );
  return rows.map(({ place }) => place);
}

/** What the server refused: its SQLSTATE and its words. */
export async function refusalOf(statement: Promise<unknown>): Promise<string> {
  try {
    await statement;
    return 'accepted';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
}
