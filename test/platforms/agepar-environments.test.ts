import { MigrationApply, type PostgresProfile } from '../../lib';
import { ageparHomologation, ageparProduction } from '../../profiles/agepar';
import { type Rendered, render } from './rendered';

const ENVIRONMENTS = [
  { profile: ageparHomologation, name: 'agepar-homologation', prefix: 'db' },
  { profile: ageparProduction, name: 'agepar-production', prefix: 'db-prod' },
];

/** The fields in which two profiles differ, as deep as plain objects go. */
function differences(one: unknown, other: unknown, path = ''): string[] {
  if (!isPlain(one) || !isPlain(other)) return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => differences(one[name], other[name], path === '' ? name : `${path}.${name}`));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

describe('agepar: two environments of one base', () => {
  it('A1 they differ in what the specification lets differ, and in nothing else', () => {
    expect(differences(ageparHomologation, ageparProduction).sort()).toEqual([
      'access.portal.clients.bff',
      'access.portal.maxConnections',
      'backups',
      'databases.agepar.migrations.apply',
      'name',
      'names.prefix',
      'namespace.labels.environment',
      'namespace.name',
      'network.objectStorage',
      'objectives',
      'postgres',
      'secrets',
      'topology',
    ]);
  });

  it('A1 roles, schemas, partitions and tables are the same in both', () => {
    const { migrations, ...homologation } = ageparHomologation.databases.agepar ?? { owner: '' };
    const { migrations: ofProduction, ...production } = ageparProduction.databases.agepar ?? { owner: '' };
    expect(homologation).toEqual(production);
    expect(migrations?.path).toBe(ofProduction?.path);
    expect(ageparHomologation.roles).toEqual(ageparProduction.roles);
  });

  it('A1 one instance for homologation, members that stand in for each other for production', () => {
    expect(ageparHomologation.topology.kind).toBe('single');
    expect(ageparProduction.topology.kind).toBe('replicated');
    expect(ageparHomologation.postgres.major).toBe(15);
    expect(ageparProduction.postgres.major).toBe(15);
  });

  it.each(ENVIRONMENTS)('A1 $name has a namespace and a prefix of its own', ({ profile, name: namespace, prefix }) => {
    const rendered = render(profile);
    expect(rendered.all('Namespace').map(({ metadata }) => metadata.name)).toEqual([namespace]);
    for (const { kind, metadata } of rendered.all('StatefulSet')) {
      expect([kind, metadata.namespace, metadata.name]).toEqual(['StatefulSet', namespace, prefix]);
    }
    expect(rendered.one('Service', `${prefix}-primary`).metadata.namespace).toBe(namespace);
  });

  it('A7 homologation is migrated with each sync, production by a person alone', () => {
    const kinds = (rendered: Rendered) =>
      rendered.workloads.filter(({ name }) => name.includes('-migrate-')).map(({ kind }) => kind);
    expect(kinds(render(ageparHomologation))).toEqual(['Job']);
    const production = render(ageparProduction);
    expect(kinds(production)).toEqual(['CronJob']);
    expect(production.one('CronJob', 'db-prod-migrate-agepar').spec).toMatchObject({ suspend: true });
    expect(ageparProduction.databases.agepar?.migrations?.apply).toBe(MigrationApply.MANUAL);
  });

  it('A7 both get the very same versioned files, and the lock that tells of a changed one', () => {
    const data = (profile: PostgresProfile, prefix: string) =>
      render(profile).one('ConfigMap', `${prefix}-migrate-agepar`).data;
    const files = Object.entries(data(ageparProduction, 'db-prod')).filter(([name]) => /^\d{14}_|\.lock$/.test(name));
    expect(files.length).toBeGreaterThan(6);
    expect(data(ageparHomologation, 'db')).toMatchObject(Object.fromEntries(files));
  });
});
