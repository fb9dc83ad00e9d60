/**
 * One fault of a profile, worded for the person who wrote the profile.
 */
export interface Finding {
  /** Where in the profile (or in the rendered objects) the fault is, for example `databases.orders.owner`. */
  readonly path: string;
  /** What is wrong, with the figures, and what to change. Ends with a full stop. */
  readonly message: string;
}

/**
 * All faults found in one pass. Its message lists every one, a line each; programs print it without a stack trace.
 */
export class FindingsError extends Error {
  public override readonly name = 'FindingsError';

  public constructor(public readonly findings: readonly Finding[]) {
    super(findings.map(describeFinding).join('\n'));
  }
}

/** One line: path, fault, mend. */
export function describeFinding(finding: Finding): string {
  return finding.path === '' ? finding.message : `${finding.path}: ${finding.message}`;
}
