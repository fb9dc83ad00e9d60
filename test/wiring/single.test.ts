import { Duration, Size } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { extendProfile, Image, PostgresOverrides, TopologyOverrides } from '../../lib';
import { RESTART_ANNOTATION } from '../../lib/names';
import { resolve } from '../../lib/profile/resolve';
import { contentHash } from '../../lib/tiers/content-hash';
import { wireExternal } from '../../lib/wiring/external';
import { wireFlows } from '../../lib/wiring/flows';
import { secretKeys } from '../../lib/wiring/server';
import { restartParameters, wireSingle } from '../../lib/wiring/single';
import { containerOf, render } from '../platforms/rendered';
import { single } from '../single';

const rendered = render(single);
const resolved = resolve(single);
const group = wireSingle(resolved);
const instance = rendered.pod('StatefulSet', 'portal');

describe('a platform of one instance', () => {
  test('A1 is rendered whole: what has no meaning without Patroni is not there', () => {
    const names = (kind: string) =>
      rendered
        .all(kind)
        .map(({ metadata }) => metadata.name)
        .sort();
    expect(names('StatefulSet')).toEqual(['portal']);
    expect(names('Service')).toEqual(['portal-exporter', 'portal-headless', 'portal-pgbouncer', 'portal-primary']);
    expect(names('ServiceAccount')).toEqual(['portal-parameters']);
    expect(names('PodDisruptionBudget')).toEqual(['portal-pgbouncer']);
    expect(names('CronJob')).toEqual(['portal-dump', 'portal-partition-maintenance', 'portal-reconcile']);
    const run = [instance, rendered.one('ConfigMap', 'portal-config').data, rendered.pod('Job', 'portal-parameters')];
    expect(/replicator|rewind|patroni|8008/i.exec(JSON.stringify(run))).toBeNull();
    expect(Object.keys(rendered.one('ConfigMap', 'portal-config').data)).toEqual([
      'pg_hba.conf',
      'pg_ident.conf',
      'postgresql.conf',
    ]);
    expect(Object.keys(rendered.one('ConfigMap', 'portal-operations').data)).toEqual([
      'reload-postgres.sh',
      'start-postgres.sh',
    ]);
  });

  test('A1 the instance runs the official image of the major, its jobs the platform’s', () => {
    expect(containerOf(instance, 'postgres').image).toBe('docker.io/library/postgres:15.18-trixie');
    expect(containerOf(instance, 'reload').image).toBe('docker.io/library/postgres:15.18-trixie');
    for (const job of ['portal-parameters', 'portal-reconcile']) {
      expect(rendered.pod('Job', job).containers[0]?.image).toBe('registry.example/postgres:15.18-1');
    }
    expect(rendered.pod('CronJob', 'portal-dump').containers[0]?.image).toBe('registry.example/postgres:15.18-1');
  });

  test('A1 the profile may name another image, a mirror or the platform’s', () => {
    const mirrored = extendProfile(single, {
      topology: TopologyOverrides.single({ image: Image.of('registry.example/library/postgres', '15.18') }),
    });
    expect(containerOf(render(mirrored).pod('StatefulSet', 'portal'), 'postgres').image).toBe(
      'registry.example/library/postgres:15.18',
    );
  });

  test('A5 the Secret has the keys of those who log in: nobody streams, nobody rewinds, nobody asks Patroni', () => {
    expect(secretKeys(resolved)).toEqual([
      'dump-password',
      'migration-password',
      'partition-maintenance-password',
      'pgbouncer-lookup-password',
      'portal-admin-password',
      'portal-user-password',
      'postgres-exporter-password',
      'postgres-password',
    ]);
    expect(wireExternal(resolved).secrets?.['portal-secrets']).toEqual(secretKeys(resolved));
  });

  test('A4 every line of pg_hba.conf over the network is encrypted, and none is for replication', () => {
    const hba = group.files.files['pg_hba.conf'] ?? '';
    const lines = hba.split('\n').filter((line) => /^host/.test(line));
    expect(lines.slice(0, -1).filter((line) => !/^hostssl .* scram-sha-256$/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('replication'))).toEqual([]);
    expect(group.files.files['pg_ident.conf']?.split('\n').slice(1, -1)).toEqual(['pod    postgres     postgres']);
  });

  test('A1 postgresql.conf says what Patroni would say, once each, and nothing is in a store', () => {
    const conf = group.files.files['postgresql.conf'] ?? '';
    const names = conf.split('\n').flatMap((line) => /^([a-z_.]+) =/.exec(line)?.[1] ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['max_connections', 'listen_addresses', 'port', 'hba_file', 'ident_file', 'cluster_name']),
    );
    expect(conf).not.toContain('Patroni');
  });

  test('A1 who reaches whom: nobody but the Job that writes the record reaches the Kubernetes API', () => {
    const flows = wireFlows(resolved, [group]);
    const toApi = flows.filter(({ to }) => JSON.stringify(to).includes('10.96.0.1/32'));
    expect(toApi.map(({ from, ports }) => [JSON.stringify(from).match(/portal-\w+/)?.[0], ports])).toEqual([
      ['portal-parameters', [443]],
    ]);
    expect(flows.flatMap(({ ports }) => ports)).not.toContain(8008);
    expect(flows.filter(({ from }) => from.kind === 'workload' && from.workload === 'portal')).toEqual([]);
  });

  test('A4 certificates name the Services and the pod, and no Service of standbys', () => {
    const certificate = rendered.one<{ dnsNames: string[] }>('Certificate', 'portal-server-tls');
    expect(certificate.spec.dnsNames).toEqual(
      expect.arrayContaining(['portal-primary', 'portal-0.portal-headless', 'localhost']),
    );
    expect(certificate.spec.dnsNames.filter((name) => name.includes('standby'))).toEqual([]);
  });
});

describe('parameters of one instance', () => {
  const parameters = (changed: object) =>
    extendProfile(single, { postgres: PostgresOverrides.v15({ parameters: changed }) });
  const annotation = (profile = single) => {
    const set = render(profile).one<k8s.StatefulSetSpec>('StatefulSet', 'portal');
    return set.spec.template.metadata?.annotations?.[RESTART_ANNOTATION];
  };

  test.each([
    ['a reload', { workMem: Size.mebibytes(5), logMinDurationStatement: Duration.seconds(1) }, false],
    ['a restart', { maxConnections: 61 }, true],
    ['a restart for an extension’s', { extensions: { pgStatStatements: { max: 6000 } } }, true],
    ['a restart, perhaps, for one that no table has', { custom: { 'my.setting': '1' } }, true],
  ])('A1 that take %s change the template: %#', (_title, changed, replaced) => {
    expect(annotation(parameters(changed)) !== annotation()).toBe(replaced);
  });

  test('A1 the hash is of what takes a restart alone', () => {
    expect(restartParameters(15, { max_connections: '60', work_mem: '4MB', 'x.y': '1' })).toEqual({
      max_connections: '60',
      'x.y': '1',
    });
  });

  test('A1 what the platform itself sets takes a restart too, and no template changes with the hash of the files', () => {
    const { files, instances } = wireSingle(resolved);
    const restarting = restartParameters(15, files.parameters);
    expect(restarting).toMatchObject({ huge_pages: 'off', listen_addresses: '*', cluster_name: 'portal' });
    expect(instances.restartHash).toBe(contentHash(restarting));
    expect(Object.keys(restarting)).not.toContain('cdk8s_postgres.config_hash');
  });
});
