import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { type Finding, FindingsError } from './findings';
import { LabelKeys } from './names';
import { checkPlatforms } from './profile/check-platforms';
import type { PostgresProfile } from './profile/profile';
import { checkProfile, type ProvenProfile, type ResolvedProfile, resolve } from './profile/resolve';
import type { App } from './synth/app';
import { declareExternal, enforceRestricted } from './synth/external';
import { addWarnings } from './synth/warnings';
import { Config } from './tiers/config';
import { CronJobs } from './tiers/cronjobs';
import { Exporter } from './tiers/exporter';
import { MigrationsJob } from './tiers/migrations-job';
import { PgBouncer } from './tiers/pgbouncer';
import { Schema } from './tiers/schema';
import { topologyTiers } from './topologies';
import { wireConfig } from './wiring/config';
import { wireCronJobs } from './wiring/cronjobs';
import { wireExporter } from './wiring/exporter';
import { wireExternal } from './wiring/external';
import { wireMigrations } from './wiring/migrations';
import { wirePools } from './wiring/pools';
import { wireSchema } from './wiring/schema';

/**
 * Everything that one profile describes: a chart a tier, named in the order in which they are applied.
 *
 * @throws FindingsError with every fault of the profile
 * @example
 * const app = new App();
 * new PostgresPlatform(app, 'orders', profile);
 * app.synth();
 */
export class PostgresPlatform extends Construct {
  public constructor(scope: Construct, id: string, profile: PostgresProfile) {
    super(scope, id);
    const resolved = resolve(profile);
    const topology = topologyTiers(resolved);
    const { groups } = topology;
    enforceRestricted(this);
    declareExternal(this, wireExternal(resolved));
    addWarnings(this, warnings(resolved));

    new Config(this.chart('0-config', resolved), 'config', wireConfig(resolved, groups));

    topology.addInstances((chart) => this.chart(chart, resolved));

    const schema = this.chart('3-schema', resolved);
    topology.addParameters(schema);
    new Schema(schema, 'schema', wireSchema(resolved));
    for (const migrations of wireMigrations(resolved)) new MigrationsJob(schema, migrations.name, migrations);

    const pools = wirePools(resolved);
    if (pools.length > 0) {
      const chart = this.chart('4-pgbouncer', resolved);
      for (const pool of pools) new PgBouncer(chart, pool.name, pool);
    }
    new Exporter(this.chart('5-exporter', resolved), 'exporter', wireExporter(resolved, groups));
    const jobs = wireCronJobs(resolved);
    if (jobs) new CronJobs(this.chart('6-cronjobs', resolved), 'cronjobs', jobs);
  }

  private chart(id: string, { profile }: ResolvedProfile): Chart {
    return new Chart(this, id, {
      namespace: profile.namespace.name,
      labels: { 'app.kubernetes.io/managed-by': 'cdk8s-postgres', [LabelKeys.PLATFORM]: profile.name },
    });
  }
}

/**
 * Adds a platform for each profile, under its own name. Faults are kept until `app.synth()`, which throws those of all
 * profiles together.
 */
export function addPlatforms(app: App, profiles: readonly PostgresProfile[]): void {
  const shared = checkPlatforms(profiles);
  for (const [index, profile] of profiles.entries()) {
    const name = nameOf(profile) ?? `profiles[${index}]`;
    app.collect(() => {
      // One that takes what is another's is not rendered: each of its objects would be one more fault.
      const findings = shared[index] ?? [];
      if (findings.length > 0) throw inProfile(name, [...findings, ...checkProfile(profile)]);
      try {
        new PostgresPlatform(app, name, profile);
      } catch (error) {
        if (!(error instanceof FindingsError)) throw error;
        // What was built before the fault would only give rise to more.
        app.node.tryRemoveChild(name);
        throw inProfile(name, error.findings);
      }
    });
  }
}

/** Nothing where a user of JavaScript gave none that would do. */
function nameOf(profile: Partial<PostgresProfile> | undefined): string | undefined {
  const name: unknown = profile?.name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** What the proofs warn of, each with how one says that it is meant. */
function warnings({ profile, verdict }: ProvenProfile): Finding[] {
  return verdict.warnings.map(({ path, message, name }) => ({
    path: `${profile.name}: ${path}`,
    message: `${message} Or accept it: accepts: { '${name}': '<the reason>' }.`,
  }));
}

function inProfile(name: string, findings: readonly Finding[]): FindingsError {
  return new FindingsError(
    findings.map(({ path, message }) => ({ path: path === '' ? name : `${name}: ${path}`, message })),
  );
}
