import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-28';
import {
  Extension,
  extendProfile,
  type PostgresProfile,
  type ProfileOverrides,
  type StandbySet,
  Target,
  TopologyOverrides,
} from '../../lib';
import { describeEffects } from '../../lib/diff/effect';
import type { DiffReport } from '../../lib/diff/report';
import { ageparProduction } from '../../profiles/agepar';
import { dict } from '../../profiles/dict';
import { sagaz } from '../../profiles/sagaz';
import { techcorp } from '../../profiles/techcorp';
import { Comparison } from '../diff/matrix';
import { brief } from '../diff/repository';

const topology = (overrides: object): ProfileOverrides => ({ topology: TopologyOverrides.replicated(overrides) });

const set = (gibibytes: number): StandbySet => ({
  count: 1,
  resources: {
    cpu: { request: Cpu.units(1) },
    memory: { request: Size.gibibytes(gibibytes), limit: Size.gibibytes(gibibytes) },
  },
  storage: { size: Size.gibibytes(100) },
});

const CLAIM = 'spec.volumeClaimTemplates[postgres-data].spec.resources.requests.storage';

describe('a platform grows by one change of its profile, and the diff says what that does:', () => {
  const comparison = new Comparison();
  afterAll(() => comparison.repository.remove());

  /** By what is added; the lines are what is more than a run, the gravest first. */
  const grows = (title: string, before: PostgresProfile, overrides: ProfileOverrides, ...lines: string[]) =>
    compare(title, before, extendProfile(before, overrides), lines);

  /** To what it is, from what it was without something. */
  const grew = (title: string, after: PostgresProfile, overrides: ProfileOverrides, ...lines: string[]) =>
    compare(title, extendProfile(after, overrides), after, lines);

  function compare(title: string, before: PostgresProfile, after: PostgresProfile, lines: readonly string[]): void {
    test(title, () => {
      const report = comparison.reportOf([before], [after]);
      expect(report.exitCode).toBe(0);
      expect(effectsOf(report)).toBe(/ (.*?):/.exec(title)?.[1]);
      expect(linesOf(report)).toEqual(lines);
    });
  }

  grows(
    'D25 scale; reload; run: a set of readers, and a pool of its own for them',
    dict,
    {
      ...topology({ sets: { readers: set(8) } }),
      pools: { reads: { replicas: 2, databases: { dict_core: { target: Target.set('readers') } } } },
    },
    'StatefulSet postgres-readers added: scale',
    'Deployment reads added: scale',
    'Deployment postgres-exporter-postgres-readers-0 added: scale',
  );

  grows(
    'D25 scale; reload; run: a third member, whose reads are served by the same name',
    dict,
    topology({ members: { count: 3 } }),
    'StatefulSet postgres spec.replicas: 2 -> 3: scale',
    'Deployment postgres-exporter-postgres-2 added: scale',
  );

  grows(
    'D4 expand: a larger volume',
    dict,
    topology({ members: { storage: { size: Size.gibibytes(200) } } }),
    `StatefulSet postgres ${CLAIM}: 100Gi -> 200Gi: expand`,
  );

  grows(
    'T1 scale; reload; run: one more instance of a set',
    techcorp,
    topology({ sets: { replica: { count: 3 } } }),
    'StatefulSet techcorp-replica spec.replicas: 2 -> 3: scale',
    'Deployment techcorp-exporter-techcorp-replica-2 added: scale',
  );

  grows(
    'A11 scale; reload; run: read replicas',
    ageparProduction,
    topology({ sets: { replica: set(8) } }),
    'StatefulSet db-prod-replica added: scale',
    'Deployment db-prod-exporter-db-prod-replica-0 added: scale',
  );

  grows(
    'A11 scale; reload; run: a pool',
    ageparProduction,
    { pools: { pgbouncer: { replicas: 2, databases: { agepar: {} } } } },
    'Deployment pgbouncer added: scale',
    `ConfigMap db-prod-config data["pg_hba.conf"]: none -> hostssl agepar pgbouncer_lookup all scram-sha-256: reload`,
  );

  grew(
    'A11 reload; run: partitions of audits',
    ageparProduction,
    { databases: { agepar: { partitions: null } }, maintenance: null },
    `ConfigMap db-prod-config data["pg_hba.conf"]: none -> hostssl agepar partition_maintenance all scram-sha-256: reload`,
  );

  grew('A11 run: pgcrypto for sensitive columns', ageparProduction, {
    databases: { agepar: { extensions: [Extension.PG_STAT_STATEMENTS] } },
  });

  grows(
    'S11 scale; reload; run: read replicas, which the pool for reads leads to',
    sagaz,
    topology({ sets: { readers: set(12) } }),
    'StatefulSet postgres-readers added: scale',
    'Deployment postgres-exporter-postgres-readers-0 added: scale',
  );
});

function effectsOf({ platforms }: DiffReport): string {
  return describeEffects(platforms.flatMap(({ objects }) => objects.flatMap(({ changes }) => changes)));
}

function linesOf(report: DiffReport): string[] {
  return brief(report).filter((line) => !/: (run|nothing)$/.test(line) && !line.startsWith('Certificate '));
}
