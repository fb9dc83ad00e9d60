import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PROFILE } from '../package/examples';

const CHECKOUT = path.join(__dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('cdk8s-postgres synth', () => {
  it('renders the profiles of all modules, each once, alone and in lists', () => {
    write('one.js', `${PROFILE}\nexports.all = [exports.orders, { ...exports.orders, ...named('second') }];\n${NAMED}`);
    write('two.js', `${PROFILE}\nmodule.exports = { ...exports.orders, ...named('third') };\n${NAMED}`);
    expect(cli('synth', 'one.js', './two', '--output', 'rendered')).toEqual({ code: 0, said: '', answered: '' });
    expect(fs.readdirSync(path.join(folder, 'rendered'))).toEqual(['orders', 'second', 'third']);
    expect(fs.readdirSync(path.join(folder, 'rendered/orders'))).toContain('1-primary.yaml');
  });

  it('renders a profile that two modules export once, and refuses two profiles of one name', () => {
    write('orders.js', PROFILE);
    write('index.js', "module.exports = { ...require('./orders.js') };\n");
    expect(cli('synth', 'orders.js', 'index.js')).toEqual({ code: 0, said: '', answered: '' });
    expect(cli('page', 'orders.js', 'index.js').answered.match(/^# orders$/gm)).toHaveLength(1);
    write('copy.js', "exports.copy = { ...require('./orders.js').orders };\n");
    const { code, said } = cli('synth', 'orders.js', 'copy.js');
    expect(code).toBe(1);
    expect(said).toMatch(/^orders: name: .*\n/);
    expect(said).not.toContain('    at ');
  });

  it('takes a profile with a misspelt field for one, and so leaves what was rendered of it', () => {
    const staging = (topology: string) =>
      write(
        'two.js',
        `${PROFILE}\n${NAMED}\nconst { topology, ...rest } = { ...exports.orders, ...named('staging') };\n` +
          `exports.staging = { ...rest, ${topology}: topology };\n`,
      );
    staging('topology');
    expect(cli('synth', 'two.js').code).toBe(0);
    staging('topolgy');
    const { code, said } = cli('synth', 'two.js');
    expect(code).toBe(1);
    expect(said).toMatch(/^staging: topolgy: .*Did you mean "topology"\?/m);
    expect(fs.readdirSync(path.join(folder, 'dist'))).toEqual(['orders', 'staging']);
  });

  it('says what it removes, and that a file is no output folder', () => {
    write('two.js', `${PROFILE}\nexports.second = { ...exports.orders, ...named('second') };\n${NAMED}`);
    write('one.js', PROFILE);
    expect(cli('synth', 'two.js').code).toBe(0);
    const said = 'removed dist/second/: it is no longer rendered.\n';
    expect(cli('synth', 'one.js')).toEqual({ code: 0, said, answered: '' });
    expect(cli('synth', 'one.js', '-o', 'one.js').said).toMatch(/^one\.js: is a file, .*--output.*\n1 fault; nothing/);
  });

  it('says every fault of all modules at once, without a stack trace, and writes nothing', () => {
    write('wrong.js', `${PROFILE}\nexports.orders.monitorin = {};\n`);
    write('empty.js', 'exports.name = "orders";\n');
    write('broken.js', 'exports.orders = missing;\n');
    write('none.js', `${PROFILE}\nexports.staging = require('cdk8s-postgres').extendProfile(exports.orders, null);\n`);
    const { code, said, answered } = cli('synth', 'wrong.js', 'empty.js', 'broken.js', 'none.js', 'absent.js');
    expect([code, answered]).toEqual([1, '']);
    expect(said.trim().split('\n')).toEqual([
      expect.stringMatching(/^orders: monitorin: .*Did you mean "monitoring"\?/),
      expect.stringMatching(/^empty\.js: the module exports no profile\. Export /),
      expect.stringMatching(
        /^broken\.js: the module cannot be loaded \(missing is not defined\)\. Run `node broken\.js`/,
      ),
      'none.js: extendProfile: the overrides are null. Give a plain object: { name: ... }.',
      expect.stringMatching(/^absent\.js: there is no such module\. Name a CommonJS file/),
      '5 faults; nothing was written.',
    ]);
    expect(fs.existsSync(path.join(folder, 'dist'))).toBe(false);
  });

  it('says of TypeScript that cannot be loaded that it is to be compiled', () => {
    write('orders.ts', 'export const orders: Missing = {;\n');
    const { code, said } = cli('synth', 'orders.ts');
    expect(code).toBe(1);
    expect(said).toMatch(
      /^orders\.ts: is TypeScript, and cannot be loaded \(.*\)\. Compile it, `npx tsc`, and name the /,
    );
  });
});

describe('cdk8s-postgres page', () => {
  it('prints what one must know to run a platform, with its own names, and links to no page that is not there', () => {
    write('orders.js', PROFILE);
    const { code, said, answered } = cli('page', 'orders.js');
    expect([code, said]).toEqual([0, '']);
    expect(answered).toMatch(/^<!-- Made by cdk8s-postgres page: edits are lost. -->\n\n# orders\n/);
    expect(answered).toContain('\nkubectl rollout status statefulset/orders --namespace orders --timeout 30m\n');
    expect(answered).toContain('| `orders-postgres` | `orders-app-password` | password of `orders_app` |');
    expect(answered).toContain(
      'kubectl create secret generic orders-postgres --namespace orders --from-file="$folder"',
    );
    expect(answered).toContain('`docs/certificates.md` of cdk8s-postgres');
    expect(answered.match(/\]\((?!#)[^)]*\)/g)).toBeNull();
  });

  it('says the faults of a profile, and prints nothing', () => {
    write('wrong.js', `${PROFILE}\nexports.orders.monitorin = {};\n`);
    const { code, said, answered } = cli('page', 'wrong.js');
    expect([code, answered]).toEqual([1, '']);
    expect(said).toContain('Did you mean "monitoring"?');
  });
});

describe('cdk8s-postgres', () => {
  it.each([
    [[], 'Name a command: synth, explain, page, lock, diff.'],
    [['lock'], 'Name the folders with the migrations: lock sql/orders.'],
    [['lock', 'sql', '--output', 'x'], 'lock knows no --output.'],
    [['synth', 'a.js', '-r', 'x'], 'synth knows no --replace.'],
    [['sinth', 'a.js'], 'There is no command "sinth". Did you mean "synth"?'],
    [['synth'], 'Name the modules that export the profiles: synth profiles.js.'],
    [['synth', 'a.js', '--outptu', 'x'], "Unknown option '--outptu'."],
    [['synth', 'a.js', '--output'], "Option '-o, --output <value>' argument missing."],
    [['synth', 'a.js', '--output='], '--output is empty. Name a folder, or leave it out.'],
    [['lock', 'sql', '--replace', ''], '--replace is empty. Name a file, or leave it out.'],
    [['lock', ''], 'An argument of lock is empty. Is a variable of the shell not set?'],
    [['diff', ''], 'An argument of diff is empty. Is a variable of the shell not set?'],
  ])('refuses the arguments %j in one line, with the exit code 2', (args, message) => {
    const said = `cdk8s-postgres: ${message} See cdk8s-postgres --help.\n`;
    expect(cli(...args)).toEqual({ code: 2, said, answered: '' });
  });

  it('explains itself and says its version', () => {
    const help = cli('--help');
    expect(help).toMatchObject({ code: 0, said: '', answered: expect.stringMatching(/^Usage: cdk8s-postgres synth /) });
    const { version }: { version: string } = JSON.parse(fs.readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8'));
    expect(cli('-v')).toEqual({ code: 0, said: '', answered: `${version}\n` });
  });
});

/** What another name takes, for a module that has no library of its own. */
const NAMED = 'function named(name) { return { name, namespace: { name } }; }';

/** A module; the package that it requires is this checkout's source. */
function write(name: string, text: string): void {
  const here = text
    .replaceAll("'cdk8s-postgres'", JSON.stringify(path.join(CHECKOUT, 'lib')))
    .replace(/'(cdk8s(-plus-28)?)'/g, (_, module) => JSON.stringify(path.join(CHECKOUT, 'node_modules', module)));
  fs.writeFileSync(path.join(folder, name), here);
}

function cli(...args: string[]): { code: number | null; said: string; answered: string } {
  const tsNode = require.resolve('ts-node/dist/bin.js');
  const program = [tsNode, '--cwd-mode', path.join(CHECKOUT, 'lib/cli/main.ts'), ...args];
  const env = { ...process.env, TS_NODE_PROJECT: path.join(CHECKOUT, 'tsconfig.json') };
  const { status: code, stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, env, encoding: 'utf8' });
  return { code, said: stderr, answered: stdout };
}
