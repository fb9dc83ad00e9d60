import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { LabelKeys } from '../../lib/names';
import { Scratch } from '../apiserver/scratch';
import { Authority } from '../boot/harness/certificates';
import { type Rendered, render } from '../platforms/rendered';
import { Client, type Login } from './client';
import { ended, type JobResult } from './jobs';
import { Kubectl } from './kubectl';
import { Members } from './members';
import { namespaceJanitor } from './namespaces';
import { type Changed, clusterDict, type Place, RUN_LABEL } from './profile';
import { certificateSecrets, type NewSecret, passwordSecrets } from './secrets';
import type { Settings } from './settings';

const PLATFORM = `${LabelKeys.PLATFORM}=dict`;

/** The dict platform on a cluster, applied as the README says. */
export class Platform {
  /** Applies it, and waits until all of it serves. */
  public static async start(settings: Settings): Promise<Platform> {
    const namespace = `cdk8s-postgres-${randomBytes(4).toString('hex')}`;
    const clients = `${namespace}-clients`;
    const anywhere = new Kubectl('default');
    const place = { namespace, clients, apiServer: await apiServer(anywhere) };
    const end = namespaceJanitor([namespace, clients]);
    const scratch = new Scratch('cluster');
    const authority = await Authority.make(scratch.path('authority'));
    const platform = new Platform(settings, place, authority, scratch, end);
    try {
      await platform.bring();
    } catch (error) {
      process.stderr.write(await platform.describe());
      await platform.stop();
      throw error;
    }
    return platform;
  }

  public readonly kubectl: Kubectl;
  public readonly members: Members;
  /** How the hook Jobs of the first sync ended. */
  public jobs: readonly JobResult[] = [];
  /** Seconds from the first apply to all of it serving. */
  public startSeconds = 0;
  private rendered: Rendered;
  private secrets: readonly NewSecret[] = [];
  private applicationPod: Client | undefined;

  private constructor(
    public readonly settings: Settings,
    public readonly place: Place,
    public readonly authority: Authority,
    private readonly scratch: Scratch,
    private readonly end: () => Promise<void>,
  ) {
    this.kubectl = new Kubectl(place.namespace);
    this.members = new Members(this.kubectl);
    this.rendered = render(clusterDict(settings, place));
  }

  public get namespace(): string {
    return this.place.namespace;
  }

  /** The platform's own image. */
  public get image(): string {
    return this.rendered.pod('StatefulSet', 'postgres').containers[0]?.image ?? '';
  }

  public get client(): Client {
    if (!this.applicationPod) throw new Error('the client is not there yet');
    return this.applicationPod;
  }

  /** The files that were applied last, as they stand in `dist/`. */
  public get folder(): string {
    return this.scratch.path('dist');
  }

  /**
   * Renders the profile, with other parameters where given, and applies it over what is there: the README's three lines for
   * a later change. Gives how the hook Jobs ended.
   *
   * @param edit what a person does to a rendered file
   */
  public async change(changed: Changed = {}, edit = (text: string) => text): Promise<JobResult[]> {
    this.write(render(clusterDict(this.settings, this.place, changed)), edit);
    await this.applyServers();
    await this.deleteHooks();
    await this.kubectl.run(['apply', '--filename', this.folder]);
    return this.hooks();
  }

  /** Which version of the servers' files was rendered last. */
  public get configHash(): string {
    const [, hash] = /config_hash = '?(\w+)/.exec(this.rendered.config('postgres-config', 'postgresql.conf')) ?? [];
    if (hash === undefined) throw new Error('postgresql.conf has no hash');
    return hash;
  }

  /** SQL through the pool, by a role of the profile. @throws Error with what psql said */
  public async throughPool(database: string, query: string, role = 'dict_core_user'): Promise<string> {
    const outcome = await this.client.psql(this.poolLogin(database, role), query);
    if (outcome.code !== 0) throw new Error(outcome.stderr);
    return outcome.stdout.trim();
  }

  public poolLogin(database: string, user = 'dict_core_user'): Login {
    const password = this.secret(`${user.replaceAll('_', '-')}-password`);
    return { host: `pgbouncer.${this.namespace}.svc.cluster.local`, port: 6432, user, password, database };
  }

  /** The state of all pods and the ends of all logs, for the report of a failure. */
  public async describe(): Promise<string> {
    const { kubectl } = this;
    const state = await kubectl.try(['get', 'pods,jobs,pvc', '--output', 'wide', '--show-labels']);
    const events = await kubectl.try(['get', 'events', '--sort-by', '.lastTimestamp']);
    const logs = ['logs', '--selector', PLATFORM, '--all-containers', '--prefix', '--tail', '30'];
    const said = await kubectl.try([...logs, '--max-log-requests', '60']);
    const connections = /LOG: {2}(dis)?connection|LOG [CS]-0x/;
    const lines = said.stdout.split('\n').filter((line) => !connections.test(line));
    return [state.stdout, events.stdout.split('\n').slice(-60).join('\n'), ...lines, ''].join('\n');
  }

