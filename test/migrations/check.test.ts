import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FindingsError } from '../../lib/findings';
import { checkFolder } from '../../lib/migrations/check';
import { readFolder } from '../../lib/migrations/folder';
import { lockText, parseLock } from '../../lib/migrations/lock';
import { readMigrations } from '../../lib/migrations/read-migrations';

const RIGHT = '-- migrate:up\nselect 1;\n\n-- migrate:down\n';
const [first, second, third] = ['20260101000000_first.sql', '20260101000100_second.sql', '20260101000200_third.sql'];
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
  for (const file of [first, second]) write(file, RIGHT);
  lock();
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string | Buffer) => fs.writeFileSync(path.join(folder, file), text);
const faults = () => checkFolder(readFolder(folder));

/** As people do it who have no node. */
function lock(): void {
  fs.writeFileSync(
    path.join(folder, 'migrations.lock'),
    execFileSync('sh', ['-c', 'sha256sum *.sql'], { cwd: folder }),
  );
}

test('a folder whose lock sha256sum wrote is right, and is read as it is', () => {
  expect(faults()).toEqual([]);
  const { files, lock: text } = readMigrations(folder);
  expect(files).toEqual({ [first]: RIGHT, [second]: RIGHT });
  expect(lockText(parseLock(text).entries)).toBe(text);
});

test('A7 a locked file that changed is named, with both checksums and what to do', () => {
  write(second, `${RIGHT}-- more\n`);
  expect(faults()).toEqual([
    expect.stringMatching(
      new RegExp(
        `^${second} changed since it was locked \\(sha256 [0-9a-f]{12}, locked [0-9a-f]{12}\\): servers that applied it would ` +
          `refuse it\\. Put it back \\(git checkout ${folder}/${second}\\) and write a new migration; if it was applied ` +
          `nowhere, run \`npx cdk8s-postgres lock ${folder} --replace ${second}\`\\.$`,
      ),
    ),
  ]);
});

test('files that are not locked, locked files that are gone and lines that are none are all found at once', () => {
  write(third, RIGHT);
  fs.rmSync(path.join(folder, first));
  fs.appendFileSync(path.join(folder, 'migrations.lock'), '<<<<<<< HEAD\n');
  expect(faults()).toEqual([
    'migrations.lock, line 3: it is not <sha256>  <file>, each file once. Restore the file from git.',
    `${third}: not in migrations.lock. Run \`npx cdk8s-postgres lock ${folder}\` and commit it.`,
    expect.stringContaining(
      `${first} is in migrations.lock and not in "${folder}": servers that applied it would refuse`,
    ),
  ]);
});

test('a folder without a lock is told the command, which is right for any path', () => {
  fs.rmSync(path.join(folder, 'migrations.lock'));
  const odd = path.join(folder, "it's odd");
  fs.mkdirSync(odd);
  fs.writeFileSync(path.join(odd, first), RIGHT);
  expect(faults()).toEqual([expect.stringContaining(`Run \`npx cdk8s-postgres lock ${folder}\` and commit it.`)]);
  expect(checkFolder(readFolder(odd))).toEqual([expect.stringContaining(`lock '${folder}/it'\\''s odd'\``)]);
});

test('names that dbmate would pass over, and two files of one version, are refused', () => {
  write('20260101_short.sql', RIGHT);
  write('20260101000300.sql', RIGHT);
  write('20260101000400_with space.sql', RIGHT);
  write('20260101000000_again.sql', RIGHT);
  lock();
  const name = (file: string) =>
    `${file}: the name is not <14 digits>_<name>.sql, of letters, digits, "_", "-" and ".". Rename it, for example to 20260131120000_orders.sql.`;
  expect(faults()).toEqual([
    name('20260101000300.sql'),
    name('20260101000400_with space.sql'),
    name('20260101_short.sql'),
    `20260101000000_again.sql and ${first} have one version, 20260101000000. Give the later one a later version.`,
  ]);
});

test('faults of files are told with the file, and thrown all at once', () => {
  write(first, 'select 1;\n');
  write(second, Buffer.from([0x2d, 0x2d, 0xff]));
  lock();
  expect(() => readMigrations(folder)).toThrow(FindingsError);
  expect(faults()).toEqual([
    `${first}: it has no line \`-- migrate:up\`. Begin it with one.`,
    `${second}: it is not text in UTF-8. Save it as UTF-8.`,
  ]);
});

test('other files and folders beside the migrations are passed over', () => {
  write('README.md', '');
  write(`${first}.orig`, '');
  fs.mkdirSync(path.join(folder, 'old.sql'));
  expect(faults()).toEqual([]);
});
