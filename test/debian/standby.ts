import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type EmbeddedServer, freePort, initializeCluster } from '../../scripts/embedded-postgres';

export interface Standby {
  readonly port: number;
  stop(): Promise<void>;
}

/** A standby that streams from a server through the slot `standby`, copied while the server runs. */
export async function startStandby(primary: EmbeddedServer): Promise<Standby> {
  const cluster = initializeCluster(primary.major);
  const port = await freePort();
  fs.rmSync(cluster.dataDirectory, { recursive: true });
  const client = await primary.connect();
  await client.query("select pg_create_physical_replication_slot('standby', true)");
  await client.query("select pg_backup_start('standby', true)");
  const skipped = new Set(['postmaster.pid', 'postmaster.opts', 'pg_replslot']);
  fs.cpSync(primary.dataDirectory, cluster.dataDirectory, {
    recursive: true,
    // Sessions that begin meanwhile make their caches anew.
    filter: (source) => !skipped.has(path.basename(source)) && !path.basename(source).startsWith('pg_internal.init'),
  });
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  await client.end();
  const write = (name: string, text: string) => fs.appendFileSync(path.join(cluster.dataDirectory, name), text);
  fs.mkdirSync(path.join(cluster.dataDirectory, 'pg_replslot'));
  write('backup_label', rows[0]?.labelfile ?? '');
  write('standby.signal', '');
  write(
    'postgresql.auto.conf',
    `port = ${port}\nprimary_slot_name = 'standby'\nprimary_conninfo = 'host=127.0.0.1 port=${primary.port} user=${primary.user} sslmode=disable'\n`,
  );
  const { uid, gid } = cluster.identity;
  if (uid !== undefined && gid !== undefined) chown(cluster.dataDirectory, uid, gid);
  fs.chmodSync(cluster.dataDirectory, 0o700);
  const server = spawn(cluster.binary('postgres'), ['-D', cluster.dataDirectory], {
    ...cluster.identity,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  return {
    port,
    stop: async () => {
      server.kill('SIGQUIT');
      await ended;
      cluster.remove();
    },
  };
}

function chown(entry: string, uid: number, gid: number): void {
  fs.lchownSync(entry, uid, gid);
  if (!fs.lstatSync(entry).isDirectory()) return;
  for (const name of fs.readdirSync(entry)) chown(path.join(entry, name), uid, gid);
}
