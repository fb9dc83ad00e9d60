import { once } from 'node:events';
import type * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from './certificates';
import type { Certificate, Manifest } from './manifests';
import type { Objects } from './objects';

/**
 * Answers for ConfigMaps where pods look for the Kubernetes API: one by its name, and a new one. Rights and tokens are
 * test/apiserver's, on a real server.
 */
export class KubernetesStandIn {
  public static async start(objects: Objects, address: string, authority: Authority): Promise<KubernetesStandIn> {
    const certificate = { kind: 'Certificate', metadata: { name: 'kubernetes' } };
    const spec = { secretName: 'kubernetes', dnsNames: [address] };
    const { stringData } = await authority.issue(Object.assign(certificate, { spec }) as Certificate);
    const server = https.createServer(
      { cert: stringData['tls.crt'], key: stringData['tls.key'] },
      (request, response) => void answer(objects, request, response).catch(() => response.destroy()),
    );
    server.listen(0, address);
    await once(server, 'listening');
    return new KubernetesStandIn(server, address);
  }

  private constructor(
    private readonly server: https.Server,
    private readonly address: string,
  ) {}

  /** What the kubelet gives every container. */
  public get variables(): Record<string, string> {
    const { port } = this.server.address() as AddressInfo;
    return { KUBERNETES_SERVICE_HOST: this.address, KUBERNETES_SERVICE_PORT: String(port) };
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

const CONFIG_MAPS = /^\/api\/v1\/namespaces\/([^/]+)\/configmaps(?:\/([^/]+))?$/;

async function answer(objects: Objects, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const [, namespace = '', name] = CONFIG_MAPS.exec(request.url ?? '') ?? [];
  const { status, body } = reply(objects, `${request.method}`, namespace, name, text);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function reply(objects: Objects, method: string, namespace: string, name: string | undefined, text: string) {
  if (method === 'GET' && name !== undefined) {
    const found = objects.find('ConfigMap', namespace, name);
    return found ? { status: 200, body: found } : { status: 404, body: { reason: 'NotFound' } };
  }
  if (method !== 'POST' || name !== undefined || namespace === '') return { status: 405, body: {} };
  const made = JSON.parse(text) as Manifest;
  if (objects.find('ConfigMap', namespace, made.metadata.name))
    return { status: 409, body: { reason: 'AlreadyExists' } };
  const body = { ...made, metadata: { ...made.metadata, namespace } };
  objects.put(body);
  return { status: 201, body };
}
