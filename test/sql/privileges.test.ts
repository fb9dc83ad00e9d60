import * as fs from 'node:fs';
import * as path from 'node:path';
import { Client } from 'pg';
import { type System, startSystem } from './fixture';
import { type Answer, type Cell, type DatabaseObject, differences } from './privileges/cells';
import { EXCEPTIONS, exceptionTo } from './privileges/exceptions';
import { byRule, isAllowed, ownerOf, type Profiles, profilesOf, rolesOf } from './privileges/expected';
import { PUBLIC, roleBook } from './privileges/roles';
import { askPrivileges, readObjects, readOddGrants, readOpenDefiners, readOwners } from './privileges/server';
import { sampleOf, triedCommands, tryCommands } from './privileges/trials';
import { agepar } from './systems/agepar';
import { conecta } from './systems/conecta';
import { BEFORE_PARTMAN, dict } from './systems/dict';
import { sagaz } from './systems/sagaz';
import { techcorp } from './systems/techcorp';

const systems = [dict, techcorp, agepar, conecta, sagaz];
const databases = ['postgres', ...systems.flatMap((system) => Object.keys(system.databases))];

/** They read statistics for dashboards and take no argument. */
const OPEN_DEFINERS = ['get_partition_statistics()'];

test('every system that has SQL is in the matrix', () => {
  const folders = fs.readdirSync(path.join(__dirname, '../../sql')).filter((folder) => folder !== 'lib');
  expect(systems.map(({ name }) => name).sort()).toEqual(folders.sort());
});

