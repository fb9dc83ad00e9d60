import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const text = readFileSync(path.join(ROOT, 'docs/requirements.md'), 'utf8');

/** The systems' letters, and their last numbers. */
const NUMBERS = { D: 27, T: 15, A: 11, C: 16, S: 13 };

interface Row {
  readonly number: string;
  readonly state: string;
  readonly proof: string;
}

const rows = [...text.matchAll(/^\| ([A-Z]\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number = '', state = '', proof = '']): Row => ({ number, state, proof }),
);

/** The tests that a proof names. */
function testsOf({ proof }: Row): Array<{ file: string; title: string }> {
  return proof.split('<br>').map((part) => {
    const [, file = '', title = ''] = /^`(test\/[^`]+)`: (.+)$/.exec(part) ?? [];
    return { file, title };
  });
}

/** Whether a file has a test of exactly that title: a call of `it`, `test` or of what calls them, or of one of their tables. */
function hasTest(file: string, title: string): boolean {
  const place = path.join(ROOT, file);
  const escaped = title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const call = new RegExp(`(?:\\b(?:it|test|step|grows|grew)|\\))\\(\\s*(['"])${escaped}\\1,`);
  return existsSync(place) && call.test(readFileSync(place, 'utf8')) && isRun(place);
}

/** Steps are run by a test that imports them. */
function isRun(place: string): boolean {
  const folder = path.dirname(place);
  const name = path.basename(place, '.ts');
  if (!name.endsWith('.steps')) return name.endsWith('.test');
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  return tests.some((file) => readFileSync(path.join(folder, file), 'utf8').includes(`from './${name}'`));
}

/** Some of it may come with another number, which the state names. */
const isDone = ({ state }: Row) => /^done(, but for .+ of [A-Z]\d+)?$/.test(state);

describe('docs/requirements.md', () => {
  it('has every number of every system once, in order', () => {
    const expected = Object.entries(NUMBERS).flatMap(([letter, last]) =>
      Array.from({ length: last }, (_, index) => `${letter}${index + 1}`),
    );
    expect(rows.map(({ number }) => number)).toEqual(expected);
    expect(text.match(/^\| [A-Z]\d+ /gm)).toHaveLength(expected.length);
  });

  it.each(rows.filter(isDone))('names tests that there are for $number', (row) => {
    const missing = testsOf(row).filter(({ file, title }) => !hasTest(file, title));
    expect(missing).toEqual([]);
    expect(testsOf(row).some(({ title }) => title.split(' ').includes(row.number))).toBe(true);
  });

  it('says of everything else that it is not yet, and why', () => {
    const others = rows.filter((row) => !isDone(row));
    for (const { number, state, proof } of others) {
      expect([number, state, proof.startsWith('`test/')]).toEqual([number, 'not yet', false]);
      expect(proof.length).toBeGreaterThan(5);
    }
  });

  it('names of what is done but for a part the number that the part comes with, which is not yet', () => {
    const parts = rows.filter((row) => isDone(row) && row.state !== 'done');
    expect(parts.map(({ number }) => number)).toEqual(['D12', 'D17', 'S10']);
    for (const { state } of parts) {
      const rest = rows.find(({ number }) => number === state.split(' ').at(-1));
      expect([state, rest?.state]).toEqual([state, 'not yet']);
    }
  });

  it('finds a title only where a test has it', () => {
    expect(hasTest('test/docs/requirements.test.ts', 'finds a title only where a test has it')).toBe(true);
    expect(hasTest('test/docs/requirements.test.ts', 'finds a title')).toBe(false);
    expect(hasTest('test/boot/pools.steps.ts', 'D14 all pods of the pool are ready')).toBe(true);
    expect(hasTest('test/boot/pools.steps.ts', 'SSL required')).toBe(false);
  });
});
