import * as fs from 'node:fs';
import * as path from 'node:path';
import { Gate } from './gate';
import { describeEachPgBouncer, PoolUnderTest } from './pgbouncer-pool';
import { LOOKUP_PASSWORDS } from './pgbouncer-server';
import { eventually, type Running } from './processes';

const PRIMARY = '127.0.0.1';
const STANDBY = '127.0.0.9';

describeEachPgBouncer('PgBouncer of Debian %s, whose reads fall back', (suite) => {
  let pool: PoolUnderTest;
  let gate: Gate | undefined;
  let reload: Running;

  /** Where PgBouncer leads the reads now. */
  const host = () => pool.shown('SHOW DATABASES', 'reads');
  const away = async () => {
    await gate?.close();
    await eventually(() => expect(host()).toBe(PRIMARY));
  };
  const back = async () => {
    gate = await Gate.open(STANDBY, pool.server.port);
    await eventually(() => expect(host()).toBe(STANDBY));
  };
  const read = async () => {
    const client = await pool.login('reads', 'app');
    const { rows } = await client.query('select 1 as one');
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    pool = await PoolUnderTest.start(suite);
    const reads = { host: STANDBY, port: pool.server.port, database: 'app', maxServerConnections: 2 };
    pool.ini = { ...pool.ini, databases: { reads, ...pool.ini.databases } };
    pool.mount();
    reload = pool.reload({ FALLBACK_HOST: PRIMARY, FALLBACK_FROM: STANDBY, LOOKUP_HOST: STANDBY });
    await back();
  });

  afterAll(async () => {
    await gate?.close();
    await pool?.stop();
  });

  it('D25 leads reads to the primary while their host answers nobody, and back', async () => {
    expect(await eventually(read)).toEqual([{ one: 1 }]);
    await away();
    expect(await eventually(read)).toEqual([{ one: 1 }]);
    await back();
    expect(await eventually(read)).toEqual([{ one: 1 }]);
  });

  it('D25 does so while a file that PgBouncer refuses is mounted', async () => {
    pool.mount({ max_client_conn: 'many' });
    await eventually(() => expect(reload.output()).toContain('PgBouncer refused'));
    await away();
    await back();
    expect(pool.showConfig('max_client_conn')).toBe('100');
    pool.mount();
    await eventually(() => expect(reload.output().trim().split('\n').at(-1)).toContain('has loaded'));
  });

  it('D25 takes a new password of the lookup role while that host is away, or nobody could log in', async () => {
    await away();
    const superuser = await pool.server.connect();
    await superuser.query(`alter role lookup password ${superuser.escapeLiteral(LOOKUP_PASSWORDS.second)}`);
    await superuser.end();
    fs.writeFileSync(path.join(pool.folder, 'lookup/password'), LOOKUP_PASSWORDS.second);
    const userlist = `"lookup" "${LOOKUP_PASSWORDS.second.replaceAll('"', '""')}"\n`;
    await eventually(() =>
      expect(fs.readFileSync(path.join(pool.folder, 'active/userlist.txt'), 'utf8')).toBe(userlist),
    );
  });
});
