import * as https from 'node:https';
import { json } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { PodTemplate } from './manifests';
import type { Pod } from './pod';

/** How Patroni labels its pods: the `kubernetes` section of its file. */
interface Labelling {
  readonly scope: string;
  readonly namespace: string;
  readonly scopeLabel: string;
  readonly roleLabel: string;
  /** The label's value by what the REST API calls the role. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly port: number;
}

/** Stands where Patroni would talk to the Kubernetes API. */
export class PatroniStandIn {
  private readonly labellings = new Map<string, Labelling>();

  public constructor(private readonly etcd: () => string) {}

  /** Patroni's file with etcd in the place of the Kubernetes API, and all else as rendered. Other files are not changed. */
  public adapt(text: string, name: string, namespace: string): string {
    if (name !== 'patroni.yml') return text;
    const labelling = labellingOf(text, namespace);
    this.labellings.set(`${namespace}/${labelling.scope}`, labelling);
    const store = `namespace: /${namespace}/\netcd3:\n  host: ${this.etcd()}:2379\n`;
    const adapted = text.replace(/^kubernetes:\n(?: .*\n)+/m, store);
    if (adapted === text) throw new Error('patroni.yml has no section "kubernetes" to swap');
    return adapted;
  }

  /** Gives pods the labels that their Patroni says. One that does not answer keeps what it had. */
  public async labelRoles(pods: Iterable<Pod>): Promise<void> {
    const members = [...pods].flatMap((pod) => [...this.labellings.values()].map((labelling) => ({ pod, labelling })));
    await Promise.all(
      members
        .filter(({ pod, labelling }) => isMember(pod, labelling))
        .map(async ({ pod, labelling }) => {
          const role = await roleOf(pod.address, labelling.port);
          const value = labelling.values[role ?? ''];
          if (value !== undefined) pod.labels[labelling.roleLabel] = value;
        }),
    );
  }
}

/** A pod that runs etcd; what it keeps outlives every other pod. */
export function etcdTemplate(image: string): PodTemplate {
  const listen = 'http://0.0.0.0:2379';
  const command = [
    'etcd',
    ...['--data-dir', '/data', '--unsafe-no-fsync', '--log-level', 'warn'],
    ...['--listen-client-urls', listen, '--advertise-client-urls', 'http://$(POD_IP):2379'],
  ];
  return {
    metadata: { labels: {} },
    spec: {
      containers: [
        {
          name: 'etcd',
          image,
          command,
          env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
          volumeMounts: [{ name: 'data', mountPath: '/data' }],
          readinessProbe: { tcpSocket: { port: 2379 }, periodSeconds: 1 },
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'etcd' } }],
      securityContext: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
    },
  };
}

interface PatroniFile {
  readonly scope: string;
  readonly restapi: { readonly listen: string };
  readonly kubernetes: Readonly<Record<string, string>>;
}

function labellingOf(text: string, namespace: string): Labelling {
  const { scope, restapi, kubernetes } = parse(text) as PatroniFile;
  return {
    scope,
    namespace,
    scopeLabel: kubernetes.scope_label ?? 'cluster-name',
    roleLabel: kubernetes.role_label ?? 'role',
    values: {
      primary: kubernetes.leader_label_value,
      replica: kubernetes.follower_label_value,
      standby_leader: kubernetes.standby_leader_label_value,
    },
    port: Number(restapi.listen.split(':').at(-1)),
  };
}

function isMember({ identity, labels }: Pod, { namespace, scope, scopeLabel }: Labelling): boolean {
  return identity.namespace === namespace && labels[scopeLabel] === scope;
}

function roleOf(host: string, port: number): Promise<string | undefined> {
  const options = { host, port, path: '/patroni', timeout: 2000, agent: false, rejectUnauthorized: false };
  return new Promise((resolve) => {
    const request = https.get(options, (response) => {
      // It may end in the middle of its answer.
      const role = json(response).then((answer) => (answer as { role?: string }).role);
      role.then(resolve, () => resolve(undefined));
    });
    request.once('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
