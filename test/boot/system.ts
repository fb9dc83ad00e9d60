import * as path from 'node:path';
import type { PostgresProfile } from '../../lib';
import { singleOf } from '../../lib/profile/single';
import { images, SOONER } from './booted';
import { Client } from './client';
import { boot } from './harness/boot';
import type { JobResult } from './harness/jobs';
import type { Service } from './harness/manifests';
import type { Platform } from './harness/platform';
import type { Pod } from './harness/pod';
import { waitFor } from './harness/run';
import { endpointsOf } from './harness/services';
import { IMAGE_18, on18, render } from './on18';

const ROLE = 'cdk8s-postgres/role';
const SET = 'cdk8s-postgres/set';

/** Whom a client logs in as, and where. */
export interface Entry {
  /** The Service. */
  readonly service: string;
  /** @default 5432 */
  readonly port?: number;
  readonly database: string;
  readonly role: string;
}

/** One of the systems, running on PostgreSQL 18. */
export class System {
  /** @throws Error where a Job of the first sync fails */
  public static async start(profile: PostgresProfile): Promise<System> {
    const platform = await boot({
      images: await images(),
      variables: SOONER,
      kubernetes: singleOf(profile) !== undefined,
    });
    const system = new System(platform, profile);
    try {
      system.jobs = await system.apply(profile);
      system.clientPod = await Client.start(platform, IMAGE_18);
      return system;
    } catch (error) {
      process.stderr.write(platform.describe());
      await platform.stop();
      throw error;
    }
  }

  /** How the Jobs of the first sync ended. */
  public jobs: readonly JobResult[] = [];
  private clientPod: Client | undefined;

  private constructor(
    public readonly platform: Platform,
    private readonly profile: PostgresProfile,
  ) {}

  public get client(): Client {
    if (!this.clientPod) throw new Error('the client is not there yet');
    return this.clientPod;
  }

  /** Renders a profile, on PostgreSQL 18, and applies it. */
  public apply(profile: PostgresProfile): Promise<JobResult[]> {
    return this.platform.apply(render(on18(profile), path.join(this.platform.machine.folder, 'dist')));
  }

  /** What SQL answers, asked by a client in another namespace, over verified TLS. */
  public async ask(entry: Entry, query: string): Promise<string> {
    const { code, stdout, stderr } = await this.client.psql(this.login(entry), query);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** A page, read by a client in another namespace. */
  public async fetch(url: string): Promise<string> {
    const argv = ['curl', '--silent', '--show-error', '--fail', '--max-time', '10', url];
    const { code, stdout, stderr } = await this.client.exec(argv);
    if (code !== 0) throw new Error(`curl: exit code ${code}: ${stderr}`);
    return stdout;
  }

  /** The admin console of a pod's PgBouncer, over its socket. */
  public poolConsole(pod: string, command: string): Promise<string> {
    const argv = ['psql', '-XAt', '-U', 'pgbouncer', '-d', 'pgbouncer', '-c', command];
    return this.platform.exec(pod, 'reload', argv);
  }

  /**
   * What SQL answers once the pool's pods have left the servers that they were connected to, which they do by themselves
   * after server_lifetime only. For some seconds PgBouncer also remembers the addresses that it found by a Service's name:
   * whoever asks for another server asks again.
   */
  public async askAnew(entry: Entry, query: string): Promise<string> {
    const pods = [...this.platform.workloads.pods].filter(({ name }) => name.startsWith(`${entry.service}-`));
    await Promise.all(pods.map(({ name }) => this.poolConsole(name, 'RECONNECT')));
    return this.ask(entry, query);
  }

  public login({ service, port = 5432, database, role }: Entry) {
    const { namespace } = this.profile;
    const host = `${service}.${namespace.name}.svc.cluster.local`;
    return { host, port, user: role, password: this.password(role), database };
  }

  public password(role: string): string {
    const { namespace, secrets, roles } = this.profile;
    const key = roles[role]?.passwordKey ?? `${role.replaceAll('_', '-')}-password`;
    const value = this.platform.objects.secret(namespace.name, secrets.props.name)?.[key];
    if (value === undefined) throw new Error(`the Secret has no key ${key}`);
    return value;
  }

  /** Asks a server over the socket in its pod, as the superuser. */
  public async sql(pod: string, query: string, database = 'postgres'): Promise<string> {
    const argv = ['psql', '--no-psqlrc', '--no-align', '--tuples-only', '--quiet', '--set', 'ON_ERROR_STOP=1'];
    const said = await this.platform.exec(pod, 'postgres', [...argv, '--dbname', database], { input: query });
    return said.trim();
  }

  /** Pods of a set, or of the members. */
  public pods(set = 'members'): Pod[] {
    return [...this.platform.workloads.pods].filter(({ labels }) => labels[SET] === set);
  }

  /** Waits for the pod that is the primary now, and ready. */
  public primary(): Promise<string> {
    const find = () => {
      const found = this.pods().filter(({ ready, labels }) => ready && labels[ROLE] === 'primary');
      return found.length === 1 ? found[0]?.name : undefined;
    };
    return waitFor('a primary', find, 120);
  }

  /** Names of the pods behind a Service now, sorted. */
  public behind(service: string): string[] {
    const { namespace } = this.profile;
    const found = this.platform.objects.find<Service>('Service', namespace.name, service);
    if (!found) throw new Error(`there is no Service ${service}`);
    return endpointsOf(found, this.platform.workloads.pods)
      .map(({ name }) => name)
      .sort();
  }

  public stop(): Promise<void> {
    return this.platform.stop();
  }
}
