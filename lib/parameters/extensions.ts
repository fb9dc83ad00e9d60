import type { Duration, Size } from 'cdk8s';
import type { ServerMessageLevel } from './enums.generated';
import type { Bytes, Special } from './values';

/** Parameters of extensions, by extension. */
export interface ExtensionParameters {
  /** Statistics of statements. */
  readonly pgStatStatements?: PgStatStatementsParameters;
  /** Plans of slow statements in the log. */
  readonly autoExplain?: AutoExplainParameters;
  /** How alike texts have to be. */
  readonly pgTrgm?: PgTrgmParameters;
  /** Tables of other servers. */
  readonly postgresFdw?: PostgresFdwParameters;
  /** Jobs inside the server: pg_cron 1.4 or newer. */
  readonly cron?: CronParameters;
  /** The background worker of pg_partman 4.7 or newer. */
  readonly pgPartmanBgw?: PgPartmanBgwParameters;
  /** Audit log: pgAudit 1.7 for PostgreSQL 15, else the version of the server's major. */
  readonly pgaudit?: PgauditParameters;
}

/** @see https://www.postgresql.org/docs/current/pgstatstatements.html */
export interface PgStatStatementsParameters {
  /** How many statements are kept, 100 to 1073741823. A change needs a restart. @default 5000 */
  readonly max?: number;
  /** Which statements are counted. @default StatementTracking.TOP */
  readonly track?: StatementTracking;
  /** Whether statements other than SELECT, INSERT, UPDATE, DELETE and MERGE are counted. @default true */
  readonly trackUtility?: boolean;
  /** Whether the time of planning is counted; it costs where many sessions run the same statement. @default false */
  readonly trackPlanning?: boolean;
  /** Whether the statistics survive a restart. @default true */
  readonly save?: boolean;
}

/** Values of `pg_stat_statements.track`. */
export enum StatementTracking {
  /** None. */
  NONE = 'none',
  /** Those that clients send. */
  TOP = 'top',
  /** Those inside functions too. */
  ALL = 'all',
}

/** @see https://www.postgresql.org/docs/current/auto-explain.html */
export interface AutoExplainParameters {
  /** Plans of statements that take this long are logged. @default Special.DISABLED; `Special.ALL` logs every plan */
  readonly logMinDuration?: Duration | Special;
  /**
   * How much of each statement's parameters is logged. PostgreSQL 16 or newer.
   *
   * @default Special.UNLIMITED; `Special.DISABLED` logs none
   */
  readonly logParameterMaxLength?: Bytes | Size | Special;
  /** Whether the plan has real times and rows; every statement then pays for measuring. @default false */
  readonly logAnalyze?: boolean;
  /** Whether use of buffers is logged, with `logAnalyze`. @default false */
  readonly logBuffers?: boolean;
  /** Whether written WAL is logged, with `logAnalyze`. @default false */
  readonly logWal?: boolean;
  /** Whether each node's time is logged, with `logAnalyze`. @default true */
  readonly logTiming?: boolean;
  /** Whether triggers are logged, with `logAnalyze`. @default false */
  readonly logTriggers?: boolean;
  /** Whether the plan is verbose. @default false */
  readonly logVerbose?: boolean;
  /** Whether changed planner parameters are logged. @default false */
  readonly logSettings?: boolean;
  /** @default PlanFormat.TEXT */
  readonly logFormat?: PlanFormat;
  /** @default StatementLogLevel.LOG */
  readonly logLevel?: StatementLogLevel;
  /** Whether statements inside functions are logged. @default false */
  readonly logNestedStatements?: boolean;
  /** The share of each session's statements that is looked at, 0 to 1. @default 1 */
  readonly sampleRate?: number;
}

/** Values of `auto_explain.log_format`. */
export enum PlanFormat {
  TEXT = 'text',
  XML = 'xml',
  JSON = 'json',
  YAML = 'yaml',
}

/** Values of `auto_explain.log_level` and `pgaudit.log_level`. */
export enum StatementLogLevel {
  DEBUG5 = 'debug5',
  DEBUG4 = 'debug4',
  DEBUG3 = 'debug3',
  DEBUG2 = 'debug2',
  DEBUG1 = 'debug1',
  INFO = 'info',
  NOTICE = 'notice',
  WARNING = 'warning',
  LOG = 'log',
}

