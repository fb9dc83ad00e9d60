import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Size } from 'cdk8s';
import { extendProfile, PlatformImage, PostgresOverrides } from '../../lib';
import type { DiffReport } from '../../lib/diff/report';
import { dict } from '../../profiles/dict';
import { topology } from './matrix';
import { Repository, runDiff } from './repository';

const repository = new Repository();
afterAll(() => repository.remove());

const PRIMARY = 'dist/dict/1-primary.yaml';
let commit: string;

beforeAll(() => {
  repository.render(dict);
  repository.commit();
  commit = repository.git('rev-parse', 'HEAD');
  repository.git('branch', 'origin-main');
});

beforeEach(() => {
  repository.git('reset', '--quiet', '--hard', commit);
  repository.git('clean', '--quiet', '--force', '-d');
});

describe('cdk8s-postgres diff', () => {
  test('compares with HEAD, whatever of it is committed, or with any commit, branch or tag', () => {
    repository.edit(PRIMARY, '  replicas: 2\n', '  replicas: 3\n');
    expect(repository.report()).toMatchObject({ ref: 'HEAD', commit, dist: 'dist', effect: 'scale' });
    repository.commit();
    expect(repository.report().platforms).toEqual([]);
    for (const ref of ['HEAD~1', 'origin-main', commit.slice(0, 8)]) {
      expect(repository.report(ref)).toMatchObject({ ref, commit, effect: 'scale' });
    }
  });

  test('compares another folder, from anywhere in the repository, by --dist or CDK8S_OUTDIR', () => {
    repository.git('mv', 'dist', 'rendered files');
    repository.commit();
    repository.edit('rendered files/dict/1-primary.yaml', '  replicas: 2\n', '  replicas: 3\n');
    const folder = path.join(repository.folder, 'rendered files');
    for (const [cwd, args, more] of [
      [repository.folder, ['--dist', 'rendered files'], {}],
      [repository.folder, ['-d', './rendered files/'], {}],
      [repository.folder, [], { CDK8S_OUTDIR: folder }],
      [path.join(folder, 'dict'), ['--dist', '..'], {}],
      [os.tmpdir(), ['--dist', folder], {}],
    ] as const) {
      const { code, said, answered } = runDiff(cwd, [...args, '--json'], more);
      expect([code, said]).toEqual([0, '']);
      expect(JSON.parse(answered)).toMatchObject({ effect: 'scale', platforms: [{ name: 'dict' }] });
    }
  });

  test('tells by platform, the gravest first, with the steps that let a volume grow', () => {
    const image = PlatformImage.of('registry.example/postgres', '16.15-1');
    const larger = topology({ members: { storage: { size: Size.gibibytes(150) } } });
    repository.render(extendProfile(dict, { ...larger, postgres: PostgresOverrides.v16({ image }) }));
    const { code, said, answered } = repository.diff();
    expect([code, said]).toEqual([0, '']);
    const name = '16.14-1 -> registry.example/postgres:16.15-1';
    const patch = `--namespace postgres --type merge --patch '{"spec":{"resources":{"requests":{"storage":"150Gi"}}}}'`;
    expect(answered.split('\n').slice(0, 21)).toEqual([
      `dist compared with HEAD (${commit.slice(0, 12)}): expand; restart, one by one; pool restart; run.`,
      '',
      'dict: expand; restart, one by one; pool restart; run',
      '  expand; restart, one by one: StatefulSet postgres/postgres changed',
      '    spec.volumeClaimTemplates[postgres-data].spec.resources.requests.storage: 100Gi -> 150Gi',
      '      The API server takes no other size in a StatefulSet, so a sync fails until the steps are done. No pod restarts.',
      '        kubectl get storageclass fast-ssd # ALLOWVOLUMEEXPANSION must be true',
      `        kubectl patch pvc postgres-data-postgres-0 ${patch}`,
      `        kubectl patch pvc postgres-data-postgres-1 ${patch}`,
      '        kubectl get pvc postgres-data-postgres-0 postgres-data-postgres-1 --namespace postgres # again, until CAPACITY is the new size',
      '        kubectl delete statefulset postgres --namespace postgres --cascade=orphan',
      '        kubectl apply --filename dist/dict/1-primary.yaml # or a sync of Argo CD',
      `    spec.template.spec.containers[postgres].image: registry.example/postgres:${name}`,
      `    spec.template.spec.containers[reload].image: registry.example/postgres:${name}`,
      '      The pods are replaced with the new image, one after another from the last; the primary hands over when it is its turn.',
      '  pool restart: Deployment postgres/pgbouncer changed',
      `    spec.template.spec.containers[reload].image: registry.example/postgres:${name}`,
      `    spec.template.spec.initContainers[prepare].image: registry.example/postgres:${name}`,
      '      The pods are replaced as the strategy says; their clients connect anew.',
      expect.stringMatching(/^ {2}run: Job postgres\/postgres-parameters-\w{10} changed$/),
      expect.stringContaining('.image: '),
    ]);
  });

  test('has steps that a shell can read, whatever a pull request calls its objects', () => {
    const evil = `fast"; touch '$(pwd)/owned'`;
    repository.edit(PRIMARY, /storageClassName: .*/, `storageClassName: ${JSON.stringify(evil)}`);
    repository.commit();
    repository.edit(PRIMARY, 'storage: 100Gi', 'storage: 150Gi');
    const steps = repository.report().platforms[0]?.objects[0]?.changes[0]?.steps ?? [];
    expect(steps).toHaveLength(6);
    const run = spawnSync('sh', ['-c', `kubectl() { printf '%s\\n' "$3"; }\n${steps[0]}`], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stdout: `${evil}\n`, stderr: '' });
    expect(spawnSync('sh', ['-n'], { input: steps.join('\n') }).status).toBe(0);
  });

  test('writes a comment for a pull request: a table, and the details', () => {
    repository.edit(PRIMARY, 'storage: 100Gi', 'storage: 50Gi');
    repository.edit('dist/dict/4-pgbouncer.yaml', 'default_pool_size = 25', 'default_pool_size = 25 | `@team`');
    const { code, answered } = repository.diff('--markdown');
    expect(code).toBe(3);
    expect(answered).toBe(`<!-- cdk8s-postgres diff -->
### Forbidden; reload

\`dist\` compared with \`HEAD (${commit.slice(0, 12)})\`. What a sync does:

| Platform | Effect | Objects |
|---|---|---|
| \`dict\` | **forbidden** | \`StatefulSet postgres/postgres\` changed |
| \`dict\` | reload | \`ConfigMap postgres/pgbouncer\` changed |

<details><summary>dict: every change</summary>

#### Forbidden: \`StatefulSet postgres/postgres\` changed

- \`spec.volumeClaimTemplates[postgres-data].spec.resources.requests.storage\`: \`100Gi\` → \`50Gi\`

No volume ever shrinks. Set the size back; for a smaller one move the data to instances with new volumes.

#### Reload: \`ConfigMap postgres/pgbouncer\` changed

- \`data["pgbouncer.ini"].pgbouncer.default_pool_size\`: \`25\` → \`\` 25 | \`@team\` \`\`

PgBouncer takes it with a reload; connections stay.

</details>
`);
  });

  test('says that nothing changed, in every form', () => {
    expect(repository.diff()).toEqual({
      code: 0,
      said: '',
      answered: `dist compared with HEAD (${commit.slice(0, 12)}): nothing changed.\n`,
    });
    expect(repository.diff('--markdown').answered).toContain('\n### Nothing changes\n');
    const nothing: DiffReport = {
      version: 1,
      ref: 'HEAD',
      commit,
      dist: 'dist',
      effect: 'nothing',
      exitCode: 0,
      platforms: [],
    };
    expect(JSON.parse(repository.diff('--json').answered)).toEqual(nothing);
  });

  test('keeps control characters of a pull request from the terminal', () => {
    repository.edit('dist/dict/4-pgbouncer.yaml', 'default_pool_size = 25', 'default_pool_size = \u009b2J');
    expect(repository.diff().answered).toContain('default_pool_size: 25 -> \\u009b2J');
  });
});

