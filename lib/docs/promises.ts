import type { Objectives } from '../profile/objectives';
import type { ResolvedProfile } from '../profile/resolve';
import { humanTime, table } from './markdown';

/** What the platform promises; the sums further below show how it keeps that. */
export function promises({ profile: { objectives = {} } }: ResolvedProfile): string {
  const rows = Object.entries(PROMISES).map(([what, figure]) => [what, figure(objectives) ?? 'not promised']);
  return table(['objective', 'promised'], rows);
}

const PROMISES: Readonly<Record<string, (objectives: Objectives) => string | undefined>> = {
  'work that a disaster may lose (RPO)': ({ rpo }) => rpo && `at most ${humanTime(rpo)}`,
  'how long service may be away (RTO)': ({ rto }) => rto && `at most ${humanTime(rto)}`,
  'availability a month': ({ availability }) => (availability === undefined ? undefined : `${availability} %`),
  'how far back one can go': ({ backupRetention }) => backupRetention && humanTime(backupRetention),
};
