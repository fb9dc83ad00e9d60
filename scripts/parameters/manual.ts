import type { Major } from '../../lib/parameters/majors';
import type { Setting } from './settings';

/** Where the manual of a major describes a parameter. */
export function manualPage(major: Major, { name, category }: Setting): string {
  const chapter = category.split(' / ')[0];
  const page = pages[chapter];
  if (page === undefined) throw new Error(`No page for the chapter "${chapter}": add it to manual.ts.`);
  const anchor = withoutAnchor.has(name) ? '' : `#GUC-${name.toUpperCase().replaceAll('_', '-')}`;
  return `https://www.postgresql.org/docs/${major}/runtime-config-${page}.html${anchor}`;
}

/** The page of a chapter, `runtime-config-<page>.html`. */
const pages: Readonly<Record<string, string>> = {
  Autovacuum: 'autovacuum',
  'Client Connection Defaults': 'client',
  'Connections and Authentication': 'connection',
  'Error Handling': 'error-handling',
  'File Locations': 'file-locations',
  'Lock Management': 'locks',
  'Query Tuning': 'query',
  Replication: 'replication',
  'Reporting and Logging': 'logging',
  'Resource Usage': 'resource',
  Statistics: 'statistics',
  Vacuuming: 'vacuum',
  'Version and Platform Compatibility': 'compatible',
  'Write-Ahead Log': 'wal',
};

/** Described together with others under one anchor, or under an anchor of another spelling in some majors. */
const withoutAnchor = new Set([
  'debug_pretty_print',
  'debug_print_parse',
  'debug_print_plan',
  'debug_print_rewritten',
  'enable_group_by_reordering',
  'log_executor_stats',
  'log_parser_stats',
  'log_planner_stats',
  'log_statement_stats',
  'plan_cache_mode',
]);
