import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const CHECKOUT = path.join(__dirname, '..');
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'app-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('the app', () => {
  it('renders the same bytes by npm run synth and by cdk8s synth', () => {
    const [ours, stock] = [path.join(folder, 'ours'), path.join(folder, 'stock')];
    expect(run('npm', ['run', '--silent', 'synth'], { CDK8S_OUTDIR: ours })).toMatchObject({ code: 0, stdout: '' });
    const cdk8s = path.join(CHECKOUT, 'node_modules/.bin/cdk8s');
    expect(run(cdk8s, ['synth', '--output', stock], { CDK8S_CHECK_UPGRADE: 'false' })).toMatchObject({ code: 0 });
    const files = fs.readdirSync(ours, { recursive: true, encoding: 'utf8' });
    expect(files).toContain('dict/1-primary.yaml');
    expect(run('diff', ['-r', ours, stock], {})).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('renders the same bytes in another language, time zone and place', () => {
    const [here, there] = [path.join(folder, 'here'), path.join(folder, 'there')];
    const tsNode = path.join(CHECKOUT, 'node_modules/.bin/ts-node');
    run(tsNode, ['main.ts'], { CDK8S_OUTDIR: here });
    const elsewhere = { CDK8S_OUTDIR: there, LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Chatham' };
    const ended = spawnSync(tsNode, [path.join(CHECKOUT, 'main.ts')], {
      cwd: folder,
      env: { ...process.env, ...elsewhere },
      encoding: 'utf8',
    });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(run('diff', ['-r', here, there], {})).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('prints the faults of a profile that cannot even be loaded, without a stack trace', () => {
    for (const file of ['main.ts', 'scripts/explain.ts']) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.copyFileSync(path.join(CHECKOUT, file), path.join(folder, file));
    }
    fs.symlinkSync(path.join(CHECKOUT, 'lib'), path.join(folder, 'lib'));
    const dict = JSON.stringify(path.join(CHECKOUT, 'profiles/dict'));
    fs.writeFileSync(
      path.join(folder, 'profiles.ts'),
      `import { extendProfile } from './lib';\nimport { dict } from ${dict};\n` +
        `export const profiles = [extendProfile(dict, { tls: {} } as never)];\n`,
    );
    const finding = /^tls: is a plain object, and the base has Tls\..*\n(1 fault; nothing was written\.\n)?$/;
    for (const file of ['main.ts', 'scripts/explain.ts']) {
      const { code, stderr } = run(process.execPath, ['scripts/synth.js', path.join(folder, file)], {});
      expect([file, code, stderr]).toEqual([file, 1, expect.stringMatching(finding)]);
    }
  });
});

function run(command: string, args: readonly string[], variables: NodeJS.ProcessEnv) {
  const env = { ...process.env, ...variables };
  const { status: code, stdout, stderr } = spawnSync(command, args, { cwd: CHECKOUT, env, encoding: 'utf8' });
  return { code, stdout, stderr };
}