/** @see https://www.postgresql.org/docs/current/pgtrgm.html#PGTRGM-GUC */
export interface PgTrgmParameters {
  /** From which similarity on `%` is true, 0 to 1. @default 0.3 */
  readonly similarityThreshold?: number;
  /** From which similarity on `<%` and `%>` are true, 0 to 1. @default 0.6 */
  readonly wordSimilarityThreshold?: number;
  /** From which similarity on `<<%` and `%>>` are true, 0 to 1. @default 0.5 */
  readonly strictWordSimilarityThreshold?: number;
}

/** @see https://www.postgresql.org/docs/current/postgres-fdw.html#POSTGRES-FDW-CONFIGURATION-PARAMETERS */
export interface PostgresFdwParameters {
  /** The `application_name` of its connections; `%a`, `%c`, `%C`, `%d`, `%p` and `%u` stand for the session's. @default - the server's option */
  readonly applicationName?: string;
}

/** All but `launchActiveJobs` and `logMinMessages` need a restart. @see https://github.com/citusdata/pg_cron */
export interface CronParameters {
  /** Whether a job may run as a superuser. @default true */
  readonly enableSuperuserJobs?: boolean;
  /** Where jobs connect to, unless `useBackgroundWorkers`. @default localhost */
  readonly host?: string;
  /** Whether jobs run. pg_cron 1.6 or newer. @default true */
  readonly launchActiveJobs?: boolean;
  /** @default ServerMessageLevel.WARNING */
  readonly logMinMessages?: ServerMessageLevel;
  /** Whether runs are kept in `cron.job_run_details`. @default true */
  readonly logRun?: boolean;
  /** Whether a job's statement is logged before it runs. @default true */
  readonly logStatement?: boolean;
  /** How many jobs run at once. @default 32, or 5 with `useBackgroundWorkers`; less on small servers */
  readonly maxRunningJobs?: number;
  /** The time zone of schedules. pg_cron 1.5 or newer. @default GMT */
  readonly timezone?: string;
  /** Whether jobs run in background workers; then nothing has to log in. @default false */
  readonly useBackgroundWorkers?: boolean;
}

/** All of them need a reload. @see https://github.com/pgpartman/pg_partman/blob/master/doc/pg_partman.md */
export interface PgPartmanBgwParameters {
  /** How often partitions are maintained: whole seconds. @default Duration.hours(1) */
  readonly interval?: Duration;
  /** Pause between two partitioned tables: whole seconds. pg_partman 5.0 or newer. @default Duration.seconds(0) */
  readonly maintenanceWait?: Duration;
  /** The databases, separated by commas. @default - none, so nothing is maintained */
  readonly dbname?: string;
  /** The role that maintains. @default postgres */
  readonly role?: string;
  /** Whether a table is analyzed when it has a new partition. @default false */
  readonly analyze?: boolean;
  /** Whether runs are logged to pg_jobmon where it is installed. @default true */
  readonly jobmon?: boolean;
}

/** @see https://github.com/pgaudit/pgaudit#settings */
export interface PgauditParameters {
  /** Classes of statements, separated by commas, for example `write, ddl` or `all, -misc`. @default none */
  readonly log?: string;
  /** Whether statements that touch only pg_catalog are logged. @default true */
  readonly logCatalog?: boolean;
  /** Whether clients see the messages. @default false */
  readonly logClient?: boolean;
  /** @default StatementLogLevel.LOG */
  readonly logLevel?: StatementLogLevel;
  /** Whether the parameters of statements are logged; they may be secret. @default false */
  readonly logParameter?: boolean;
  /** Longer parameters are left out. PostgreSQL 16 or newer. @default Special.UNLIMITED */
  readonly logParameterMaxSize?: Bytes | Size | Special;
  /** Whether each table of a statement has a line of its own. @default false */
  readonly logRelation?: boolean;
  /** Whether the number of rows is logged. @default false */
  readonly logRows?: boolean;
  /** Whether the statement's text is logged. @default true */
  readonly logStatement?: boolean;
  /** Whether text and parameters are only in the first line of a statement. @default false */
  readonly logStatementOnce?: boolean;
  /** The role whose grants say what object audit logs. @default - none */
  readonly role?: string;
}
