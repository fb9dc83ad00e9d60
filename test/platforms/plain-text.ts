import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Prints a string as it is: YAML in a snapshot reads like YAML, without quotes. */
export const plainText: jest.SnapshotSerializerPlugin = {
  test: (value: unknown) => typeof value === 'string',
  print: (value: unknown) => String(value),
};

/** Bodies longer than this stand in a snapshot by name, size and hash. */
const LONGEST_BODY = 200;

/** A literal block of YAML: `  name: |` and what is indented beneath it. */
const BLOCK = /^( *)(\S+): \|\n((?:\1 {2}.*\n|\n)+)/gm;

/**
 * A rendered file as its snapshot has it. Two kinds of bodies give way to one line, which changes whenever they do:
 * long ones, and those that are a file of the repository as it stands, which is reviewed and tested where it lies.
 */
export function withoutLongBodies(yaml: string): string {
  return yaml.replace(BLOCK, (block, indent: string, name: string, indented: string) => {
    const body = indented.replaceAll(new RegExp(`^${indent} {2}`, 'gm'), '');
    const lines = body.trimEnd().split('\n').length;
    const source = SOURCES.get(body);
    if (source === undefined && lines <= LONGEST_BODY) return block;
    const hash = createHash('sha256').update(body).digest('hex');
    const size = `${lines} lines, ${Buffer.byteLength(body)} bytes, sha256 ${hash}`;
    return `${indent}${name}: <${source === undefined ? '' : `${source}: `}${size}>\n`;
  });
}

const ROOT = path.join(__dirname, '../..');

/** Files that are rendered as they stand, by their text. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  ['lib/operations', 'sql/lib', ...migrationFolders()].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => /\.(sh|sql)$/.test(name))
      .map((name) => [readFileSync(path.join(ROOT, folder, name), 'utf8'), `${folder}/${name}`] as const),
  ),
);

/** `sql/<system>/<database>` of every system. */
function migrationFolders(): string[] {
  const systems = readdirSync(path.join(ROOT, 'sql')).filter((system) => system !== 'lib');
  return systems.flatMap((system) =>
    readdirSync(path.join(ROOT, 'sql', system)).map((database) => `sql/${system}/${database}`),
  );
}
