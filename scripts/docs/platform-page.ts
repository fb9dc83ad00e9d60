import { MigrationApply } from '../../lib/profile/databases';
import type { ProvenProfile, ResolvedProfile } from '../../lib/profile/resolve';
import { Tls } from '../../lib/profile/tls';
import { explain } from '../../lib/proofs/explain';
import { fields, nameOf, type RenderedObject, text } from '../../lib/synth/manifest';
import { wireConfig } from '../../lib/wiring/config';
import { wireMembers, wireSets } from '../../lib/wiring/instances';
import { poolTlsSecret, serverTlsSecret } from '../../lib/wiring/server';
import { picture } from './picture';
import { contractTable, createCommands } from './secret-contract';

/** The page of one platform: what it looks like, where clients connect, what must exist before it. */
export function platformPage(resolved: ProvenProfile, objects: readonly RenderedObject[]): string {
  const { name, namespace, postgres } = resolved.profile;
  return `${[
    `<!-- Made from profiles/ by scripts/generate-docs.ts: edits are lost. -->`,
    `# ${name}`,
    `PostgreSQL ${postgres.major} in namespace \`${namespace.name}\`, rendered into \`dist/${name}/\`.`,
    picture(resolved),
    '## Where clients connect',
    services(objects),
    '## Secrets that must exist',
    contractTable(resolved),
    'Once, with generated passwords:',
    createCommands(resolved),
    '## Certificates',
    certificates(resolved),
    '## What runs by the clock',
    schedules(objects),
    '## What adds up',
    explain(resolved),
    ...runbook(resolved),
  ].join('\n\n')}\n`;
}

function services(objects: readonly RenderedObject[]): string {
  const rows = of(objects, 'Service').flatMap((manifest) => {
    const { ports = [], clusterIP } = fields(manifest.spec) as RenderedService;
    const name = `${nameOf(manifest)}.${text(fields(manifest.metadata).namespace)}`;
    return clusterIP === 'None' ? [] : ports.map(({ port, name: what }) => `| \`${name}\` | ${port} | ${what} |`);
  });
  return table('| Service | port | protocol |', rows);
}

interface RenderedService {
  readonly ports?: ReadonlyArray<{ readonly port: number; readonly name: string }>;
  readonly clusterIP?: string;
}

/** Every name by which clients reach servers and pools, whoever issues the certificates. */
function certificates(resolved: ResolvedProfile): string {
  const { profile } = resolved;
  const tls = Tls.certManager({ issuer: '' });
  const named = { ...resolved, profile: { ...profile, tls } };
  const { certificates: issued = [] } = wireConfig(named, [wireMembers(named), ...wireSets(named)]);
  const secrets = [serverTlsSecret(resolved), poolTlsSecret(resolved)];
  const rows = issued.map(({ dnsNames }, index) => `| \`${secrets[index]}\` | ${code(dnsNames)} |`);
  const maker = profile.tls.kind === 'certManager' ? 'cert-manager makes these Secrets.' : 'Bring these Secrets.';
  return `${maker}\n\n${table('| Secret | names in its certificate |', rows)}`;
}

function schedules(objects: readonly RenderedObject[]): string {
  const rows = of(objects, 'CronJob').flatMap((manifest) => {
    const { schedule, timeZone, suspend } = fields(manifest.spec);
    return suspend === true ? [] : [`| \`${nameOf(manifest)}\` | \`${text(schedule)}\` | ${text(timeZone)} |`];
  });
  return table('| CronJob | schedule | time zone |', rows);
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
        ? `\`${database}\` is migrated by a person, who makes a Job and reads its log:\n\n${shell([
            `kubectl create job --namespace ${namespace} --from=cronjob/${job} ${job}-$(date +%s)`,
            log(job),
          ])}`
        : `\`${database}\` is migrated with each sync, before pools are. Its log:\n\n${shell([log(job)])}`,
    ),
  ];
}

function shell(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function of(objects: readonly RenderedObject[], kind: string) {
  return objects.map(({ manifest }) => manifest).filter((manifest) => manifest.kind === kind);
}

function table(header: string, rows: readonly string[]): string {
  return [header, header.replaceAll(/[^|]+/g, '---'), ...rows].join('\n');
}

function code(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(' ');
}
