import { MigrationApply } from '../profile/databases';
import type { ProvenProfile, ResolvedProfile } from '../profile/resolve';
import { explain } from '../proofs/explain';
import type { RenderedObject } from '../synth/manifest';
import { applying } from './applying';
import { certificates } from './certificates';
import { connectionStrings } from './connection-strings';
import { instances } from './instances';
import { block, table } from './markdown';
import { picture } from './picture';
import { promises } from './promises';
import { schedules } from './schedules';
import { secretSection } from './secret-contract';
import { servicesTable } from './services';

/** A platform's page, in the order in which somebody asks at night: what is there, who reaches it, what runs when. */
export function platformPage(resolved: ProvenProfile, objects: readonly RenderedObject[], system?: string): string {
  const { name, namespace, postgres } = resolved.profile;
  const environments =
    system === undefined
      ? ''
      : ` How it differs from its other environments: [${system}](../environments/${system}.md).`;
  return `${[
    `# ${name}`,
    `PostgreSQL ${postgres.major} in namespace \`${namespace.name}\`, rendered into \`dist/${name}/\`.${environments}`,
    picture(resolved, objects),
    '## What runs',
    instances(resolved, objects),
    '## Where clients connect',
    servicesTable(resolved, objects),
    'Beside these clients only the platform’s own parts are let through, by NetworkPolicies.',
    connectionStrings(resolved),
    ...neighbors(resolved),
    '## What runs by the clock',
    schedules(resolved, objects),
    ...runbook(resolved),
    '## Secrets',
    secretSection(resolved, objects),
    '## Certificates',
    certificates(resolved, objects),
    '## Putting it into the cluster',
    applying(resolved, objects),
    '## What is promised',
    promises(resolved),
    '## What adds up',
    explain(resolved),
  ].join('\n\n')}\n`;
}

/** What is used beside the platform, and is none of it. */
function neighbors({ profile }: ResolvedProfile): string[] {
  const rows = Object.entries(profile.neighbors ?? {}).map(([name, { purpose, host, port }]) => [
    name,
    purpose,
    `\`${host}:${port}\``,
  ]);
  if (rows.length === 0) return [];
  return ['### Beside PostgreSQL', table(['service', 'used for', 'where'], rows)];
}

/** Where migrations run, and the commands by which a person applies those that are manual. */
function runbook({ profile, names }: ResolvedProfile): string[] {
  const namespace = profile.namespace.name;
  const databases = Object.entries(profile.databases).flatMap(([database, { migrations }]) =>
    migrations === undefined ? [] : [{ database, job: names.migrations(database), apply: migrations.apply }],
  );
  if (databases.length === 0) return [];
  const log = (job: string) =>
    `kubectl logs --namespace ${namespace} --selector cdk8s-postgres/workload=${job} --tail 100`;
  return [
    '## Runbook: migrations',
    'What to do when one failed: [docs/migrations.md](../migrations.md#when-one-failed).',
    ...databases.map(({ database, job, apply }) =>
      apply === MigrationApply.MANUAL
        ? `\`${database}\` is migrated by a person, who makes a Job and reads its log:\n\n${block('sh', [
            `kubectl create job --namespace ${namespace} --from=cronjob/${job} ${job}-$(date +%s)`,
            log(job),
          ])}`
        : `\`${database}\` is migrated with each sync, before pools are. Its log:\n\n${block('sh', [log(job)])}`,
    ),
  ];
}
