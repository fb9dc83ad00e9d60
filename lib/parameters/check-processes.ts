import type { Finding } from '../findings';
import { camelCase } from './case';
import { parameterFigure } from './figure';
import type { Major } from './majors';

/** A server numbers its processes with 18 bits. */
const MOST_PROCESSES = 262_143;
/** The launcher of autovacuum, and the worker that synchronizes slots. */
const SPECIAL_PROCESSES = 2;

/** What a server keeps processes for, with PostgreSQL's defaults. */
const KEPT: Readonly<Record<string, number>> = {
  max_connections: 100,
  autovacuum_max_workers: 3,
  max_worker_processes: 8,
  max_wal_senders: 10,
};

/** From 18 on, workers of autovacuum are started within a number of slots. */
const SLOTS: Readonly<Record<string, number>> = { ...KEPT, autovacuum_worker_slots: 16 };

/** More processes than a server can have, each parameter within its own range. */
export function processFindings(major: Major, values: object, path: string): Finding[] {
  const { autovacuum_max_workers: _, ...withSlots } = SLOTS;
  const terms = Object.entries(major >= 18 ? withSlots : KEPT).map(([name, standard]) => {
    const said = parameterFigure(major, values, name);
    return { name: camelCase(name), said, figure: said ?? standard };
  });
  const sum = terms.reduce((total, { figure }) => total + figure, SPECIAL_PROCESSES);
  const [largest] = terms.filter(({ said }) => said !== undefined).sort((a, b) => b.figure - a.figure);
  // What is no number has a finding of its own.
  if (!(sum > MOST_PROCESSES) || largest === undefined || largest.figure > MOST_PROCESSES) return [];
  const listed = terms.map(({ name, figure }) => `${figure} ${name}`).join(' + ');
  const message =
    `${listed} + ${SPECIAL_PROCESSES} of the server's own = ${sum} processes, and a server has at most ` +
    `${MOST_PROCESSES}. Lower it by ${sum - MOST_PROCESSES}, or lower the others.`;
  return [{ path: `${path}.${largest.name}`, message }];
}
