import type { Platform } from './harness/platform';
import { Pod } from './harness/pod';
import { type Outcome, waitFor } from './harness/run';

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Further parameters of the connection. @default - verify-full with the authority of the cluster */
  readonly options?: string;
}

/** An application's pod, in another namespace, which knows nothing but names and the authority's certificate. */
export class Client {
  public static async start(platform: Platform, image: string): Promise<Client> {
    putAuthority(platform, platform.authority.certificate);
    const pod = await Pod.start(
      platform.machine,
      { name: 'client', namespace: NAMESPACE },
      {
        metadata: { labels: {} },
        spec: {
          containers: [
            {
              name: 'client',
              image,
              command: ['sleep', 'infinity'],
              volumeMounts: [{ name: 'authority', mountPath: '/authority', readOnly: true }],
            },
          ],
          volumes: [{ name: 'authority', configMap: { name: 'authority' } }],
          securityContext: { runAsUser: 999, runAsGroup: 999, fsGroup: 999 },
        },
      },
    );
    await waitFor('the client', () => pod.ready);
    return new Client(platform, pod);
  }

  private constructor(
    private readonly platform: Platform,
    private readonly pod: Pod,
  ) {}

  /** From now on it trusts these authorities and no other. */
  public trust(certificates: string): void {
    putAuthority(this.platform, certificates);
    this.pod.refresh();
  }

  /** Runs a program in the pod. */
  public async exec(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    return this.pod.container('client').exec(argv, { env });
  }

  /** Runs SQL; the answer's lines, and how psql ended. */
  public async psql({ host, port, user, password, database, options }: Login, query: string): Promise<Outcome> {
    const parameters = options ?? 'sslmode=verify-full sslrootcert=/authority/ca.crt';
    const connection = `host=${host} port=${port} user=${user} dbname=${database} connect_timeout=10 ${parameters}`;
    const argv = ['psql', '--no-psqlrc', '--no-align', '--tuples-only', '--quiet', '--set', 'ON_ERROR_STOP=1'];
    return this.pod.container('client').exec([...argv, connection], { input: query, env: { PGPASSWORD: password } });
  }
}

const NAMESPACE = 'clients';

function putAuthority({ objects }: Platform, certificates: string): void {
  const content = { kind: 'ConfigMap', metadata: { name: 'authority', namespace: NAMESPACE } };
  objects.put(Object.assign(content, { data: { 'ca.crt': certificates } }));
}
