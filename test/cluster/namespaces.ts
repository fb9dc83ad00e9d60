import { spawn } from 'node:child_process';

/** Deletes what it was told of when its standard input closes, and says what is left. */
const JANITOR = `trap '' INT TERM HUP
cat >/dev/null
exec kubectl delete namespace "$@" --ignore-not-found --timeout=600s`;

/**
 * Has namespaces removed when the returned function is called, or when the test's process ends, however it does (jest
 * hands no signals to tests).
 *
 * @returns removes them and waits. Throws an Error with what kubectl said where that fails
 */
export function namespaceJanitor(namespaces: readonly string[]): () => Promise<void> {
  const child = spawn('sh', ['-c', JANITOR, 'sh', ...namespaces], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const status = new Promise<number | null>((resolve) => child.once('close', resolve));
  return async () => {
    child.stdin.end();
    if ((await status) !== 0) throw new Error(`the namespaces ${namespaces.join(' and ')} are left: ${said}`);
  };
}
