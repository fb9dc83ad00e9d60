import type { ProvenProfile } from '../profile/resolve';
import type { Budget } from './proof';
import { WARNINGS } from './warnings';

/** Every sum that the proofs made, term by term, and the warnings, as Markdown with headings of the third level. */
export function explain({ proofs, verdict, profile }: ProvenProfile): string {
  const budgets = proofs.flatMap((proof) => proof.budgets ?? []);
  const accepted = verdict.accepted.map(
    ({ finding: { name, path, message }, reason }) =>
      `- \`${name}\` (${WARNINGS[name]}), because ${reason}. \`${path}\`: ${message}`,
  );
  const others = verdict.warnings.map(({ name, path, message }) => `- \`${name}\` \`${path}\`: ${message}`);
  const promised = Object.values(profile.objectives ?? {}).some((value) => value !== undefined);
  return [
    ...budgets.flatMap((budget) => [`### ${budget.title}`, table(budget)]),
    ...(promised ? [] : ['### Objectives', 'Nothing is promised.']),
    '### Warnings that are accepted',
    list(accepted),
    ...(others.length > 0 ? ['### Warnings', list(others)] : []),
  ].join('\n\n');
}

function table({ rows, unit, total, limit }: Budget): string {
  const cells = rows.map(({ term, value, of = '' }) => `| ${term} | ${figure(value)} | ${of} |`);
  const sum = `| **together** | **${figure(total)}** | of ${figure(limit)} |`;
  return [`| term | ${unit} | how |`, '|---|---:|---|', ...cells, sum].join('\n');
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? 'None.' : lines.join('\n');
}

/** At most one decimal. */
function figure(value: number): string {
  return String(Math.round(value * 10) / 10);
}
