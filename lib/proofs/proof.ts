import type { Finding } from '../findings';
import type { ResolvedProfile } from '../profile/resolve';

/** What a finding of a proof does. */
export enum Severity {
  /** The profile does not synthesize. */
  ERROR = 'error',
  /** It is printed, unless the profile accepts it by its name. */
  WARNING = 'warning',
}

/** A fault or a risk that a proof found. */
export interface ProofFinding extends Finding {
  readonly severity: Severity;
  /** Stable, in kebab-case: what a profile accepts a warning by. */
  readonly name: string;
}

/** A sum that must not exceed its limit, term by term. */
export interface Budget {
  readonly title: string;
  /** Of every figure: `connections`, `MiB`, `s`. */
  readonly unit: string;
  readonly rows: readonly BudgetRow[];
  readonly total: number;
  readonly limit: number;
}

export interface BudgetRow {
  readonly term: string;
  readonly value: number;
  /** How it comes about: `4 pods x 10`. @default - it is said */
  readonly of?: string;
}

/** What one proof says about a profile. */
export interface Proof {
  readonly name: string;
  readonly findings: readonly ProofFinding[];
  /** @default - it has no sums */
  readonly budgets?: readonly Budget[];
}

/** A proof, which knows neither clock nor environment: the same profile gives the same answer. */
export type Prove = (resolved: ResolvedProfile) => Proof;

export function error(name: string, path: string, message: string): ProofFinding {
  return { severity: Severity.ERROR, name, path, message };
}

export function warning(name: string, path: string, message: string): ProofFinding {
  return { severity: Severity.WARNING, name, path, message };
}

/** Rows that add up to their total; those of nothing are left out. */
export function budget(title: string, unit: string, limit: number, rows: readonly BudgetRow[]): Budget {
  const total = rows.reduce((sum, { value }) => sum + value, 0);
  return { title, unit, rows: rows.filter(({ value }) => value !== 0), total, limit };
}
