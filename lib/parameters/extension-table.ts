import { ServerMessageLevel } from './enums.generated';
import { PlanFormat, StatementLogLevel, StatementTracking } from './extensions';
import type { Major } from './majors';
import type { Ownership } from './owned';
import type { Specials } from './specials';
import type { ParameterFacts } from './table';

/** What is known of an extension's parameter. */
export interface ExtensionFacts extends Omit<ParameterFacts, 'category'> {
  /** The first major whose version of the extension has it. */
  readonly since?: Major;
  readonly specials?: Specials;
  /** The extension counts in `unit` but declares none, so the text has none either. */
  readonly bare?: boolean;
  /** Why the platform sets it. */
  readonly owned?: Ownership;
}

export interface ExtensionGroup {
  /** What its parameters' names start with, before the dot. */
  readonly prefix: string;
  /** By what comes after the dot. */
  readonly parameters: Readonly<Record<string, ExtensionFacts>>;
}

const intMax = 2147483647;

function bool(context: ParameterFacts['context']): ExtensionFacts {
  return { vartype: 'bool', context };
}

function text(context: ParameterFacts['context']): ExtensionFacts {
  return { vartype: 'string', context };
}

function oneOf(values: Readonly<Record<string, string>>, context: ParameterFacts['context']): ExtensionFacts {
  return { vartype: 'enum', enumValues: Object.values(values), context };
}

const share: ExtensionFacts = { vartype: 'real', min: 0, max: 1, context: 'user' };

/** The extensions by their names in a profile. Those of contrib are compared with real servers in the tests. */
export const extensionTable: Readonly<Record<string, ExtensionGroup>> = {
  pgStatStatements: {
    prefix: 'pg_stat_statements',
    parameters: {
      max: { vartype: 'integer', min: 100, max: intMax >> 1, context: 'postmaster' },
      save: bool('sighup'),
      track: oneOf(StatementTracking, 'superuser'),
      track_planning: bool('superuser'),
      track_utility: bool('superuser'),
    },
  },
  autoExplain: {
    prefix: 'auto_explain',
    parameters: {
      log_analyze: bool('superuser'),
      log_buffers: bool('superuser'),
      log_format: oneOf(PlanFormat, 'superuser'),
      log_level: oneOf(StatementLogLevel, 'superuser'),
      log_min_duration: {
        vartype: 'integer',
        unit: 'ms',
        min: -1,
        max: intMax,
        context: 'superuser',
        specials: { DISABLED: -1, ALL: 0 },
      },
      log_nested_statements: bool('superuser'),
      log_parameter_max_length: {
        vartype: 'integer',
        unit: 'B',
        min: -1,
        max: intMax,
        context: 'superuser',
        since: 16,
        specials: { UNLIMITED: -1, DISABLED: 0 },
      },
      log_settings: bool('superuser'),
      log_timing: bool('superuser'),
      log_triggers: bool('superuser'),
      log_verbose: bool('superuser'),
      log_wal: bool('superuser'),
      sample_rate: { vartype: 'real', min: 0, max: 1, context: 'superuser' },
    },
  },
  pgTrgm: {
    prefix: 'pg_trgm',
    parameters: {
      similarity_threshold: share,
      strict_word_similarity_threshold: share,
      word_similarity_threshold: share,
    },
  },
  postgresFdw: {
    prefix: 'postgres_fdw',
    parameters: { application_name: text('user') },
  },
  cron: {
    prefix: 'cron',
    parameters: {
      database_name: {
        ...text('postmaster'),
        owned: { reason: 'it is the database that has pg_cron', field: 'databases.<name>.extensions' },
      },
      enable_superuser_jobs: bool('postmaster'),
      host: text('postmaster'),
      launch_active_jobs: bool('sighup'),
      log_min_messages: oneOf(ServerMessageLevel, 'sighup'),
      log_run: bool('postmaster'),
      log_statement: bool('postmaster'),
      // At most max_connections or max_worker_processes - 1; the server lowers it by itself.
      max_running_jobs: { vartype: 'integer', min: 0, max: 262143, context: 'postmaster' },
      timezone: text('postmaster'),
      use_background_workers: bool('postmaster'),
    },
  },
  pgPartmanBgw: {
    prefix: 'pg_partman_bgw',
    parameters: {
      analyze: bool('sighup'),
      dbname: text('sighup'),
      interval: { vartype: 'integer', unit: 's', min: 1, max: intMax, context: 'sighup', bare: true },
      jobmon: bool('sighup'),
      maintenance_wait: { vartype: 'integer', unit: 's', min: 0, max: intMax, context: 'sighup', bare: true },
      role: text('sighup'),
    },
  },
  pgaudit: {
    prefix: 'pgaudit',
    parameters: {
      log: text('superuser'),
      log_catalog: bool('superuser'),
      log_client: bool('superuser'),
      log_level: oneOf(StatementLogLevel, 'superuser'),
      log_parameter: bool('superuser'),
      log_parameter_max_size: {
        vartype: 'integer',
        unit: 'B',
        min: 0,
        max: intMax >> 1,
        context: 'superuser',
        since: 16,
        bare: true,
        specials: { UNLIMITED: 0 },
      },
      log_relation: bool('superuser'),
      log_rows: bool('superuser'),
      log_statement: bool('superuser'),
      log_statement_once: bool('superuser'),
      role: text('superuser'),
    },
  },
};
