import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import type { Container } from './container';
import type { ContainerSpec, Probe } from './manifests';

/** One try of a probe. Gives why it failed; undefined where it succeeded. */
export async function probe(
  { httpGet, tcpSocket, exec, timeoutSeconds }: Probe,
  { ports }: ContainerSpec,
  container: Container,
  address: string,
): Promise<string | undefined> {
  const timeout = (timeoutSeconds ?? 1) * 1000;
  if (httpGet) return get(httpGet.scheme ?? 'HTTP', address, number(httpGet.port, ports), httpGet.path, timeout);
  if (tcpSocket) return connect(address, number(tcpSocket.port, ports), timeout);
  if (!exec) throw new Error('the harness knows httpGet, tcpSocket and exec');
  const { code, stdout, stderr } = await container.exec(exec.command, { timeout });
  return code === 0 ? undefined : `exit code ${code}: ${stderr || stdout}`;
}

function number(port: string | number, ports: ContainerSpec['ports']): number {
  const found = typeof port === 'number' ? port : ports?.find(({ name }) => name === port)?.containerPort;
  if (found === undefined) throw new Error(`the container has no port ${port}`);
  return found;
}

/** As the kubelet: certificates are not verified, and 200 to 399 is a success. */
function get(scheme: string, host: string, port: number, path: string, timeout: number): Promise<string | undefined> {
  const client = scheme === 'HTTPS' ? https : http;
  return new Promise((resolve) => {
    const request = client.get({ host, port, path, timeout, agent: false, rejectUnauthorized: false }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 400 ? undefined : `${path}: ${status}`);
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${timeout} ms`)));
    request.once('error', (error) => resolve(String(error)));
  });
}

function connect(host: string, port: number, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout });
    const end = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(`no connection within ${timeout} ms`));
    socket.once('error', (error) => end(String(error)));
  });
}
