/** What a postgres_exporter connects to. */
export interface ExporterTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** File with the certificate authority. */
  readonly caFile: string;
}

/** Connections that it holds on a server, for each database that it reports: one per library that it is made of. */
export const EXPORTER_CONNECTIONS = 2;

/** Whether a postgres_exporter reports on the server as a whole, or on the tables of one more database. */
export type ExporterScope = 'server' | 'tables';

/**
 * Where the exporter's own choice of collectors is changed. Only names that every release from 0.17 to 0.20 has: it does
 * not start with a flag that it does not know. All of it works as a member of `pg_monitor`, on a primary as on a standby.
 *
 * @see https://github.com/prometheus-community/postgres_exporter#flags
 */
const COLLECTORS: Readonly<Record<ExporterScope, readonly string[]>> = {
  server: [
    'collector.database_wraparound',
    'collector.long_running_transactions',
    'collector.postmaster',
    'collector.stat_statements',
    'collector.stat_wal_receiver',
    // Nobody asks for the connection limit of each role.
    'no-collector.roles',
  ],
  tables: [
    'disable-default-metrics',
    'disable-settings-metrics',
    ...['database', 'locks', 'replication', 'roles', 'stat_bgwriter', 'stat_database', 'wal'].map(
      (name) => `no-collector.${name}`,
    ),
  ],
};

/** PostgreSQL 17 moved the checkpoints' figures out of pg_stat_bgwriter; earlier majors log a warning per scrape. */
const CHECKPOINTER_SINCE = 17;

/** The metrics of a database's tables. */
export const TABLE_METRICS = 'pg_(stat|statio)_user_tables_.+';

/**
 * Flags of postgres_exporter.
 *
 * Texts of statements are never selected: pg_stat_statements keeps those of utility statements as they were written,
 * passwords included.
 */
export function exporterFlags(scope: ExporterScope, major: number, port: number): string[] {
  const checkpointer = scope === 'server' && major >= CHECKPOINTER_SINCE ? ['collector.stat_checkpointer'] : [];
  return [`web.listen-address=:${port}`, ...COLLECTORS[scope], ...checkpointer].map((flag) => `--${flag}`);
}

/**
 * The value of DATA_SOURCE_NAME, without a password, which the exporter's driver takes from PGPASSWORD as it is. Were it
 * DATA_SOURCE_PASS, the exporter would refuse a password with a space (`malformed dsn`) and cut others at their ends.
 */
export function dataSourceName({ host, port, user, database, caFile }: ExporterTarget): string {
  const options = new URLSearchParams({
    sslmode: 'verify-full',
    sslrootcert: caFile,
    application_name: 'postgres_exporter',
    connect_timeout: '5',
  });
  return `postgresql://${encodeURIComponent(user)}@${host}:${port}/${encodeURIComponent(database)}?${options}`;
}
