import * as fs from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  extendProfile,
  PostgresOverrides,
  type PostgresProfile,
  type ProfileOverrides,
  Secrets,
  TopologyOverrides,
} from '../../lib';
import { EFFECTS } from '../../lib/diff/effect';
import type { DiffReport } from '../../lib/diff/report';
import { dict } from '../../profiles/dict';
import { brief, Repository } from './repository';

/** The schema of what `--json` prints. */
export const SCHEMA = JSON.parse(fs.readFileSync(path.join(__dirname, '../../docs/diff.schema.json'), 'utf8'));
const isReport = new Ajv({ allErrors: true }).compile<DiffReport>(SCHEMA);

/** The faults of a report against the schema. */
export function faultsOf(report: DiffReport): readonly unknown[] {
  isReport(report);
  return isReport.errors ?? [];
}

/** Compares pairs of profiles by the real command, in a repository of its own. */
export class Comparison {
  public readonly repository = new Repository();
  private committed: readonly PostgresProfile[] = [];

  /** The report of what changes from some profiles to others. */
  public reportOf(before: readonly PostgresProfile[], after: readonly PostgresProfile[]): DiffReport {
    if (before !== this.committed) {
      this.repository.render(...before);
      this.repository.commit();
      this.committed = before;
    }
    this.repository.render(...after);
    const report = this.repository.report();
    expect(faultsOf(report)).toEqual([]);
    return report;
  }
}

export function parameters(values: object): ProfileOverrides {
  return { postgres: PostgresOverrides.v16({ parameters: values }) };
}

export function topology(values: object): ProfileOverrides {
  return { topology: TopologyOverrides.replicated(values) };
}

const resources = { cpu: { request: Cpu.units(1) }, memory: { request: Size.gibibytes(4), limit: Size.gibibytes(8) } };
const storage = { size: Size.gibibytes(100) };

/** dict with room for changes: more connections than its pools need, and a set of standbys that are never promoted. */
export const BEFORE: readonly PostgresProfile[] = [
  extendProfile(dict, {
    ...parameters({ maxConnections: 300 }),
    ...topology({ sets: { analytics: { count: 1, resources, storage } } }),
    pools: { pgbouncer: { replicas: 2 } },
    secrets: Secrets.external({ name: 'postgres-secrets', store: 'vault', remoteKey: 'platforms/dict' }),
  }),
];

/** The class and what is changed, and everything of it that does something, and is not merely run. */
export type Row = readonly [title: string, overrides: ProfileOverrides, order: string | null, lines: unknown];

/** What runs or does nothing, and what follows from the memory and the connections that are left. */
const BESIDES = /: (run|nothing)$|\.(autovacuum_work_mem|max_db_connections): .*: reload$/;

/** One test a row: the gravest effect is the one that its title begins with. */
export function findsRows(rows: readonly Row[]): void {
  const comparison = new Comparison();
  afterAll(() => comparison.repository.remove());
  test.each(rows.map((row) => [...row] as const))('%s', (title, overrides, order, lines) => {
    const report = comparison.reportOf(
      BEFORE,
      BEFORE.map((profile) => extendProfile(profile, overrides)),
    );
    const effect = EFFECTS.find((known) => title.startsWith(known.replaceAll('-', ' ')));
    const exitCode = { 'data-at-risk': 4, forbidden: 3 }[String(effect)] ?? 0;
    expect(brief(report).filter((line) => !BESIDES.test(line))).toEqual(lines);
    expect([report.effect, report.exitCode, report.platforms[0]?.order]).toEqual([effect, exitCode, order]);
  });
}
