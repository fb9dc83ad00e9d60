import { KEY_METRICS } from '../../lib/formats/exporter-metrics';
import { type Booted, step } from './booted';
import { waitFor } from './harness/run';

const POOLS = ['pgbouncer-0', 'pgbouncer-1', 'pgbouncer-2'];

/** What Prometheus would scrape. */
export function monitoringSteps(booted: () => Booted): void {
  step('D19 every instance and every pool answers its exporter', booted, async (running) => {
    const exporters = exportersOf(running);
    expect(exporters).toHaveLength(2);
    for (const url of exporters) await shows(url, ['pg_up 1']);
    for (const name of POOLS) {
      await shows(`http://${running.platform.pod(name).address}:9127/metrics`, ['pgbouncer_up 1']);
    }
  });

  step(
    'D20 the exporters of primary and standby answer with each metric that is asked for',
    booted,
    async (running) => {
      const names = [...new Set(KEY_METRICS.flatMap(({ emitted }) => emitted))];
      for (const url of exportersOf(running)) await shows(url, names);
    },
  );
}

function exportersOf({ platform }: Booted): string[] {
  const pods = [...platform.workloads.pods].filter(({ name }) => name.startsWith('postgres-exporter-'));
  return pods.map(({ address }) => `http://${address}:9187/metrics`);
}

/** Waits until the page has a line that begins with each of them: a metric's name, or the whole line. */
async function shows(url: string, beginnings: readonly string[]): Promise<void> {
  await waitFor(
    `the metrics of ${url}`,
    async () => {
      const page = await (await fetch(url)).text();
      const missing = beginnings.filter((one) => !new RegExp(`^${one}(?=[{ ]|$)`, 'm').test(page));
      if (missing.length > 0) throw new Error(`it lacks ${missing.join(', ')}`);
      return true;
    },
    60,
  );
}
