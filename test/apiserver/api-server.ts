import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { freePort } from '../../scripts/embedded-postgres';
import { eventually, type Running, start } from '../debian/processes';
import { writeStrictCertificates } from './certificates';
import { send } from './http';
import type { KubePrograms } from './programs';
import { Scratch } from './scratch';

/** What a command printed. */
export interface Printed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A request that the API server answered. @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/ */
export interface Audited {
  /** Verb and resource. */
  readonly right: string;
  /** Of the object, where one was named. */
  readonly name?: string;
  /** Status of the answer. */
  readonly code: number;
}

/** etcd and kube-apiserver on free ports of 127.0.0.1: no controller, no kubelet, everything else as in a cluster. */
export class ApiServer {
  /** @throws Error with what they said, where they do not start */
  public static async start(programs: KubePrograms): Promise<ApiServer> {
    const began = Date.now();
    const server = new ApiServer(programs, await freePort());
    try {
      await server.run(await freePort(), await freePort());
    } catch (error) {
      await server.stop();
      throw new Error(`${error}\n${server.output}`);
    }
    server.startSeconds = (Date.now() - began) / 1000;
    return server;
  }

  public readonly host = '127.0.0.1';
  public startSeconds = 0;
  private readonly scratch = new Scratch('kube-apiserver');
  private readonly token = randomUUID();
  private readonly running: Running[] = [];

  private constructor(
    private readonly programs: KubePrograms,
    public readonly port: number,
  ) {}

  /** The certificate of the authority that signed the server's. */
  public get authority(): string {
    return fs.readFileSync(this.scratch.path('ca.crt'), 'utf8');
  }

  /** Runs kubectl as an administrator. Its standard input is `input`. */
  public try(args: readonly string[], input = ''): Promise<Printed> {
    // kubectl diff runs `diff` of the PATH; kubectl keeps what it discovered under HOME.
    const env = { PATH: process.env.PATH, HOME: this.scratch.folder, KUBECONFIG: this.scratch.path('kubeconfig') };
    return new Promise((resolve, reject) => {
      const options = { env, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(this.programs.kubectl, args, options, (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') return reject(error);
        resolve({ status: error ? Number(error.code) : 0, stdout, stderr });
      });
      child.stdin?.end(input);
    });
  }

  /** Runs kubectl, and gives its standard output. @throws Error with what it said where it fails */
  public async kubectl(args: readonly string[], input?: string): Promise<string> {
    const { status, stdout, stderr } = await this.try(args, input);
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${status}: ${stderr}`);
    return stdout;
  }

  /** An object or a list by its path. @throws Error for any answer but success */
  public async get<T>(path: string): Promise<T> {
    return this.request('GET', path);
  }

  /** @throws Error for any answer but success */
  public async request<T>(method: string, path: string, body?: object): Promise<T> {
    const { host, port, authority } = this;
    const answer = await send<T>({ host, port, authority, authorization: `Bearer ${this.token}` }, method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The requests of one user since a mark, oldest first. */
  public audited(user: string, mark = 0): Audited[] {
    // The last line may be under way.
    const lines = fs.readFileSync(this.auditLog).subarray(mark).toString().split('\n').slice(0, -1);
    return lines
      .map((line) => JSON.parse(line) as AuditEvent)
      .filter((event) => event.user.username === user)
      .map(({ verb, objectRef, responseStatus }) => {
        return { right: `${verb} ${objectRef?.resource}`, name: objectRef?.name, code: responseStatus?.code ?? 0 };
      });
  }

  /** Now, for `audited`. */
  public auditMark(): number {
    return fs.statSync(this.auditLog).size;
  }

  public async stop(): Promise<void> {
    for (const process of [...this.running].reverse()) await process.stop('SIGKILL');
    await this.scratch.remove();
  }

  private get auditLog(): string {
    return this.scratch.path('audit.log');
  }

  private get output(): string {
    return this.running.map((process) => process.output().slice(-3000)).join('\n');
  }

  private async run(etcdPort: number, peerPort: number): Promise<void> {
    const { scratch } = this;
    const [client, peer] = [etcdPort, peerPort].map((port) => `http://${this.host}:${port}`) as [string, string];
    this.launch('etcd', {
      'data-dir': scratch.path('etcd'),
      'listen-client-urls': client,
      'advertise-client-urls': client,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': `default=${peer}`,
      'unsafe-no-fsync': 'true',
      'log-level': 'error',
    });
    this.launch('kube-apiserver', { ...this.flags(), 'etcd-servers': client });
    await eventually(() => (this.hasEnded ? undefined : this.request('GET', '/readyz')), 600);
    if (this.hasEnded) throw new Error('kube-apiserver or etcd ended at once:');
  }

  private get hasEnded(): boolean {
    return this.running.some(({ process }) => process.exitCode !== null || process.signalCode !== null);
  }

  private flags(): Record<string, string> {
    const { scratch } = this;
    writeStrictCertificates(scratch.folder);
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signing = scratch.write('sa.key', keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
    const verifying = scratch.write('sa.pub', keys.publicKey.export({ type: 'spki', format: 'pem' }).toString());
    scratch.write('kubeconfig', this.kubeconfig());
    return {
      'bind-address': this.host,
      'secure-port': String(this.port),
      'endpoint-reconciler-type': 'none',
      'service-cluster-ip-range': '10.0.0.0/24',
      'tls-cert-file': scratch.path('tls.crt'),
      'tls-private-key-file': scratch.path('tls.key'),
      'token-auth-file': scratch.write('tokens.csv', `${this.token},admin,admin,system:masters\n`),
      'authorization-mode': 'RBAC',
      'service-account-issuer': 'https://kubernetes.default.svc.cluster.local',
      'service-account-signing-key-file': signing,
      'service-account-key-file': verifying,
      'audit-policy-file': scratch.write('audit.yaml', AUDIT_POLICY),
      'audit-log-path': scratch.write('audit.log', ''),
      'audit-log-mode': 'blocking',
    };
  }

  private launch(name: keyof KubePrograms, flags: Readonly<Record<string, string>>): void {
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const process = start({ command: this.programs[name], args: [] }, args, { cwd: this.scratch.folder });
    this.scratch.guard(process.process.pid);
    this.running.push(process);
  }

  private kubeconfig(): string {
    const server = {
      server: `https://${this.host}:${this.port}`,
      'certificate-authority': this.scratch.path('ca.crt'),
    };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster: server }],
      users: [{ name: 'admin', user: { token: this.token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
      'current-context': 'test',
    });
  }
}

interface AuditEvent {
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly objectRef?: { readonly resource: string; readonly name?: string };
  readonly responseStatus?: { readonly code: number };
}

const AUDIT_POLICY = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', userGroups: ['system:serviceaccounts'] }, { level: 'None' }],
});
