import { Chart } from 'cdk8s';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import * as k8s from '../../imports/k8s';
import { App, addPlatforms, enforceRestricted, FindingsError, type PostgresProfile } from '../../lib';
import { setsOf } from './generator/context';
import { Coverage } from './generator/coverage';
import { BASES, profileOf, type Recipe, recipes } from './generator/profiles';
import { announcedSeed } from './seed';

const PROFILES = 2000;
/** One in so many is rendered again, and read back from its YAML. */
const READ_BACK = 25;

const seed = announcedSeed('random profiles');

describe(`${PROFILES} profiles, mutated from those that are shipped`, () => {
  const coverage = new Coverage(BASES);
  let rendered = 0;

  test('render without a finding: structure, references, proofs, the strict schema, restricted pods', () => {
    const property = fc.property(recipes, (recipe) => {
      const profile = profileOf(recipe);
      const app = appOf(profile);
      const files = app.render();
      expect(count([...files.values()].join(), /^kind: StatefulSet$/gm)).toBe(1 + Object.keys(setsOf(profile)).length);
      if (rendered % READ_BACK === 0) expectSameAgain(recipe, app, files);
      coverage.add(profile);
      rendered += 1;
    });
    fc.assert(property, { seed, numRuns: PROFILES, verbose: fc.VerbosityLevel.None });
    expect(rendered).toBe(PROFILES);
  }, 600_000);

  test('have every field of the descriptor anew, and are without it, every member of an enum, every kind of a class', () => {
    expect(coverage.missing).toEqual([]);
  });
});

describe('what renders them', () => {
  test.each([
    ['a privileged container', { securityContext: { privileged: true } }, /privileged/],
    ['a field that Kubernetes has not', { command: [{ value: 'sh' }] as never }, /command/],
    ['a ConfigMap that nobody renders', { envFrom: [{ configMapRef: { name: 'nowhere' } }] }, /nowhere/],
  ])('finds %s', (_title, container, said) => {
    const app = new App();
    const chart = new Chart(app, 'own', { namespace: 'own' });
    enforceRestricted(chart);
    new k8s.KubePod(chart, 'pod', {
      metadata: { name: 'pod' },
      spec: { containers: [{ name: 'one', image: 'registry.example/one:1', ...container }] },
    });
    expect(() => app.render()).toThrow(FindingsError);
    expect(() => app.render()).toThrow(said);
  });
});

function appOf(profile: PostgresProfile): App {
  const app = new App();
  addPlatforms(app, [profile]);
  return app;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

/** The same bytes from the same profile, and in the YAML what was meant. */
function expectSameAgain(recipe: Recipe, app: App, files: ReadonlyMap<string, string>): void {
  expect([...appOf(profileOf(recipe)).render()]).toEqual([...files]);
  const read = [...files.values()]
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.toJS() as unknown);
  expect(read).toEqual(app.objects().map(({ manifest }) => manifest));
}