describe('what cannot be compared is said in a line each, without a stack trace, with the exit code 1:', () => {
  const fails = (ended: { code: number | null; said: string; answered: string }, lines: readonly unknown[]) => {
    expect(ended.said.trimEnd().split('\n')).toEqual(lines);
    expect([ended.code, ended.answered]).toEqual([1, '']);
  };

  test('a ref that git does not know', () => {
    fails(repository.diff('origin-mian'), [
      'origin-mian: git knows no such commit, branch or tag here. Did you mean "origin-main"? Fetch it, in CI with enough depth, or name another: `diff HEAD~1`.',
    ]);
    fails(repository.diff('--', '--output=owned'), [
      expect.stringMatching(/^--output=owned: git knows no such commit/),
    ]);
    expect(fs.existsSync(path.join(repository.folder, 'owned'))).toBe(false);
  });

  test('no rendered file in the commit', () => {
    repository.git('mv', 'dist', 'rendered');
    fails(repository.diff('--dist', 'rendered'), [
      'HEAD: the commit has no rendered file in rendered/. Commit what is rendered, or name another ref. What is new as a whole has nothing to compare with.',
    ]);
  });

  test('no rendered file now', () => {
    fails(repository.diff('--dist', 'dits'), [
      'dits: the folder cannot be read (ENOENT). Render the platforms first, or name their folder with --dist.',
    ]);
    fs.mkdirSync(path.join(repository.folder, 'empty'));
    fails(repository.diff('--dist', 'empty'), [
      'empty: no file here ends in .yaml. Render the platforms first, or name their folder with --dist.',
    ]);
  });

  test('no repository, or one without a commit', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'diff-none-'));
    try {
      fs.writeFileSync(path.join(folder, 'a.yaml'), 'a: 1\n');
      const none = { GIT_CEILING_DIRECTORIES: os.tmpdir() };
      fails(runDiff(folder, ['--dist', '.'], none), [
        expect.stringMatching(/^\.: git reads no repository here \(not a git repository .*\)\. Run it in a clone /),
      ]);
      spawnSync('git', ['init', '--quiet'], { cwd: folder });
      fails(runDiff(folder, ['--dist', '.'], none), [expect.stringMatching(/^HEAD: git knows no such commit/)]);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  test('no git', () => {
    fails(runDiff(repository.folder, [], { PATH: '/nonexistent' }), [
      'git: the program does not run (spawnSync git ENOENT). Install git; diff compares commits.',
    ]);
  });

  test('YAML that is none, all of it at once', () => {
    repository.write('dist/dict/8-broken.yaml', 'a: [1\n');
    repository.write('dist/dict/9-broken.yaml', 'a: &a [*b]\n');
    repository.commit();
    fails(repository.diff('HEAD~1'), [
      expect.stringMatching(/^dist\/dict\/8-broken\.yaml: is no YAML: .* line 2, column 1\. Render it anew\.$/),
      expect.stringMatching(/^dist\/dict\/9-broken\.yaml: is no YAML: .*\. Render it anew\.$/),
    ]);
    repository.git('rm', '--quiet', 'dist/dict/8-broken.yaml', 'dist/dict/9-broken.yaml');
    fails(repository.diff(), [
      expect.stringMatching(/^HEAD:dist\/dict\/8-broken\.yaml: is no YAML: /),
      expect.stringMatching(/^HEAD:dist\/dict\/9-broken\.yaml: is no YAML: /),
    ]);
  });

  test('an object that stands there twice', () => {
    repository.write('dist/dict/9-twice.yaml', repository.read(PRIMARY));
    const [first, ...others] = repository.diff().said.trimEnd().split('\n');
    expect(first).toBe(
      'dist/dict/9-twice.yaml: Service postgres-headless stands in dist/dict/1-primary.yaml too. Render it once.',
    );
    expect(others).toHaveLength(3);
  });

  test('a file in a ConfigMap that is not of its format', () => {
    repository.edit('dist/dict/3-schema.yaml', '"use_slots": true,', '"use_slots": true');
    fails(repository.diff(), [
      expect.stringMatching(
        /^dist\/dict\/3-schema\.yaml ConfigMap\/postgres-parameters data\["store\.json"\]: this file, .* is not of its format \(.*\)\. Render it anew\.$/,
      ),
    ]);
  });
});

describe('wrong usage ends with the exit code 2:', () => {
  test.each([
    [['main', 'other'], 'diff compares with one commit: diff origin/main.'],
    [['--json', '--markdown'], 'Print JSON or Markdown: --json or --markdown.'],
    [['--output', 'x'], 'diff knows no --output.'],
    [['--dist='], '--dist is empty. Name a folder, or leave it out.'],
  ])('%j', (args, message) => {
    const said = `cdk8s-postgres: ${message} See cdk8s-postgres --help.\n`;
    expect(repository.diff(...args)).toEqual({ code: 2, said, answered: '' });
  });
});
