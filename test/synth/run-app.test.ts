import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.join(__dirname, '../..');
const main = 'test/synth/fixture-main.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'synth-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function run(args: readonly string[]): { status: number | null; stderr: string } {
  const env = { ...process.env, CDK8S_OUTDIR: path.join(folder, 'dist'), CDK8S_CHECK_UPGRADE: 'false' };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  return { status, stderr };
}

const program = (fault?: string) => run(['node_modules/ts-node/dist/bin.js', main, ...(fault ? [fault] : [])]);

describe('runApp', () => {
  test('a good app writes CDK8S_OUTDIR and says nothing', () => {
    expect(program()).toEqual({ status: 0, stderr: '' });
    expect(fs.readFileSync(path.join(folder, 'dist/dict/0-config.yaml'), 'utf8')).toContain('a: "on"');
  });

  test('faults of objects are printed one a line, with their count, without a stack trace, and the exit code is 1', () => {
    const { status, stderr } = program('object');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^dict\/0-config\.yaml ConfigMap\/Config metadata\.name: "Config" is not a DNS name.*\n1 fault; nothing was written\.\n$/,
    );
    expect(fs.existsSync(path.join(folder, 'dist'))).toBe(false);
  });

  test('faults of a profile are printed alike', () => {
    expect(program('profile')).toEqual({ status: 1, stderr: 'name: It is wrong.\n1 fault; nothing was written.\n' });
  });

  test('a bug keeps its stack trace', () => {
    const { status, stderr } = program('bug');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/TypeError: a bug\n\s+at /);
  });

  test('cdk8s synth writes the same bytes', () => {
    program();
    const file = 'dict/0-config.yaml';
    const direct = fs.readFileSync(path.join(folder, 'dist', file), 'utf8');
    const output = path.join(folder, 'cli');
    const app = `"${process.execPath}" node_modules/ts-node/dist/bin.js ${main}`;
    const { status } = run(['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--app', app, '--output', output]);
    expect(status).toBe(0);
    expect(fs.readFileSync(path.join(output, file), 'utf8')).toBe(direct);
  });
});
