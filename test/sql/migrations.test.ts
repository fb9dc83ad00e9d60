import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkFolder } from '../../lib/migrations/check';
import { readFolder } from '../../lib/migrations/folder';
import { readCatalog, readInvalidIndexes } from './catalog';
import { type System, type SystemUnderTest, startSystem } from './fixture';
import { agepar } from './systems/agepar';
import { conecta } from './systems/conecta';
import { BEFORE_PARTMAN, dict } from './systems/dict';
import { sagaz } from './systems/sagaz';
import { techcorp } from './systems/techcorp';

const SQL = path.join(__dirname, '../../sql');
const systems: readonly SystemUnderTest[] = [dict, techcorp, agepar, conecta, sagaz];

/** npm's servers have no pg_partman: what needs it is applied to Debian's, in test/debian. */
const LAST: Readonly<Record<string, string>> = { dict_core: BEFORE_PARTMAN };

const folders = systems.flatMap(({ name, databases }) =>
  Object.keys(databases)
    .filter((database) => fs.existsSync(path.join(SQL, name, database)))
    .map((database) => [`sql/${name}/${database}`, database] as const),
);

test('every folder with migrations belongs to a database of a system', () => {
  const found = fs
    .readdirSync(SQL)
    .filter((system) => system !== 'lib')
    .flatMap((system) => fs.readdirSync(path.join(SQL, system)).map((database) => `sql/${system}/${database}`));
  expect(found.sort()).toEqual(folders.map(([folder]) => folder).sort());
});

test.each(folders)('A7 the files of %s are in dbmate’s format, and as they are locked', (folder) => {
  expect(checkFolder(readFolder(path.join(SQL, '..', folder)))).toEqual([]);
});

describe.each([15, 16, 17, 18] as const)('migrations on PostgreSQL %i', (major) => {
  let system: System;

  beforeAll(async () => {
    system = await startSystem(major, systems, { migrate: false });
  });
  afterAll(() => system?.stop());

  test.each(folders)(
    '%s: a fresh install, a second run, and an upgrade from every earlier migration end alike',
    async (_folder, database) => {
      const last = LAST[database];
      const files = system.migrations(database).filter((file) => last === undefined || file.slice(0, 14) <= last);
      const upTo = files.at(-1) ?? '';
      const success = { code: 0, said: expect.stringContaining('Applied: ') };
      const fresh = await copyOf(system, database, 'fresh');
      expect(await system.migrate(database, { upTo, into: fresh })).toEqual(success);
      const whole = await catalogOf(system, fresh);
      expect(whole).not.toEqual(await catalogOf(system, database));
      expect(await system.migrate(database, { upTo, into: fresh })).toEqual({ code: 0, said: '' });
      expect(await catalogOf(system, fresh)).toEqual(whole);
      for (const file of files.slice(0, -1)) {
        expect([file, await system.migrate(database, { upTo: file })]).toEqual([file, success]);
        const upgraded = await copyOf(system, database, file.slice(0, 14));
        expect([file, await system.migrate(database, { upTo, into: upgraded })]).toEqual([file, success]);
        expect([file, await catalogOf(system, upgraded)]).toEqual([file, whole]);
        await drop(system, upgraded);
      }
      await drop(system, fresh);
    },
  );
});

/** A database as another one is now, with the same owner. */
async function copyOf(system: System, database: string, suffix: string): Promise<string> {
  const copy = `${database} ${suffix}`;
  const superuser = await system.superuser('postgres');
  const { rows } = await superuser.query<{ owner: string }>(
    'select pg_get_userbyid(datdba) as owner from pg_database where datname = $1',
    [database],
  );
  const [from, to, owner] = [database, copy, rows[0]?.owner ?? ''].map((name) => superuser.escapeIdentifier(name));
  await superuser.query(`create database ${to} template ${from} owner ${owner}`);
  await superuser.end();
  return copy;
}

async function drop(system: System, database: string): Promise<void> {
  const superuser = await system.superuser('postgres');
  await superuser.query(`drop database ${superuser.escapeIdentifier(database)}`);
  await superuser.end();
}

async function catalogOf(system: System, database: string): Promise<string[]> {
  const superuser = await system.superuser(database);
  const catalog = [...(await readCatalog(superuser)), ...(await readInvalidIndexes(superuser))];
  await superuser.end();
  return catalog;
}
