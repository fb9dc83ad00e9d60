import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Client } from 'pg';
import { type EmbeddedServer, startEmbeddedServer } from '../../scripts/embedded-postgres';
import { onPath } from './debian-root';
import { OPERATIONS } from './pgbouncer-server';
import { eventually } from './processes';
import { type Standby, startStandby } from './standby';

const describeIf = onPath('psql') ? describe : describe.skip;

describeIf('a standby whose lag is tolerated', () => {
  let primary: EmbeddedServer;
  let writer: Client;
  let standby: Standby;
  let folder: string;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'check-lag-'));
    primary = await startEmbeddedServer(17);
    standby = await startStandby(primary);
    writer = await primary.connect();
    writer.on('error', () => undefined);
    await eventually(() => expect(check(3600)).toBe(''));
  });

  afterAll(async () => {
    await writer.end();
    await standby.stop();
    await primary.stop();
    fs.rmSync(folder, { recursive: true });
  });

  function psql(sql: string): string {
    return execFileSync('psql', ['-XAtc', sql], { env: environment(), stdio: 'pipe' }).toString().trim();
  }

  const environment = () => ({
    PATH: process.env.PATH,
    TMPDIR: folder,
    PGHOST: '127.0.0.1',
    PGPORT: String(standby.port),
    PGUSER: primary.user,
    PGDATABASE: 'postgres',
  });

  /** What the probe says: nothing where it succeeds. */
  function check(seconds: number): string {
    try {
      const script = path.join(OPERATIONS, 'check-lag.sh');
      return execFileSync('sh', [script, String(seconds)], { env: environment(), stdio: 'pipe' }).toString();
    } catch (error) {
      return String((error as { stdout?: Buffer }).stdout) || String(error);
    }
  }

  /** More than a second without a transaction, as on an idle primary. */
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 2500));

  const write = () => writer.query('create table if not exists t (n int); insert into t values (1)');

  test('T1 takes part while its primary is idle, however long ago the last transaction was', async () => {
    await write();
    await aWhile();
    expect(Number(psql('select extract(epoch from now() - pg_last_xact_replay_timestamp())'))).toBeGreaterThan(1);
    // Its primary notes from time to time what runs, which is replayed a moment later.
    await eventually(() => expect(check(1)).toBe(''));
  });

  test('T1 leaves where replay is held up for longer, and is back when it has caught up', async () => {
    psql('select pg_wal_replay_pause()');
    await eventually(() => expect(psql('select pg_get_wal_replay_pause_state()')).toBe('paused'));
    await write();
    await eventually(() => expect(psql('select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()')).toBe('t'));
    expect(check(3600)).toBe('');
    await aWhile();
    expect(check(1)).toMatch(/^more than 1 s behind: .* last transaction replayed \d+ s ago\n$/);
    psql('select pg_wal_replay_resume()');
    await eventually(() => expect(check(1)).toBe(''));
  });

  test('T1 leaves where it has lost its primary for longer, which a difference of positions would hide', async () => {
    await primary.stop();
    await aWhile();
    expect(psql('select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()')).toBe('t');
    expect(check(1)).toContain('more than 1 s behind');
    expect(check(3600)).toBe('');
  });
});
