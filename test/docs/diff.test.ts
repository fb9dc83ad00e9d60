import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { EFFECTS, exitCodeOf, RESTART_ORDERS } from '../../lib/diff/effect';

const text = readFileSync(path.join(__dirname, '../../docs/diff.md'), 'utf8');

/** The first cells of a table, by what its head begins with. */
function firstCells(head: string): string[] {
  const [, rows = ''] = new RegExp(`^\\| ${head} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm').exec(text) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) => row.split(' | ')[0]?.replaceAll(/[|` ]/g, '') ?? '');
}

describe('docs/diff.md', () => {
  it('has every effect and order as they are ranked, and every exit code', () => {
    expect(firstCells('effect')).toEqual(EFFECTS);
    expect(firstCells('order')).toEqual(RESTART_ORDERS);
    expect(firstCells('exit code').slice(3)).toEqual([exitCodeOf('forbidden'), exitCodeOf('data-at-risk')].map(String));
  });

  it('has pipelines that are YAML, with commands that a shell can read, which pass for what is compared alone', () => {
    const [github, gitlab] = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = '']) => parse(yaml));
    const steps: Array<{ name?: string; run?: string }> = github.jobs.diff.steps;
    const compare = steps.find(({ name }) => name === 'Compare')?.run ?? '';
    const scripts = [compare, gitlab.diff.script.join('\n')];
    for (const input of scripts)
      expect(spawnSync('bash', ['-n'], { input, encoding: 'utf8' })).toMatchObject({ status: 0 });
    const passes = (code: number) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'pipeline-'));
      const env = { ...process.env, GITHUB_OUTPUT: path.join(folder, 'output') };
      const shell = `npx() { echo compared; return ${code}; }\n${compare}`;
      const { status } = spawnSync('bash', ['-e', '-c', shell], { cwd: folder, env });
      const said = ['diff.md', 'output'].map((file) => readFileSync(path.join(folder, file), 'utf8'));
      rmSync(folder, { recursive: true });
      return [status === 0, ...said];
    };
    expect([0, 1, 2, 3, 4].map(passes)).toEqual(
      [0, 1, 2, 3, 4].map((code) => [code !== 1 && code !== 2, 'compared\n', `code=${code}\n`]),
    );
  });
});
