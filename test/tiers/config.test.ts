import { Duration } from 'cdk8s';
import type * as k8s from '../../imports/k8s';
import { Config, type ConfigProps } from '../../lib/tiers/config';
import { emptyChart } from './empty-chart';
import { Manifests } from './manifests';

const patroni = { serviceAccount: 'postgres-patroni', scope: 'postgres-patroni' };
const minimal: ConfigProps = {
  platform: 'dict',
  files: { 'postgres-config': { 'pg_hba.conf': 'a', 'postgresql.conf': 'b' } },
  operations: 'postgres-operations',
  scripts: ['start-patroni', 'pg-basebackup', 'on-role-change', 'reload-patroni'],
  patroni,
  network: {
    platform: 'dict',
    prefix: 'postgres',
    flows: [],
    dns: { namespace: 'kube-system', labels: {}, nodeLocalCidrs: [] },
  },
};
const everything: Required<ConfigProps> = {
  ...minimal,
  patroni,
  namespace: { name: 'postgres', labels: { team: 'data', 'pod-security.kubernetes.io/enforce': 'privileged' } },
  files: { ...minimal.files, 'postgres-replica-config': { 'postgresql.conf': 'c' } },
  certificates: [
    {
      name: 'postgres-server-tls',
      dnsNames: ['postgres-primary', 'localhost'],
      issuer: { name: 'platform-ca', kind: 'ClusterIssuer' },
      duration: Duration.days(90),
      renewBefore: Duration.minutes(1501),
    },
  ],
  externalSecret: {
    name: 'postgres-secrets',
    store: { name: 'vault', kind: 'ClusterSecretStore' },
    remoteKey: 'platforms/dict',
    refreshInterval: Duration.seconds(90),
    keys: ['a-password', 'b-password'],
  },
};

function render(props: ConfigProps) {
  const chart = emptyChart();
  new Config(chart, 'config', props);
  return new Manifests(chart);
}

describe('the config tier', () => {
  test('with minimal props is files, scripts, rights and a closed network', () => {
    expect(render(minimal).kinds).toEqual([
      'ConfigMap',
      'ConfigMap',
      'NetworkPolicy',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
  });

  test('with all the props has a namespace, certificates and a Secret of somebody else too', () => {
    expect(render(everything).kinds).toEqual([
      'Certificate',
      'ConfigMap',
      'ConfigMap',
      'ConfigMap',
      'ExternalSecret',
      'Namespace',
      'NetworkPolicy',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
  });

  test('D1 the namespace enforces restricted pods whatever its labels say, and is in no namespace', () => {
    const { metadata } = render(everything).one('Namespace');
    expect(metadata.labels).toMatchObject({ team: 'data', 'pod-security.kubernetes.io/enforce': 'restricted' });
    expect(metadata).not.toHaveProperty('namespace');
    expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  test('D2 the files are one ConfigMap for each group of instances, as they are given', () => {
    const maps = Object.fromEntries(
      render(everything)
        .all('ConfigMap')
        .map(({ metadata, data }) => [metadata.name, data]),
    );
    expect(maps['postgres-config']).toEqual(everything.files['postgres-config']);
    expect(maps['postgres-replica-config']).toEqual({ 'postgresql.conf': 'c' });
    expect(Object.keys(maps['postgres-operations'] ?? {})).toEqual(
      expect.arrayContaining(['start-patroni.sh', 'pg-basebackup.sh', 'on-role-change.sh', 'reload-patroni.sh']),
    );
    for (const script of Object.values(maps['postgres-operations'] ?? {}))
      expect(script).toMatch(/^#!\/bin\/(sh|bash)\n/);
  });

  test('D24 the instances may do with ConfigMaps and pods what Patroni does, and nothing else', () => {
    const rendered = render(minimal);
    const role = rendered.one('Role');
    expect(role).toMatchObject({
      rules: [
        {
          apiGroups: [''],
          resources: ['configmaps'],
          resourceNames: ['config', 'failover', 'leader', 'sync'].map((suffix) => `postgres-patroni-${suffix}`),
          verbs: ['get', 'patch'],
        },
        { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['list', 'patch', 'watch'] },
      ],
    });
    expect(rendered.one('RoleBinding')).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'postgres-patroni' },
      subjects: [{ kind: 'ServiceAccount', name: 'postgres-patroni' }],
    });
    expect(rendered.one('ServiceAccount')).toMatchObject({ automountServiceAccountToken: false });
  });

  test('T7 certificates are written as the API server keeps them, and are renewed with a new key', () => {
    expect(render(everything).one<k8s.ObjectMeta>('Certificate').spec).toEqual({
      secretName: 'postgres-server-tls',
      secretTemplate: { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
      dnsNames: ['postgres-primary', 'localhost'],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'platform-ca' },
      duration: '2160h0m0s',
      renewBefore: '25h1m0s',
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
    });
  });

  test('A5 each key of the Secret comes from a property of the store, and outlives the platform', () => {
    const { spec, metadata } = render(everything).one('ExternalSecret');
    expect(spec).toEqual({
      refreshInterval: '1m30s',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'postgres-secrets', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: ['a-password', 'b-password'].map((key) => ({
        secretKey: key,
        remoteRef: { key: 'platforms/dict', property: key },
      })),
    });
    expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' });
  });

  test('comes before everything else', () => {
    const rendered = render(everything);
    for (const kind of new Set(rendered.kinds)) {
      for (const { metadata } of rendered.all(kind))
        expect(metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('0');
    }
  });
});
