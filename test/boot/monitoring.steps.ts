import { KEY_METRICS } from '../../lib/formats/exporter-metrics';
import { type Booted, step } from './booted';
import { shows } from './metrics';

const POOLS = ['pgbouncer-0', 'pgbouncer-1', 'pgbouncer-2'];

/** What Prometheus would scrape. */
export function monitoringSteps(booted: () => Booted): void {
  step('D19 every instance and every pool answers its exporter', booted, async (running) => {
    const exporters = exportersOf(running);
    expect(exporters).toHaveLength(2);
    for (const url of exporters) await scraped(url, ['pg_up 1']);
    for (const name of POOLS) {
      await scraped(`http://${running.platform.pod(name).address}:9127/metrics`, ['pgbouncer_up 1']);
    }
  });

  step(
    'D20 the exporters of primary and standby answer with each metric that is asked for',
    booted,
    async (running) => {
      const names = [...new Set(KEY_METRICS.flatMap(({ emitted }) => emitted))];
      for (const url of exportersOf(running)) await scraped(url, names);
    },
  );
}

function exportersOf({ platform }: Booted): string[] {
  const pods = [...platform.workloads.pods].filter(({ name }) => name.startsWith('postgres-exporter-'));
  return pods.map(({ address }) => `http://${address}:9187/metrics`);
}

/** As Prometheus scrapes it. */
const scraped = (url: string, beginnings: readonly string[]): Promise<void> =>
  shows(url, async () => (await fetch(url)).text(), beginnings);
