import type { External } from '../../lib/synth/external';
import type { Fields, RenderedObject } from '../../lib/synth/manifest';

/** What the good objects name and do not render. */
export const external: External = {
  secrets: { passwords: ['postgres-password'], registry: [] },
  clusterRoles: ['observer'],
  runtimeLabels: ['role'],
};

/** A small platform without a fault, as mutable manifests by `Kind/name`. */
export function goodObjects(): Map<string, Fields> {
  return new Map(
    manifests().map((manifest) => [
      `${String(manifest.kind)}/${(manifest.metadata as { name: string }).name}`,
      manifest,
    ]),
  );
}

/** As an app of ours hands them to the checks. */
export function rendered(manifests: Iterable<Fields>, path = 'dict/1-primary.yaml'): RenderedObject[] {
  return [...manifests].map((manifest, index) => ({
    path,
    construct: `dict/1-primary/${index}`,
    manifest,
    external: [external],
    restricted: true,
  }));
}

/** Sets a field by its path, `spec.ports.0.name`; undefined removes it. */
export function set(manifest: Fields, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<Record<string, unknown>>(
    (object, key) => object[key] as Record<string, unknown>,
    manifest,
  );
  if (value !== undefined) parent[last] = value;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}

const namespace = 'postgres';
const meta = (name: string, labels = { app: name }) => ({ name, namespace, labels });

const container = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
};

const podSecurity = { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } };

function template(app: string, spec: object): object {
  return {
    metadata: { labels: { app } },
    spec: { automountServiceAccountToken: false, securityContext: podSecurity, ...spec },
  };
}

function manifests(): Fields[] {
  const all: Fields[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('patroni'), imagePullSecrets: [{ name: 'registry' }] },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: meta('patroni'),
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: meta('patroni'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'patroni' },
      subjects: [{ kind: 'ServiceAccount', name: 'patroni', namespace }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'patroni-observer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'observer' },
      subjects: [{ kind: 'ServiceAccount', name: 'patroni', namespace }],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('config'),
      data: { 'postgresql.conf': 'max_connections = 200\n', MODE: 'a' },
    },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: meta('server-tls'),
      spec: {
        secretName: 'server-tls',
        issuerRef: { name: 'ca', kind: 'ClusterIssuer' },
        dnsNames: ['primary'],
        duration: '2160h',
        usages: ['server auth'],
      },
    },
    {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: meta('s3'),
      spec: {
        secretStoreRef: { name: 'vault' },
        data: [{ secretKey: 'access-key', remoteRef: { key: 's3', property: 'id' } }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta('postgres'),
      spec: {
        serviceName: 'headless',
        replicas: 2,
        selector: { matchLabels: { app: 'postgres' } },
        template: template('postgres', {
          serviceAccountName: 'patroni',
          initContainers: [
            {
              ...container,
              name: 'prepare',
              image: 'postgres:16',
              volumeMounts: [{ name: 'data', mountPath: '/data' }],
            },
          ],
          containers: [
            {
              ...container,
              name: 'postgres',
              image: 'postgres:16',
              ports: [
                { name: 'postgres', containerPort: 5432 },
                { name: 'patroni', containerPort: 8008 },
              ],
              env: [
                { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'passwords', key: 'postgres-password' } } },
                { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'config', key: 'MODE' } } },
                { name: 'EXTRA', valueFrom: { secretKeyRef: { name: 'absent', key: 'absent', optional: true } } },
              ],
              envFrom: [{ secretRef: { name: 's3' } }],
              livenessProbe: { httpGet: { path: '/liveness', port: 'patroni' }, periodSeconds: 10 },
              volumeMounts: [
                { name: 'data', mountPath: '/data' },
                { name: 'config', mountPath: '/etc/postgresql', readOnly: true },
                { name: 'tls', mountPath: '/etc/tls' },
              ],
            },
          ],
          volumes: [
            {
              name: 'config',
              configMap: { name: 'config', items: [{ key: 'postgresql.conf', path: 'postgresql.conf' }] },
            },
            {
              name: 'tls',
              secret: { secretName: 'server-tls', items: [{ key: 'tls.crt', path: 'tls.crt', mode: 0o440 }] },
            },
            { name: 'marker', configMap: { name: 'never-rendered', optional: true } },
          ],
        }),
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
          },
        ],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('pool'),
      spec: {
        selector: { matchLabels: { app: 'pool' } },
        template: template('pool', {
          containers: [{ ...container, name: 'pool', image: 'pool:1', ports: [{ name: 'pool', containerPort: 6432 }] }],
        }),
      },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('pool'),
      spec: {
        maxReplicas: 5,
        minReplicas: 2,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'pool' },
      },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: meta('dump'),
      spec: {
        schedule: '0 3 * * *',
        concurrencyPolicy: 'Forbid',
        jobTemplate: {
          spec: {
            template: template('dump', {
              restartPolicy: 'Never',
              containers: [
                {
                  ...container,
                  name: 'dump',
                  image: 'postgres:16',
                  volumeMounts: [{ name: 'work', mountPath: '/work' }],
                },
              ],
              volumes: [{ name: 'work', persistentVolumeClaim: { claimName: 'work' } }],
            }),
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta('work'),
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
    },
    service('headless', {
      clusterIP: 'None',
      ports: [{ name: 'postgres', port: 5432, targetPort: 'postgres' }],
      selector: { app: 'postgres' },
    }),
    service('primary', {
      ports: [{ port: 5432, targetPort: 'postgres' }],
      selector: { app: 'postgres', role: 'primary' },
    }),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('postgres'),
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'postgres' } } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('postgres'),
      spec: {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['postgres'] }] },
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ port: 'postgres' }, { port: 8008 }] }],
      },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: meta('pool'),
      spec: { selector: { matchLabels: { app: 'pool' } }, podMetricsEndpoints: [{ port: 'pool', interval: '30s' }] },
    },
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: meta('postgres'),
      spec: { groups: [{ name: 'postgres', rules: [{ alert: 'Down', expr: 'pg_up == 0', for: '5m' }] }] },
    },
  ];
  // Copies: what several of them share must not change together.
  return JSON.parse(JSON.stringify(all));
}

function service(name: string, spec: object): Fields {
  return { apiVersion: 'v1', kind: 'Service', metadata: meta(name), spec };
}
