import type * as k8s from '../../imports/k8s';
import type { ApiServer } from './api-server';
import { bareNamespace, type Platform, platforms, startWithNamespaces } from './platforms';
import { kubePrograms } from './programs';

/** What Patroni and its callback do on any object, each proven needed in patroni.test.ts; nothing else is granted. */
const ANYWHERE = [
  ...['create', 'list', 'watch'].map((verb) => `${verb} configmaps`),
  ...['list', 'patch', 'watch'].map((verb) => `${verb} pods`),
];
/** And on Patroni's own objects. */
const OWN = [...ANYWHERE, 'get configmaps', 'patch configmaps'];

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Of what an intruder would ask for, by API group. */
const RESOURCES: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['', ['configmaps', 'pods', 'pods/exec', 'pods/log', 'pods/status', 'pods/eviction', 'pods/ephemeralcontainers']],
  ['', ['secrets', 'services', 'endpoints', 'events', 'namespaces', 'nodes', 'persistentvolumeclaims']],
  ['', ['serviceaccounts', 'serviceaccounts/token']],
  ['apps', ['statefulsets', 'deployments']],
  ['batch', ['jobs', 'cronjobs']],
  ['discovery.k8s.io', ['endpointslices']],
  ['coordination.k8s.io', ['leases']],
  ['networking.k8s.io', ['networkpolicies']],
  ['rbac.authorization.k8s.io', ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']],
];

const programs = kubePrograms();
const all = platforms();
/** Those of instances; what the Job of one instance without Patroni may do is in single.test.ts. */
const accounts = all.flatMap((platform) => {
  const { rendered } = platform;
  const pods = rendered.workloads.filter(({ kind }) => kind === 'StatefulSet').map(({ pod }) => pod);
  const names = new Set(pods.flatMap(({ serviceAccountName }) => serviceAccountName ?? []));
  return [...names].map((name) => [platform.name, name, platform] as const);
});

(programs ? describe : describe.skip).each(accounts)('%s: the ServiceAccount %s', (_platform, account, platform) => {
  let server: ApiServer;
  const other = 'elsewhere';

  beforeAll(async () => {
    if (!programs) return;
    server = await startWithNamespaces(programs, [platform]);
    await server.request('POST', '/api/v1/namespaces', bareNamespace(other));
    await server.kubectl(['apply', ...platform.files.map((file) => `--filename=${file}`)]);
  });

  afterAll(() => server?.stop());

  it.each(['config', 'failover', 'leader', 'sync'])(
    'may do what Patroni needs with its own -%s, and nothing else',
    async (suffix) => {
      const allowed = await allowedIn(server, platform, account, platform.namespace, `${account}-${suffix}`);
      expect(allowed).toEqual([...OWN].sort());
    },
  );

  it.each(platform.rendered.all('ConfigMap').map(({ metadata }) => metadata.name))(
    'may not change %s',
    async (name) => {
      const allowed = await allowedIn(server, platform, account, platform.namespace, name);
      expect(allowed).toEqual([...ANYWHERE].sort());
    },
  );

  it.each([
    ['another namespace', other],
    ['the cluster', ''],
  ])('may do nothing in %s', async (_where, namespace) => {
    expect(await allowedIn(server, platform, account, namespace)).toEqual([]);
  });
});

(programs ? describe : describe.skip).each(all.map((platform) => [platform.name, platform] as const))(
  '%s',
  (_name, platform) => {
    it('mounts a token into pods of those alone whose ServiceAccount has rights', () => {
      const mounting = platform.rendered.workloads.filter(
        ({ pod }) => pod.automountServiceAccountToken !== false || hasToken(pod),
      );
      const accounts = new Set(mounting.map(({ pod }) => pod.serviceAccountName));
      const bound = platform.rendered.all('RoleBinding').map(({ metadata }) => metadata.name);
      expect([...accounts]).toEqual(bound);
    });
  },
);

/** Asks the API server about every verb and resource. */
async function allowedIn(
  server: ApiServer,
  { namespace: own }: Platform,
  account: string,
  namespace: string,
  name = '',
) {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${own}`, 'system:authenticated'];
  const questions = RESOURCES.flatMap(([group, resources]) =>
    resources.flatMap((resource) => VERBS.map((verb) => ({ group, resource, verb }))),
  );
  const answers = await Promise.all(
    questions.map(async ({ group, resource: asked, verb }) => {
      const [resource, subresource] = asked.split('/');
      const resourceAttributes = { namespace, group, resource, subresource, verb, name };
      const spec = { user: `system:serviceaccount:${own}:${account}`, groups, resourceAttributes };
      const review = await server.request<Review>('POST', REVIEWS, { kind: 'SubjectAccessReview', ...VERSION, spec });
      return review.status.allowed ? [`${verb} ${asked}`] : [];
    }),
  );
  return answers.flat().sort();
}

const VERSION = { apiVersion: 'authorization.k8s.io/v1' };
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

interface Review {
  readonly status: { readonly allowed: boolean };
}

function hasToken({ volumes = [] }: k8s.PodSpec): boolean {
  return volumes.some(({ projected }) => projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken));
}
