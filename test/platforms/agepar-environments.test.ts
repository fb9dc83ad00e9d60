import { MigrationApply, type PostgresProfile } from '../../lib';
import { ageparHomologation, ageparProduction } from '../../profiles/agepar';
import { readConf, readHba } from './formats';
import { containerOf, type Rendered, render } from './rendered';

const ENVIRONMENTS = [
  { profile: ageparHomologation, name: 'agepar-homologation', prefix: 'db', remoteKey: 'agepar/homologation/postgres' },
  { profile: ageparProduction, name: 'agepar-production', prefix: 'db-prod', remoteKey: 'agepar/production/postgres' },
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

  it('A1 homologation runs the official image without Patroni, production the platform’s with it', () => {
    const ofHomologation = render(ageparHomologation);
    const instance = (rendered: Rendered, name: string) =>
      containerOf(rendered.pod('StatefulSet', name), 'postgres').image;
    expect(instance(ofHomologation, 'db')).toMatch(/^docker\.io\/library\/postgres:15\./);
    expect(instance(render(ageparProduction), 'db-prod')).toMatch(/^registry\.example\/postgres:15\./);
    for (const { data } of ofHomologation.all('ConfigMap')) expect(data).not.toHaveProperty(['patroni.yml']);
  });

  it.each(ENVIRONMENTS)('A4 in $name nothing over the network gets in but by TLS and SCRAM', ({ profile, prefix }) => {
    const rendered = render(profile);
    const hba = readHba(rendered.config(`${prefix}-config`, 'pg_hba.conf')).filter(([type]) => type !== 'local');
    expect(hba.pop()).toEqual(['host', 'all', 'all', 'all', 'reject']);
    for (const [type, , , , method] of hba) expect([type, method]).toEqual(['hostssl', 'scram-sha-256']);
    const conf = readConf(rendered.config(`${prefix}-config`, 'postgresql.conf'));
    expect([conf.get('ssl'), conf.get('ssl_min_protocol_version')]).toEqual(['on', 'TLSv1.2']);
  });

  it.each(ENVIRONMENTS)('A5 $name has every password from its own place in Vault', ({ profile, remoteKey }) => {
    const rendered = render(profile);
    const { secretStoreRef, target, data } = rendered.one<ExternalSecretSpec>('ExternalSecret', 'agepar-postgres').spec;
    expect(secretStoreRef).toEqual({ kind: 'ClusterSecretStore', name: 'vault' });
    expect(target).toMatchObject({ name: 'agepar-postgres' });
    for (const { secretKey, remoteRef } of data) expect(remoteRef).toEqual({ key: remoteKey, property: secretKey });
    const used = [...rendered.text.matchAll(/key: (\S+-password)$/gm)].map(([, key]) => key);
    // What encrypts columns is the portal's alone: no pod of the platform takes it.
    const kept = data.map(({ secretKey }) => secretKey).filter((key) => !used.includes(key));
    expect(kept).toEqual(['encryption-key']);
    expect(rendered.text.match(/encryption-key/g)).toHaveLength(2);
    expect(new Set(used)).toEqual(new Set(data.map(({ secretKey }) => secretKey).filter((key) => !kept.includes(key))));
    expect(used).toContain('agepar-user-password');
    expect(rendered.all('Secret')).toEqual([]);
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

interface ExternalSecretSpec {
  readonly secretStoreRef: Readonly<Record<string, string>>;
  readonly target: Readonly<Record<string, string>>;
  readonly data: ReadonlyArray<{
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property: string };
  }>;
}
