import { spawn } from 'node:child_process';
import * as readline from 'node:readline';
import type { Outcome } from '../boot/harness/run';
import type { Kubectl } from './kubectl';

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A write that was acknowledged. */
export interface Write {
  /** When, in milliseconds. */
  readonly time: number;
  /** The address of the pod that took it. */
  readonly server: string;
}

/** Writes one row after another, as an application would. */
export interface Writer {
  /** So far. */
  readonly writes: readonly Write[];
  /** Ends it. */
  stop(): Promise<readonly Write[]>;
}

const POD = 'client';

/** An application's pod, in another namespace, which knows nothing but names and the authority's certificate. */
export class Client {
  public static async start(kubectl: Kubectl, image: string, authority: string): Promise<Client> {
    const metadata = { namespace: kubectl.namespace };
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, name: 'authority' } };
    await kubectl.create({ ...config, data: { 'ca.crt': authority } }, pod(kubectl.namespace, POD, 'core-dict', image));
    await kubectl.run(['wait', '--for=condition=ready', `pod/${POD}`, '--timeout=300s']);
    return new Client(kubectl);
  }

  private constructor(private readonly kubectl: Kubectl) {}

  /** Runs SQL; the answer's lines, and how psql ended. */
  public psql(login: Login, query: string): Promise<Outcome> {
    const script = `IFS= read -r PGPASSWORD; export PGPASSWORD; exec ${PSQL} "$0"`;
    const argv = ['bash', '-c', script, connection(login)];
    return this.kubectl.exec(POD, POD, argv, { input: `${login.password}\n${query}` });
  }

  /** @throws Error with what the program said, where it fails */
  public run(argv: readonly string[]): Promise<string> {
    return this.kubectl.mustExec(POD, POD, argv);
  }

  /**
   * Starts to write rows into `kept`, about four a second.
   *
   * @param how by a connection for each, or by one for as long as it lasts
   */
  public write(login: Login, how: 'connections' | 'session'): Writer {
    const once = how === 'connections' ? `--command "${INSERT}" "$0" </dev/null` : `"$0" <<<"${INSERT} \\watch 0.2"`;
    // Whatever runs ends with the standard input.
    const script = `IFS= read -r PGPASSWORD; export PGPASSWORD
      exec 3<&0; { cat <&3 >/dev/null; kill -KILL 0; } &
      while :; do ${PSQL} ${once}; sleep 0.2; done`;
    const argv = ['exec', '--stdin', POD, '--container', POD, '--', 'bash', '-c', script, connection(login)];
    const child = spawn('kubectl', ['--namespace', this.kubectl.namespace, ...argv], { detached: true });
    const writes: Write[] = [];
    const lines = readline.createInterface(child.stdout);
    lines.on('line', (line) => {
      const [, server] = /^written (\S+)$/.exec(line) ?? [];
      if (server !== undefined) writes.push({ time: Date.now(), server });
    });
    child.stderr.resume();
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin.write(`${login.password}\n`);
    const stop = async () => {
      child.stdin.end();
      // The end of the input is late on its way now and then; that of the connection is not.
      const late = setTimeout(() => child.kill(), 5000);
      await closed;
      clearTimeout(late);
      return writes;
    };
    return { writes, stop };
  }
}

/** A pod that does nothing by itself. Pods with another `app` label than the client's may connect to nothing. */
export function pod(namespace: string, name: string, app: string, image: string): object {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const container = {
    name,
    image,
    command: ['sleep', 'infinity'],
    securityContext,
    volumeMounts: [{ name: 'authority', mountPath: '/authority', readOnly: true }],
  };
  const user = { runAsNonRoot: true, runAsUser: 999, runAsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } };
  const spec = {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    securityContext: user,
    containers: [container],
    volumes: [{ name: 'authority', configMap: { name: 'authority' } }],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: { app } }, spec };
}

/** The longest time between two writes that succeeded, in seconds. */
export function longestGap(writes: readonly Write[]): number {
  const gaps = writes.slice(1).map(({ time }, index) => time - (writes[index]?.time ?? time));
  return Math.max(0, ...gaps) / 1000;
}

const INSERT = `insert into kept values ('counted') returning 'written ' || host(inet_server_addr())`;
const PSQL = 'psql --no-psqlrc --no-align --tuples-only --quiet --set ON_ERROR_STOP=1';

function connection({ host, port, user, database }: Login): string {
  const tls = 'sslmode=verify-full sslrootcert=/authority/ca.crt';
  return `host=${host} port=${port} user=${user} dbname=${database} connect_timeout=10 ${tls}`;
}
