import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lockFolders } from '../../lib/cli/lock';
import { FindingsError } from '../../lib/findings';
import { asNobody } from '../as-nobody';

const CHECKOUT = path.join(__dirname, '../..');
const [first, second] = ['20260101000000_first.sql', '20260101000100_second.sql'];
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  fs.mkdirSync(path.join(folder, 'sql'));
  write('sql', first, 'select 1;\n');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (place: string, file: string, text: string) => fs.writeFileSync(path.join(folder, place, file), text);
const locked = () => fs.readFileSync(path.join(folder, 'sql/migrations.lock'), 'utf8');

test('new files are locked in the format of sha256sum, and a second run changes nothing', () => {
  write('sql', second, 'select 2;\n');
  expect(cli('lock', 'sql')).toEqual({
    code: 0,
    said: '',
    answered: `sql/migrations.lock: locked ${first}, ${second}.\n`,
  });
  const { status } = spawnSync('sha256sum', ['--check', '--strict', 'migrations.lock'], {
    cwd: path.join(folder, 'sql'),
  });
  expect(status).toBe(0);
  const before = locked();
  expect(cli('lock', 'sql').answered).toBe('sql/migrations.lock: nothing to add.\n');
  expect(locked()).toBe(before);
});

test('A7 a locked file that changed is refused by name, and nothing is written in any folder', () => {
  cli('lock', 'sql');
  const before = locked();
  write('sql', first, 'select 3;\n');
  write('sql', second, 'select 2;\n');
  fs.mkdirSync(path.join(folder, 'other'));
  write('other', first, 'select 1;\n');
  const { code, said, answered } = cli('lock', 'other', 'sql');
  expect([code, answered]).toEqual([1, '']);
  expect(said).toBe(
    `sql/${first}: the file changed since it was locked. Put it back and write a new migration; if it was applied ` +
      `nowhere, run \`npx cdk8s-postgres lock sql --replace ${first}\`.\n`,
  );
  expect(locked()).toBe(before);
  expect(fs.existsSync(path.join(folder, 'other/migrations.lock'))).toBe(false);
});

test('a file that was applied nowhere is taken as it is now, or goes, where it is named', () => {
  write('sql', second, 'select 2;\n');
  cli('lock', 'sql');
  write('sql', first, 'select 3;\n');
  fs.rmSync(path.join(folder, 'sql', second));
  expect(cli('lock', 'sql', '--replace', `sql/${first}`).said).toContain(`sql/${second}: the file went away`);
  expect(cli('lock', 'sql', '--replace', `sql/${first}`, '-r', second)).toEqual({
    code: 0,
    said: '',
    answered: `sql/migrations.lock: replaced ${first}; removed ${second}.\n`,
  });
});

test('names that nobody has, and folders that hold no migrations, are faults', () => {
  const { code, said } = cli('lock', 'sql', '--replace', '20260101000000_frist.sql');
  expect([code, said]).toEqual([
    1,
    `--replace: no folder has 20260101000000_frist.sql. Did you mean "${first}"? Name a file of one.\n`,
  ]);
  expect(cli('lock', 'nowhere', folder).said.split('\n')).toEqual([
    `nowhere: there is no folder "${fs.realpathSync(folder)}/nowhere". Name a folder with migrations.`,
    `${folder}: "${folder}" holds no .sql file. Name a folder with migrations.`,
    '',
  ]);
  write('sql', '1.sql', '');
  expect(cli('lock', 'sql').said).toContain('sql: 1.sql: the name is not <14 digits>_<name>.sql');
});

test('what cannot be read is a fault of its own, without a stack trace', () => {
  cli('lock', 'sql');
  fs.rmSync(path.join(folder, 'sql', first));
  fs.symlinkSync('nowhere', path.join(folder, 'sql', first));
  fs.mkdirSync(path.join(folder, 'other/migrations.lock'), { recursive: true });
  write('other', first, 'select 1;\n');
  write('other', '20260101000100_second.SQL', 'select 2;\n');
  const { code, said } = cli('lock', 'sql', 'other');
  expect([code, said.split('\n')]).toEqual([
    1,
    [
      `sql: ${first}: it is a link to nothing. Mend the link, or remove it.`,
      'other: migrations.lock: it is no file. Move it away, and write one.',
      `other: ${second.replace('sql', 'SQL')}: it is neither a .sql file nor migrations.lock, and would be passed over. Rename it to ${second}.`,
      '',
    ],
  ]);
});

test('where one folder cannot be written, the lock of none is changed', () => {
  const [good, closed] = ['sql', 'closed'].map((name) => path.join(folder, name)) as [string, string];
  fs.mkdirSync(closed);
  write('closed', first, 'select 1;\n');
  for (const [place, mode] of [
    [folder, 0o755],
    [good, 0o777],
    [closed, 0o555],
  ] as const)
    fs.chmodSync(place, mode);
  expect(() => asNobody(() => lockFolders([good, closed], []))).toThrow(
    new FindingsError([
      {
        path: closed,
        message: 'the lock cannot be written here (EACCES). Make the folder writable; no lock was changed.',
      },
    ]),
  );
  expect(fs.readdirSync(good)).toEqual([first]);
});

function cli(...args: string[]): { code: number | null; said: string; answered: string } {
  const tsNode = require.resolve('ts-node/dist/bin.js');
  const program = [tsNode, '--cwd-mode', path.join(CHECKOUT, 'lib/cli/main.ts'), ...args];
  const env = { ...process.env, TS_NODE_PROJECT: path.join(CHECKOUT, 'tsconfig.json') };
  const { status: code, stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, env, encoding: 'utf8' });
  return { code, said: stderr, answered: stdout };
}
