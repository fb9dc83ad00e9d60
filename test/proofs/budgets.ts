import type { PostgresProfile } from '../../lib';
import { derive } from '../../lib/profile/resolve';
import type { Budget, Prove } from '../../lib/proofs/proof';
import { change, type Place } from '../profile/change';

/** A copy of a profile with several fields of other values. */
export function changed(profile: PostgresProfile, ...changes: ReadonlyArray<readonly [Place, unknown]>) {
  return changes.reduce((base, [place, value]) => change(base, place, value), profile);
}

/** What a proof finds: severity, name and path of each, with its message. */
export function found(prove: Prove, profile: PostgresProfile): string[][] {
  const { findings } = prove(derive(profile));
  return findings.map(({ severity, name, path, message }) => [`${severity} ${name}`, path, message]);
}

/** Only their severities, names and paths. */
export function named(prove: Prove, profile: PostgresProfile): string[] {
  return found(prove, profile).map(([name, path]) => `${name} ${path}`);
}

/** Terms and sum of one of a proof's budgets. */
export function sum(prove: Prove, profile: PostgresProfile, title: string): Record<string, number> {
  const budget = (prove(derive(profile)).budgets ?? []).find((one) => one.title.startsWith(title)) as Budget;
  const rows = budget.rows.map(({ term, value }) => [term, value] as const);
  return { ...Object.fromEntries(rows), total: budget.total, limit: budget.limit };
}
