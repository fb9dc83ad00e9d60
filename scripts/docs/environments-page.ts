import path from 'node:path';
import { table } from '../../lib/docs/markdown';
import { descriptor } from '../../lib/profile/descriptor.generated';
import type { PostgresProfile } from '../../lib/profile/profile';
import { writtenLeaves } from './written-leaves';

/**
 * In what the environments of one system differ: every value that not all of them have alike.
 *
 * @param root the project's folder, which no path begins with
 */
export function environmentsPage(system: string, profiles: readonly PostgresProfile[], root: string): string {
  const environments = profiles.map(({ name }) => shortName(system, name));
  const rows = differences(profiles).map(({ path: field, values }) => [
    `\`${field}\``,
    ...values.map((value) => cell(value, root)),
  ]);
  const pages = profiles.map(({ name }, index) => `[${environments[index]}](../platforms/${name}.md)`);
  return `${[
    '<!-- Made from profiles/ by scripts/generate-docs.ts: edits are lost. -->',
    `# ${system}`,
    `Its environments: ${pages.join(', ')}. What they say differently is here; everything else is the same.`,
    table(['field of the profile', ...environments], rows),
  ].join('\n\n')}\n`;
}

/** One field that is not the same everywhere. */
export interface Difference {
  readonly path: string;
  /** For each profile what it says. */
  readonly values: readonly Value[];
}

interface Value {
  /** What is written. @default - nothing */
  readonly said?: string;
  /** What holds then. @default - what the field belongs to is not there either */
  readonly standard?: string;
}

/** Every leaf that profiles say differently, or only some of them say. */
export function differences(profiles: readonly PostgresProfile[]): Difference[] {
  const all = profiles.map(writtenLeaves);
  return inOrder(all.map(({ said }) => [...said.keys()]))
    .filter((leaf) => new Set(all.map(({ said }) => said.get(leaf))).size > 1)
    .map((leaf) => ({
      path: leaf,
      values: all.map(({ said, defaults }) => {
        const [text, standard] = [said.get(leaf), defaults.get(leaf)];
        return { ...(text !== undefined && { said: text }), ...(standard !== undefined && { standard }) };
      }),
    }));
}

/** All paths of several lists, each once, in the order of the profile's fields. */
function inOrder(lists: ReadonlyArray<readonly string[]>): string[] {
  const fields = (descriptor.interfaces[descriptor.root]?.fields ?? []).map(({ name }) => name);
  const place = (leaf: string) => fields.indexOf(/^\w*/.exec(leaf)?.[0] ?? '');
  return together(lists).sort((one, other) => place(one) - place(other));
}

/** What a list alone has stands behind what it stands behind there. */
function together(lists: ReadonlyArray<readonly string[]>): string[] {
  const all: string[] = [];
  for (const list of lists) {
    let place = 0;
    for (const name of list) {
      const known = all.indexOf(name);
      if (known < 0) all.splice(place, 0, name);
      place = (known < 0 ? place : known) + 1;
    }
  }
  return all;
}

function cell({ said, standard }: Value, root: string): string {
  if (said === undefined) return standard === undefined ? '—' : `default: ${standard}`;
  return `\`${said.startsWith(`${root}${path.sep}`) ? path.relative(root, said) : said}\``;
}

/** `homologation` of `agepar-homologation`. */
function shortName(system: string, name: string): string {
  return name.startsWith(`${system}-`) ? name.slice(system.length + 1) : name;
}
