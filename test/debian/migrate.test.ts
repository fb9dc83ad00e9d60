import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type MigrateServer, startMigrateServer, up } from '../operations/migrate-server';
import { psqlIsMissing } from '../operations/reconcile-server';
import { runDbmate } from '../sql/dbmate';
import { writeCertificates } from './processes';

const missing = psqlIsMissing() || opensslIsMissing();

(missing ? describe.skip : describe)('migrate.sh over TLS', () => {
  const files = { '20260101000000_things.sql': up('create table public.things (id integer);') };
  const verified = (ca: string) => ({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: ca });
  let folder: string;
  let server: MigrateServer;
  let own: string;
  let foreign: string;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'migrate-tls-'));
    fs.chmodSync(folder, 0o755);
    for (const name of ['own', 'foreign']) {
      fs.mkdirSync(path.join(folder, name), { mode: 0o755 });
      // Whom the embedded server runs as.
      writeCertificates(path.join(folder, name), process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {});
    }
    [own, foreign] = [path.join(folder, 'own/ca.crt'), path.join(folder, 'foreign/ca.crt')];
    server = await startMigrateServer(17, path.join(folder, 'own'));
  });
  afterAll(async () => {
    await server?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  test('psql and dbmate verify the server by the mounted authority', async () => {
    const app = await server.database();
    expect(await app.run(files, { env: verified(own) })).toMatchObject({ code: 0 });
  });

  test('a server that another authority signed gets no password from either of them', async () => {
    const app = await server.database();
    const run = await app.run(files, { env: { ...verified(foreign), WAIT_SECONDS: '1' } });
    expect(run.code).toBe(1);
    expect(run.said).toMatch(/certificate verify failed.*Compare \S+foreign\/ca\.crt with the server's issuer/);
    const url = `postgres://migration:wrong@127.0.0.1:${server.port}/${app.name}?sslmode=verify-full&sslrootcert=`;
    expect((await runDbmate({ folder, url: url + foreign })).said).toContain('signed by unknown authority');
    expect((await runDbmate({ folder, url: url + own })).said).toContain('password authentication failed');
  });
});

function opensslIsMissing(): boolean {
  if (spawnSync('openssl', ['version']).status === 0) return false;
  console.warn('skipped: migrations over TLS need openssl, which is not on this machine.');
  return true;
}
