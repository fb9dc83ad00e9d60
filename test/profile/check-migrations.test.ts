import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Duration } from 'cdk8s';
import type { Migrations, PostgresProfile } from '../../lib';
import { lockText, sha256 } from '../../lib/migrations/lock';
import { checkMigrations } from '../../lib/profile/check-migrations';
import { checkProfile } from '../../lib/profile/resolve';
import { dict } from '../../profiles/dict';
import { change } from './change';

const RIGHT = '-- migrate:up\nselect 1;\n\n-- migrate:down\n';
const file = '20260101000000_first.sql';
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrations-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** `temporal` is another database of the platform, which has no migrations of its own. */
const withMigrations = (migrations: Migrations): PostgresProfile =>
  change(
    change(dict, ['databases'], { temporal: dict.databases.temporal }),
    ['databases', 'temporal', 'migrations'],
    migrations,
  );
const check = (migrations: Partial<Migrations> = {}) =>
  checkMigrations(withMigrations({ path: folder, ...migrations }));

function write(text: string): void {
  fs.writeFileSync(path.join(folder, file), text);
  fs.writeFileSync(path.join(folder, 'migrations.lock'), lockText(new Map([[file, sha256(Buffer.from(text))]])));
}

test('a folder that is missing, a file, without SQL or relative is refused', () => {
  const mend =
    "Name the folder with the .sql files, from the profile's own file on: path.join(__dirname, '../sql/...').";
  const finding = (message: string) => [{ path: 'databases.temporal.migrations.path', message: `${message}. ${mend}` }];
  fs.writeFileSync(path.join(folder, 'notes.txt'), '');
  const [notes, absent] = [path.join(folder, 'notes.txt'), path.join(folder, 'nowhere')];
  expect(check({ path: absent })).toEqual(finding(`there is no folder "${absent}"`));
  expect(check({ path: notes })).toEqual(finding(`"${notes}" is a file`));
  expect(check()).toEqual(finding(`"${folder}" holds no .sql file`));
  expect(check({ path: 'sql/dict' })).toEqual(finding('"sql/dict" begins at no fixed folder'));
});

test('a folder of locked migrations is right', () => {
  write(RIGHT);
  expect(check()).toEqual([]);
});

test('A7 every fault of the files is found at synth, under the path of the database', () => {
  write(RIGHT);
  fs.writeFileSync(path.join(folder, file), 'drop table orders;\n');
  const found = checkProfile(withMigrations({ path: folder })).filter(({ path: place }) =>
    place.includes('migrations'),
  );
  expect(found).toEqual([
    { path: 'databases.temporal.migrations', message: `${file}: it has no line \`-- migrate:up\`. Begin it with one.` },
    { path: 'databases.temporal.migrations', message: expect.stringContaining(`${file} changed since it was locked`) },
  ]);
});

test('files that no ConfigMap holds are refused with the figures', () => {
  write(`-- migrate:up\nselect '${'é'.repeat(600_000)}';\n\n-- migrate:down\n`);
  expect(check()).toEqual([
    {
      path: 'databases.temporal.migrations',
      message: expect.stringMatching(
        /^the files are 12\d{5} bytes with their scripts, \d{6} over the 1048576 bytes \(1 MiB\) that a ConfigMap holds\. The largest is 20260101000000_first\.sql with 1200042 bytes\. Load rows by other means than migrations\.$/,
      ),
    },
  ]);
});

test('times that make no whole number of seconds, or leave no time to work in, are refused', () => {
  write(RIGHT);
  expect(check({ lockTimeout: Duration.millis(1500), deadline: Duration.seconds(59) })).toEqual([
    {
      path: 'databases.temporal.migrations.lockTimeout',
      message: '1.5 s is no whole number of seconds of at least 1.',
    },
    { path: 'databases.temporal.migrations.deadline', message: '59 s is no whole number of seconds of at least 60.' },
  ]);
});

test('a wait for locks that the server cannot count, or that outlasts the Job, is refused', () => {
  write(RIGHT);
  expect(check({ lockTimeout: Duration.days(100), deadline: Duration.days(200) })).toEqual([
    {
      path: 'databases.temporal.migrations.lockTimeout',
      message: '8640000 s is above the most that there can be, which is 2147483 s. Lower it.',
    },
    {
      path: 'databases.temporal.migrations.deadline',
      message: '17280000 s is above the most that there can be, which is 2147483 s. Lower it.',
    },
  ]);
  expect(check({ lockTimeout: Duration.hours(2), deadline: Duration.minutes(1) })).toEqual([
    {
      path: 'databases.temporal.migrations.lockTimeout',
      message: '2 h is not less than the deadline of 1 min, which ends the Job before. Lower it, or raise deadline.',
    },
  ]);
});

test.each([
  ['the database', { owner: 'dict_admin' }, 'databases.temporal.owner'],
  [
    'a schema',
    { owner: 'temporal_user', schemas: { audit: { owner: 'dict_admin' } } },
    'databases.temporal.schemas.audit.owner',
  ],
])('migrations of a superuser are refused, whether it owns %s', (_title, owners, place) => {
  write(RIGHT);
  const profile = change(dict, ['databases', 'temporal'], { ...owners, migrations: { path: folder } });
  expect(checkProfile(profile)).toContainEqual({
    path: place,
    message:
      'dict_admin is the superuser, and the database has migrations, which work as the owner and would need a ' +
      'superuser. Make a role with `login: false` the owner, or remove the migrations.',
  });
});
