import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type * as k8s from '../../imports/k8s';
import { PasswordFolders } from '../../lib/tiers/instance-passwords';
import { freePort } from '../../scripts/embedded-postgres';
import { onPath } from '../debian/debian-root';
import { type Running, start } from '../debian/processes';
import { containerOf, type Workload } from '../platforms/rendered';
import type { ApiServer } from './api-server';
import { writeStrictCertificates } from './certificates';
import { send } from './http';
import type { Platform } from './platforms';
import { Scratch } from './scratch';

/**
 * The root of the platform's image that `scripts/boot-image.sh` makes: `boot` in CDK8S_POSTGRES_DEBIAN.
 *
 * @returns undefined where it is not there, or cannot be entered
 */
export function bootImage(): string | undefined {
  const folder = path.join(
    process.env.CDK8S_POSTGRES_DEBIAN ?? path.join(os.tmpdir(), 'cdk8s-postgres-debian'),
    'boot',
  );
  const complete = fs.existsSync(path.join(folder, 'usr/bin/patroni'));
  return complete && onPath('unshare') && process.getuid?.() === 0 ? folder : undefined;
}

/**
 * Patroni's container as it is rendered, as a process with an empty volume: its command, environment and files, the
 * image as its root, the token of its ServiceAccount. Only ports and addresses differ, for all share this machine's.
 */
export class PatroniMember {
  public static async start(server: ApiServer, platform: Platform, pod: string, image: string): Promise<PatroniMember> {
    const scratch = new Scratch('patroni');
    try {
      await layFiles(server, platform, scratch);
      const program = { command: 'unshare', args: ['--mount', 'sh', '-euc', ENTER, 'sh', image, scratch.folder] };
      const { command = [] } = container(platform);
      const env = { ...(await environment(server, platform, pod)), PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
      const running = start(program, command, { env, cwd: '/' });
      scratch.guard(running.process.pid);
      return new PatroniMember(running, scratch, env);
    } catch (error) {
      await scratch.remove();
      throw error;
    }
  }

  private constructor(
    private readonly running: Running,
    private readonly scratch: Scratch,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** What it and PostgreSQL have said. */
  public get log(): string {
    return this.running.output();
  }

  /** Asks Patroni itself. @throws Error for any answer but success */
  public async ask(method: string, path: string, body?: object): Promise<void> {
    const { PATRONI_RESTAPI_USERNAME: user, PATRONI_RESTAPI_LISTEN } = this.environment;
    const password = fs.readFileSync(this.scratch.path(LAYER, PASSWORDS, 'restapi'), 'utf8');
    const [host = '', port] = (PATRONI_RESTAPI_LISTEN ?? '').split(':');
    const authority = fs.readFileSync(this.scratch.path(LAYER, 'etc/postgresql-tls/ca.crt'), 'utf8');
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const answer = await send({ host, port: Number(port), authority, authorization }, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** As a kubelet: SIGTERM, and SIGKILL where that does not end it. Then the volume is thrown away. */
  public async stop(): Promise<void> {
    // Without all its rights Patroni 4.1 now and then hangs when it is asked to end.
    const late = setTimeout(() => this.running.process.kill('SIGKILL'), GRACE_MILLISECONDS);
    await this.running.stop('SIGTERM');
    clearTimeout(late);
    await this.scratch.remove();
  }
}

/** The workload of the promotable members. */
export function members({ rendered }: Platform): Workload {
  const [first] = rendered.workloads.filter(({ kind }) => kind === 'StatefulSet');
  if (first === undefined) throw new Error('no StatefulSet is rendered');
  return first;
}

function container(platform: Platform): k8s.Container {
  return containerOf(members(platform).pod, 'postgres');
}

const GRACE_MILLISECONDS = 30_000;
const UID = 999;
const LAYER = 'layer';
const PASSWORDS = PasswordFolders.MOUNTED.slice(1);

/** The image under a layer that is written. Nobody else sees the mounts, and they end with the last process. */
const ENTER = `image=$1 folder=$2; shift 2
mount -t overlay overlay -o "lowerdir=$image,upperdir=$folder/${LAYER},workdir=$folder/work" "$folder/root"
mount -t proc proc "$folder/root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$folder/root/dev/shm"
exec chroot --userspec=${UID}:${UID} "$folder/root" "$@"`;

/** What the volumes of the pod hold. */
async function layFiles(server: ApiServer, platform: Platform, scratch: Scratch): Promise<void> {
  const { rendered, namespace } = platform;
  const put = (folder: string, data: Readonly<Record<string, string>>, mode: number) => {
    for (const [name, text] of Object.entries(data)) scratch.write(path.join(LAYER, folder, name), text, mode);
  };
  const layer = (...names: string[]) => scratch.path(LAYER, ...names);
  const active = PasswordFolders.ACTIVE.slice(1);
  const owned = ['var/lib/postgresql/data', 'run/postgresql', 'etc/postgresql-tls', active];
  for (const folder of [scratch.path('work'), scratch.path('root'), ...owned.map((name) => layer(name))]) {
    fs.mkdirSync(folder, { recursive: true });
  }
  put('etc/postgresql', rendered.one('ConfigMap', 'postgres-config').data, 0o444);
  put('opt/operations', rendered.one('ConfigMap', 'postgres-operations').data, 0o555);
  const passwords = members(platform).pod.volumes?.flatMap(({ projected }) => projected?.sources ?? []);
  const files = passwords?.flatMap(({ secret }) => secret?.items ?? []).map((item) => [item.path, secretOf(item.key)]);
  put(PASSWORDS, Object.fromEntries(files ?? []), 0o444);
  const account = members(platform).pod.serviceAccountName ?? '';
  const token = await server.kubectl(['create', 'token', account, '--namespace', namespace]);
  put('run/secrets/kubernetes.io/serviceaccount', { token, namespace, 'ca.crt': server.authority }, 0o444);
  writeStrictCertificates(layer('etc/postgresql-tls'));
  for (const name of [...owned, 'etc/postgresql-tls/tls.key']) fs.chownSync(layer(name), UID, UID);
}

async function environment(server: ApiServer, platform: Platform, pod: string): Promise<Record<string, string>> {
  const fields: Readonly<Record<string, string>> = {
    'metadata.name': pod,
    'metadata.namespace': platform.namespace,
    'status.podIP': server.host,
  };
  const variables: Record<string, string> = {};
  for (const { name, value, valueFrom } of container(platform).env ?? []) {
    const field = fields[valueFrom?.fieldRef?.fieldPath ?? ''];
    const expanded = value?.replace(/\$\((\w+)\)/g, (_, other: string) => variables[other] ?? '');
    variables[name] = expanded ?? field ?? secretOf(valueFrom?.secretKeyRef?.key);
  }
  const kubernetes = { KUBERNETES_SERVICE_HOST: server.host, KUBERNETES_SERVICE_PORT: String(server.port) };
  const addresses = await Promise.all(['POSTGRESQL', 'RESTAPI'].map((part) => addressesOf(part, server.host)));
  return { ...variables, ...kubernetes, ...Object.fromEntries(addresses.flat()) };
}

async function addressesOf(part: string, host: string): Promise<Array<[string, string]>> {
  const address = `${host}:${await freePort()}`;
  return ['LISTEN', 'CONNECT_ADDRESS'].map((kind) => [`PATRONI_${part}_${kind}`, address]);
}

function secretOf(key: string | undefined): string {
  return key === 'postgres-user' ? 'dict_admin' : randomBytes(12).toString('hex');
}
