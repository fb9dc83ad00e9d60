import { waitFor } from './harness/run';

/**
 * Waits until a page of metrics has a line that begins with each of them: a metric's name, or the whole line.
 *
 * @param read gives the page; throws while there is none. One scrape may fail: Prometheus, too, comes again
 */
export async function shows(what: string, read: () => Promise<string>, beginnings: readonly string[]): Promise<void> {
  await waitFor(`the metrics of ${what}`, async () => {
    const page = await read();
    const missing = beginnings.filter((one) => !new RegExp(`^${one}(?=[{ ]|$)`, 'm').test(page));
    if (missing.length > 0) throw new Error(`it lacks ${missing.join(', ')}`);
    return true;
  });
}
