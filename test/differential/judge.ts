import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Client } from 'pg';
import type { EmbeddedCluster, EmbeddedServer } from '../../scripts/embedded-postgres';

/** Beside what the server needs to run, which stays. */
const CANDIDATE = 'candidate.conf';

/** What a server says of one line. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/**
 * A running server as the judge of configuration files: it parses a file and validates every value of it, as it does at
 * a reload, and applies none of them.
 *
 * @see https://www.postgresql.org/docs/current/view-pg-file-settings.html
 */
export class Judge {
  private notices: string[] = [];

  private constructor(
    private readonly client: Client,
    private readonly file: string,
  ) {
    client.on('notice', ({ message }) => this.notices.push(message ?? ''));
  }

  public static async of(server: EmbeddedServer): Promise<Judge> {
    const client = await server.connect();
    // The reasons are messages of that level.
    await client.query('set client_min_messages = debug3');
    const file = path.join(server.dataDirectory, CANDIDATE);
    fs.writeFileSync(file, '');
    fs.appendFileSync(path.join(server.dataDirectory, 'postgresql.conf'), `include = '${CANDIDATE}'\n`);
    return new Judge(client, file);
  }

  /** The lines of a file that the server refuses; what it reads in the others, by name. */
  public async read(text: string): Promise<{ refused: Refusal[]; values: Record<string, string> }> {
    fs.writeFileSync(this.file, text);
    this.notices = [];
    const { rows } = await this.client.query<{ name: string | null; setting: string; error: string | null }>(
      "select name, setting, error from pg_file_settings where sourcefile like '%' || $1 order by seqno",
      [CANDIDATE],
    );
    // A value that is right and that only a restart would apply is an error in this view too.
    const restart = new Set(
      this.notices.flatMap((message) => /parameter "(.+?)" cannot be changed/.exec(message)?.[1] ?? []),
    );
    const wrong = rows.filter(({ name, error }) => error !== null && !restart.has(name ?? ''));
    return {
      refused: wrong.map(({ name, error }) => ({ name: name ?? '', reason: this.reason(name ?? '', error ?? '') })),
      values: Object.fromEntries(rows.map(({ name, setting }) => [name ?? '', setting])),
    };
  }

  public async end(): Promise<void> {
    await this.client.end();
  }

  private reason(name: string, error: string): string {
    return this.notices.find((message) => message.includes(`"${name}"`)) ?? error;
  }
}

/**
 * What a server says that shall start with a configuration.
 *
 * @throws Error where it starts
 */
export function startOnce(cluster: EmbeddedCluster, configuration: string): string {
  fs.writeFileSync(path.join(cluster.dataDirectory, 'postgresql.conf'), NO_SOCKETS + configuration);
  const options = { ...cluster.identity, timeout: 20_000 };
  const run = spawnSync(cluster.binary('postgres'), ['-D', cluster.dataDirectory], options);
  if (run.status === null || run.status === 0) throw new Error('The server starts.');
  return run.stderr.toString();
}

const NO_SOCKETS = "listen_addresses = ''\nunix_socket_directories = ''\n";

/** Gives it a certificate, under the names that a server looks for. */
export function encrypt({ dataDirectory, identity }: EmbeddedCluster): void {
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost'];
  const files = ['-keyout', 'server.key', '-out', 'server.crt'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...files], { ...identity, cwd: dataDirectory, stdio: 'pipe' });
}