  /** Removes everything, the namespaces too. */
  public async stop(): Promise<void> {
    await this.end();
    await this.scratch.remove();
  }

  private async bring(): Promise<void> {
    const { kubectl, place } = this;
    const began = Date.now();
    this.write(this.rendered);
    await kubectl.run(['apply', '--filename', path.join(this.folder, '0-config.yaml')]);
    await this.makeSecrets();
    await this.applyServers();
    await kubectl.run(['apply', '--filename', this.folder]);
    const clients = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: place.clients, labels: { [RUN_LABEL]: 'clients' } },
    };
    await kubectl.create(clients);
    this.applicationPod = await Client.start(new Kubectl(place.clients), this.image, this.authority.certificate);
    this.jobs = await this.hooks();
    const failed = this.jobs.filter(({ succeeded }) => !succeeded);
    if (failed.length > 0) throw new Error(failed.map(({ name, log }) => `${name}: ${log}`).join('\n'));
    const wait = ['wait', 'deployments', '--selector', PLATFORM, '--for=condition=available', '--timeout=10m'];
    await kubectl.run(wait);
    this.startSeconds = (Date.now() - began) / 1000;
  }

  private async makeSecrets(): Promise<void> {
    const { accessKeyId = 'none', secretAccessKey = 'none' } = this.settings.bucket ?? {};
    this.secrets = passwordSecrets(this.rendered, {
      'postgres-secrets': { 'postgres-user': 'dict_admin' },
      'aws-secrets': { 'access-key-id': accessKeyId, 'secret-access-key': secretAccessKey },
    });
    const certificates = await certificateSecrets(clusterDict(this.settings, this.place), this.authority);
    await this.kubectl.create(...this.secrets, ...certificates);
  }

  private write(rendered: Rendered, edit = (text: string) => text): void {
    this.rendered = rendered;
    for (const [name, text] of rendered.files) this.scratch.write(path.join('dist', path.basename(name)), edit(text));
  }

  private async applyServers(): Promise<void> {
    const files = fs.readdirSync(this.folder).filter((name) => /^[012]-/.test(name));
    await this.kubectl.run(['apply', ...files.map((name) => `--filename=${path.join(this.folder, name)}`)]);
    await this.kubectl.run(['rollout', 'status', 'statefulset/postgres', '--timeout', '15m']);
  }

  private async deleteHooks(): Promise<void> {
    const workloads = this.rendered.all('Job').map(({ metadata }) => metadata.labels?.[LabelKeys.WORKLOAD]);
    await this.kubectl.run(['delete', 'jobs', '--selector', `${LabelKeys.WORKLOAD} in (${workloads.join(',')})`]);
  }

  /** In the order in which a sync runs them. */
  private hooks(): Promise<JobResult[]> {
    return Promise.all(this.rendered.all('Job').map(({ metadata }) => ended(this.kubectl, metadata.name)));
  }

  private secret(key: string): string {
    const value = this.secrets.find(({ metadata }) => metadata.name === 'postgres-secrets')?.stringData[key];
    if (value === undefined) throw new Error(`the Secret has no key ${key}`);
    return value;
  }
}

/** The addresses that pods use for the API server, and those behind. */
async function apiServer(kubectl: Kubectl): Promise<Place['apiServer']> {
  const service = await kubectl.one<ServiceObject>('service', 'kubernetes');
  const slices = await kubectl.all<SliceObject>('endpointslices', 'kubernetes.io/service-name=kubernetes');
  const addresses = slices.flatMap(({ endpoints }) => endpoints.flatMap(({ addresses: own }) => own));
  const ports = [...service.spec.ports, ...slices.flatMap((slice) => slice.ports)].map(({ port }) => port);
  const cidrs = [service.spec.clusterIP, ...addresses].map((ip) => (ip.includes(':') ? `${ip}/128` : `${ip}/32`));
  return { cidrs: [...new Set(cidrs)], ports: [...new Set(ports)] };
}

interface ServiceObject {
  readonly spec: { readonly clusterIP: string; readonly ports: ReadonlyArray<{ readonly port: number }> };
}

interface SliceObject {
  readonly endpoints: ReadonlyArray<{ readonly addresses: readonly string[] }>;
  readonly ports: ReadonlyArray<{ readonly port: number }>;
}
