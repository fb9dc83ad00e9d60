import { describeEffects } from './effect';
import type { Change, DiffReport, ObjectDiff, PlatformDiff } from './report';
import {
  type ChangeGroup,
  changesIn,
  changesOf,
  comparedWith,
  grouped,
  objectGroups,
  objectName,
  printable,
  valueText,
} from './wording';

/** A report for a terminal: by platform, the gravest first. */
export function diffText(report: DiffReport): string {
  const { dist, platforms } = report;
  const compared = `${printable(dist)} compared with ${comparedWith(report)}`;
  if (platforms.length === 0) return `${compared}: nothing changed.\n`;
  return `${[`${compared}: ${describeEffects(changesIn(platforms))}.`, ...platforms.map(platformText)].join('\n\n')}\n`;
}

function platformText({ name, objects }: PlatformDiff): string {
  return [`${printable(name)}: ${describeEffects(changesOf(objects))}`, ...objectGroups(objects).map(objectText)].join(
    '\n',
  );
}

function objectText(objects: readonly [ObjectDiff, ...ObjectDiff[]]): string {
  const [{ changes, change }] = objects;
  const title = `  ${describeEffects(changes)}: ${objects.map(objectName).join(', ')} ${change}`;
  return [title, ...grouped(changes).map(groupText)].join('\n');
}

function groupText({ changes, what, steps }: ChangeGroup): string {
  const fields = changes.filter(({ path }) => path !== '').map(fieldText);
  return [
    ...fields.map((line) => `    ${line}`),
    `      ${printable(what)}`,
    ...steps.map((line) => `        ${printable(line)}`),
  ].join('\n');
}

function fieldText({ path, before, after }: Change): string {
  return `${printable(path)}: ${valueText(before)} -> ${valueText(after)}`;
}
