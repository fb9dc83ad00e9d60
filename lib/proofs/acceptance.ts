import { didYouMean } from '../nearest';
import { childPath } from '../profile/paths';
import { error, type Proof, type ProofFinding, Severity } from './proof';
import { WARNINGS } from './warnings';

/** What the proofs of one profile come to. */
export interface Verdict {
  /** What keeps the profile from being synthesized. */
  readonly errors: readonly ProofFinding[];
  /** What the profile does not accept. */
  readonly warnings: readonly ProofFinding[];
  readonly accepted: readonly AcceptedWarning[];
}

/** A warning, and why the profile lives with it. */
export interface AcceptedWarning {
  readonly finding: ProofFinding;
  readonly reason: string;
}

/**
 * Sorts what the proofs found by what follows from it.
 *
 * @param accepts reasons by the name of a warning
 * @param sound whether the profile has no other fault: only then is a warning that nobody gives no longer there, rather
 * than hidden by the fault
 */
export function judge(proofs: readonly Proof[], accepts: Readonly<Record<string, string>>, sound: boolean): Verdict {
  const findings = proofs.flatMap((proof) => proof.findings);
  const warnings = findings.filter(({ severity }) => severity === Severity.WARNING);
  const given = new Set(warnings.map(({ name }) => name));
  const errors = findings.filter(({ severity }) => severity === Severity.ERROR);
  const settled = sound && errors.length === 0;
  return {
    errors: [
      ...errors,
      ...Object.entries(accepts).flatMap(([name, reason]) => acceptanceFaults(name, reason, given, settled)),
    ],
    warnings: warnings.filter(({ name }) => !Object.hasOwn(accepts, name)),
    accepted: warnings.flatMap((finding) =>
      Object.hasOwn(accepts, finding.name) ? [{ finding, reason: accepts[finding.name] ?? '' }] : [],
    ),
  };
}

function acceptanceFaults(name: string, reason: string, given: ReadonlySet<string>, settled: boolean): ProofFinding[] {
  const path = childPath('accepts', name);
  const known = Object.keys(WARNINGS);
  if (!known.includes(name)) {
    const mend = didYouMean(name, known) || ` Warnings are ${known.join(', ')}; an error cannot be accepted.`;
    return [error('unknown-warning', path, `no proof warns of "${name}".${mend}`)];
  }
  const stale = 'nothing warns of this in the profile as it is now. Remove it.';
  const empty = 'the reason is empty. Say why the platform can live with it.';
  return [
    ...(settled && !given.has(name) ? [error('stale-acceptance', path, stale)] : []),
    ...(reason.trim() === '' ? [error('no-reason', path, empty)] : []),
  ];
}
