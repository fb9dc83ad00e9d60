import type { ApiServer } from './api-server';
import { bareNamespace, makeServiceAccount, platforms, podOf, startWithNamespaces } from './platforms';
import { kubePrograms } from './programs';

const programs = kubePrograms();
const all = platforms();
const NAMESPACE = 'restricted';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const cases = all.flatMap((platform) =>
  platform.rendered.workloads.map((workload, index) => {
    const pod = podOf(platform, workload, `${platform.name}-${index}`);
    return [platform.name, workload.kind, workload.name, pod] as const;
  }),
);

(programs ? describe : describe.skip)('a namespace that enforces the restricted Pod Security Standard', () => {
  let server: ApiServer;

  beforeAll(async () => {
    if (!programs) return;
    server = await startWithNamespaces(programs, []);
    const enforced = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await server.request('POST', '/api/v1/namespaces', bareNamespace(NAMESPACE, enforced));
    const accounts = all.flatMap(({ rendered }) => rendered.workloads.map(({ pod }) => pod.serviceAccountName));
    const names = new Set(['default', ...accounts.filter((name) => name !== undefined)]);
    for (const name of names) await makeServiceAccount(server, NAMESPACE, name);
  });

  afterAll(() => server?.stop());

  it('refuses a pod without seccomp profile, so that it enforces', async () => {
    const [, , , pod] = cases[0] ?? [];
    const open = JSON.parse(JSON.stringify(pod, (key, value) => (key === 'seccompProfile' ? undefined : value)));
    await expect(server.request('POST', PODS, open)).rejects.toThrow(/violates PodSecurity .*seccompProfile/);
  });

  it.each(cases)('admits the pod of %s %s %s', async (_platform, _kind, _name, pod) => {
    await expect(server.request('POST', PODS, pod)).resolves.toMatchObject({ kind: 'Pod' });
  });
});
