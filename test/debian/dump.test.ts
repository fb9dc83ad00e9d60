import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Size } from 'cdk8s';
import { Dumps, type DumpsProps } from '../../lib/tiers/dumps';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { onPath } from './debian-root';
import { eventually, type Running } from './processes';
import { BUCKET, type S3Server, startS3Server } from './s3-server';
import { ended, type ScheduledRun, startScheduled, type Wrappers } from './scheduled-run';

const ODD = 'odd name/100% "ä"=b';
const SECRETS = { 'dump-password': 'dump-secret', id: 'AKIDDUMPS', key: 'key-secret' };
const needed = ['moto_server', 'rclone', 'jq', 'pg_dump', 'pg_restore', 'psql'];
const absent = needed.filter((program) => !onPath(program));
if (absent.length > 0) console.warn(`skipped: the dump job's tests need ${absent.join(', ')}.`);

(absent.length > 0 ? describe.skip : describe)('the dump job', () => {
  let server: EmbeddedServer;
  let bucket: S3Server;
  let scratch: string;

  beforeAll(async () => {
    scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dump-'));
    bucket = await startS3Server(fs.mkdtempSync(path.join(os.tmpdir(), 'moto-')));
    server = await startEmbeddedServer(15);
    await sql('postgres', `create role dump login bypassrls in role pg_read_all_data`);
    await sql('postgres', `create role app login; create role "Odd 'role'" nologin; grant app to "Odd 'role'"`);
    for (const name of ['app', ODD]) await sql('postgres', `create database "${name.replaceAll('"', '""')}" owner app`);
    await sql('app', FORCED_ROW_SECURITY);
    await sql(ODD, `create table notes as select 'kept' as note`);
  });

  afterAll(async () => {
    await server?.stop();
    await bucket?.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  beforeEach(() => bucket.empty());

  it('D16 stores every database, the roles and a manifest of one run, from which all is restored', async () => {
    const { code, said } = await run();
    expect(said).toMatch(/dump: run \d{8}T\d{6}Z: 3 of 3 databases stored, \d+ bytes\.\n$/);
    expect(code).toBe(0);
    const keys = await bucket.keys();
    const [folder = ''] = keys.map((key) => path.posix.dirname(key));
    expect(folder).toMatch(/^backups\/dumps\/dict\/\d{8}T\d{6}Z$/);
    const files = ['app.dump', `${encodeURIComponent(ODD)}.dump`, 'globals.sql', 'manifest.json', 'postgres.dump'];
    expect(keys).toEqual(files.map((file) => `${folder}/${file}`).sort());

    const manifest = JSON.parse((await bucket.get(`${folder}/manifest.json`)).toString()) as Manifest;
    expect(manifest).toMatchObject({ run: path.posix.basename(folder), failed: [] });
    expect(manifest.files.map(({ database }) => database)).toEqual([undefined, 'app', ODD, 'postgres']);
    const download = fs.mkdtempSync(path.join(scratch, 'download-'));
    for (const { name, size, sha256 } of manifest.files) {
      const content = await bucket.get(`${folder}/${name}`);
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([size, sha256]);
      fs.writeFileSync(path.join(download, name), content);
    }
    await expectRestored(download, manifest);
  });

  it('D16 leaves staging empty and tells no secret', async () => {
    const staging = fs.mkdtempSync(path.join(scratch, 'staging-'));
    const { code, said } = await run({}, { STAGING: staging });
    expect([code, fs.readdirSync(staging)]).toEqual([0, []]);
    for (const secret of [SECRETS['dump-password'], SECRETS.key]) expect(said).not.toContain(secret);
    for (const key of await bucket.keys()) expect((await bucket.get(key)).toString()).not.toContain('dump-secret');
  });

  it('D16 dumps the others where one database refuses, and fails', async () => {
    await sql('postgres', 'create database closed; revoke connect on database closed from public');
    try {
      const { code, said } = await run();
      expect(said).toContain('permission denied for database "closed"');
      expect(said).toMatch(/: 3 of 4 databases stored, \d+ bytes; FAILED: closed\.\n$/);
      expect(code).toBe(1);
      const names = await objects();
      expect(names).toEqual(expect.arrayContaining(['app.dump', 'postgres.dump', 'globals.sql', 'incomplete.json']));
      expect(names).not.toContain('manifest.json');
      expect(names).not.toContain('closed.dump');
    } finally {
      await sql('postgres', 'drop database closed');
    }
  });

  it('D16 does not fail for a database that is dropped while it runs', async () => {
    await sql('postgres', 'create database doomed');
    const drop = `psql -qX -h 127.0.0.1 -p ${server.port} -U postgres -d postgres -c 'drop database if exists doomed'`;
    const { code, said } = await run({ pg_dump: `[ "$1" = --version ] || ${drop} >&2\nexec "$real" "$@"` });
    expect(said).toMatch(/3 of 4 databases stored, \d+ bytes; dropped meanwhile: doomed\.\n$/);
    expect(code).toBe(0);
    expect(await objects()).toContain('manifest.json');
  });

  it('D16 does not store a dump that was cut short', async () => {
    const cut = `"$real" "$@" || exit 1\n[ "$PGDATABASE" != app ] || truncate -s -200 "$STAGING/file"`;
    const { code, said } = await run({ pg_dump: cut });
    expect(said).toContain('dump: the dump of app cannot be read back; it is not stored.');
    expect(said).toContain('FAILED: app.');
    expect(code).toBe(1);
    expect(await objects()).not.toContain('app.dump');
  });

  it('D16 fails where the bucket has something else than was sent', async () => {
    const { code, said } = await run({
      rclone: `[ "$1" != lsjson ] || { "$real" "$@" | sed 's/"Size": /"Size": 9/'; exit; }\nexec "$real" "$@"`,
    });
    expect(said).toMatch(/globals\.sql arrived damaged: \d+ bytes with MD5/);
    expect(code).toBe(1);
  });

  it('D16 a run that is told to stop removes its temporary object', async () => {
    const running = startRun({ rclone: STOPS_BEFORE_RENAME });
    const [left] = await untilPartial();
    expect(left).toMatch(/^backups\/dumps\/dict\/\.partial\/\d{8}T\d{6}Z\/app\.dump$/);
    await running.stop('SIGTERM');
    expect(running.process.exitCode).toBe(143);
    expect(running.output()).toContain('was told to stop');
    expect(await objects()).toEqual(['globals.sql']);
    expect(await partials()).toEqual([]);
  });

  it('D16 a killed run leaves nothing under a final name, and a later run clears away what it left', async () => {
    const running = startRun({ rclone: STOPS_BEFORE_RENAME });
    await untilPartial();
    await running.stop('SIGKILL');
    expect(await objects()).toEqual(['globals.sql']);

    // Runs are named by the second.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await run()).code).toBe(0);
    expect(await partials()).toHaveLength(1);
    expect((await run({}, { DEADLINE: '0' })).code).toBe(0);
    expect(await partials()).toEqual([]);
  });

  it('D16 credentials that the bucket refuses end the run before a dump, and the log says which to check', async () => {
    await bucket.refuseStrangers();
    try {
      const { code, said } = await run();
      expect(code).toBe(1);
      expect(said).toMatch(/InvalidAccessKeyId|AccessDenied/);
      expect(said).toContain(
        `dump: the destination ${BUCKET}/backups/dumps/dict refuses, so nothing was dumped. Check id of Secret s3 and ` +
          'key of Secret s3, that bucket',
      );
      expect(said.split('\n').length).toBeLessThan(8);
    } finally {
      await bucket.admitStrangers();
    }
  });

  it('D16 a server that is not there ends the run with what libpq says', async () => {
    const { code, said } = await run({}, { PGPORT: '1' });
    expect(said).toContain('Connection refused');
    expect(said).toMatch(/dump: 127\.0\.0\.1 does not list its databases; nothing was dumped\.\n$/);
    expect(code).toBe(1);
  });

  const run = async (wrappers: Wrappers = {}, env: Record<string, string> = {}): Promise<ScheduledRun> =>
    ended(startRun(wrappers, env));

  function startRun(wrappers: Wrappers, env: Record<string, string> = {}): Running {
    const here = { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGSSLMODE: 'disable', PGSSLROOTCERT: '' };
    const staging = fs.mkdtempSync(path.join(scratch, 'staging-'));
    return startScheduled(
      fs.mkdtempSync(path.join(scratch, 'run-')),
      (chart) => new Dumps(chart, 'dumps', props(bucket.url)),
      { secrets: SECRETS, env: { ...here, STAGING: staging, HOME: scratch, ...env }, wrappers },
    );
  }

  async function expectRestored(download: string, manifest: Manifest): Promise<void> {
    const other = await startEmbeddedServer(15);
    try {
      const connection = ['-h', '127.0.0.1', '-p', String(other.port), '-U', 'postgres', '-d', 'postgres'];
      execFileSync('psql', [...connection, '-qXf', path.join(download, 'globals.sql')], { stdio: 'pipe' });
      for (const { name, database } of manifest.files) {
        if (database === undefined || database === 'postgres') continue;
        const file = path.join(download, name);
        execFileSync('pg_restore', [...connection, '--exit-on-error', '--create', file], { stdio: 'pipe' });
      }
      for (const [database, query] of RESTORED) {
        expect([database, query, await rows(other, database, query)]).toEqual([
          database,
          query,
          await rows(server, database, query),
        ]);
      }
    } finally {
      await other.stop();
    }
  }

  async function sql(database: string, text: string): Promise<void> {
    // One at a time: CREATE DATABASE runs in no transaction, which several statements at once would be.
    for (const statement of text.split(';')) await rows(server, database, statement);
  }

  /** What stands in run folders, without them. */
  async function objects(): Promise<string[]> {
    const keys = await bucket.keys();
    return keys.filter((key) => !key.includes('/.partial/')).map((key) => path.posix.basename(key));
  }

  const partials = async () => (await bucket.keys()).filter((key) => key.includes('/.partial/'));

  const untilPartial = () =>
    eventually(async () => {
      const found = await partials();
      if (!found.some((key) => key.endsWith('/app.dump'))) throw new Error('no temporary object yet');
      return found;
    });
});

interface Manifest {
  readonly files: ReadonlyArray<{ name: string; database?: string; size: number; sha256: string }>;
}

const FORCED_ROW_SECURITY = `create table entries as select i as id, repeat('x', i % 100) as text from generate_series(1, 5000) i;
  alter table entries owner to app; alter table entries enable row level security; alter table entries force row level security;
  create policy nobody on entries using (false)`;

const RESTORED = [
  ['app', 'select count(*), sum(id), sum(length(text)) from entries'],
  ['app', 'select relforcerowsecurity, relowner::regrole::text from pg_class where relname = $$entries$$'],
  [ODD, 'select * from notes'],
  ['postgres', 'select rolname, rolcanlogin, rolbypassrls from pg_roles order by 1'],
  ['postgres', 'select roleid::regrole::text, member::regrole::text from pg_auth_members order by 1, 2'],
] as const;

/** Stands still between the upload of the database `app` and its final name, for as long as the job lives. */
const STOPS_BEFORE_RENAME = `case "$1 $2" in
  "moveto "*app.dump) while kill -0 "$PPID" 2>/dev/null; do sleep 0.1; done; exit 1 ;;
esac
exec "$real" "$@"`;

async function rows(server: EmbeddedServer, database: string, query: string): Promise<unknown[]> {
  const client = await server.connect(database);
  try {
    return (await client.query(query)).rows as unknown[];
  } finally {
    await client.end();
  }
}

function props(endpoint: string): DumpsProps {
  return {
    platform: 'dict',
    name: 'postgres-dump',
    image: 'registry.example/postgres:15',
    server: { host: 'postgres-primary.postgres.svc.cluster.local', port: 5432, caSecret: 'postgres-server-tls' },
    login: { role: 'dump', password: { secret: 'postgres-secrets', key: 'dump-password' } },
    schedule: { cron: '0 3 * * *' },
    destination: {
      bucket: BUCKET,
      prefix: 'backups/dumps',
      region: 'us-east-1',
      endpoint,
      accessKeyId: { secret: 's3', key: 'id' },
      secretAccessKey: { secret: 's3', key: 'key' },
    },
    staging: { size: Size.gibibytes(20) },
  };
}
