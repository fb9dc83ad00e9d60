import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Authority } from './certificates';
import { type JobResult, type RunningJob, startJob } from './jobs';
import {
  type Certificate,
  type CronJob,
  type Job,
  type Manifest,
  readManifests,
  syncWave,
  type Workload,
} from './manifests';
import type { Objects } from './objects';
import type { Machine, Pod } from './pod';
import type { Outcome, RunOptions } from './run';
import { generateSecrets, type SecretValues } from './secrets';
import type { Workloads } from './workloads';

const LINES_OF_A_LOG = 40;
const [LOGS_OF_A_SUMMARY, LINES_OF_A_SUMMARY] = [6, 8];
/** What servers and pools log of every connection. */
const COMINGS_AND_GOINGS = /LOG: {2}(dis)?connection|LOG [CS]-0x/;

/** A platform that runs: what `kubectl` and a GitOps controller would be told. */
export class Platform {
  public constructor(
    public readonly machine: Machine,
    public readonly workloads: Workloads,
    public readonly authority: Authority,
    private readonly given: SecretValues,
    private readonly end: () => Promise<void>,
  ) {}

  public get objects(): Objects {
    return this.machine.objects;
  }

  /** Applies a folder of rendered files, or objects, wave by wave. Gives how the Jobs ended; after a failed one it stops. */
  public async apply(rendered: string | readonly Manifest[]): Promise<JobResult[]> {
    const manifests = typeof rendered === 'string' ? readManifests(rendered) : rendered;
    for (const secret of generateSecrets(manifests, this.given)) {
      const { name, namespace = '' } = secret.metadata;
      const before = this.objects.secret(namespace, name);
      this.objects.put({ ...secret, stringData: { ...secret.stringData, ...before } } as Manifest);
    }
    const namespaces = new Set(manifests.map(({ metadata }) => metadata.namespace ?? ''));
    for (const namespace of namespaces) this.objects.put(this.rootCertificate(namespace));
    const results: JobResult[] = [];
    for (const wave of [...new Set(manifests.map(syncWave))].sort((a, b) => a - b)) {
      results.push(...(await this.applyWave(manifests.filter((manifest) => syncWave(manifest) === wave))));
      if (results.some(({ succeeded }) => !succeeded)) break;
    }
    return results;
  }

  /** Changes one object that was applied, as `kubectl edit` does. */
  public edit<T extends Manifest>(kind: T['kind'], name: string, change: (before: T) => T): void {
    this.objects.put(change(this.objects.one<T>(kind, name)));
    this.refreshVolumes();
  }

  /** Brings changed ConfigMaps and Secrets into all pods. */
  public refreshVolumes(): void {
    for (const pod of this.workloads.pods) pod.refresh();
  }

  /** Runs a Job that was applied once more. The name may be its beginning, without the hash. */
  public async runJob(name: string): Promise<JobResult> {
    return this.startJob(this.jobNamed(name)).result;
  }

  /** Runs a CronJob now. */
  public startCronJob(name: string): RunningJob {
    const { metadata, spec } = this.objects.one<CronJob>('CronJob', name);
    return this.startJob({ kind: 'Job', metadata, spec: spec.jobTemplate.spec });
  }

  public async runCronJob(name: string): Promise<JobResult> {
    return this.startCronJob(name).result;
  }

  public pod(name: string): Pod {
    return this.workloads.pod(name);
  }

  /** @throws Error with what the program said, where it fails */
  public async exec(pod: string, container: string, argv: readonly string[], options?: RunOptions): Promise<string> {
    const { code, stdout, stderr } = await this.tryExec(pod, container, argv, options);
    if (code !== 0) throw new Error(`${pod}/${container}: ${argv.join(' ')}: exit code ${code}: ${stderr || stdout}`);
    return stdout;
  }

  public async tryExec(
    pod: string,
    container: string,
    argv: readonly string[],
    options?: RunOptions,
  ): Promise<Outcome> {
    return this.pod(pod).container(container).exec(argv, options);
  }

  /**
   * Deletes a pod; its workload makes another one.
   *
   * @param loss `graceSeconds` 0 kills at once; `claim` is lost with it
   */
  public async deletePod(name: string, loss: { graceSeconds?: number; claim?: string } = {}): Promise<void> {
    await this.workloads.replace(name, loss.graceSeconds, () => {
      if (loss.claim !== undefined) this.loseClaim(`${loss.claim}-${name}`);
    });
  }

  /** Empties the volume of a claim that no pod uses. */
  public loseClaim(claim: string): void {
    const { namespace } = this.objects.all<Workload>('StatefulSet')[0]?.metadata ?? {};
    fs.rmSync(path.join(this.machine.folder, 'claims', `${namespace}-${claim}`), { recursive: true });
  }

  /** What a container of a pod has said, over all its restarts. */
  public log(pod: string, container: string): string {
    const file = path.join(this.machine.folder, 'logs', `${pod}.${container}.log`);
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  }

  /** The state of all pods and the ends of all logs, for the report of a failure. */
  public describe(): string {
    return this.state(this.logs(), LINES_OF_A_LOG);
  }

  /** The state of all pods and the last lines of the logs that were written last. */
  public summary(): string {
    return this.state(this.logs().slice(-LOGS_OF_A_SUMMARY), LINES_OF_A_SUMMARY);
  }

  /** Ends every process, and removes every file, namespace and mount. */
  public stop(): Promise<void> {
    return this.end();
  }

  /** The files of all logs, those that were written last at the end. */
  private logs(): string[] {
    const folder = path.join(this.machine.folder, 'logs');
    const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
    const times = new Map(files.map((file) => [file, fs.statSync(file).mtimeMs]));
    return files.sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
  }

  private state(logs: readonly string[], lines: number): string {
    const ends = logs.map((file) => {
      const text = fs.readFileSync(file, 'utf8').trimEnd();
      const said = text.split('\n').filter((line) => !COMINGS_AND_GOINGS.test(line));
      return `---- ${path.basename(file)}\n${said.slice(-lines).join('\n')}`;
    });
    return [...[...this.workloads.pods].map(({ status }) => status), ...ends].join('\n');
  }

  private async applyWave(manifests: readonly Manifest[]): Promise<JobResult[]> {
    for (const manifest of manifests) {
      const isNew = this.objects.put(manifest);
      if (isNew && manifest.kind === 'Certificate') {
        this.objects.put(await this.authority.issue(manifest as Certificate));
      }
    }
    this.refreshVolumes();
    const workloads = manifests.filter(({ kind }) => kind === 'StatefulSet' || kind === 'Deployment') as Workload[];
    await Promise.all(workloads.map((workload) => this.workloads.apply(workload)));
    const jobs = manifests.filter(({ kind }) => kind === 'Job') as Job[];
    return Promise.all(jobs.map((job) => this.startJob(job).result));
  }

  /** As in every namespace of a cluster. */
  private rootCertificate(namespace: string): Manifest {
    const content = { kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace } };
    return Object.assign(content, { data: { 'ca.crt': this.authority.certificate } });
  }

  private startJob({ metadata, spec }: Job): RunningJob {
    return startJob(this.machine, metadata.name, metadata.namespace ?? 'default', spec);
  }

  private jobNamed(name: string): Job {
    const found = this.objects.all<Job>('Job').findLast(({ metadata }) => metadata.name.startsWith(name));
    if (!found) throw new Error(`there is no Job ${name}`);
    return found;
  }
}
