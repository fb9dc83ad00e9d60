import { describeEffects, EFFECTS, type Effect } from './effect';
import type { Change, DiffReport, ObjectDiff, PlatformDiff } from './report';
import {
  type ChangeGroup,
  changesIn,
  comparedWith,
  grouped,
  objectGroups,
  objectName,
  printable,
  valueText,
} from './wording';

/** The first line of the comment, by which a pipeline finds the one to replace. */
export const MARKER = '<!-- cdk8s-postgres diff -->';

/** GitHub takes comments of up to 65,536 characters. */
const LONGEST_COMMENT = 60_000;

/** A report for a comment on a pull request: a table, and the details of each platform folded away. */
export function diffMarkdown(report: DiffReport): string {
  const compared = `${code(report.dist)} compared with ${code(comparedWith(report))}`;
  if (report.platforms.length === 0) return `${MARKER}\n### Nothing changes\n\n${compared}.\n`;
  const title = `### ${sentence(describeEffects(changesIn(report.platforms)))}`;
  const head = [MARKER, title, '', `${compared}. What a sync does:`, '', ...table(report), ''].join('\n');
  const details = report.platforms.map(platformDetails);
  const whole = [head, ...details].join('\n');
  if (whole.length <= LONGEST_COMMENT) return whole;
  const kept = details.filter(
    (_, index) => [head, ...details.slice(0, index + 1)].join('\n').length <= LONGEST_COMMENT,
  );
  return [head, ...kept, 'The rest is too long for a comment: run `cdk8s-postgres diff`.\n']
    .join('\n')
    .slice(0, LONGEST_COMMENT);
}

function table({ platforms }: DiffReport): string[] {
  const rows = platforms.flatMap((platform) =>
    EFFECTS.filter((effect) => platform.objects.some((object) => object.effect === effect)).map((effect) =>
      row(platform, effect),
    ),
  );
  return ['| Platform | Effect | Objects |', '|---|---|---|', ...rows];
}

/** The most names that a cell of the table has. */
const MOST_NAMES = 8;

function row({ name, objects }: PlatformDiff, effect: Effect): string {
  const those = objects.filter((object) => object.effect === effect);
  const changes = those.flatMap((object) => object.changes.filter((change) => change.effect === effect));
  const names = those.slice(0, MOST_NAMES).map((object) => `${cell(objectName(object))} ${object.change}`);
  const more = those.length > MOST_NAMES ? [`${those.length - MOST_NAMES} more`] : [];
  const words = describeEffects(changes);
  const title = isGrave(effect) ? `**${words}**` : words;
  return `| ${cell(name)} | ${title} | ${[...names, ...more].join('<br>')} |`;
}

function isGrave(effect: Effect): boolean {
  return effect === 'data-at-risk' || effect === 'forbidden';
}

function platformDetails({ name, objects }: PlatformDiff): string {
  const title = `<details><summary>${html(name)}: every change</summary>`;
  return [title, '', ...objectGroups(objects).map(objectDetails), '</details>', ''].join('\n');
}

function objectDetails(objects: readonly [ObjectDiff, ...ObjectDiff[]]): string {
  const [{ changes, change }] = objects;
  const names = objects.map((object) => code(objectName(object))).join(', ');
  const title = `#### ${sentence(describeEffects(changes))}: ${names} ${change}`;
  return [title, '', ...grouped(changes).map(groupDetails)].join('\n');
}

function groupDetails({ changes, what, steps }: ChangeGroup): string {
  const fields = changes.filter(({ path }) => path !== '').map(field);
  const commands =
    steps.length === 0 ? [] : ['', '```sh', ...steps.map((step) => printable(step).replaceAll('```', '` ` `')), '```'];
  return [...fields, ...(fields.length > 0 ? [''] : []), plain(what), ...commands, ''].join('\n');
}

function field({ path, before, after }: Change): string {
  const value = (text: string | null) => (text === null ? 'not set' : code(valueText(text)));
  return `- ${code(path)}: ${value(before)} → ${value(after)}`;
}

/** Text in code within a cell of a table, which a bar would end. */
function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** Text in code: a fence of more backticks than are in it. */
function code(text: string): string {
  const line = printable(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = line === '' || line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return fence + space + line + space + fence;
}

/** Text with nothing in it that Markdown or HTML would take for its own. */
function plain(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>#|&~]/g, (character) => `\\${character}`);
}

/** Text within an HTML element. */
function html(text: string): string {
  return printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
