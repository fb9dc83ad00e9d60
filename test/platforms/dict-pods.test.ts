import type * as k8s from '../../imports/k8s';
import { dict } from '../../profiles/dict';
import { containerOf, containersOf, render } from './rendered';

const rendered = render(dict);
const workloads = rendered.workloads.map((workload) => [`${workload.kind} ${workload.name}`, workload] as const);

const TOKEN_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

describe('dict: pods', () => {
  it('there are those of nine workloads', () => {
    const names = rendered.workloads.map(({ labels }) => labels['cdk8s-postgres/workload']);
    expect([...new Set(names)].sort()).toEqual([
      'pgbouncer',
      'postgres',
      'postgres-dump',
      'postgres-dump-expiry',
      'postgres-exporter',
      'postgres-migrate-dict-core',
      'postgres-parameters',
      'postgres-partition-maintenance',
      'postgres-reconcile',
    ]);
  });

  it.each(workloads)('%s is acceptable to the restricted Pod Security Standard', (_name, { pod }) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 999,
      fsGroup: 999,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    const outside: unknown = { hostNetwork: pod.hostNetwork, hostPID: pod.hostPid, hostIPC: pod.hostIpc };
    expect(outside).toEqual({});
    for (const container of containersOf(pod)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
      for (const { hostPort } of container.ports ?? []) expect(hostPort).toBeUndefined();
    }
    const kinds = (pod.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
    const allowed = [
      'configMap',
      'downwardAPI',
      'emptyDir',
      'ephemeral',
      'persistentVolumeClaim',
      'projected',
      'secret',
    ];
    expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([]);
  });

  it.each(workloads)('%s has a /tmp, bounded scratch folders and bounded memory', (_name, { pod }) => {
    for (const { name, resources, volumeMounts = [] } of containersOf(pod)) {
      expect([name, resources?.limits]).toEqual([name, expect.objectContaining({ memory: expect.any(String) })]);
      expect([name, Object.keys(resources?.requests ?? {}).sort()]).toEqual([name, ['cpu', 'memory']]);
      expect(volumeMounts.map(({ mountPath }) => mountPath).filter((one) => one === '/')).toEqual([]);
    }
    const [main] = pod.containers;
    expect(main?.volumeMounts?.map(({ mountPath }) => mountPath)).toContain('/tmp');
    for (const { name, emptyDir } of pod.volumes ?? []) {
      if (emptyDir) expect([name, emptyDir.sizeLimit]).toEqual([name, expect.any(String)]);
    }
  });

  it.each(workloads)('%s does not let a changed owner of files stop PostgreSQL: OnRootMismatch', (_name, { pod }) => {
    expect(pod.securityContext?.fsGroupChangePolicy).toBe('OnRootMismatch');
  });

  it.each(workloads)('%s mounts keys readable by owner and group alone, and scripts read-only', (_name, { pod }) => {
    for (const { name, secret, configMap } of pod.volumes ?? []) {
      if (secret) expect([name, secret.defaultMode]).toEqual([name, 0o440]);
      if (configMap) expect([name, (configMap.defaultMode ?? 0o644) & 0o222]).toEqual([name, 0]);
    }
  });

  it('the token of the Kubernetes API is in one container alone: the one that runs Patroni', () => {
    const holders = rendered.workloads.flatMap(({ name, pod }) => {
      expect([name, pod.automountServiceAccountToken]).toEqual([name, false]);
      const tokens = (pod.volumes ?? []).filter(({ projected }) =>
        projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken),
      );
      return containersOf(pod)
        .filter(({ volumeMounts = [] }) => volumeMounts.some((mount) => tokens.some((one) => one.name === mount.name)))
        .map((container) => [
          name,
          container.name,
          container.volumeMounts?.find((one) => one.mountPath === TOKEN_FOLDER)?.readOnly,
        ]);
    });
    expect(holders).toEqual([['postgres', 'postgres', true]]);
    const accounts = rendered.workloads.filter(({ pod }) => pod.serviceAccountName !== undefined);
    expect(accounts.map(({ name }) => name)).toEqual(['postgres']);
    const account: unknown = rendered.one('ServiceAccount', 'postgres-patroni');
    expect(account).toMatchObject({ automountServiceAccountToken: false });
  });

  it('the key of the servers is in the members alone; clients get the authority and nothing else', () => {
    const whole = rendered.workloads.filter(({ pod }) =>
      pod.volumes?.some(({ secret }) => secret?.secretName === 'postgres-server-tls' && secret.items === undefined),
    );
    expect(whole.map(({ name }) => name)).toEqual(['postgres']);
    const items = rendered.workloads.flatMap(({ pod }) =>
      (pod.volumes ?? []).flatMap(({ secret }) =>
        secret?.secretName === 'postgres-server-tls' ? (secret.items ?? []) : [],
      ),
    );
    expect([...new Set(items.map(({ key }) => key))]).toEqual(['ca.crt']);
  });

  it('the members have a /dev/shm in memory that is larger than the runtime’s 64 MiB', () => {
    const pod = rendered.pod('StatefulSet', 'postgres');
    const mount = containerOf(pod, 'postgres').volumeMounts?.find(({ mountPath }) => mountPath === '/dev/shm');
    const volume = pod.volumes?.find(({ name }) => name === mount?.name);
    expect(volume?.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '256Mi' });
  });

  it('a node can always be drained: at most one pod of a group is away, of members as of pools', () => {
    const budgets = rendered.all<k8s.PodDisruptionBudgetSpec>('PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.name).sort()).toEqual(['pgbouncer', 'postgres']);
    for (const { metadata, spec } of budgets) {
      expect(spec).not.toHaveProperty('minAvailable');
      expect(spec.maxUnavailable).toBe(1);
      const group = rendered.workloads.filter(({ labels }) => isSelected(spec.selector, labels));
      expect(group.map(({ name }) => name)).toEqual([metadata.name]);
    }
  });

  it('members never share a node, and groups spread over nodes and zones', () => {
    for (const [kind, name, nodes] of [
      ['StatefulSet', 'postgres', 'DoNotSchedule'],
      ['Deployment', 'pgbouncer', 'ScheduleAnyway'],
    ] as const) {
      const { labels } = rendered.workloads.find((one) => one.name === name) ?? { labels: {} };
      const constraints = rendered.pod(kind, name).topologySpreadConstraints ?? [];
      expect(constraints.map((one) => [one.topologyKey, one.whenUnsatisfiable, one.maxSkew])).toEqual([
        ['kubernetes.io/hostname', nodes, 1],
        ['topology.kubernetes.io/zone', 'ScheduleAnyway', 1],
      ]);
      for (const { labelSelector } of constraints) expect(isSelected(labelSelector, labels)).toBe(true);
    }
  });

  it('volumes outlive the StatefulSet, and Argo CD prunes neither them, nor the namespace, nor the Secrets it holds', () => {
    const keep = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
    const { spec } = rendered.one<k8s.StatefulSetSpec>('StatefulSet', 'postgres');
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(spec.volumeClaimTemplates?.[0]?.metadata?.annotations).toMatchObject(keep);
    expect(rendered.one('Namespace', 'postgres').metadata.annotations).toMatchObject(keep);
    const certificates = rendered.all<{ secretTemplate?: { annotations?: object } }>('Certificate');
    expect(certificates).toHaveLength(2);
    for (const certificate of certificates) expect(certificate.spec.secretTemplate?.annotations).toMatchObject(keep);
  });
});

function isSelected(selector: k8s.LabelSelector | undefined, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}
