import type { Client } from 'pg';
import type { Major } from '../../lib/parameters/majors';
import { type System, startSystem } from './fixture';
import { sagaz } from './systems/sagaz';

/** The partitioned tables: how many intervals there are ahead, and what a partition has after the table's name. */
export const PARTITIONED = {
  saga_audit_log: { ahead: 3, unit: 'month', format: '"y"YYYY"m"MM' },
  saga_executions: { ahead: 3, unit: 'month', format: '"y"YYYY"m"MM' },
  saga_outbox: { ahead: 7, unit: 'day', format: '"y"YYYY"m"MM"d"DD' },
} as const;

export interface MaintenanceStep {
  readonly action: string;
  readonly table_name: string;
  readonly partition_name: string;
  readonly details: string;
}

/** sagaz on a real server, with a session of each kind of role. */
export interface SagazServer {
  readonly system: System;
  readonly superuser: Client;
  /** The superuser as `sagaz_owner`, who cannot log in. */
  readonly owner: Client;
  readonly app: Client;
  readonly analytics: Client;
  /** `maintain_all_partitions()`, by the owner unless told. */
  maintain(client?: Client): Promise<MaintenanceStep[]>;
  /** Its partitions by name, the default one too. */
  partitionsOf(table: string): Promise<string[]>;
  /** Where the rows of that moment are. */
  partitionsOfRows(table: string, time: string): Promise<string[]>;
  /** How many rows are in the default partition of each table. */
  waiting(): Promise<Record<string, string>>;
}

export async function startSagaz(major: Major): Promise<SagazServer> {
  const system = await startSystem(major, sagaz);
  const superuser = await system.superuser('sagaz');
  const owner = await system.superuser('sagaz');
  await owner.query('set role sagaz_owner');
  const app = await system.connect('sagaz_app', 'sagaz');
  const analytics = await system.connect('sagaz_analytics', 'sagaz');
  return {
    system,
    superuser,
    owner,
    app,
    analytics,
    maintain: async (client = owner) => {
      const { rows } = await client.query<MaintenanceStep>('select * from maintain_all_partitions()');
      return rows;
    },
    partitionsOf: async (table) => {
      const { rows } = await superuser.query<{ name: string }>(
        'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
        [`public.${table}`],
      );
      return rows.map(({ name }) => name);
    },
    partitionsOfRows: async (table, time) => {
      const { rows } = await app.query<{ partition: string }>(
        `select tableoid::regclass::text as partition from ${table} where created_at = $1`,
        [time],
      );
      return rows.map(({ partition }) => partition);
    },
    waiting: async () => {
      const { rows } = await analytics.query<{ table_name: string; default_rows: string }>(
        'select * from get_partition_statistics()',
      );
      return Object.fromEntries(rows.map(({ table_name, default_rows }) => [table_name, default_rows]));
    },
  };
}
