import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/**
 * Ends what it was told of and removes the folder when its standard input closes: at the end of the test, or with the
 * test's process, however that ends (jest hands no signals to tests).
 */
const JANITOR = `trap '' INT TERM HUP
pids=
while read -r line; do
  case $line in
    ended) pids= ;;
    *) pids="$pids $line" ;;
  esac
done
[ -z "$pids" ] || { kill $pids; sleep 1; kill -KILL $pids; } 2>/dev/null
rm -rf -- "$1"`;

/** A temporary folder, and processes that must not outlive the test. */
export class Scratch {
  public readonly folder: string;
  private readonly janitor: ChildProcess;

  public constructor(name: string) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
    const options = { detached: true, stdio: ['pipe', 'ignore', 'ignore'] as const };
    this.janitor = spawn('sh', ['-c', JANITOR, 'sh', this.folder], { ...options, stdio: [...options.stdio] });
  }

  public path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }

  public write(name: string, text: string, mode = 0o600): string {
    const file = this.path(name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
    return file;
  }

  /** Ends it with the test, where nobody else has. */
  public guard(pid: number | undefined): void {
    if (pid !== undefined) this.janitor.stdin?.write(`${pid}\n`);
  }

  /** Removes the folder, once everything that was guarded has ended. */
  public async remove(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.janitor.once('exit', () => resolve()));
    this.janitor.stdin?.end('ended\n');
    await gone;
  }
}
