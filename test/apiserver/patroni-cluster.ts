import { Duration, Size } from 'cdk8s';
import { parse } from 'yaml';
import type * as k8s from '../../imports/k8s';
import { extendProfile, PlatformImage, Postgres, TopologyOverrides } from '../../lib';
import { LabelKeys } from '../../lib/names';
import { dict } from '../../profiles/dict';
import { eventually } from '../debian/processes';
import { render } from '../platforms/rendered';
import type { ApiServer, Audited } from './api-server';
import { members, PatroniMember } from './patroni-member';
import { platformOf, podOf, startWithNamespaces } from './platforms';
import type { KubePrograms } from './programs';

/** Patroni's times are the shortest, for the tests' sake; the major is the image's. */
export const platform = platformOf(
  'dict',
  render(
    extendProfile(dict, {
      // With so little work for the memory, nothing warns of it.
      accepts: null,
      postgres: Postgres.v18({
        image: PlatformImage.of('registry.example/postgres', '18.4-1'),
        parameters: { sharedBuffers: Size.mebibytes(32), maxConnections: 200, maxSlotWalKeepSize: Size.gibibytes(32) },
      }),
      topology: TopologyOverrides.replicated({
        failover: { ttl: Duration.seconds(20), loopWait: Duration.seconds(1), retryTimeout: Duration.seconds(3) },
      }),
    }),
  ).files,
);

export const MEMBER = 'postgres-0';
/** The pod of another member, on a node that is gone: an object and no process. */
export const LOST = 'postgres-1';
export const SCOPE = 'postgres-patroni';

const role = parse(platform.rendered.document('Role', 'postgres-patroni')) as {
  readonly rules: readonly k8s.PolicyRule[];
};

/** Verb and resource of everything that the Role grants. */
export const rights = role.rules.flatMap(({ verbs, resources = [] }) =>
  resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
);

/** The ConfigMaps that the Role names. */
export const named = role.rules.flatMap(({ resourceNames = [] }) => resourceNames);

const CORE = `/api/v1/namespaces/${platform.namespace}`;
const ROLE = `/apis/rbac.authorization.k8s.io/v1/namespaces/${platform.namespace}/roles/postgres-patroni`;
const USER = `system:serviceaccount:${platform.namespace}:postgres-patroni`;

/** One member of Patroni, with an empty volume and an empty store, on an API server that has the whole platform. */
export class PatroniCluster {
  public static async start(programs: KubePrograms, image: string): Promise<PatroniCluster> {
    const server = await startWithNamespaces(programs, [platform]);
    const cluster = new PatroniCluster(server, image);
    try {
      await server.kubectl(['apply', '--filename=-'], [...platform.rendered.files.values()].join('---\n'));
      for (const pod of [MEMBER, LOST])
        await server.request('POST', `${CORE}/pods`, podOf(platform, members(platform), pod));
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  private running: PatroniMember | undefined;
  private mark = 0;

  private constructor(
    private readonly server: ApiServer,
    private readonly image: string,
  ) {}

  /** Starts the member anew, without one of the Role's rights. */
  public async begin(without?: string): Promise<void> {
    await this.end();
    await this.grantAllBut(without);
    this.mark = this.server.auditMark();
    this.running = await PatroniMember.start(this.server, platform, MEMBER, this.image);
  }

  /** Stops the member, and leaves what there is before the first start. */
  public async end(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
    const own = named.map((name) => `configmap/${name}`);
    await this.server.kubectl(['delete', '--namespace', platform.namespace, '--ignore-not-found', ...own]);
    await this.label(MEMBER, null);
    await this.label(LOST, 'primary');
  }

  /** What the member has said. */
  public get log(): string {
    return this.running?.log ?? '';
  }

  /** Asks the member. */
  public async ask(method: string, path: string, body?: object): Promise<void> {
    await this.running?.ask(method, path, body);
  }

  /** What the member asked of the API server since it was started. */
  public get requests(): Audited[] {
    return this.server.audited(USER, this.mark);
  }

  public async configMap(name: string): Promise<k8s.ObjectMeta | undefined> {
    const { items } = await this.server.get<List>(`${CORE}/configmaps`);
    return items.find(({ metadata }) => metadata.name === name)?.metadata;
  }

  /** The names of the pods that a rendered Service sends to, were they ready. */
  public async selectedBy(service: string): Promise<string[]> {
    const { selector = {} } = platform.rendered.one<k8s.ServiceSpec>('Service', service).spec;
    const labels = Object.entries(selector).map(([name, value]) => `${name}=${value}`);
    const { items } = await this.server.get<List>(`${CORE}/pods?labelSelector=${encodeURIComponent(labels.join(','))}`);
    return items.map(({ metadata }) => metadata.name ?? '');
  }

  /** Changes the leader's ConfigMap over and over, so that Patroni's next write meets a conflict. */
  public async contend(until: () => boolean): Promise<void> {
    const writers = [1, 2, 3, 4].map(async (writer) => {
      for (let count = 0; count < 1000 && !until(); count += 1) {
        const annotations = { [`writer-${writer}`]: String(count) };
        await this.server.request('PATCH', `${CORE}/configmaps/${SCOPE}-leader`, { metadata: { annotations } });
      }
    });
    await Promise.all(writers);
  }

  public async stop(): Promise<void> {
    await this.running?.stop();
    await this.server.stop();
  }

  private async label(pod: string, value: string | null): Promise<void> {
    await this.server.request('PATCH', `${CORE}/pods/${pod}`, { metadata: { labels: { [LabelKeys.ROLE]: value } } });
  }

  private async grantAllBut(right = ''): Promise<void> {
    const rules = role.rules.map((rule) => {
      const verbs = rule.verbs.filter((verb) => !rule.resources?.some((resource) => right === `${verb} ${resource}`));
      return { ...rule, verbs };
    });
    await this.server.request('PATCH', ROLE, { rules });
    // The authorizer follows with a delay.
    for (const granted of rights) {
      const [verb = '', resource = ''] = granted.split(' ');
      const resourceAttributes = { namespace: platform.namespace, verb, resource, name: `${SCOPE}-leader` };
      const review = { ...REVIEW, spec: { user: USER, resourceAttributes } };
      await eventually(async () => {
        const { status } = await this.server.request<Reviewed>('POST', REVIEWS, review);
        if (status.allowed !== (granted !== right)) throw new Error(`${granted} is not ${!status.allowed} yet`);
      });
    }
  }
}

const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const REVIEW = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' };

interface Reviewed {
  readonly status: { readonly allowed: boolean };
}

interface List {
  readonly items: ReadonlyArray<{ readonly metadata: k8s.ObjectMeta }>;
}
