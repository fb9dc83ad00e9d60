import type { Finding } from '../findings';
import type { PostgresProfile } from './profile';

/**
 * Fields that the profile's type has and this version neither renders nor checks. Saying nothing would be a promise
 * that nobody keeps, so they are refused.
 */
export function checkNotRendered(profile: PostgresProfile): Finding[] {
  const refused = (path: string, present: unknown, instead: string): Finding[] =>
    present === undefined || present === false
      ? []
      : [{ path, message: `this version does not ${instead}. Remove it.` }];
  return [
    ...refused('backups.physical', profile.backups?.physical, 'render base backups and the archive of WAL'),
    ...refused('backups.dumps.retention', profile.backups?.dumps?.retention, 'expire dumps'),
    ...refused('monitoring.alerts', profile.monitoring?.alerts, 'render alert rules'),
    ...refused('monitoring.dashboards', profile.monitoring?.dashboards, 'render dashboards'),
  ];
}
