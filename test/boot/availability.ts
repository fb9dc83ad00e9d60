import type { Booted } from './booted';
import { sleep } from './harness/run';

const MEMBERS = ['postgres-0', 'postgres-1'];
const POOLS = ['pgbouncer-0', 'pgbouncer-1', 'pgbouncer-2'];
const CA = '/authority/ca.crt';

/**
 * Prints what fails. Lines on standard input: a word for the endpoint, and its connection string or URL. Patroni closes its
 * socket for a moment when it takes a new certificate: two failures in a row are none for a probe either.
 */
const TRY_ALL = `while read -r kind what; do
  case $kind in
    sql) said=$(psql --no-psqlrc --quiet --output /dev/null --command 'select 1' "$what" 2>&1) ;;
    rest)
      said=$(curl --silent --show-error --fail --output /dev/null --max-time 5 --retry 2 --retry-all-errors \\
        --retry-delay 1 --cacert ${CA} "$what" 2>&1)
      ;;
  esac || printf '%s: %s\\n' "$what" "$said"
done`;

/** Connects anew, over and over, to whatever an application or a monitor would; each connection verifies a certificate. */
export class Availability {
  public rounds = 0;
  /** What failed, in the clients' words. */
  public readonly failures: string[] = [];
  private readonly ending = new AbortController();
  private readonly running: Promise<void>;

  public constructor(private readonly booted: Booted) {
    this.running = this.run();
  }

  public async stop(): Promise<void> {
    this.ending.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.ending.signal.aborted) {
      await this.round().catch((error) => this.failures.push(String(error)));
      this.rounds += 1;
      await sleep(500, this.ending.signal);
    }
  }

  private async round(): Promise<void> {
    const { client, platform } = this.booted;
    // Pools drop their connections to the servers, and verify the servers' certificate anew.
    const reconnect = [
      'psql',
      '--no-psqlrc',
      '--username',
      'pgbouncer',
      '--dbname',
      'pgbouncer',
      '--command',
      'RECONNECT',
    ];
    await Promise.all(POOLS.map((name) => platform.exec(name, 'reload', reconnect)));
    const script = `${TRY_ALL} <<'END'\n${this.endpoints().join('\n')}\nEND`;
    const { code, stdout, stderr } = await client.exec(['sh', '-c', script], { PGPASSWORD: this.password });
    this.failures.push(...stdout.split('\n').filter(Boolean), ...(code === 0 ? [] : [stderr]));
  }

  private endpoints(): string[] {
    const { platform } = this.booted;
    const sql = (host: string, address: string, port: number) =>
      `sql host=${host} hostaddr=${address} port=${port} user=dict_core_user dbname=dict_core ` +
      `connect_timeout=10 sslmode=verify-full sslrootcert=${CA}`;
    const names = MEMBERS.map((name) => ({ address: platform.pod(name).address, host: `${name}.${HEADLESS}` }));
    return [
      ...POOLS.map((name) => sql('pgbouncer.postgres.svc.cluster.local', platform.pod(name).address, 6432)),
      ...names.map(({ host, address }) => sql(host, address, 5432)),
      ...names.map(({ host }) => `rest https://${host}:8008/liveness`),
    ];
  }

  private get password(): string {
    return this.booted.secret('dict-core-user-password');
  }
}

const HEADLESS = 'postgres-headless.postgres.svc.cluster.local';
