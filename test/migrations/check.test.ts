import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FindingsError } from '../../lib/findings';
import { checkFolder } from '../../lib/migrations/check';
import { folderFault, readFolder } from '../../lib/migrations/folder';
import { lockText, parseLock } from '../../lib/migrations/lock';
import { readMigrations } from '../../lib/migrations/read-migrations';
import { asNobody } from '../as-nobody';

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
  expect(faults()).toEqual([expect.stringContaining(`Run \`npx cdk8s-postgres lock ${folder}\` and commit it.`)]);
  const odd = path.join(folder, "it's odd");
  fs.mkdirSync(odd);
  fs.writeFileSync(path.join(odd, first), RIGHT);
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

test('what is hidden, and a README, is passed over; any other entry is a fault', () => {
  for (const file of ['README.md', 'readme', '.gitkeep', `.${first}.swp`]) write(file, '');
  expect(faults()).toEqual([]);
  write('20260101000200_third.SQL', RIGHT);
  write(`${first}.orig`, '');
  fs.mkdirSync(path.join(folder, 'old'));
  const other = 'it is neither a .sql file nor migrations.lock, and would be passed over.';
  expect(faults()).toEqual([
    `${first}.orig: ${other} Move it away.`,
    `20260101000200_third.SQL: ${other} Rename it to ${third}.`,
    `old: ${other} Move it away.`,
  ]);
});

test('what cannot be read is told once, and not as gone', () => {
  fs.rmSync(path.join(folder, first));
  fs.symlinkSync('nowhere', path.join(folder, first));
  fs.mkdirSync(path.join(folder, 'old.sql'));
  fs.symlinkSync('circle.sql', path.join(folder, 'circle.sql'));
  fs.chmodSync(path.join(folder, second), 0o000);
  fs.chmodSync(folder, 0o755);
  expect(asNobody(faults)).toEqual([
    `${first}: it is a link to nothing. Mend the link, or remove it.`,
    `${second}: it cannot be read (EACCES). Mend that.`,
    'circle.sql: it cannot be read (ELOOP). Mend that.',
    'old.sql: it is no file. Move it away, and write one.',
  ]);
});

test('a lock that is a folder is a fault, and so is a folder that cannot be read', () => {
  fs.rmSync(path.join(folder, 'migrations.lock'));
  fs.mkdirSync(path.join(folder, 'migrations.lock'));
  expect(faults()).toEqual(['migrations.lock: it is no file. Move it away, and write one.']);
  fs.chmodSync(folder, 0o311);
  expect(asNobody(() => folderFault(folder))).toBe(`"${folder}" cannot be read (EACCES)`);
});

test('a lock whose lines end as on Windows is right, and is mounted as sha256sum reads it', () => {
  const file = path.join(folder, 'migrations.lock');
  const lines = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, lines.replaceAll('\n', '\r\n'));
  expect(faults()).toEqual([]);
  expect(readMigrations(folder).lock).toBe(lines);
});
