import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { App, addPlatforms, checkProfile, type Finding, FindingsError, type PostgresProfile } from '../../lib';
import { derive } from '../../lib/profile/resolve';
import { proveAll } from '../../lib/proofs';
import { WARNINGS } from '../../lib/proofs/warnings';
import { FAULTS } from './faults';
import type { Fault } from './faults/fault';
import { prepared } from './faults/needs';
import { REFUSALS } from './faults/refused';
import { NOT_RENDERED } from './generator/not-rendered';
import { profileOf, recipes } from './generator/profiles';
import { announcedSeed } from './seed';

/** Random profiles that each fault is put into. */
const BASES = 8;

const seed = announcedSeed('faults');
const bases = fc.sample(recipes, { seed, numRuns: BASES }).map(profileOf);

/** How a message says what to change; where a range or all fields are said, they are. */
const MEND =
  /(^|[.;:,] )(or )?(add|build|choose|correct|declare|did you mean|give|have|keep|leave|lower|make|name|promise|raise|remove|rename|say|set|shorten|split|start|use|write)\b|is no whole number (of|from)|its fields are/i;

/** Proofs of what is there or is not. All others say figures. */
const WITHOUT_FIGURES = [
  'image',
  'rto-of-one-node',
  'store-parameters',
  'time-zones',
  'undeclared-duration',
  'unused-login',
];

/** By construction there is none: the proof says so of what is rendered. */
const IMPOSSIBLE = ['unencrypted'];

describe('the table of faults', () => {
  test('has 60 kinds and more, each once', () => {
    expect(new Set(FAULTS.map(({ kind }) => kind)).size).toBe(FAULTS.length);
    expect(FAULTS.length).toBeGreaterThanOrEqual(60);
  });

  test('has every finding that a proof can make', () => {
    const proven = new Set(FAULTS.flatMap(({ proof }) => proof ?? []));
    const findings = namesOfFindings();
    expect(findings).toEqual(expect.arrayContaining(['max-connections', 'rpo', 'open-network']));
    expect(findings.filter((name) => !proven.has(name))).toEqual(IMPOSSIBLE);
  });

  test('has every field that the generator leaves out since it is refused', () => {
    expect(Object.keys(REFUSALS)).toEqual([...NOT_RENDERED]);
  });
});

describe('is found, at its path, with what is wrong and how to mend it:', () => {
  test.each(FAULTS.map((fault) => [fault.kind, fault] as const))('%s', (_kind, fault) => {
    for (const [index, base] of bases.entries()) {
      const right = prepared(base, fault.needs ?? []);
      expect({ index, findings: checkProfile(right) }).toEqual({ index, findings: [] });
      const { profile, path: at } = fault.make(right);
      const isThere = (finding: Finding) => (typeof at === 'string' ? finding.path === at : at.test(finding.path));
      const findings = findingsOf(fault, profile);
      const found = findings.filter((finding) => isThere(finding) && fault.says.test(finding.message));
      const others = findings.filter((finding) => !isThere(finding) && !fault.also?.test(finding.message));
      const unfound = { index, path: at, findings };
      expect(found.length > 0 ? 'found' : unfound).toBe('found');
      expect({ index, others }).toEqual({ index, others: [] });
      for (const { message } of found) expectWhole(message, fault);
    }
  });
});

function expectWhole(message: string, { proof }: Fault): void {
  expect(message).toMatch(/[.?]$/);
  expect(message).toMatch(MEND);
  if (proof !== undefined && !WITHOUT_FIGURES.includes(proof)) expect(message).toMatch(/\d/);
}

/** What a user is told: findings that keep the profile from being rendered, or the proof's warnings. */
function findingsOf({ proof }: Fault, profile: PostgresProfile): Finding[] {
  if (proof === undefined) return thrownBy(profile);
  const byProof = proveAll(derive(profile))
    .flatMap(({ findings }) => findings)
    .filter(({ name }) => name === proof);
  if (Object.hasOwn(WARNINGS, proof)) return byProof;
  const thrown = thrownBy(profile);
  expect(thrown).toEqual(expect.arrayContaining(byProof.map(({ path: at, message }) => ({ path: at, message }))));
  return byProof.length > 0 ? thrown : [];
}

function thrownBy(profile: PostgresProfile): Finding[] {
  const app = new App();
  addPlatforms(app, [profile]);
  try {
    app.render();
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return error.findings.map((finding) => ({ ...finding, path: finding.path.replace(`${profile.name}: `, '') }));
  }
  return [];
}

/** As the sources of the proofs have them; what is wrong with `accepts` is no proof's. */
function namesOfFindings(): string[] {
  const folder = path.join(__dirname, '../../lib/proofs');
  const sources = fs.readdirSync(folder).filter((file) => file !== 'acceptance.ts');
  const made = /\b(?:error|warning|exceeded\(sum,)[(\s]+'([a-z-]+)'/g;
  const names = sources.flatMap((file) =>
    [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(made)].flatMap(([, name = '']) => name),
  );
  return [...new Set([...names, ...Object.keys(WARNINGS)])];
}