describe.each([15, 16, 17, 18] as const)('privileges on PostgreSQL %i', (major) => {
  let system: System;
  let profiles: Profiles;
  let superusers: Record<string, Client>;
  let objects: Record<string, DatabaseObject[]>;

  const expected = (cells: readonly Cell[]): Answer[] =>
    cells.map((cell) => ({ ...cell, allowed: isAllowed(profiles, cell) }));
  const ask = async (database: string): Promise<string> => {
    const client = superusers[database] as Client;
    const answers = await askPrivileges(client, await readObjects(client, database), rolesOf(profiles), major);
    return differences(`${database} on PostgreSQL ${major}`, expected(answers), answers);
  };

  beforeAll(async () => {
    system = await startSystem(major, systems, { upTo: BEFORE_PARTMAN });
    const migrated = databases.filter((database) => system.migrations(database).length > 0);
    profiles = profilesOf(systems, roleBook(systems), migrated);
    superusers = {};
    objects = {};
    for (const database of ['agepar', 'sagaz']) {
      await (await system.superuser(database)).query('select from partitions.maintain_all()');
    }
    for (const database of databases) {
      superusers[database] = await system.superuser(database);
      objects[database] = await readObjects(superusers[database], database);
    }
  });

  afterAll(() => system?.stop());

  test.each(databases)(
    'T3 A3 S3 D11 %s: every role may do on every object what its profile says, and no more',
    async (database) => {
      expect(await ask(database)).toBe('');
    },
  );

  test('the matrix holds every role of the server that is no superuser, and every kind of object', async () => {
    const { rows } = await (superusers.postgres as Client).query<{ name: string }>(
      "select rolname as name from pg_roles where not rolsuper and rolname !~ '^pg_'",
    );
    expect([...rows.map(({ name }) => name), PUBLIC].sort()).toEqual(rolesOf(profiles).sort());
    const kinds = new Set(Object.values(objects).flatMap((all) => all.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['database', 'routine', 'schema', 'sequence', 'table', 'view']);
    expect(objects.sagaz?.filter(({ name }) => /_y\d{4}m\d{2}(d\d{2})?$/.test(name)).length).toBe(4 + 8 + 4);
  });

  test.each(databases)('%s: objects belong to the owner of their schema', async (database) => {
    const owners = await readOwners(superusers[database] as Client);
    const wrong = (objects[database] ?? [])
      .filter(({ kind }) => kind !== 'database')
      .map((object) => ({ object: `${object.kind} ${object.name}`, owner: ownerOf(profiles, object) }))
      .filter(({ object, owner }) => owners.get(object) !== owner && owner in profiles.roles);
    expect(wrong).toEqual([]);
  });

  test.each(databases)('%s: nobody holds rights on single columns, or the right to grant', async (database) => {
    expect(await readOddGrants(superusers[database] as Client)).toEqual([]);
  });

  test.each(databases)("%s: what runs with its owner's rights may be called by named roles alone", async (database) => {
    const open = await readOpenDefiners(superusers[database] as Client);
    expect(open.filter((name) => !OPEN_DEFINERS.includes(name))).toEqual([]);
  });

  test('each exception is needed', () => {
    const needed = new Set(
      Object.values(objects)
        .flat()
        .flatMap((object) => rolesOf(profiles).map((role) => ({ role, object })))
        .flatMap((cell) => EXCEPTIONS.flatMap(({ commands }) => commands.map((command) => ({ ...cell, command }))))
        .filter((cell) => (exceptionTo(cell)?.allowed ?? byRule(profiles, cell)) !== byRule(profiles, cell))
        .map(exceptionTo),
    );
    expect(EXCEPTIONS.filter((exception) => !needed.has(exception))).toEqual([]);
  });

  test.each(databases)('%s: statements that are really run are let through and refused likewise', async (database) => {
    const roles = rolesOf(profiles).filter((role) => role !== PUBLIC);
    const cells = sampleOf(objects[database] ?? []).flatMap((object) =>
      roles.flatMap((role) => triedCommands(object.kind).map((command) => ({ role, object, command }))),
    );
    const reachable = ({ role, object }: Cell) =>
      object.schema === '' || isAllowed(profiles, { role, object: schemaOf(object), command: 'usage' });
    const wanted = cells.map((cell) => ({
      ...cell,
      allowed: isAllowed(profiles, cell) && (holdsOthers(cell) || reachable(cell)),
    }));
    const tried = await tryCommands(superusers[database] as Client, cells);
    expect(differences(`${database} on PostgreSQL ${major}, tried`, wanted, tried)).toBe('');
  });

  test('logins reach the databases that they may, and no others', async () => {
    const { rows } = await (superusers.postgres as Client).query<{ name: string }>(
      "select rolname as name from pg_roles where rolcanlogin and not rolsuper and rolname !~ '^pg_'",
    );
    const cells = rows.flatMap(({ name: role }) =>
      databases.map((database): Cell => ({ role, object: databaseObject(database), command: 'connect' })),
    );
    const tried: Answer[] = [];
    for (const cell of cells) tried.push({ ...cell, allowed: await logsIn(system.port, cell) });
    expect(differences(`logins on PostgreSQL ${major}`, expected(cells), tried)).toBe('');
  });

  test('one grant too many, one too few, and one to everybody are each found', async () => {
    const sagazSuperuser = superusers.sagaz as Client;
    const during = async (change: string, undo: string) => {
      await sagazSuperuser.query(change);
      try {
        return await ask('sagaz');
      } finally {
        await sagazSuperuser.query(undo);
      }
    };
    const lines = (text: string) =>
      text
        .split('\n')
        .slice(2)
        .map((line) => line.trim().split(/ {2,}/));
    expect(
      lines(
        await during(
          'grant truncate on public.saga_outbox_default to sagaz_app',
          'revoke truncate on public.saga_outbox_default from sagaz_app',
        ),
      ),
    ).toEqual([['sagaz_app', 'table public.saga_outbox_default', 'truncate', 'denied', 'allowed']]);
    expect(
      lines(
        await during(
          'revoke select on public.saga_steps from sagaz_analytics',
          'grant select on public.saga_steps to sagaz_analytics',
        ),
      ),
    ).toEqual([['sagaz_analytics', 'table public.saga_steps', 'select', 'allowed', 'denied']]);
    const cell: Cell = {
      role: 'sagaz_app',
      object: { database: 'sagaz', kind: 'table', schema: 'public', name: 'public.saga_outbox_default' },
      command: 'truncate',
    };
    const allowed = async () => (await tryCommands(sagazSuperuser, [cell])).map((answer) => answer.allowed);
    expect(await allowed()).toEqual([false]);
    await sagazSuperuser.query('grant truncate on public.saga_outbox_default to sagaz_app');
    expect(await allowed()).toEqual([true]);
    await sagazSuperuser.query('revoke truncate on public.saga_outbox_default from sagaz_app');
    const toAll = await during(
      'grant select on public.saga_steps to public',
      'revoke select on public.saga_steps from public',
    );
    expect(lines(toAll).map(([role]) => role)).toContain(PUBLIC);
    expect(await ask('sagaz')).toBe('');
  });
});

function databaseObject(name: string): DatabaseObject {
  return { database: name, kind: 'database', schema: '', name };
}

/** The schema that an object is in, as an object. */
function schemaOf({ database, schema }: DatabaseObject): DatabaseObject {
  return { database, kind: 'schema', schema, name: schema };
}

/** A schema needs nothing but itself, and a database is in none. */
function holdsOthers({ object: { kind } }: Cell): boolean {
  return kind === 'database' || kind === 'schema';
}

async function logsIn(port: number, { role, object: { database } }: Cell): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: role, database });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code !== '42501') throw error;
    return false;
  } finally {
    await client.end();
  }
}
