import type { Duration } from 'cdk8s';
import { humanAmount, millisecondsOf } from '../parameters/units';

/** A table: a head, and rows of as many cells. A cell may hold Markdown; its `|` are escaped. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** `a` `b`, or what stands for none. */
export function code(texts: readonly string[], none = ''): string {
  return texts.length === 0 ? none : texts.map((text) => `\`${text}\``).join(', ');
}

/** A block of lines in a language. */
export function block(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}

/** `1 pod`, `3 pods`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `5 min`, `4 h`, `30 d`. */
export function humanTime(duration: Duration): string {
  return humanAmount(millisecondsOf(duration), 'ms');
}
