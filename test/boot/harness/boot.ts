import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Authority } from './certificates';
import { Cluster } from './cluster';
import { startDns } from './dns';
import type { ImageTable } from './images';
import { KubernetesStandIn } from './kubernetes';
import { Objects } from './objects';
import { etcdTemplate, PatroniStandIn } from './patroni';
import { Platform } from './platform';
import { type Machine, Pod } from './pod';
import { sleep, waitFor } from './run';
import type { SecretValues } from './secrets';
import { serviceNames } from './services';
import { Workloads } from './workloads';

export interface BootOptions {
  readonly images: ImageTable;
  /** Values of the Secrets that must be certain ones. @default - all are random */
  readonly secrets?: SecretValues;
  /** Values of variables of all containers, in the place of the rendered ones. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether something answers where pods look for the Kubernetes API, for ConfigMaps. @default false */
  readonly kubernetes?: boolean;
}

const PREFIX = 'cdk8s-postgres-boot-';

/**
 * A machine that runs the pods of rendered files as a kubelet would, empty as yet: `apply` the files. Needs root, Linux,
 * and the images' folders. What it cannot do like a cluster is in limits.ts.
 */
export async function boot({
  images,
  secrets = {},
  variables = {},
  kubernetes = false,
}: BootOptions): Promise<Platform> {
  await removeLeftovers();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  const cluster = await Cluster.start(folder);
  const objects = new Objects();
  let etcd: Pod | undefined;
  let standIn: KubernetesStandIn | undefined;
  const patroni = new PatroniStandIn(() => etcd?.address ?? '');
  const adapt = patroni.adapt.bind(patroni);
  const ending = new AbortController();
  const pods = new Set<Pod>();
  const api: Record<string, string> = {};
  const machine: Machine = {
    ...{ cluster, objects, images, folder, adapt, variables, pods },
    kubernetes: api,
    ending: ending.signal,
  };
  const workloads = new Workloads(machine);
  const dns = await startDns(
    cluster.gateway,
    serviceNames(objects, () => workloads.pods, cluster.nowhere),
  );
  const labelling = keepLabels(patroni, workloads, ending.signal);
  const end = async () => {
    ending.abort();
    await labelling;
    await Promise.all([...machine.pods].map((pod) => pod.stop(0)));
    await cluster.stop();
    await dns.stop();
    await standIn?.stop();
  };
  try {
    etcd = await Pod.start(machine, { name: 'etcd', namespace: 'default' }, etcdTemplate('etcd'));
    const store = etcd;
    await waitFor('etcd', () => store.ready);
    const authority = await Authority.make(path.join(folder, 'authority'));
    if (kubernetes) standIn = await KubernetesStandIn.start(objects, cluster.gateway, authority);
    Object.assign(api, standIn?.variables);
    return new Platform(machine, workloads, authority, secrets, end);
  } catch (error) {
    await end();
    throw error;
  }
}

async function keepLabels(patroni: PatroniStandIn, workloads: Workloads, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    await patroni.labelRoles(workloads.pods);
    await sleep(1000, ending);
  }
}

/** Of runs that were killed together with what cleans up after them. */
async function removeLeftovers(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const [pid] = name.slice(PREFIX.length).split('-');
    if (!fs.existsSync(`/proc/${pid}`)) await Cluster.remove(path.join(os.tmpdir(), name));
  }
}
