import * as fs from 'node:fs';
import * as path from 'node:path';
import type * as k8s from '../../imports/k8s';
import { Rendered, type Workload } from '../platforms/rendered';
import { ApiServer } from './api-server';
import { defineCustomKinds } from './custom-kinds';
import type { KubePrograms } from './programs';

const DIST = path.join(__dirname, '../../dist');

/** A platform as it is committed. */
export interface Platform {
  readonly name: string;
  readonly namespace: string;
  /** Paths, in the order in which they are applied. */
  readonly files: readonly string[];
  readonly rendered: Rendered;
}

/** Everything in dist/. */
export function platforms(): Platform[] {
  return fs.readdirSync(DIST).map((name) => {
    const files = fs.readdirSync(path.join(DIST, name)).map((file) => path.join(DIST, name, file));
    return platformOf(name, new Map(files.map((file) => [file, fs.readFileSync(file, 'utf8')])));
  });
}

export function platformOf(name: string, files: ReadonlyMap<string, string>): Platform {
  const rendered = new Rendered(files);
  const namespace = rendered.all().find((object) => object.metadata.namespace !== undefined)?.metadata.namespace;
  return { name, namespace: namespace ?? 'default', files: [...files.keys()], rendered };
}

/** An API server that knows the other projects' kinds and has the platforms' namespaces. */
export async function startWithNamespaces(programs: KubePrograms, all: readonly Platform[]): Promise<ApiServer> {
  const server = await ApiServer.start(programs);
  try {
    await defineCustomKinds(server);
    for (const platform of all) await applyNamespace(server, platform);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Where a platform uses a namespace of somebody else, one without labels stands for it. */
async function applyNamespace(server: ApiServer, { namespace, rendered }: Platform): Promise<void> {
  const own = rendered.all('Namespace').length > 0;
  const text = own ? rendered.document('Namespace', namespace) : JSON.stringify(bareNamespace(namespace));
  await server.kubectl(['apply', '--filename', '-'], text);
  await makeServiceAccount(server, namespace, 'default');
}

/** Without a controller manager nobody else makes a namespace's own. */
export async function makeServiceAccount(server: ApiServer, namespace: string, name: string): Promise<void> {
  await server.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
}

export function bareNamespace(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** What a workload's controller would create: the template as a Pod, with the volumes of a StatefulSet's claims. */
export function podOf({ rendered }: Platform, { kind, name, labels, pod }: Workload, podName: string): object {
  const claims = kind === 'StatefulSet' ? rendered.one<k8s.StatefulSetSpec>(kind, name).spec.volumeClaimTemplates : [];
  const claimed = (claims ?? []).map(({ metadata }) => {
    return { name: metadata?.name, persistentVolumeClaim: { claimName: `${metadata?.name}-${podName}` } };
  });
  const volumes = [...(pod.volumes ?? []), ...claimed];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: podName, labels }, spec: { ...pod, volumes } };
}
