/**
 * Fields, and kinds of classes, that lib/profile/not-rendered.ts refuses: no profile with them is valid yet. Each has a
 * fault in faults/refused.ts that fails once it is rendered. Then its line goes here and there, and what it may be is
 * said in fields.ts.
 */
export const NOT_RENDERED: ReadonlySet<string> = new Set([
  'Backups.physical',
  'Monitoring.alerts',
  'Monitoring.dashboards',
]);

/** Interfaces that are reached through nothing else. */
export const OF_NOT_RENDERED: ReadonlySet<string> = new Set(['Alerts', 'PhysicalBackups']);
