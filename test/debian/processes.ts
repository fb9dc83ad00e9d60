import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { EmbeddedServer } from '../../scripts/embedded-postgres';
import type { Program } from './debian-root';

/** A process of a test, with what it has said so far. */
export interface Running {
  readonly process: ChildProcess;
  output(): string;
  /** Ends it by a signal and waits. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program and keeps its output. */
export function start(program: Program, args: readonly string[], options: SpawnOptions): Running {
  const child = spawn(program.command, [...program.args, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    process: child,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

/**
 * Tries until it succeeds, and gives what it returned.
 *
 * @throws Error the last failure, after `attempts` with 100 ms between them
 */
export async function eventually<T>(attempt: () => T | Promise<T>, attempts = 600): Promise<T> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A certificate authority and a certificate of 127.0.0.1, 127.0.0.9 and localhost: `ca.crt`, `tls.crt`, `tls.key`. */
export function writeCertificates(folder: string, owner: { readonly uid?: number; readonly gid?: number }): void {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  // Python is strict since 3.13, and refuses an authority without it.
  const usage = ['-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=test authority', ...usage);
  openssl('req', ...key.slice(0, -2), '-keyout', 'tls.key', '-out', 'tls.csr', '-subj', '/CN=localhost');
  fs.writeFileSync(path.join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:127.0.0.9\n');
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'tls.csr', ...signed, '-out', 'tls.crt');
  for (const name of ['tls.key', 'tls.crt', 'ca.crt']) {
    fs.chmodSync(path.join(folder, name), 0o600);
    if (owner.uid !== undefined) fs.chownSync(path.join(folder, name), owner.uid, owner.gid ?? owner.uid);
  }
}

/** Encrypted connections and SCRAM for everybody but the test's own superuser, as the platform's servers have it. */
export async function requireTlsAndScram(
  server: EmbeddedServer,
  certificates: string,
  further: readonly string[] = [],
): Promise<void> {
  const rules = ['hostnossl all postgres 127.0.0.1/32 trust', ...further, 'hostssl all all all scram-sha-256'];
  fs.writeFileSync(path.join(server.dataDirectory, 'pg_hba.conf'), `${rules.join('\n')}\n`);
  const client = await server.connect();
  await client.query(`alter system set ssl_cert_file = '${certificates}/tls.crt'`);
  await client.query(`alter system set ssl_key_file = '${certificates}/tls.key'`);
  await client.query('alter system set ssl = on');
  await client.query('select pg_reload_conf()');
  await client.end();
}
