import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';

/** The program of npm's package dbmate for this platform. */
export function dbmateBinary(): string {
  const platform = process.platform === 'win32' ? 'win32' : process.platform;
  const manifest = createRequire(__filename).resolve(`@dbmate/${platform}-${process.arch}/package.json`);
  return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'dbmate.exe' : 'dbmate');
}

/** What one run said, and how it ended. */
export interface Run {
  readonly code: number | null;
  readonly said: string;
}

export interface DbmateRun {
  /** The folder with the files. */
  readonly folder: string;
  readonly url: string;
  /** The last version to apply, or the name of its file. @default - all */
  readonly upTo?: string;
}

/** `dbmate migrate` as `migrate.sh` runs it. */
export async function runDbmate({ folder, url, upTo }: DbmateRun): Promise<Run> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'dbmate-'));
  try {
    for (const file of migrationFiles(folder, upTo)) fs.copyFileSync(path.join(folder, file), path.join(scratch, file));
    return await run(
      dbmateBinary(),
      [
        '--no-dump-schema',
        '--migrations-dir',
        scratch,
        '--migrations-table',
        'migrations.schema_migrations',
        'migrate',
        '--strict',
      ],
      { DATABASE_URL: url },
    );
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** The migrations of a folder in order, those after `upTo` (a version or a file) left out. */
export function migrationFiles(folder: string, upTo?: string): string[] {
  const last = upTo?.slice(0, VERSION_LENGTH);
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.sql') && (last === undefined || file.slice(0, VERSION_LENGTH) <= last))
    .sort();
}

const VERSION_LENGTH = 14;

function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: os.tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}
